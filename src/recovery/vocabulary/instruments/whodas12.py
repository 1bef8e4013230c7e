"""The WHODAS 2.0 of twelve items: disability."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Mean, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Ages, Coding, Licence, Scale

__all__ = ["WHODAS12"]

_ANDREWS = Source("Andrews 2009, PMC2791224")

WHODAS12 = Instrument(
    code="whodas12",
    title="WHO Disability Assessment Schedule 2.0, twelve items",
    measures="disability",
    items=12,
    codings=(
        Coding(code="0-4", values=(0, 1, 2, 3, 4), meaning="a total of 0 to 48"),
        Coding(code="1-5", values=(1, 2, 3, 4, 5), meaning="a total of 12 to 60 elsewhere"),
    ),
    scales=(
        Scale(
            code="total",
            title="disability, simple sum",
            items=tuple(range(1, 13)),
            lowest=0,
            highest=48,
            better="lower",
        ),
    ),
    ages=Ages(youngest=18, source=Source("sphsoutcomes.net")),
    means=(
        Mean(
            population="adults with any mental disorder, Australia",
            group="clinical",
            mean=6.3,
            sd=7.1,
            source=_ANDREWS,
        ),
        Mean(
            population="adults with any physical disorder, Australia",
            group="clinical",
            mean=4.3,
            sd=6.1,
            source=_ANDREWS,
        ),
        Mean(
            population="adults with neither disorder, Australia",
            group="general",
            mean=1.4,
            sd=3.6,
            source=_ANDREWS,
        ),
    ),
    licence=Licence(
        terms="wording only under the user agreement of the WHO",
        embed="rules",
        source=Source("WHODAS 2.0 manual 2010, front matter"),
    ),
    source=Source("WHO, summary scores of WHODAS 2.0; Andrews 2009"),
    unknown=(
        "the scores of item-response theory (0 to 100)",
        "reliability of the twelve items: 0.86 and 0.98 are of the whole programme",
        "a cut-off: 10 is often given without a source",
    ),
)
