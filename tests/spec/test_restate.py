"""What was published and what is known now: each reason for a change as a small register."""

from __future__ import annotations

import polars as pl
import pytest

from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.indicators import Indicator, restate, series
from recovery.register import Register, read_register
from recovery.results import Restated
from small_cards import People, Share, card
from timelines import table

HALF = Period.months("2022-03/2022-08")
CUT, NOW = "2022-09-30", "2023-03-31"
COLUMNS = {
    "survivors": "survivor_id recorded_on superseded_on change_reason birth_year",
    "milestones": "survivor_id milestone occurred_on recorded_on superseded_on change_reason",
    "merges": "old_id kept_id merged_on recorded_on",
    "consents": "survivor_id purpose granted_on withdrawn_on recorded_on superseded_on given_by",
}
KNOWN = "A rescued 2022-04-01 2022-04-02\nB rescued 2022-05-01 2022-05-02"
"""Two people, both known on the day of the cut."""


def register(milestones: str = "", **lines: str) -> Register:
    given = {"survivors": "A\nB\nC\nD", "milestones": f"{KNOWN}\n{milestones}", **lines}
    return read_register({name: table(text, COLUMNS[name]) for name, text in given.items()})


def freed(
    milestones: str = "",
    *cards: Indicator,
    days: tuple[str, ...] = (CUT, NOW),
    purpose: str | None = None,
    **lines: str,
) -> Restated:
    records = register(milestones, **lines)
    return restate(records, cards or (card(),), HALF, days=days, purpose=purpose)["freed"]


def test_nothing_changed() -> None:
    figure = freed()
    assert (figure.published, figure.now, figure.reasons) == (2, 2, {})


def test_a_late_entry_adds_to_the_period_in_which_it_happened() -> None:
    figure = freed("C rescued 2022-08-30 2022-11-01")
    assert (figure.published, figure.now) == (2, 3)
    assert figure.reasons == {"late_entry": 1}


def test_what_a_row_says_of_a_change_after_the_last_day_is_not_known_yet() -> None:
    figure = freed("C rescued 2022-08-30 2022-11-01 2023-06-01 correction")
    assert figure.reasons == {"late_entry": 1}


def test_a_merge_that_was_recorded_late_is_still_a_merge() -> None:
    merges = table("B A 2022-08-10 2022-10-10 late_entry", f"{COLUMNS['merges']} change_reason")
    records = {
        "survivors": table("A\nB", "survivor_id"),
        "milestones": table(KNOWN, COLUMNS["milestones"]),
        "merges": merges,
    }
    figure = restate(read_register(records), (card(),), HALF, days=(CUT, NOW))["freed"]
    assert figure.reasons == {"duplicate_merged": -1}


def test_a_merged_duplicate_takes_one_away() -> None:
    figure = freed(merges="B A 2022-10-10 2022-10-10")
    assert (figure.published, figure.now) == (2, 1)
    assert figure.reasons == {"duplicate_merged": -1}


def test_a_status_overturned_is_taken_out_of_the_period_of_the_rescue() -> None:
    figure = freed("B not_a_victim 2022-12-01 2022-12-02")
    assert (figure.published, figure.now) == (2, 1)
    assert figure.reasons == {"status_overturned": -1}


def test_a_row_superseded_because_its_status_was_overturned() -> None:
    figure = freed("C rescued 2022-06-01 2022-06-02 2022-12-01 status_overturned")
    assert (figure.published, figure.now) == (3, 2)
    assert figure.reasons == {"status_overturned": -1}


@pytest.mark.parametrize(
    ("before", "after"),
    [("correction", "correction"), ("-", "correction"), ("correction", "-"), ("-", "-")],
)
def test_a_corrected_day_moves_somebody_out_of_the_period(before: str, after: str) -> None:
    figure = freed(
        f"C rescued 2022-08-30 2022-09-02 2022-12-01 {before}\n"
        f"C rescued 2022-09-01 2022-12-01 - {after}"
    )
    assert (figure.published, figure.now) == (3, 2)
    assert figure.reasons == {"correction": -1}


def test_a_corrected_day_that_was_entered_late_is_still_a_correction() -> None:
    figure = freed(
        "C rescued 2022-08-30 2022-09-25 2022-12-01 late_entry\n"
        "C rescued 2022-09-01 2022-12-01 - correction"
    )
    assert figure.reasons == {"correction": -1}


