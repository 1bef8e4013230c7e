"""How many are behind a figure, of how many, who is missing and who is censored: by hand."""

from __future__ import annotations

import pytest

from outcome_cards import figure, records
from recovery.days import Period
from recovery.indicators import OUTCOMES, evaluate
from recovery.register import read_register
from recovery.results import IndicatorResult
from recovery.synthetic import invented_register

Behind = tuple[int | None, int | None, int | None, int | None]

HOUSED = """survivor_id milestone occurred_on
A intake 2021-03-01
A safe_housing 2021-04-10
B intake 2021-03-01
B died 2021-05-30
C intake 2021-03-01
C legal_aid 2021-05-01
D intake 2021-03-01
D legal_aid 2022-04-01
E intake 2021-04-01
E safe_housing 2022-03/2022-04
F intake 2021-04-01
F safe_housing 2021-03-20"""
"""Housed after 40 days; died; lost after 61; waited a year; housed about its end; before."""


def behind(found: IndicatorResult) -> Behind:
    return found.numerator, found.denominator, found.missing, found.censored


def test_a_share_by_a_day() -> None:
    found = figure(records(milestones=HOUSED), "safe_housing_12m")
    assert behind(found) == (1, 4, 1, 1)  # F was housed before: neither in it nor missing
    assert sum(found.excluded.values()) == 2


def test_a_median_waits_for_all_who_still_wait() -> None:
    assert behind(figure(records(milestones=HOUSED), "safe_housing_days")) == (1, 4, 1, 2)


def test_those_who_still_wait_are_the_numerator_of_waiting() -> None:
    known = records(
        milestones="""survivor_id milestone occurred_on
        A consented_to_return 2021-03-01
        A arrived_home 2021-05-10
        B consented_to_return 2021-03-01
        C consented_to_return 2021-08-01"""
    )
    assert behind(figure(known, "waiting_for_home_21w")) == (2, 3, 0, 0)
    early = records(
        milestones="""survivor_id milestone occurred_on
        A consented_to_return 2021-03-01
        C consented_to_return 2021-08-01""",
        as_of="2021-08-31",
    )
    assert behind(figure(early, "waiting_for_home_21w")) == (1, 2, 0, 1)


def test_work_of_which_nobody_asked_is_not_known() -> None:
    known = records(
        milestones="""survivor_id milestone occurred_on
        A employed 2021-03-01
        A employment_confirmed 2021-10-01
        B employed 2021-03-01
        C employed 2021-03-01
        C employment_lost 2021-04-01
        D employed 2021-08-01
        E employed 2021-08""",
        as_of="2021-12-31",
    )
    assert behind(figure(known, "employment_held_6m")) == (1, 3, 1, 2)  # B, and D too recent


def test_follow_ups_not_due_yet_are_censored() -> None:
    known = records(
        milestones="""survivor_id milestone occurred_on result
        A arrived_home 2021-03-01 -
        A follow_up_3m 2021-06-01 safe
        B arrived_home 2021-08-01 -""",
        as_of="2021-09-30",
    )
    assert behind(figure(known, "follow_up_3m_done")) == (1, 1, 0, 1)


def test_a_plain_count_is_its_own_numerator() -> None:
    known = records(milestones="survivor_id milestone occurred_on\nA champion 2021-04-01")
    assert behind(figure(known, "champions")) == (1, None, 0, None)


def test_they_stand_among_the_columns() -> None:
    found = figure(records(milestones=HOUSED), "safe_housing_12m")
    columns = found.columns()
    rows = dict(zip(columns["label"], columns["value"], strict=True))
    assert [rows[name] for name in ("numerator", "denominator", "missing", "censored")] == [
        1, 4, 1, 1
    ]  # fmt: skip


RESULTS = evaluate(
    read_register(invented_register(survivors=400, seed=5, faults=False).tables).as_of(
        "2024-12-31"
    ),
    OUTCOMES,
    Period("2019-03-01", "2021-08-31"),
)
MEASURED = {code: each for code, each in RESULTS.items() if isinstance(each, IndicatorResult)}


@pytest.mark.parametrize("code", MEASURED)
def test_of_every_card_they_go_together(code: str) -> None:
    found = MEASURED[code]
    assert found.missing is not None
    assert 0 <= found.missing <= sum(found.excluded.values())
    if found.unit == "share" and found.denominator is not None:
        assert found.numerator is not None
        assert 0 <= found.numerator <= found.denominator


@pytest.mark.parametrize("code", ["safe_housing_12m", "lost_12m", "convicted_24m"])
def test_who_had_it_whose_wait_ended_who_waits_and_who_is_censored_are_all(code: str) -> None:
    found = MEASURED[code]
    others = {"not yet known", "at least", "at most", "median days"}
    others |= {"share of those whose wait has ended"}
    told = {k: v for k, v in found.parts.items() if k not in others and "score" not in k}
    assert found.censored is not None
    assert sum(told.values()) + found.censored == found.denominator
    assert next(iter(told.values())) == found.numerator
