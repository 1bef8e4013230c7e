"""Ratings made for survivors of trafficking: OHTS, ASO, and the needs scale of Cast."""

from __future__ import annotations

from recovery.vocabulary.instruments.figures import SmallestChange, Source
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.parts import Coding, Licence, Scale

__all__ = ["ASO", "CAST_NEEDS", "OHTS"]

_NIJ = Source("RTI International for NIJ, award 2016-VT-BX-0001")
_IJM = Source("International Justice Mission; delta87.org 2018; healtrafficking.org")
_LEVINE = Source("Levine and Smith 2024, doi:10.1177/19367244241305048")
_CAST = "167 survivors of trafficking, of one organisation"
_DOMAINS = (
    ("safety", "safety, the mean of three sub-domains"),
    ("legal", "legal protection"),
    ("mental", "mental well-being"),
    ("economic", "economic empowerment and education"),
    ("social", "social support"),
    ("physical", "physical well-being"),
)
_NEEDS = (
    ("emotional", "emotional needs"),
    ("medical", "medical needs"),
    ("housing", "housing"),
    ("social", "social support"),
)


def _one(code: str, title: str, item: int, lowest: float, highest: float) -> Scale:
    return Scale(
        code=code, title=title, items=(item,), lowest=lowest, highest=highest, better="higher"
    )


OHTS = Instrument(
    code="ohts",
    title="Outcomes for Human Trafficking Survivors",
    measures="outcomes in 14 categories",
    respondents=("caseworker",),
    items=14,
    codings=(
        Coding(
            code="1-5",
            values=(1, 2, 3, 4, 5),
            words=("crisis", "vulnerable", "stable", "growing", "thriving"),
        ),
    ),
    scales=tuple(_one(f"category_{k}", f"category {k}", k, 1, 5) for k in range(1, 15)),
    licence=Licence(terms="free tool of RTI and NIJ", embed="rules", source=_NIJ),
    source=_NIJ,
    unknown=(
        "the names of the 14 categories",
        (
            "reliability in practice: what is published is agreement on invented cases, > 0.90 for "
            "most categories among directors and, by category, > 0.50 to > 0.75 among caseworkers"
        ),
        "a total: none is defined, and a category that does not apply is not unanswered",
    ),
)

ASO = Instrument(
    code="aso",
    title="Assessment of Survivor Outcomes",
    measures="vulnerability in six domains",
    respondents=("caseworker",),
    items=6,
    continuous=True,
    codings=(
        Coding(
            code="1-4",
            values=(1, 4),
            meaning="each domain is the mean of its sub-domains, rated 1 (most vulnerable) to 4",
        ),
    ),
    scales=tuple(
        _one(code, title, item, 1, 4) for item, (code, title) in enumerate(_DOMAINS, start=1)
    ),
    licence=Licence(
        terms="training completed and user agreement signed; wording (c) IJM",
        embed="rules",
        source=Source("ASO training portal"),
    ),
    source=_IJM,
    unknown=(
        "how many sub-domains five of the domains have: their means are taken beforehand",
        "thresholds for restoration, and agreement between raters",
        "a rule for sub-domains that do not apply",
        (
            "residents of a shelter are rated on where they will go back to: without a record of "
            "that place a change may be one of plans only"
        ),
    ),
)

CAST_NEEDS = Instrument(
    code="cast_needs",
    title="Multidimensional needs assessment of Levine and Smith",
    measures="emotional, medical, housing and social needs",
    respondents=("caseworker",),
    items=4,
    continuous=True,
    codings=(Coding(code="0-4", values=(0, 4)),),
    scales=tuple(
        _one(code, title, item, 0.0, 4.0) for item, (code, title) in enumerate(_NEEDS, start=1)
    ),
    smallest_changes=tuple(
        SmallestChange(population=_CAST, scale=code, points=points, basis=basis, source=_LEVINE)
        for code, _ in _NEEDS
        for points, basis in (
            (0.5, "measurable: fixed by the authors, not made from reliability"),
            (1.0, "substantial: fixed by the authors, not made from reliability"),
        )
    ),
    licence=Licence(terms="thresholds as published", embed="rules", source=_LEVINE),
    source=_LEVINE,
    unknown=("the items behind each dimension",),
)