def test_a_correction_into_the_period_adds_one() -> None:
    figure = freed(
        "C rescued 2022-09-01 2022-09-02 2022-12-01\nC rescued 2022-08-31 2022-12-01 - correction"
    )
    assert (figure.published, figure.now) == (2, 3)
    assert figure.reasons == {"correction": 1}


def test_a_withdrawal_of_consent_leaves_the_published_figure_and_lowers_the_next() -> None:
    consents = "A publication 2022-04-01\nB publication 2022-05-01 2022-12-24"
    figure = freed(purpose="publication", consents=consents)
    assert (figure.published, figure.now) == (2, 1)
    assert figure.reasons == {"consent_withdrawn": -1}


def test_a_withdrawal_that_supersedes_the_consent() -> None:
    figure = freed(
        purpose="publication",
        consents="A publication 2022-04-01 - 2022-04-01\n"
        "B publication 2022-05-01 - 2022-05-01 2022-12-24\n"
        "B publication 2022-05-01 2022-12-24 2022-12-24",
    )
    assert (figure.published, figure.now) == (2, 1)
    assert figure.reasons == {"consent_withdrawn": -1}


def test_a_guardians_consent_that_ended_as_a_child_grew_up_is_time_passing() -> None:
    figure = freed(
        purpose="publication",
        survivors="A - - - 1990\nB - - - 2005",
        consents="A publication 2022-04-01\nB publication 2022-05-01 - - - guardian",
    )
    assert (figure.published, figure.now) == (2, 1)
    assert figure.reasons == {"time_passed": -1}


def test_what_happened_since_is_no_late_entry() -> None:
    lasting = card(People(("rescued",), taken_back_by="died"))
    figure = freed("B died 2022-12-01 2022-12-02", lasting)
    assert figure.reasons == {"time_passed": -1}


WIDE = card(People(("rescued", "intake")), version=2, supersedes=1, valid_from="2022-09-01")
"""A definition by which an intake counts too, for every period from September 2022 on."""


def test_a_period_is_counted_by_the_version_in_force_over_it_whatever_the_day_of_asking() -> None:
    narrow = card(valid_to="2022-08-31")
    records = register("C intake 2022-06-01 2022-06-02")
    found = restate(records, (narrow, WIDE), HALF, days=(CUT, NOW))["freed"]
    assert (found.values, found.versions, found.reasons) == ((2, 2), (1, 1), {})
    for day in (CUT, NOW):
        (told,) = series(records.as_of(day), (narrow, WIDE), (HALF,)).values()
        assert (told["freed"].value, told["freed"].version) == (2, 1)


def test_a_period_over_which_no_version_was_in_force_is_not_restated() -> None:
    figure = freed("C intake 2022-06-01 2022-06-02", card(valid_to="2022-06-30"), WIDE)
    assert figure.versions == (0, 0)
    reason = (
        "no version of the definition was in force on all days of the period: version 1, until "
        "2022-06-30; version 2, from 2022-09-01 on"
    )
    assert figure.not_measured == (reason, reason)


def test_a_definition_that_covers_the_period_and_came_later_is_a_change_of_definition() -> None:
    """Published by version 1; version 2 was then introduced for 2022 as a whole."""
    wide = card(WIDE.rule, version=2, supersedes=1, valid_from="2022-01-01")
    old = card(valid_to="2021-12-31")
    records = register("C intake 2022-06-01 2022-06-02")
    found = restate(records, (old, wide), HALF, days=(CUT, NOW), published_by=(old,))["freed"]
    assert (found.values, found.versions) == ((2, 3), (1, 2))
    assert found.reasons == {"definition_changed": 1}


def test_which_version_was_published_may_be_said() -> None:
    wide = card(People(("rescued", "intake")), version=2, supersedes=1)
    records = register("C intake 2022-06-01 2022-06-02")
    found = restate(records, (wide,), HALF, days=(CUT, NOW), published_by=(card(),))["freed"]
    assert (found.values, found.versions) == ((2, 3), (1, 2))
    assert found.reasons == {"definition_changed": 1}


@pytest.mark.parametrize(
    ("cards", "fault"),
    [
        ((card(code="other"),), "'other' was published, and is not asked for"),
        ((card(), card(version=2)), "'freed' was published by one version only: choose one"),
    ],
)
def test_what_cannot_have_been_published_is_refused(
    cards: tuple[Indicator, ...], fault: str
) -> None:
    with pytest.raises(DefinitionError, match=fault):
        restate(register(), (card(),), HALF, days=(CUT, NOW), published_by=cards)


