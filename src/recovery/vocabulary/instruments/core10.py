"""The CORE-10: psychological distress."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import (
    Bands,
    Cutoff,
    Mean,
    Reliability,
    ReliableChange,
    Source,
)
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Ages, Coding, GapRule, Licence, Scale

__all__ = ["CORE10"]

_BARKHAM = Source("Barkham 2013")
_MANUAL = Source("CORE-10 manual, Connell and Barkham 2007", quoted_by="NovoPsych")
_PATIENTS = "primary care patients, UK"

CORE10 = Instrument(
    code="core10",
    title="Clinical Outcomes in Routine Evaluation, ten items",
    measures="psychological distress",
    items=10,
    codings=(Coding(code="0-4", values=(0, 1, 2, 3, 4)),),
    reverse=(2, 3),
    scales=(
        Scale(
            code="total",
            title="psychological distress",
            items=tuple(range(1, 11)),
            lowest=0,
            highest=40,
            better="lower",
        ),
    ),
    gap_rules=(
        GapRule(
            code="one_of_ten",
            most=1,
            meaning="one unanswered item: ten times the mean of the others",
            source=Source("CORE System Trust"),
        ),
    ),
    safety_items=(6,),
    ages=Ages(youngest=17, source=Source("Barkham 2013", quoted_by="measurely.com.au")),
    means=(
        Mean(
            population="general population, UK",
            group="general",
            mean=4.7,
            sd=4.8,
            n=535,
            source=_MANUAL,
        ),
        Mean(
            population="primary care counselling, UK",
            group="clinical",
            mean=19.7,
            sd=7.7,
            n=1835,
            source=_MANUAL,
        ),
    ),
    reliabilities=(
        Reliability(population=_PATIENTS, type="internal consistency", value=0.90, source=_BARKHAM),
    ),
    cutoffs=(
        Cutoff(population=_PATIENTS, value=11, separates="distress", source=_BARKHAM),
        Cutoff(
            population=_PATIENTS,
            value=13,
            separates="depression",
            sensitivity=0.92,
            specificity=0.72,
            source=_BARKHAM,
        ),
    ),
    reliable_changes=(
        ReliableChange(
            population=_PATIENTS,
            points=6,
            level=0.90,
            basis="an index of reliable change; the internal consistency of 0.90 gives 5.66",
            source=_BARKHAM,
        ),
    ),
    bands=(
        Bands(
            population=_PATIENTS,
            starts=(11, 15, 20, 25),
            names=("healthy or low", "mild", "moderate", "moderate to severe", "severe"),
            source=Source("CORE-10 manual", quoted_by="the SOCAS resource hub"),
        ),
    ),
    licence=Licence(
        terms="CC BY-ND 4.0: the wording only as it stands",
        embed="rules",
        source=Source("CORE System Trust", quoted_by="the documentation of CamCOPS"),
    ),
    source=Source("the source of CamCOPS; Barkham 2013"),
    unknown=("the border between healthy and low, which is often given as 6",),
)
