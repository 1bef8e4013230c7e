"""The largest gap between groups: never a smaller one in the place of the largest."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from outcome_cards import figure, records
from recovery.register import Snapshot

CODE = "equity_safe_housing_12m"
WHO = [(gender, place) for gender in ("female", "male") for place in range(10)]
INTAKE = "survivor_id milestone occurred_on\n" + "\n".join(
    f"{gender}{place} intake 2021-03-01" for gender, place in WHO
)


def people(disabled: Callable[[str, int], bool]) -> str:
    """Return ten women and ten men, some of each with a disability."""
    lines = [
        f"{gender}{place} {gender} {'physical' if disabled(gender, place) else 'none'}"
        for gender, place in WHO
    ]
    return "\n".join(["survivor_id gender disability", *lines])


def seen(rows: list[str]) -> Snapshot:
    every_other = people(lambda gender, place: place % 2 == 0)
    return records(survivors=every_other, milestones="\n".join([INTAKE, *rows]))


class TestEverybodyAgainstNobody:
    """All ten women were housed and none of the men; with a disability five of ten, as without."""

    def known(self) -> Snapshot:
        rows = [f"female{place} safe_housing 2021-05-01" for place in range(10)]
        return seen([*rows, *(f"male{place} legal_aid 2022-06-01" for place in range(10))])

    def test_is_the_largest_gap_and_infinite(self) -> None:
        found = figure(self.known(), CODE)
        assert found.value == math.inf
        assert math.isnan(found.lower)
        assert math.isnan(found.upper)
        assert "the largest gap is by gender: female and male" in found.about.notes
        assert any("no finite number of standard deviations" in note for note in found.about.notes)


class TestOfWhomAllIsKnownBeforeTheYearIsOver:
    """Nine women housed on day 40 and one dead on day 20; two of ten men housed, all followed."""

    def known(self) -> Snapshot:
        rows = [f"female{place} safe_housing 2021-04-10" for place in range(1, 10)]
        rows += ["female0 died 2021-03-21"]
        rows += [f"male{place} safe_housing 2021-04-10" for place in range(2)]
        return seen([*rows, *(f"male{place} legal_aid 2022-06-01" for place in range(2, 10))])

    def test_the_group_has_its_share(self) -> None:
        found = figure(self.known(), CODE)
        assert found.parts["share by gender: female"] == pytest.approx(0.9)
        assert found.value == pytest.approx(0.7 / math.sqrt((0.09 + 0.16) / 2))

    def test_hours_of_support_are_compared_too(self) -> None:
        """A and B had 10 hours and were housed on day 200; C and D had one, and were not."""
        rows = [f"{who} intake 2021-03-01" for who in "ABCD"]
        rows += [f"{who} safe_housing 2021-09-17" for who in "AB"]
        rows += [f"{who} legal_aid 2022-06-01" for who in "CD"]
        visits = [f"{who} counselling 2021-03-11 600" for who in "AB"]
        visits += [f"{who} counselling 2021-03-11 60" for who in "CD"]
        known = records(
            milestones="\n".join(["survivor_id milestone occurred_on", *rows]),
            support="\n".join(["survivor_id service delivered_on minutes", *visits]),
        )
        found = figure(known, "support_and_housing")
        assert (found.value, found.numerator, found.denominator) == (1, 2, 4)


def test_a_gap_that_cannot_be_known_is_said_to_be_missing() -> None:
    """No man was seen after day 30, so nothing can be said of men; it may be the largest gap."""
    rows = [f"female{place} safe_housing 2021-05-01" for place in range(4)]
    rows += [f"female{place} legal_aid 2022-06-01" for place in range(4, 10)]
    rows += [f"male{place} legal_aid 2021-03-31" for place in range(10)]
    found = figure(seen(rows), CODE)
    assert any(
        "could not be compared" in note and note.endswith(": 1") for note in found.about.notes
    )


def test_a_last_visit_a_little_before_the_year_is_one_at_the_year() -> None:
    """Six of ten women and one of ten men recovered by their last visit, on day 360."""
    well = {"female": 6, "male": 1}
    forms = [f"{gender}{place} phq9 2021-03-01 20" for gender, place in WHO]
    forms += [
        f"{gender}{place} phq9 2022-02-24 {5 if place < well[gender] else 20}"
        for gender, place in WHO
    ]
    known = records(
        survivors=people(lambda gender, place: place % 2 == 0),
        milestones=INTAKE,
        assessments="\n".join(["survivor_id instrument assessed_on total", *forms]),
    )
    assert figure(known, "recovered_12m").value == pytest.approx(7 / 20)
    found = figure(known, "equity_recovered_12m")
    assert found.value == pytest.approx(0.5 / math.sqrt((0.6 * 0.4 + 0.1 * 0.9) / 2))
    assert found.compared == {"female": (6, 4), "male": (1, 9)}
