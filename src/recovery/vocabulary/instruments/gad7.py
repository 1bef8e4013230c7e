"""The GAD-7: anxiety."""

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
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["GAD7"]

_NORM_TABLE = "a public table of norms (measurely)"
_PRIMARY_CARE = "primary care patients, USA"
_ENGLAND = "NHS Talking Therapies, England"

GAD7 = Instrument(
    code="gad7",
    title="Generalized Anxiety Disorder scale, seven items",
    measures="anxiety",
    items=7,
    codings=(Coding(code="0-3", values=(0, 1, 2, 3)),),
    scales=(
        Scale(
            code="total",
            title="anxiety",
            items=tuple(range(1, 8)),
            lowest=0,
            highest=21,
            better="lower",
        ),
    ),
    means=(
        Mean(
            population="men of the general population, Germany",
            group="general",
            mean=3.01,
            sd=3.12,
            n=4615,
            source=Source("Hinz 2017", quoted_by=_NORM_TABLE),
        ),
        Mean(
            population="women of the general population, Germany",
            group="general",
            mean=4.07,
            sd=3.53,
            n=5106,
            source=Source("Hinz 2017", quoted_by=_NORM_TABLE),
        ),
        Mean(
            population="primary care patients, Germany",
            group="mixed",
            mean=5.75,
            sd=4.76,
            n=3404,
            source=Source("Jordan 2017", quoted_by=_NORM_TABLE),
        ),
        Mean(
            population="psychiatric patients of all diagnoses, USA",
            group="clinical",
            mean=10.86,
            sd=5.62,
            n=1082,
            source=Source("Beard 2014", quoted_by=_NORM_TABLE),
        ),
        Mean(
            population="people with generalized anxiety disorder, Australia",
            group="clinical",
            mean=12.59,
            sd=3.96,
            n=125,
            source=Source("Dear 2011", quoted_by=_NORM_TABLE),
        ),
    ),
    reliabilities=(
        Reliability(
            population=_PRIMARY_CARE,
            type="internal consistency",
            value=0.92,
            n=2740,
            source=Source("Spitzer 2006", quoted_by="published reading notes"),
        ),
    ),
    cutoffs=(
        Cutoff(
            population=_PRIMARY_CARE,
            value=10,
            separates="generalized anxiety disorder",
            sensitivity=0.89,
            specificity=0.82,
            source=Source("Spitzer 2006"),
        ),
        Cutoff(
            population=_ENGLAND,
            value=8,
            separates="caseness",
            source=Source(
                "NHS Talking Therapies glossary",
                quoted_by="the register of the trial NCT05134103",
            ),
        ),
    ),
    reliable_changes=(
        ReliableChange(
            population=_ENGLAND,
            points=4,
            basis="the rule of the service; neither level nor reliability is stated",
            source=Source(
                "NHS Talking Therapies manual",
                quoted_by="the register of the trial NCT05134103",
            ),
        ),
    ),
    bands=(
        Bands(
            population=_PRIMARY_CARE,
            starts=(5, 10, 15),
            names=("minimal", "mild", "moderate", "severe"),
            source=Source("scoring printed with the form", quoted_by="copies of it by others"),
        ),
    ),
    licence=Licence(
        terms="no permission needed to reproduce, translate, display or distribute",
        embed="wording",
        source=Source("phqscreeners.com", quoted_by="the documentation of CamCOPS"),
    ),
    source=Source("Spitzer 2006"),
    unknown=(
        "what the coefficient of 0.83 in Spitzer 2006 is: sources that quote it disagree",
        "its bands at first hand: some copies of the form begin them elsewhere",
    ),
)
