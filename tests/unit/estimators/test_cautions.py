"""What a result says to be careful about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from recovery.disclosure import POLICY
from recovery.disclosure.attrition import plain_notes
from recovery.estimators import (
    aalen_johansen,
    follow_up,
    kaplan_meier,
    log_rank,
    nelson_aalen,
    restricted_mean,
)
from recovery.estimators.cautions import CROSSING
from recovery.tables import EventTable
from strategies import event_tables

FEW_EVENTS = "fewer than 10 events: intervals and standard errors are rough"


def table_of(*rows: tuple[int, int, int], entry: Any = None) -> EventTable:
    """Make a table of ``(how many, day, event)``."""
    frequency, days, event = zip(*rows, strict=True)
    return EventTable(exit=days, event=event, frequency=frequency, entry=entry)


@pytest.mark.parametrize("events", [9, 10])
@pytest.mark.parametrize("estimator", [kaplan_meier, nelson_aalen, aalen_johansen])
def test_few_events(estimator: Any, events: int) -> None:
    notes = estimator(table_of((events, 5, 1), (20, 9, 0))).about.notes
    assert notes == ((FEW_EVENTS,) if events == 9 else ())
    assert not plain_notes([FEW_EVENTS], POLICY) or "10" in plain_notes([FEW_EVENTS], POLICY)[0]


def test_the_note_stands_with_means_as_well() -> None:
    assert restricted_mean(table_of((3, 5, 1), (20, 9, 0)), days=9).about.notes == (FEW_EVENTS,)


def test_few_at_risk_in_the_tail() -> None:
    # 21 at risk to day 5, 10 to day 8, 9 from day 9 on.
    (note,) = kaplan_meier(table_of((11, 5, 1), (1, 8, 0), (9, 12, 0))).about.notes
    assert note == "from day 9 on fewer than 10 were at risk: one event is a large step"
    assert plain_notes([note], POLICY) == ()  # it names a day


def test_ten_at_risk_to_the_end_are_no_few() -> None:
    assert kaplan_meier(table_of((11, 5, 1), (10, 12, 0))).about.notes == ()


def test_few_at_risk_before_most_have_entered() -> None:
    entry = [-1, 6, 6]
    notes = kaplan_meier(table_of((3, 4, 1), (12, 9, 1), (12, 12, 0), entry=entry)).about.notes
    assert (
        "up to day 6 fewer than 10 were at risk: events among them move the whole of" in notes[-1]
    )
    late = table_of((3, 4, 0), (12, 9, 1), (12, 12, 0), entry=entry)
    assert not any("up to day" in note for note in kaplan_meier(late).about.notes)


@pytest.mark.parametrize("lost", [9, 10])
def test_heavy_early_censoring(lost: int) -> None:
    # Half of 12 events have come by day 6. Whoever is censored on day 6 was seen to have none.
    curve = kaplan_meier(table_of((2, 2, 1), (lost, 3, 0), (4, 6, 1), (38 - lost, 6, 0), (6, 9, 1)))
    notes = [note for note in curve.about.notes if "censoring" in note]
    assert len(notes) == (lost == 10)
    if notes:
        assert notes[0].startswith(
            "heavy early censoring: 10 of 50 were censored before day 6, by which half of the"
        )


def test_few_subjects_need_no_more_notes() -> None:
    assert kaplan_meier(table_of((1, 3, 1), (5, 1, 0))).about.notes == (FEW_EVENTS,)
    assert kaplan_meier(EventTable(exit=[], event=[])).about.notes == ()


@given(event_tables())
def test_rows_and_counts_say_the_same(table: EventTable) -> None:
    assert kaplan_meier(table).about.notes == kaplan_meier(table.counts()).about.notes


EARLY = table_of((40, 10, 1), (60, 100, 0))
"""40 of 100 on day 10, and nobody after."""
LATE = table_of((2, 10, 1), (80, 90, 1), (18, 100, 0))
"""Hardly anyone on day 10, and nearly everyone by day 90."""


def test_crossing_curves() -> None:
    assert log_rank({"early": EARLY, "late": LATE}).about.notes == (CROSSING,)
    assert log_rank({"late": LATE, "same": LATE, "early": EARLY}).about.notes == (CROSSING,)
    assert plain_notes([CROSSING], POLICY) == (CROSSING,)


def test_curves_that_do_not_cross() -> None:
    never = table_of((2, 10, 1), (98, 100, 0))
    assert log_rank({"early": EARLY, "never": never}).about.notes == ()
    assert log_rank({"one": LATE, "other": LATE}).about.notes == ()
    # By a hair: three of 100 before one of 100, and then the other way round.
    one = table_of((3, 10, 1), (0 + 1, 50, 1), (96, 100, 0))
    other = table_of((1, 10, 1), (4, 50, 1), (95, 100, 0))
    assert log_rank({"one": one, "other": other}).about.notes == ()


def test_crossing_within_a_stratum() -> None:
    def of(table: EventTable, label: str) -> EventTable:
        return EventTable(**table.columns(), stratum=np.full(len(table), label))  # type: ignore[arg-type]  # arrays by name

    assert log_rank({"a": of(EARLY, "x"), "b": of(LATE, "x")}).about.notes == (CROSSING,)
    assert CROSSING not in log_rank({"a": of(EARLY, "x"), "b": of(LATE, "y")}).about.notes


def test_follow_up_is_not_rough_for_few_events() -> None:
    assert follow_up(table_of((3, 5, 1), (20, 9, 0))).about.notes == ()
