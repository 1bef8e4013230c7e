"""Sustained recovery, relapse and states: by hand, and against a literal twin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_recovery import course
from recovery.change import (
    Norms,
    Sustained,
    recovery_intervals,
    recovery_states,
    time_to_recovery,
    time_to_relapse,
)
from recovery.errors import DefinitionError
from recovery.estimators import kaplan_meier, state_occupation
from recovery.tables import ScoreTable

NORMS = Norms(
    better="lower",
    cutoff=10,
    reliable_change=6,
    sd=6,
    reliability=0.84,
    reliability_type="test-retest",
    lowest=0,
    highest=27,
    population="invented",
    source="invented for this test",
)
TWICE = Sustained(NORMS, visits=2, span_days=91)


def one(days: list[int], value: list[float], **ends: Any) -> ScoreTable:
    extra: dict[str, Any]
    extra = {name: [which] * len(days) for name, which in ends.items() if name != "causes"}
    return ScoreTable(
        subject=[1] * len(days), days=days, value=value, causes=ends.get("causes", ()), **extra
    )


def test_confirmed_at_the_second_good_one() -> None:
    events = time_to_recovery(one([0, 91, 182], [20, 9, 8]), TWICE)
    assert (events.exit.tolist(), events.event.tolist()) == ([182], [1])
    onset = time_to_recovery(one([0, 91, 182], [20, 9, 8]), TWICE, day="onset")
    assert onset.exit.tolist() == [91]
    assert any("known only later" in note for note in onset.about.notes)


def test_a_run_that_is_too_short_in_days_waits_for_the_next() -> None:
    events = time_to_recovery(one([0, 91, 150, 182], [20, 9, 8, 9]), TWICE)
    assert events.exit.tolist() == [182]


def test_a_bad_one_between_begins_the_run_anew() -> None:
    events = time_to_recovery(one([0, 91, 182, 273, 364], [20, 9, 12, 9, 9]), TWICE)
    assert events.exit.tolist() == [364]


def test_a_form_without_a_score_neither_counts_nor_breaks() -> None:
    events = time_to_recovery(one([0, 91, 120, 182], [20, 9, math.nan, 8]), TWICE)
    assert (events.exit.tolist(), events.event.tolist()) == ([182], [1])


def test_below_the_cutoff_without_reliable_change_is_not_good() -> None:
    # 11 → 9 is below the cut-off of 10, but a change of 2 may be chance.
    events = time_to_recovery(one([0, 91, 182], [11, 9, 9]), TWICE)
    assert (events.exit.tolist(), events.event.tolist()) == ([182], [0])
    alone = Sustained(NORMS, visits=2, span_days=91, reliable="none")
    assert time_to_recovery(one([0, 91, 182], [11, 9, 9]), alone).event.tolist() == [1]


def test_a_change_of_exactly_the_published_points_counts() -> None:
    rule = Sustained(NORMS, visits=1, reliable="points")
    assert time_to_recovery(one([0, 91], [15.4, 9.4]), rule).event.tolist() == [1]


def test_who_was_no_case_is_left_out_and_counted() -> None:
    events = time_to_recovery(one([0, 91], [9, 2]), TWICE)
    assert len(events) == 0
    assert events.about.attrition == (("assessed", 1), ("not a case at baseline", 1))


def test_a_death_before_the_next_assessment_is_due_counts() -> None:
    died = {"end": 200, "end_event": 1, "causes": "died"}
    events = time_to_recovery(one([0, 91], [20, 15], **died), TWICE, due_days=120)
    assert (events.exit.tolist(), events.event.tolist()) == ([200], [2])
    late = time_to_recovery(one([0, 91], [20, 15], **died), TWICE, due_days=100)
    assert (late.exit.tolist(), late.event.tolist()) == ([91], [0])


def test_who_is_assessed_late_enters_late() -> None:
    events = time_to_recovery(one([30, 121, 212], [20, 9, 9]), TWICE)
    assert (events.exit.tolist(), events.entry is None) == ([212], False)
    assert events.entry is not None
    assert events.entry.tolist() == [29]


def test_relapse_is_a_case_again_and_reliably_worse_than_the_best() -> None:
    days = [0, 91, 182, 273, 364]
    relapse = time_to_relapse(one(days, [20, 9, 4, 9, 12]), TWICE)
    assert (relapse.exit.tolist(), relapse.event.tolist()) == ([182], [1])
    # From a best score of 9 to 12 is within what chance does.
    none = time_to_relapse(one(days, [20, 9, 9, 9, 12]), TWICE)
    assert (none.exit.tolist(), none.event.tolist()) == ([182], [0])


def test_interval_of_the_onset() -> None:
    found = recovery_intervals(one([0, 91, 182, 273], [20, 14, 9, 8]), TWICE)
    assert (found.left.tolist(), found.right.tolist()) == ([91], [182])


def test_an_unconfirmed_run_may_be_the_beginning() -> None:
    found = recovery_intervals(one([0, 91, 182], [20, 14, 9]), TWICE)
    assert (found.left.tolist(), found.right.tolist()) == ([91], [math.inf])


def test_states_come_back_and_get_lost() -> None:
    rule = Sustained(NORMS, visits=1)
    table = one([0, 91, 182, 600], [20, 8, 19, 9], end=900, end_event=1, causes="died")
    states = recovery_states(table, rule, due_days=120)
    named = [
        (states.states[s], int(a), int(b))
        for s, a, b in zip(states.state, states.start, states.stop, strict=True)
    ]
    assert named == [
        ("case", -1, 91),
        ("recovered", 91, 182),
        ("relapsed", 182, 302),
        ("lost", 302, 600),
        ("recovered", 600, 720),
        ("lost", 720, 900),
    ]
    assert states.states[states.to[-1]] == "died"


def test_feeds_the_estimators() -> None:
    table = ScoreTable(
        subject=[1, 1, 1, 2, 2, 3], days=[0, 91, 182, 0, 91, 5], value=[20, 9, 8, 20, 15, 22]
    )
    assert kaplan_meier(time_to_recovery(table, TWICE)).at([182]).tolist() == [0]
    occupied = state_occupation(recovery_states(table, TWICE))
    assert list(occupied) == ["case", "recovered", "relapsed", "lost"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"visits": 0}, "visits must be a whole number, 1 or more"),
        ({"visits": 2, "span_days": -1}, "span_days must be a whole number, 0 or more"),
        ({"visits": 2, "level": 95}, "level must lie strictly between 0 and 1"),
        ({"visits": 2, "reliable": "yes"}, "reliable='yes' is not known; allowed: 'jacobson"),
        ({"visits": 2, "cutoff": "none"}, "leaves open who has recovered"),
    ],
)
def test_refuses_a_rule_that_makes_no_sense(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Sustained(NORMS, **asked)


def test_takes_the_reliable_change_that_the_norms_have() -> None:
    published = Norms(
        better="lower", cutoff=10, reliable_change=6, population="invented", source="invented"
    )
    assert Sustained(NORMS, visits=2).reliable == "jacobson-truax"
    assert Sustained(published, visits=2).reliable == "points"
    assert "change of at least 6 points" in Sustained(published, visits=2).in_words


def test_names_what_the_norms_lack() -> None:
    bare = Norms(better="lower", cutoff=10, population="invented", source="invented")
    with pytest.raises(DefinitionError, match="lack sd or reliability"):
        Sustained(bare, visits=2)
    with pytest.raises(DefinitionError, match="lack reliable_change"):
        Sustained(bare, visits=2, reliable="points")


VISITS = st.dictionaries(
    st.integers(-100, 1000), st.integers(0, 27) | st.just(math.nan), min_size=1, max_size=9
)
RULES = st.builds(
    Sustained,
    st.just(NORMS),
    visits=st.integers(1, 3),
    span_days=st.sampled_from([0, 60, 150]),
    reliable=st.sampled_from(["jacobson-truax", "points", "none"]),
)


def table_of(people: list[dict[int, float]], luck: Any) -> ScoreTable:
    rows = [(p, day, value) for p, visits in enumerate(people) for day, value in visits.items()]
    luck.shuffle(rows)
    subject, days, value = (np.array(column) for column in zip(*rows, strict=True))
    return ScoreTable(subject=subject, days=days, value=value)


@settings(deadline=None)
@given(st.lists(VISITS, min_size=1, max_size=6), RULES, st.randoms())
def test_agrees_with_the_twin(people: list[dict[int, float]], rule: Sustained, luck: Any) -> None:
    table = table_of(people, luck)
    found = [course(list(visits.items()), rule) for visits in people]
    events, intervals = time_to_recovery(table, rule), recovery_intervals(table, rule)
    expected = [
        (c.last if c.confirmed is None else c.confirmed, int(c.confirmed is not None))
        for c in found
        if c and (c.last if c.confirmed is None else c.confirmed) >= 0
    ]
    assert list(zip(events.exit.tolist(), events.event.tolist(), strict=True)) == expected
    spans = [
        (max(c.last_not_good, -1), math.inf)
        if c.onset is None
        else (max(c.before_onset, -1), c.onset)  # type: ignore[type-var]  # with an onset there is one before
        for c in found
        if c and (c.last_not_good >= -1 if c.onset is None else c.onset >= 0)
    ]
    assert list(zip(intervals.left.tolist(), intervals.right.tolist(), strict=True)) == spans
    relapses = time_to_relapse(table, rule)
    lasted = [
        ((c.last if c.relapsed is None else c.relapsed) - c.confirmed, int(c.relapsed is not None))
        for c in found
        if c and c.confirmed is not None
    ]
    assert list(zip(relapses.exit.tolist(), relapses.event.tolist(), strict=True)) == lasted


@settings(deadline=None)
@given(st.lists(VISITS, min_size=1, max_size=6), RULES, st.randoms())
def test_states_agree_with_the_twin(
    people: list[dict[int, float]], rule: Sustained, luck: Any
) -> None:
    states = recovery_states(table_of(people, luck), rule)
    for person, visits in enumerate(people):
        expected = course(list(visits.items()), rule)
        mine = states.subject == person
        if expected is None or expected.last < 0:
            assert not mine.any()
            continue
        for day in range(max(expected.first, 0), expected.last):
            there = mine & (states.start <= day) & (day < states.stop)
            if day == expected.first:
                there = mine & (states.start < day) & (day <= states.stop)
            name = [state for since, state in expected.states if since <= day][-1]
            assert [states.states[place] for place in states.state[there]] == [name], day


@settings(deadline=None)
@given(st.lists(VISITS, min_size=1, max_size=6), st.integers(1, 400), st.randoms())
def test_states_follow_on_one_another_with_losses(
    people: list[dict[int, float]], due_days: int, luck: Any
) -> None:
    rows = table_of(people, luck)
    end = np.array([max(people[p]) + 37 for p in rows.subject.astype(int)])
    table = ScoreTable(
        subject=rows.subject,
        days=rows.days,
        value=rows.value,
        end=end,
        end_event=np.ones(len(end), dtype=int),
        causes="died",
    )
    states = recovery_states(table, Sustained(NORMS, visits=1), due_days=due_days)
    for person in np.unique(states.subject):
        mine = states.subject == person
        assert (states.stop - states.start)[mine].min() > 0
        assert states.to[mine][states.stop[mine].argmax()] == 4  # everyone dies in the end


@pytest.mark.parametrize(
    ("measure", "cause"),
    [
        (time_to_recovery, "sustained_recovery"),
        (time_to_relapse, "relapse"),
        (recovery_states, "lost"),
        (recovery_states, "recovered"),
    ],
)
def test_a_cause_with_a_name_that_is_taken_is_refused_by_name(measure: Any, cause: str) -> None:
    table = one([0, 91], [20, 9], end=200, end_event=1, causes=("died", cause))
    with pytest.raises(DefinitionError, match=f"causes: '{cause}' is also the name"):
        measure(table, TWICE)


def test_whole_numbers_of_any_type() -> None:
    rule = Sustained(NORMS, visits=np.int64(2), span_days=np.int32(91))  # type: ignore[arg-type]  # what arrays give
    assert rule == TWICE
    assert type(rule.visits) is int


@pytest.mark.parametrize("norms", ["phq9", None])
def test_norms_of_a_rule_are_norms(norms: Any) -> None:
    with pytest.raises(DefinitionError, match="norms must be Norms, but was a"):
        Sustained(norms, visits=2)
