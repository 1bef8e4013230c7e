"""What was worked out of a snapshot once serves all questions, and belongs to that snapshot."""

from __future__ import annotations

import attrs

from recovery.cohort import select_cohort
from recovery.register import read_register
from small_register import typed_tables


def test_made_once_and_kept_with_the_snapshot() -> None:
    known = read_register(typed_tables()).as_of("2022-12-31")
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return 7

    assert [known.remember("seven", make) for _ in range(3)] == [7, 7, 7]
    assert made == [1]
    assert attrs.evolve(known).remember("seven", lambda: 8) == 8


def test_questions_do_not_change_what_others_are_told() -> None:
    known = read_register(typed_tables()).as_of("2022-12-31")
    fresh = attrs.evolve(known)
    first = select_cohort(known, origin="intake").time_to("safe_housing", competing="died")
    for _ in range(2):
        select_cohort(known, origin="intake", entered=("2021-01-01", "2021-03-31"))
        select_cohort(known, origin="intake", purpose="research").scores("phq9", coding="0-3")
    again = select_cohort(known, origin="intake").time_to("safe_housing", competing="died")
    alone = select_cohort(fresh, origin="intake").time_to("safe_housing", competing="died")
    for other in (again, alone):
        assert other.exit.tolist() == first.exit.tolist()
        assert other.about == first.about
