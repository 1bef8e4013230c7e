"""What the shipped cards of counts say of themselves, and of what they are made."""

from __future__ import annotations

import pytest

from outcome_cards import CARDS
from recovery.days import Period
from recovery.disclosure import protect
from recovery.disclosure.shown_indicators import ShownResults
from recovery.indicators import BESIDE, EARLIER, HEADLINE, evaluate
from recovery.indicators.counting import Part
from recovery.register import read_register
from recovery.results import IndicatorResult
from recovery.synthetic import invented_register
from small_cards import card

COUNTS = (*HEADLINE, *BESIDE, *EARLIER)
EVENTS = [each for each in BESIDE if each.unit == "events"]


def test_more_of_what_was_done_is_neither_better_nor_worse() -> None:
    assert {each.direction for each in COUNTS} == {"neither"}


@pytest.mark.parametrize(("unit", "usual"), [("events", "neither"), ("share", "higher")])
def test_a_card_that_does_not_say_which_way_is_better(unit: str, usual: str) -> None:
    assert card(unit=unit).direction == usual


def test_every_figure_beside_has_a_numerator_of_its_own() -> None:
    own = [each.numerator for each in BESIDE]
    assert len({*own, *(each.numerator for each in HEADLINE)}) == len(own) + len(HEADLINE)
    assert not [each.code for each in EVENTS if each.numerator.startswith("those ")
                and each.code != "companies_convicted"]  # fmt: skip


def test_events_beside_people_are_not_called_people() -> None:
    """Who is counted, and what is counted beside or left out, each in its own unit."""
    known = read_register(dict(invented_register(400, seed=4).tables)).as_of("2024-12-31")
    period = Period("2020-03-01", "2024-08-31")
    found = evaluate(known, (*HEADLINE, *BESIDE), period, purpose="internal_learning")
    shown = protect(found).value
    assert isinstance(shown, ShownResults)
    told = [
        (each.code, part) for each in shown.indicators for part in (*each.parts, *each.excluded)
    ]
    assert told
    for code, part in told:
        figure = found[code]
        assert isinstance(figure, IndicatorResult)
        assert part.unit == figure.units[part.label]
    units = {code: figure.units for code, figure in found.items()}  # type: ignore[union-attr]  # measured
    events = {"survivors_freed": "rescue_episodes", "survivors_brought_home": "completed_returns",
              "exploiters_convicted": "convictions",
              "professionals_trained": "training_attendances"}  # fmt: skip
    for code, name in events.items():
        assert (units[code][name], units[code]["without an id"]) == ("events", "events")
        assert units[code]["unattributed"] == "people"
    assert units["survivors_brought_home"]["failed within 90 days"] == "people"
    assert units["survivors_supported"]["newly_supported"] == "people"
    for each in EVENTS:
        assert set(units[each.code].values()) == {"events"}


def test_a_part_counts_events_where_it_has_a_key_of_its_own_unless_it_says_otherwise() -> None:
    assert Part(name="moves", key=("survivor_id", "episode")).unit_beside("people") == "events"
    assert Part(name="moves", key=("rater_id",), unit="people").unit_beside("events") == "people"
    assert Part(name="some").unit_beside("people") == "people"


def test_the_share_paid_is_the_same_to_the_bit_each_time() -> None:
    tables = dict(invented_register(1000, seed=4).tables)
    found = set()
    for name in ("forward", "forward", "backward", "backward"):
        some = tables if name == "forward" else {k: rows.reverse() for k, rows in tables.items()}
        known = read_register(some).as_of("2024-12-31")
        paid = evaluate(
            known, [CARDS["compensation_paid_share"]], Period("2015-01-01", "2024-12-31")
        )
        figure = paid["compensation_paid_share"]
        found.add((figure.value, figure.lower, figure.upper))  # type: ignore[union-attr]  # measured
    assert len(found) == 1
