"""The K10: psychological distress."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Bands, Reliability, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, GapRule, Licence, Scale

__all__ = ["K10"]

_ABS = Source("Australian Bureau of Statistics, 4817.0.55.001")

K10 = Instrument(
    code="k10",
    title="Kessler Psychological Distress Scale, ten items",
    measures="psychological distress",
    items=10,
    codings=(
        Coding(code="1-5", values=(1, 2, 3, 4, 5), meaning="Australia: 5 is all of the time"),
        Coding(code="0-4", values=(0, 1, 2, 3, 4), meaning="USA: 4 is all of the time"),
        Coding(
            code="5-1",
            values=(5, 4, 3, 2, 1),
            meaning="Australian survey of 1997: 1 is all of the time",
        ),
    ),
    scales=(
        Scale(
            code="total",
            title="psychological distress",
            items=tuple(range(1, 11)),
            lowest=10,
            highest=50,
            better="lower",
        ),
    ),
    gap_rules=(
        GapRule(
            code="one_of_ten",
            most=1,
            rounded=True,
            meaning="one unanswered item: ten times the mean of the others, rounded",
            source=Source("Australian primary mental health care minimum data set"),
        ),
        GapRule(
            code="two_of_ten",
            most=2,
            rounded=True,
            meaning="up to two unanswered items: ten times the mean of the others, rounded",
            source=Source("Australian Longitudinal Study on Women's Health, data dictionary 2018"),
        ),
    ),
    reliabilities=(
        Reliability(
            population="adults, Portugal",
            type="internal consistency",
            value=0.91,
            n=694,
            source=Source("Pereira 2019, doi:10.1590/1413-81232018243.06322017"),
        ),
    ),
    bands=(
        Bands(
            population="adults surveyed by the Australian Bureau of Statistics",
            starts=(16, 22, 30),
            names=("low", "moderate", "high", "very high"),
            source=_ABS,
        ),
        Bands(
            population="patients of clinics, Australia",
            starts=(20, 25, 30),
            names=("likely well", "mild", "moderate", "severe"),
            source=Source("clinical bands in Australian use", quoted_by="datanalysis.net"),
        ),
    ),
    licence=Licence(
        terms="not found",
        embed="rules",
        source=Source("none was found"),
    ),
    source=_ABS,
    unknown=(
        "its licence",
        "the means of Slade 2011 for 8841 Australian adults",
        "the internal consistency of 0.93 that is often given for Kessler 2002",
    ),
)
