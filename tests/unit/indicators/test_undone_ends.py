"""Waits that go on after an end that was undone, beside a slow twin: one survivor at a time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_cards import records
from recovery.cohort import select_cohort
from recovery.days import iso_day
from recovery.indicators import TimeRule

START = 18_687  # 1 March 2021
CODES = ("safe_housing", "died", "unplanned_exit", "recontacted", "planned_closure")
ENDS = ("safe_housing", "died", "unplanned_exit", "planned_closure")
RULE = TimeRule(origin="intake", outcome="safe_housing", competing=ENDS[1:], censor="as_of")

Story = list[tuple[str, int]]
stories = st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 6)), max_size=6)


def end(story: Story) -> tuple[int, int]:
    """Return the day and the number of the end that lasts; 0 where the wait goes on."""
    back = [day for code, day in story if code == "recontacted"]
    lasting = [
        (day, ENDS.index(code) + 1)
        for code, day in story
        if code in ENDS
        and not (code in ("unplanned_exit", "planned_closure") and any(d >= day for d in back))
    ]
    return min(lasting, default=(30, 0))


@settings(max_examples=40, deadline=None)
@given(st.lists(stories, min_size=1, max_size=6))
def test_each_wait_ends_as_in_the_slow_twin(people: list[Story]) -> None:
    lines = "\n".join(
        f"S{who} {code} {iso_day(START + day)}"
        for who, story in enumerate(people)
        for code, day in [("intake", 0), *story]
    )
    known = records(
        milestones=f"survivor_id milestone occurred_on\n{lines}", as_of=iso_day(START + 30)
    )
    events = RULE.ask(select_cohort(known, origin="intake"))
    found = sorted(zip(events.exit.tolist(), events.event.tolist(), strict=True))
    assert found == sorted(end(story) for story in people)
