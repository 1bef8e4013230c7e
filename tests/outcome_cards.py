"""Small registers for the outcome indicators: each table a text whose first line names columns."""

from __future__ import annotations

import polars as pl

from recovery.days import Period
from recovery.indicators import OUTCOMES, evaluate
from recovery.register import Snapshot, read_register
from recovery.results import IndicatorResult, NotMeasured
from timelines import table

HALF = Period("2021-03-01", "2021-08-31")
CARDS = {card.code: card for card in OUTCOMES}


def records(*, as_of: str = "2023-12-31", survivors: str = "", **tables: str) -> Snapshot:
    """Return what was known; survivors are all whom any table names unless they are given."""
    frames = {}
    for name, text in tables.items():
        header, _, lines = text.strip().partition("\n")
        frames[name] = table(lines, header)
    if survivors:
        header, _, lines = survivors.strip().partition("\n")
        people = table(lines, header)
    else:
        ids = [frame["survivor_id"] for frame in frames.values() if "survivor_id" in frame.columns]
        people = pl.concat(ids).unique().to_frame()
    frames.setdefault("milestones", table("", "survivor_id milestone occurred_on"))
    return read_register({"survivors": people, **frames}).as_of(as_of)


def figure(
    known: Snapshot, code: str, *, period: Period = HALF, purpose: str | None = None
) -> IndicatorResult:
    """Return one measured outcome indicator."""
    found = evaluate(known, [CARDS[code]], period, purpose=purpose)[code]
    assert isinstance(found, IndicatorResult), found
    return found


def unanswered(known: Snapshot, code: str, *, period: Period = HALF) -> str:
    """Return why an outcome indicator is not measured."""
    found = evaluate(known, [CARDS[code]], period)[code]
    assert isinstance(found, NotMeasured)
    return found.reason
