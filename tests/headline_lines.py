"""Records for the headline figures, written a line each, and the figures that they give."""

from __future__ import annotations

import polars as pl

from recovery.days import Period
from recovery.indicators import BESIDE, HEADLINE, evaluate
from recovery.register import Snapshot, read_register
from recovery.results import IndicatorResult
from timelines import table

SPRING = Period.months("2022-03/2022-08")
AUTUMN = Period.months("2022-09/2023-02")
YEAR = Period(SPRING.start, AUTUMN.end)
AS_OF = "2023-06-30"

COLUMNS = {
    "survivors": "survivor_id country",
    "milestones": "survivor_id milestone occurred_on episode contribution contribution_kind "
    "evidence evidence_on destination_country result",
    "operations": "operation_id held_on unidentified",
    "support": "survivor_id service delivered_on professional_id specialist delivered_by "
    "attendance minutes",
    "proceedings": "case_id accused_id event occurred_on exploitation_related supported "
    "support_started_on contribution evidence evidence_on charge_id",
    "accused": "case_id accused_id kind",
    "trainings": "participant_id course_id completed_on direct_victim_contact subject "
    "delivered_by attended_share attendances",
    "prevention": "participant_id session_id held_on targeted vulnerability channel reached "
    "counted delivered_by",
    "consents": "survivor_id purpose granted_on withdrawn_on",
    "merges": "old_id kept_id merged_on",
}
CARDS = {card.code: card for card in (*BESIDE, *HEADLINE)}
OURS = "material intelligence documented 2022-03-20"
"""A clear part in a rescue: how much, of what kind, shown by what and when."""
HOME = "material oversight;assistance documented 2022-04-20"
"""A clear part in a return."""
GUILTY = "yes victim 2021-06-01 material documented 2022-06-01"
"""Related to exploitation; whom the team supported, since when; its part and the evidence."""


def known(day: str = AS_OF, **lines: str) -> Snapshot:
    """Return what was known on a day of records written a line each."""
    given = {"survivors": "A IN\nB IN\nC IN\nD IN", "milestones": "", **lines}
    tables = {name: table(text, COLUMNS[name]) for name, text in given.items()}
    if "proceedings" in given:
        rows = tables["proceedings"]
        tables["cases"] = rows.select("case_id").unique().with_columns(survivor_id=pl.lit("A"))
        tables.setdefault("accused", rows.select("case_id", "accused_id").unique())
    return read_register(tables).as_of(day)


def figure(code: str, period: Period = SPRING, /, **lines: str) -> IndicatorResult:
    """Return a figure of some lines."""
    result = evaluate(known(**lines), [CARDS[code]], period)[code]
    assert isinstance(result, IndicatorResult), result
    return result


def count(code: str, period: Period = SPRING, /, **lines: str) -> float:
    return figure(code, period, **lines).value


def left_out(code: str, period: Period = SPRING, /, **lines: str) -> dict[str, int]:
    return {reason: n for reason, n in figure(code, period, **lines).excluded.items() if n}
