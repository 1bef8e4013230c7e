"""The WHOQOL-BREF: quality of life in four domains."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, GapRule, Licence, Scale

__all__ = ["WHOQOLBREF"]

_MANUAL = Source("WHOQOL-BREF manual 1996", quoted_by="copies of it")


def _domain(code: str, items: tuple[int, ...]) -> Scale:
    return Scale(
        code=code,
        title=f"{code} domain, four times the mean",
        items=items,
        method="mean",
        times=4,
        lowest=4,
        highest=20,
        better="higher",
    )


WHOQOLBREF = Instrument(
    code="whoqolbref",
    title="WHO Quality of Life, abbreviated",
    measures="quality of life",
    items=26,
    codings=(Coding(code="1-5", values=(1, 2, 3, 4, 5)),),
    reverse=(3, 4, 26),
    scales=(
        _domain("physical", (3, 4, 10, 15, 16, 17, 18)),
        _domain("psychological", (5, 6, 7, 11, 19, 26)),
        _domain("social", (20, 21, 22)),
        _domain("environment", (8, 9, 12, 13, 14, 23, 24, 25)),
    ),
    gap_rules=(
        GapRule(
            code="manual_text",
            most={"physical": 2, "psychological": 2, "social": 0, "environment": 2},
            most_of_form=5,
            meaning=(
                "up to two unanswered items a domain, none in the social one, and no form "
                "with more than a fifth unanswered"
            ),
            source=_MANUAL,
        ),
        GapRule(
            code="manual_syntax",
            most={"physical": 1, "psychological": 1, "social": 1, "environment": 2},
            meaning="one unanswered item a domain, two in the environment one",
            source=_MANUAL,
        ),
    ),
    licence=Licence(
        terms="wording only with the permission of the WHO",
        embed="rules",
        source=Source("WHO"),
    ),
    source=_MANUAL,
    unknown=(
        "scores of the two general items, which belong to no domain",
        "the coefficients that are often given for Skevington 2004",
    ),
)
