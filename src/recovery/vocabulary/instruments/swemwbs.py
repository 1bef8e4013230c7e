"""The short Warwick-Edinburgh scale: mental well-being."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Mean, ReliableChange, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["SWEMWBS"]

_SHAH = Source("Shah 2018, doi:10.1186/s12955-018-1060-2")
_CLIENTS = "clients of cognitive hypnotherapy"
_ENGLAND = Source("Ng Fat 2017, doi:10.1007/s11136-016-1454-8")

# fmt: off
_METRIC: dict[float, float] = {
    7: 7.00, 8: 9.51, 9: 11.25, 10: 12.40, 11: 13.33, 12: 14.08, 13: 14.75, 14: 15.32, 15: 15.84,
    16: 16.36, 17: 16.88, 18: 17.43, 19: 17.98, 20: 18.59, 21: 19.25, 22: 19.98, 23: 20.73,
    24: 21.54, 25: 22.35, 26: 23.21, 27: 24.11, 28: 25.03, 29: 26.02, 30: 27.03, 31: 28.13,
    32: 29.31, 33: 30.70, 34: 32.55, 35: 35.00,
}
# fmt: on

SWEMWBS = Instrument(
    code="swemwbs",
    title="Short Warwick-Edinburgh Mental Well-being Scale",
    measures="mental well-being",
    items=7,
    codings=(Coding(code="1-5", values=(1, 2, 3, 4, 5)),),
    scales=(
        Scale(
            code="raw",
            title="mental well-being, sum of the answers",
            items=tuple(range(1, 8)),
            lowest=7,
            highest=35,
            better="higher",
        ),
        Scale(
            code="total",
            title="mental well-being, converted to the metric score",
            items=tuple(range(1, 8)),
            lowest=7,
            highest=35,
            better="higher",
            table=_METRIC,
        ),
    ),
    means=(
        Mean(
            population="men of the general population, England",
            group="general",
            mean=23.7,
            source=_ENGLAND,
        ),
        Mean(
            population="women of the general population, England",
            group="general",
            mean=23.2,
            source=_ENGLAND,
        ),
        Mean(
            population="general population, Germany",
            group="general",
            mean=24.79,
            sd=3.73,
            n=5606,
            source=Source("GEDA 2022 norms"),
        ),
        Mean(
            population=_CLIENTS,
            group="clinical",
            mean=19.28,
            sd=3.921,
            n=172,
            source=_SHAH,
        ),
    ),
    reliable_changes=(
        ReliableChange(
            population=_CLIENTS,
            points=2.87,
            basis=(
                "2.77 standard errors of measurement of 1.03, meant as 95 %; with a standard "
                "deviation of 3.921 that needs a reliability of 0.93, which is not stated: it "
                "is therefore given without a level"
            ),
            source=_SHAH,
        ),
    ),
    licence=Licence(
        terms="free after registration, with the copyright line; the table is CC BY 2.0",
        embed="rules",
        source=Source("University of Warwick", quoted_by="CORC"),
    ),
    source=Source("Stewart-Brown 2009", quoted_by="public copies of its table, which agree"),
    unknown=(
        "a cut-off for low well-being: 19.5 is often given without a source",
        (
            "where the standard error of 1.03 is from: with the reliability of 0.84 that is often "
            "given, the change at 95 % is 4.35 points and not 2.87"
        ),
    ),
)
