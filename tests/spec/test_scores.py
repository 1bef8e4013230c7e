"""What a cohort scored: small records in, small tables out."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from recovery.change import Norms, Sustained, talking_therapies, time_to_recovery
from recovery.cohort import Cohort, select_cohort
from recovery.errors import DefinitionError
from recovery.register import read_register
from timelines import known

SURVIVORS = """
    A intake 2022-01-01
    B intake 2022-01-01
    B died   2022-06-01
    C intake 2022-01-01
"""


def cohort(assessments: str, milestones: str = SURVIVORS) -> Cohort:
    return select_cohort(known(milestones, assessments=assessments), origin="intake")


def rows(table: Any) -> list[tuple[int, int, float]]:
    order = table.order
    columns = (table.subject[order], table.days[order], table.value[order])
    return [(int(s), int(d), float(v)) for s, d, v in zip(*columns, strict=True)]


def test_days_count_from_the_origin() -> None:
    table = cohort(
        """
        A phq9 2022-01-01 done 18
        A phq9 2022-04-01 done 9
        C phq9 2022-01-11 done 12
        """
    ).scores("phq9")
    assert rows(table) == [(0, 0, 18), (0, 90, 9), (2, 10, 12)]
    assert ("no assessment on a certain day", 1) in table.about.attrition


def test_what_ends_the_following_comes_along() -> None:
    table = cohort(
        """
        B phq9 2022-01-01 done 18
        B phq9 2022-04-01 done 15
        B phq9 2022-07-01 done 3
        """
    ).scores("phq9", competing="died")
    assert rows(table) == [(1, 0, 18), (1, 90, 15)]
    assert table.end is not None
    assert table.end_event is not None
    assert (set(table.end.tolist()), set(table.end_event.tolist())) == ({151}, {1})
    assert any("after what ended the following: 1" in note for note in table.about.notes)


def test_tables_of_several_instruments_are_about_the_same_people() -> None:
    """A has no GAD-7 and B no PHQ-9: only C can be judged on both, and recovered."""
    both = cohort(
        """
        A phq9 2022-01-01 done 18
        A phq9 2022-04-01 done 17
        B gad7 2022-01-01 done 15
        B gad7 2022-04-01 done 14
        C phq9 2022-01-01 done 20
        C phq9 2022-04-01 done 4
        C gad7 2022-01-01 done 12
        C gad7 2022-04-01 done 3
        """
    )
    mood = Norms(better="lower", cutoff=10, reliable_change=6, population="p", source="s")
    worry = Norms(better="lower", cutoff=8, reliable_change=4, population="p", source="s")
    shares = talking_therapies(
        {"phq9": (both.scores("phq9"), mood), "gad7": (both.scores("gad7"), worry)}
    )
    assert (shares["recovery"].value, shares["recovery"].n) == (1, 1)


def test_an_uncertain_day_is_left_out_and_counted() -> None:
    table = cohort(
        """
        A phq9 2022-01-01 done 18
        A phq9 2022-04    done 9
        """
    ).scores("phq9")
    assert rows(table) == [(0, 0, 18)]
    assert any("on an uncertain day: 1" in note for note in table.about.notes)


def test_before_the_origin_counts_as_far_as_asked() -> None:
    lines = """
        A phq9 2021-12-25 done 20
        A phq9 2022-04-01 done 9
    """
    assert rows(cohort(lines).scores("phq9")) == [(0, 90, 9)]
    assert rows(cohort(lines).scores("phq9", before_days=14)) == [(0, -7, 20), (0, 90, 9)]


def test_a_form_that_was_declined_has_no_score() -> None:
    table = cohort(
        """
        A phq9 2022-01-01 done     18
        A phq9 2022-04-01 declined -
        """
    ).scores("phq9")
    assert np.isnan(table.value[table.order]).tolist() == [False, True]


def by_two() -> Cohort:
    people = pl.DataFrame({"survivor_id": ["A"]})
    intake = pl.DataFrame(
        {"survivor_id": ["A"], "milestone": ["intake"], "occurred_on": ["2022-01-01"]}
    )
    forms = pl.DataFrame(
        {
            "survivor_id": ["A", "A"],
            "instrument": ["phq9", "phq9"],
            "assessed_on": ["2022-01-01", "2022-01-01"],
            "respondent": ["survivor", "caseworker"],
            "total": ["18", "9"],
        }
    )
    source = {"survivors": people, "milestones": intake, "assessments": forms}
    return select_cohort(read_register(source).as_of("2022-12-31"), origin="intake")


def test_what_survivor_and_caseworker_say_is_never_mixed() -> None:
    with pytest.raises(DefinitionError, match=r"name one in respondent=.*'caseworker', 'survivor'"):
        by_two().scores("phq9")
    assert rows(by_two().scores("phq9", respondent="survivor")) == [(0, 0, 18)]


def test_feeds_sustained_recovery() -> None:
    norms = Norms(better="lower", cutoff=10, population="invented", source="invented")
    table = cohort(
        """
        A phq9 2022-01-01 done 18
        A phq9 2022-04-01 done 9
        A phq9 2022-07-01 done 8
        B phq9 2022-01-01 done 20
        """
    ).scores("phq9", competing="died")
    events = time_to_recovery(table, Sustained(norms, visits=2, span_days=91, reliable="none"))
    assert (events.exit.tolist(), events.event.tolist()) == ([181, 151], [1, 2])
    assert events.causes == ("sustained_recovery", "died")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"instrument": "phq"}, "'phq' is no instrument of the vocabulary; allowed:"),
        ({"instrument": "phq9", "competing": "housed"}, "'housed' is no milestone"),
        ({"instrument": "phq9", "before_days": -1}, "before_days must be 0 or more"),
        ({"instrument": "phq9", "censor": "never"}, "does not end the watching"),
    ],
)
def test_refuses_what_makes_no_sense(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        cohort("A phq9 2022-01-01 done 18").scores(**asked)


def test_records_without_assessments() -> None:
    with pytest.raises(DefinitionError, match="have no table assessments"):
        select_cohort(known(SURVIVORS), origin="intake").scores("phq9")


def test_of_two_scores_on_one_day_the_worse_one_counts() -> None:
    """More is worse on the PHQ-9, and better on the WHO-5; two people asked."""
    forms = pl.DataFrame(
        {"survivor_id": ["A", "A"], "assessed_on": ["2022-04-01"] * 2, "rater_id": ["R", "S"]}
    )
    for instrument, worse in (("phq9", 12), ("who5", 9)):
        told = forms.with_columns(instrument=pl.lit(instrument), total=pl.Series([9, 12]))
        register = read_register(
            {
                "survivors": pl.DataFrame({"survivor_id": ["A"]}),
                "milestones": pl.DataFrame(
                    {"survivor_id": ["A"], "milestone": ["intake"], "occurred_on": ["2022-01-01"]}
                ),
                "assessments": told,
            }
        )
        table = select_cohort(register.as_of("2022-12-31"), origin="intake").scores(instrument)
        assert rows(table) == [(0, 90, worse)]