def test_records_are_taken_into_account_by_the_definition_that_was_published() -> None:
    """C is entered late: no change by version 1, and then one more by version 2."""
    wide = card(WIDE.rule, version=2, supersedes=1)
    records = register("C intake 2022-06-01 2022-11-02")
    found = restate(records, (wide,), HALF, days=(CUT, NOW), published_by=(card(),))["freed"]
    assert found.reasons == {"definition_changed": 1}


def test_somebody_entered_late_who_is_a_duplicate_is_one_more_and_one_less() -> None:
    figure = freed("C rescued 2022-05-01 2022-11-01", merges="C B 2022-12-01 2022-12-01")
    assert (figure.published, figure.now) == (2, 2)
    assert figure.reasons == {"late_entry": 1, "duplicate_merged": -1}


def test_what_came_and_went_in_between_changed_nothing() -> None:
    figure = freed("C rescued 2022-05-01 2022-11-01 2022-12-01 correction")
    assert (figure.published, figure.now, figure.reasons) == (2, 2, {})


def test_several_later_days_say_what_changed_since_the_day_before() -> None:
    figure = freed(
        "C rescued 2022-06-01 2022-11-01\nB not_a_victim 2023-01-05 2023-01-05",
        days=(CUT, "2022-12-31", NOW),
    )
    assert figure.values == (2, 3, 2)
    assert figure.changes == ({"late_entry": 1}, {"status_overturned": -1})
    assert figure.reasons == {"late_entry": 1, "status_overturned": -1}
    assert figure.difference == 0


def test_a_figure_that_was_not_measured_has_no_difference() -> None:
    needs = card(_Needing("support"), code="freed")
    figure = freed("", needs)
    assert figure.reasons == {}
    assert figure.not_measured == ("these records have no table support",) * 2
    assert repr(figure) == "freed: not measured on each day (these records have no table support)"


def test_a_figure_that_was_not_told_yet_has_no_difference() -> None:
    share = card(Share("intake", "safe_housing"), code="freed", unit="share")
    figure = freed("C intake 2022-06-01 2022-11-02", share)
    assert repr(figure) == (
        "freed: – share published, 0 known on 2023-03-31 (there is no figure to compare)"
    )
    assert figure.reasons == {}


class _Needing(People):
    def __init__(self, name: str) -> None:
        super().__init__()
        object.__setattr__(self, "needs", ((name, ()),))


def test_columns_hold_the_difference_and_its_reasons() -> None:
    records = register("C rescued 2022-06-01 2022-11-01", merges="B A 2022-10-10 2022-10-10")
    columns = restate(records, (card(),), HALF, days=(CUT, NOW)).columns()
    row = {name: column.item() for name, column in columns.items()}
    assert row == {
        "code": "freed",
        "published_on": CUT,
        "known_on": NOW,
        "version": 1,
        "published": 2,
        "value": 2,
        "difference": 0,
        "time_passed": 0,
        "late_entry": 1,
        "correction": 0,
        "status_overturned": 0,
        "duplicate_merged": -1,
        "consent_withdrawn": 0,
        "definition_changed": 0,
    }


def test_the_restatement_shows_itself() -> None:
    shown = restate(register("C rescued 2022-06-01 2022-11-01"), (card(),), HALF, days=(CUT, NOW))
    assert repr(shown) == (
        "Restatement of 2022-03-01 to 2022-08-31\n"
        "  freed: 2 people published, 3 known on 2023-03-31 (late entry +1)"
    )
    assert "<caption>Restatement of 2022-03-01 to 2022-08-31</caption>" in shown._repr_html_()
    assert pl.DataFrame(shown.columns()).shape == (1, 14)


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ((CUT,), "give two days or more"),
        ((NOW, CUT), "each day must lie after the one before it"),
        ((CUT, CUT), "each day must lie after the one before it"),
        (("2022-08-30", CUT), "no day may lie before the end of the period, 2022-08-31"),
        (CUT, "give two days or more"),
    ],
)
def test_days_that_make_no_sense_are_refused(days: tuple[str, ...], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        restate(register(), (card(),), HALF, days=days)


def test_a_version_given_twice_is_refused() -> None:
    with pytest.raises(DefinitionError, match="version 1 of 'freed' is given twice"):
        restate(register(), (card(), card()), HALF, days=(CUT, NOW))
