"""The DASS-21: depression, anxiety and stress."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Bands, Mean, Reliability, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["DASS21"]

_UK = "adults without known disorder, UK"
_ALPHAS = {"depression": 0.88, "anxiety": 0.82, "stress": 0.90, "total": 0.93}
_STARTS = {
    "depression": (10, 14, 21, 28),
    "anxiety": (8, 10, 15, 20),
    "stress": (15, 19, 26, 34),
}


def _doubled(code: str, items: tuple[int, ...]) -> Scale:
    return Scale(
        code=code,
        title=f"{code}, doubled to the range of the long form",
        items=items,
        times=2,
        lowest=0,
        highest=42,
        better="lower",
    )


DASS21 = Instrument(
    code="dass21",
    title="Depression Anxiety Stress Scales, 21 items",
    measures="depression, anxiety and stress",
    items=21,
    codings=(Coding(code="0-3", values=(0, 1, 2, 3)),),
    scales=(
        _doubled("depression", (3, 5, 10, 13, 16, 17, 21)),
        _doubled("anxiety", (2, 4, 7, 9, 15, 19, 20)),
        _doubled("stress", (1, 6, 8, 11, 12, 14, 18)),
        Scale(
            code="total",
            title="negative emotion, not doubled",
            items=tuple(range(1, 22)),
            lowest=0,
            highest=63,
            better="lower",
        ),
    ),
    means=(
        Mean(
            population="general population of Crawford 2009",
            group="general",
            mean=10.59,
            sd=10.61,
            source=Source("Crawford 2009", quoted_by="a public table of norms (measurely)"),
        ),
    ),
    reliabilities=(
        *(
            Reliability(
                population=_UK,
                type="internal consistency",
                value=alpha,
                n=1794,
                scale=scale,
                source=Source("Henry and Crawford 2005", quoted_by="public code"),
            )
            for scale, alpha in _ALPHAS.items()
        ),
        Reliability(
            population="general population of Crawford 2009",
            type="internal consistency",
            value=0.94,
            source=Source("Crawford 2009", quoted_by="a public table of norms (measurely)"),
        ),
    ),
    bands=tuple(
        Bands(
            population="normative sample of the DASS manual",
            scale=scale,
            starts=starts,
            names=("normal", "mild", "moderate", "severe", "extremely severe"),
            source=Source("DASS manual", quoted_by="PMC10560014"),
        )
        for scale, starts in _STARTS.items()
    ),
    licence=Licence(
        terms=(
            "public domain; passed on only unmodified, unsold, to professionals, with the "
            "address of the DASS site"
        ),
        embed="rules",
        source=Source("DASS FAQ", quoted_by="a copy of its answer 3"),
    ),
    source=Source("DASS manual", quoted_by="documentation of two public data sets"),
    unknown=(
        (
            "means and standard deviations of the three scales: the only readable table "
            "contradicts itself"
        ),
    ),
)
