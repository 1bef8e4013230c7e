"""The Rosenberg scale: self-esteem."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Cutoff, Reliability, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, ItemOrder, Licence, Scale

__all__ = ["RSES"]

_SOQ = Source("impactasaurus/soq, RSES.json")
_COMPILED = Source("several studies", quoted_by="laserqmac.netlify.app")

RSES = Instrument(
    code="rses",
    title="Rosenberg Self-Esteem Scale",
    measures="self-esteem",
    items=10,
    codings=(Coding(code="0-3", values=(0, 1, 2, 3), meaning="3 is strong agreement"),),
    orders=(
        ItemOrder(
            code="satisfied_first",
            reverse=(2, 5, 6, 8, 9),
            meaning="the first item is about being satisfied with oneself",
            source=_SOQ,
        ),
        ItemOrder(
            code="worth_first",
            reverse=(3, 5, 8, 9, 10),
            meaning="the first item is about being a person of worth",
            source=Source("two public pages on its scoring"),
        ),
    ),
    scales=(
        Scale(
            code="total",
            title="self-esteem",
            items=tuple(range(1, 11)),
            lowest=0,
            highest=30,
            better="higher",
        ),
    ),
    reliabilities=(
        Reliability(
            population="mixed samples",
            type="internal consistency",
            value=(0.77, 0.88),
            source=_COMPILED,
        ),
        Reliability(
            population="mixed samples",
            type="test-retest",
            value=(0.82, 0.85),
            source=_COMPILED,
        ),
    ),
    cutoffs=(
        Cutoff(
            population="a convention, without a sample",
            value=15,
            case_at_cutoff=False,
            separates="low self-esteem",
            source=Source("several pages", quoted_by="each other: no original was found"),
        ),
    ),
    licence=Licence(
        terms="free, without asking",
        embed="wording",
        source=Source("University of Maryland", quoted_by="impactasaurus/soq"),
    ),
    source=_SOQ,
    unknown=(
        "a source for the coding from 1 to 4, with totals from 10 to 40, which is also in use",
    ),
)
