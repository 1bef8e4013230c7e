"""The PHQ-9: depression."""

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
from recovery.vocabulary.instruments.parts import Coding, GapRule, Licence, Scale

__all__ = ["PHQ9"]

_KROENKE = Source("Kroenke 2001")
_NHS = Source("NHS Talking Therapies manual", quoted_by="the register of the trial NCT05134103")
_NORM_TABLE = "a public table of norms (measurely)"
_ENGLAND = "NHS Talking Therapies, England"

PHQ9 = Instrument(
    code="phq9",
    title="Patient Health Questionnaire, nine items",
    measures="depression",
    items=9,
    codings=(Coding(code="0-3", values=(0, 1, 2, 3)),),
    scales=(
        Scale(
            code="total",
            title="depression",
            items=tuple(range(1, 10)),
            lowest=0,
            highest=27,
            better="lower",
        ),
    ),
    gap_rules=(
        GapRule(
            code="two_of_nine",
            most=2,
            meaning="up to two unanswered items are replaced by the mean of the answered ones",
            source=Source("Arrieta 2017", quoted_by="the documentation of qscorer"),
        ),
    ),
    safety_items=(9,),
    means=(
        Mean(
            population="general population aged 14 to 24, Germany",
            group="general",
            mean=2.3,
            sd=3.3,
            source=Source("Kocalevent 2013", quoted_by=_NORM_TABLE),
        ),
        Mean(
            population="general population of the oldest age band, Germany",
            group="general",
            mean=4.4,
            sd=3.9,
            source=Source("Kocalevent 2013", quoted_by=_NORM_TABLE),
        ),
        Mean(
            population="primary care patients, Germany",
            group="mixed",
            mean=5.20,
            sd=4.75,
            n=3404,
            source=Source("Jordan 2017", quoted_by=_NORM_TABLE),
        ),
    ),
    reliabilities=(
        Reliability(
            population="primary care patients, USA",
            type="internal consistency",
            value=0.89,
            source=Source("Kroenke 2001", quoted_by="published reading notes"),
        ),
        Reliability(
            population="patients with major depression, China",
            type="internal consistency",
            value=0.892,
            n=109,
            source=Source("PMC7525967"),
        ),
        Reliability(
            population="patients with major depression, China",
            type="test-retest",
            value=0.737,
            n=54,
            source=Source("PMC7525967"),
        ),
    ),
    cutoffs=(
        Cutoff(
            population="primary care patients, USA",
            value=10,
            separates="major depression",
            sensitivity=0.88,
            specificity=0.88,
            source=_KROENKE,
        ),
        Cutoff(
            population=_ENGLAND,
            value=10,
            separates="caseness",
            source=Source("NHS Talking Therapies glossary"),
        ),
        Cutoff(
            population="psychotherapy episodes that began at 10 or more, USA",
            value=5,
            separates="no remission",
            source=Source("NCQA measure, Psychiatric Services 2020, appi.ps.201900295"),
        ),
    ),
    reliable_changes=(
        ReliableChange(
            population=_ENGLAND,
            points=6,
            basis="the rule of the service; neither level nor reliability is stated",
            source=_NHS,
        ),
    ),
    bands=(
        Bands(
            population="6000 patients, USA",
            starts=(5, 10, 15, 20),
            names=("minimal", "mild", "moderate", "moderately severe", "severe"),
            source=_KROENKE,
        ),
    ),
    licence=Licence(
        terms="no permission needed to reproduce, translate, display or distribute",
        embed="wording",
        source=Source("phqscreeners.com", quoted_by="the documentation of CamCOPS"),
    ),
    source=_KROENKE,
    unknown=(
        "the rule of the developers' own manual for unanswered items",
        "the retest reliability of 0.84 that is often given for Kroenke 2001",
        "the smallest important change of 5 points that is often given",
    ),
)
