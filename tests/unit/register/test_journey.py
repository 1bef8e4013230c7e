"""A journey shows one person, says that it is internal, and says nothing of an accused."""

from __future__ import annotations

import polars as pl
import pytest

from recovery.errors import JourneyError
from recovery.register import Journey, read_register
from small_register import sound_tables


@pytest.fixture(scope="module")
def journey() -> Journey:
    return read_register(sound_tables()).as_of("2022-12-31").journey("S1")


def test_the_tracks_are_in_order_of_time(journey: Journey) -> None:
    assert [(step.when, step.what) for step in journey.support] == [
        ("2021-01-10", "rescued"),
        ("2021-01-11", "intake"),
        ("2021-01-11", "shelter_entered"),
        ("2021-04-02", "safe_housing"),
        ("2021-04-02", "shelter_left"),
    ]
    assert [(step.when, step.what) for step in journey.repatriation] == [
        ("2021-06-01/2021-06-30", "consented_to_return"),
        ("2021-09-01/2021-09-20", "arrived_home"),
    ]
    assert [step.what for step in journey.assessments] == ["phq9"]
    assert [step.what for step in journey.services] == ["counselling"]


def test_nothing_about_an_accused_is_shown(journey: Journey) -> None:
    assert [step.what for step in journey.prosecution] == [
        "reported",
        "statement_given",
        "compensation_ordered",
    ]
    assert not any("accused" in key for step in journey.prosecution for key in step.details)
    assert "A1" not in repr(journey)


def test_both_views_say_that_they_are_internal(journey: Journey) -> None:
    for view in (repr(journey), journey._repr_html_()):
        assert "internal: a view of one person, not for release" in view
        assert "2021-06-01/2021-06-30" in view
        assert "S1" in view


def test_the_notebook_view_escapes_what_was_written() -> None:
    tables = {
        name: frame.with_columns(pl.col("survivor_id").replace("S1", "<b>S1</b>"))
        for name, frame in sound_tables().items()
        if name in ("survivors", "milestones")
    }
    view = read_register(tables).as_of("2022-12-31").journey("<b>S1</b>")._repr_html_()
    assert "<b>" not in view
    assert "&lt;b&gt;S1" in view


def test_an_unknown_day_is_called_so() -> None:
    tables = sound_tables()
    tables["milestones"] = tables["milestones"].with_columns(occurred_on=pl.lit("unknown"))
    steps = read_register(tables).as_of("2022-12-31").journey("S2").support
    assert {step.when for step in steps} == {"unknown"}


@pytest.mark.parametrize("who", ["S1b", "Jane-Doe-9", ""])
def test_an_id_that_is_not_known_is_not_repeated(who: str) -> None:
    snapshot = read_register(sound_tables()).as_of("2022-12-31")
    with pytest.raises(JourneyError, match="not known on 2022-12-31") as caught:
        snapshot.journey(who)
    assert not who or who not in str(caught.value)


def test_merged_records_are_one_journey() -> None:
    tables = sound_tables()
    other = tables["milestones"].filter(pl.col("milestone") == "rescued")
    other = other.with_columns(survivor_id=pl.lit("S1b"), milestone=pl.lit("legal_aid"))
    tables["milestones"] = pl.concat([tables["milestones"], other])
    snapshot = read_register(tables).as_of("2022-12-31")
    assert "legal_aid" in [step.what for step in snapshot.journey("S1").support]


def test_a_journey_shows_only_what_was_known() -> None:
    snapshot = read_register(sound_tables()).as_of("2022-11-30")
    with pytest.raises(JourneyError, match="not known on 2022-11-30"):
        snapshot.journey("S1")
