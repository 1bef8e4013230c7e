"""The WHO-5: well-being."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Cutoff, Mean, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["WHO5"]

_INSPQ = Source("INSPQ information sheet 14")

WHO5 = Instrument(
    code="who5",
    title="WHO-5 Well-Being Index",
    measures="well-being",
    items=5,
    codings=(Coding(code="0-5", values=(0, 1, 2, 3, 4, 5)),),
    scales=(
        Scale(
            code="total",
            title="well-being, as a percentage",
            items=(1, 2, 3, 4, 5),
            times=4,
            lowest=0,
            highest=100,
            better="higher",
        ),
    ),
    means=(
        Mean(
            population="general population of several countries, roughly",
            group="general",
            mean=70,
            source=_INSPQ,
        ),
        Mean(
            population="people with untreated depression, roughly",
            group="clinical",
            mean=40,
            source=_INSPQ,
        ),
    ),
    cutoffs=(
        Cutoff(
            population="people of 213 studies",
            value=50,
            separates="poor well-being",
            source=Source("Topp 2015", quoted_by="summaries of it"),
        ),
    ),
    licence=Licence(
        terms="free to use with its source named",
        embed="rules",
        source=Source("INSPQ; CORC; What Works Wellbeing"),
    ),
    source=Source("Topp 2015"),
    unknown=(
        "whether the licence changed in 2024",
        "a cut-off of 28 for depression",
        "the origin of 10 points as a meaningful change",
    ),
)
