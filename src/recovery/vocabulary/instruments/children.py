"""Measures for children: CRIES-8 and the structure of the SDQ."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import Bands, Cutoff, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Ages, Coding, GapRule, Licence, Scale

__all__ = ["CRIES8", "SDQ"]

_FOUNDATION = Source("Children and War Foundation", quoted_by="copies of its instruction")
_PMHC = Source("Australian primary mental health care minimum data set")


def _of_five(code: str, title: str, items: tuple[int, ...], *, strength: bool = False) -> Scale:
    better = "higher" if strength else "lower"
    return Scale(code=code, title=title, items=items, lowest=0, highest=10, better=better)  # type: ignore[arg-type]  # one of the two words


CRIES8 = Instrument(
    code="cries8",
    title="Children's Revised Impact of Event Scale, eight items",
    measures="post-traumatic stress of children",
    items=8,
    codings=(Coding(code="0-1-3-5", values=(0, 1, 3, 5)),),
    scales=(
        Scale(
            code="total",
            title="intrusion and avoidance",
            items=tuple(range(1, 9)),
            lowest=0,
            highest=40,
            better="lower",
        ),
    ),
    ages=Ages(youngest=8, oldest=18, source=Source("CORC")),
    cutoffs=(
        Cutoff(
            population="children of an emergency department and a clinic, UK",
            value=17,
            separates="PTSD",
            source=Source("Perrin 2005"),
        ),
    ),
    licence=Licence(
        terms="free, and not to be changed without permission",
        embed="rules",
        source=Source("Children and War Foundation", quoted_by="CORC"),
    ),
    source=_FOUNDATION,
    unknown=("which four items are intrusion and which avoidance",),
)

SDQ = Instrument(
    code="sdq",
    title="Strengths and Difficulties Questionnaire",
    measures="difficulties and strengths of children",
    respondents=("survivor", "guardian", "caseworker"),
    items=25,
    codings=(Coding(code="0-2", values=(0, 1, 2)),),
    reverse=(7, 11, 14, 21, 25),
    scales=(
        _of_five("emotional", "emotional difficulties", (3, 8, 13, 16, 24)),
        _of_five("conduct", "difficulties of conduct", (5, 7, 12, 18, 22)),
        _of_five("hyperactivity", "hyperactivity", (2, 10, 15, 21, 25)),
        _of_five("peers", "difficulties with peers", (6, 11, 14, 19, 23)),
        _of_five("prosocial", "prosocial strengths", (1, 4, 9, 17, 20), strength=True),
        Scale(
            code="total",
            title="total difficulties",
            parts=("emotional", "conduct", "hyperactivity", "peers"),
            lowest=0,
            highest=40,
            better="lower",
        ),
    ),
    gap_rules=(
        GapRule(
            code="three_of_five",
            most=2,
            rounded=True,
            meaning="three answers of five: five times their mean, rounded",
            source=_PMHC,
        ),
    ),
    bands=(
        Bands(
            population="pupils rated by teachers, UK",
            starts=(12, 16, 19),
            names=("lowest band", "second band", "high", "very high"),
            source=Source("sdqinfo.org", quoted_by="PMC4830858"),
        ),
    ),
    licence=Licence(
        terms=(
            "copyright; no electronic form without authorisation and no subsets of items; "
            "paper is free for organisations that charge no family"
        ),
        embed="rules",
        source=Source("Youthinmind notice at sdq-dawba.dk"),
    ),
    source=_PMHC,
    unknown=(
        "the total when one of its four scales has no score: it has none here",
        "cut-offs of the ratings by parents and by young people",
    ),
)
