"""What was paid of an order, and what a recovery cost: answers worked out on paper."""

from __future__ import annotations

import math

import pytest

from outcome_cards import figure, records, unanswered
from recovery.results import IndicatorResult

CASES = "case_id survivor_id\nC1 A\nC2 B"
ORDERS = """case_id survivor_id event occurred_on amount currency
C1 A compensation_ordered 2021-04-01 1000 BDT
C2 B compensation_ordered 2021-04-01 1000 BDT"""
PAID = "compensation_paid 2021-05-01"


def part_paid(*rows: str) -> IndicatorResult:
    part = "\n".join([ORDERS, *rows])
    return figure(records(cases=CASES, participation=part), "compensation_paid_share")


class TestWhatWasPaid:
    def test_of_an_unknown_amount_or_in_another_currency_is_not_nothing(self) -> None:
        found = part_paid(f"C1 A {PAID} 12 USD", f"C2 B {PAID} - -")
        assert math.isnan(found.value)
        assert (found.denominator, found.missing) == (0, 2)
        assert list(found.excluded.values()) == [2]

    def test_in_full_is_known_whatever_came_besides(self) -> None:
        found = part_paid(
            f"C1 A {PAID} 1000 BDT",
            "C1 A compensation_paid 2021-06-01 12 USD",
            f"C2 B {PAID} 300 BDT",
        )
        assert found.value == pytest.approx((1 + 0.3) / 2)
        assert found.missing == 0

    def test_twice_on_one_day_is_paid_twice_unless_it_is_the_same_record(self) -> None:
        found = part_paid(f"C1 A {PAID} 300 BDT", f"C1 A {PAID} 200 BDT", f"C1 A {PAID} 200 BDT")
        assert found.value == pytest.approx((0.5 + 0) / 2)

    def test_of_two_in_full_is_not_told_as_sure_of_all(self) -> None:
        found = part_paid(f"C1 A {PAID} 1000 BDT", f"C2 B {PAID} 1000 BDT")
        # z = 1.959964, 2 of 2: Wilson's lower end is 2 / (2 + z²)
        assert (found.value, found.upper) == (1, 1)
        assert found.lower == pytest.approx(2 / (2 + 1.959964**2), abs=1e-6)

    def test_before_the_order_is_left_out_as_in_the_share_that_received_money(self) -> None:
        early = "C1 A compensation_paid 2021-03-01 1000 BDT"
        found = part_paid(early)
        assert (found.value, found.denominator) == (0, 1)
        part = f"{ORDERS}\n{early}"
        beside = figure(records(cases=CASES, participation=part), "compensation_paid_12m")
        assert found.excluded == beside.excluded == {"outcome before the origin": 1}


WELL = """survivor_id instrument assessed_on total
A phq9 2020-12-01 20
A phq9 2021-04-01 5
A phq9 2021-08-01 5"""
CODE = "cost_per_sustained_recovery"


def cost(*costs: str, more: str = "", who: str = "A", forms: str = WELL) -> IndicatorResult:
    intake = f"survivor_id milestone occurred_on\n{who} intake 2020-12-01\n{more}"
    spent = "\n".join(["programme spent_on amount currency", *costs])
    return figure(records(milestones=intake, assessments=forms, costs=spent), CODE)


class TestWhatARecoveryCost:
    """A's recovery was confirmed on 1 August 2021, within the half-year."""

    def test_is_what_was_spent_by_those_confirmed(self) -> None:
        found = cost("P 2021-05-01 300 GBP", "P 2021-04 100 GBP")
        assert (found.value, found.denominator) == (400, 1)

    @pytest.mark.parametrize(
        "costs", ["P 2020-05-01 300 GBP", "P 2021 300 GBP", "P 2021-05-01 - GBP"]
    )
    def test_is_never_0_for_want_of_records(self, costs: str) -> None:
        known = records(
            milestones="survivor_id milestone occurred_on\nA intake 2020-12-01",
            assessments=WELL,
            costs=f"programme spent_on amount currency\n{costs}",
        )
        assert "no cost" in unanswered(known, CODE)

    def test_tells_what_may_have_been_spent_in_the_period(self) -> None:
        found = cost("P 2021-05-01 300 GBP", "P 2021 1000 GBP")
        assert found.value == 300
        assert found.parts["spent at most in GBP"] == 1300
        # one recovery, Garwood: 0.025317808 to 5.571643391 expected
        assert found.lower == pytest.approx(300 / 5.571643391)
        assert found.upper == pytest.approx(1300 / 0.025317808)
        assert any("the least that it can be" in note for note in found.about.notes)

    def test_tells_what_nobody_wrote_down(self) -> None:
        found = cost("P 2021-05-01 300 GBP", "P 2021-05-02 - GBP", "P 2021-05-03 70 -")
        assert found.value == 300
        assert found.excluded == {"costs set aside when read, of any period": 2}
        assert any("may have cost more" in note for note in found.about.notes)

    def test_is_of_the_recoveries_that_the_share_counts(self) -> None:
        again = cost("P 2021-05-01 300 GBP", more="A re_trafficked 2021-06-01")
        assert again.denominator == 0
        assert math.isnan(again.value)

    def test_is_not_of_one_that_came_years_after_the_time_for_it(self) -> None:
        late = WELL.replace("2020-12-01", "2015-01-01")
        known = late.replace("A phq9 2021-04-01 5", "A phq9 2021-04-02 5")
        assert (
            cost("P 2021-05-01 300 GBP", forms=known, more="A first_contact 2014-12-01").denominator
            == 0
        )
