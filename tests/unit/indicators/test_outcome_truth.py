"""The known truth of an invented register lies within the intervals of the outcome indicators."""

from __future__ import annotations

import recovery as rc
from recovery.indicators import OUTCOMES, Indicator, evaluate
from recovery.results import IndicatorResult, Results
from recovery.synthetic import Truth, invented_register, rates

SPAN = rc.Period("2019-03-01", "2021-08-31")
TRUE = {
    "safe_housing_6m": ("safe_housing", "safe_housing", 183),
    "safe_housing_12m": ("safe_housing", "safe_housing", 365),
    "safe_housing_24m": ("safe_housing", "safe_housing", 730),
    "employed_12m": ("employment", "employed", 365),
    "home_12m": ("return_home", "arrived_home", 365),
    "convicted_24m": ("conviction", "convicted", 730),
    "compensation_paid_12m": ("compensation", "compensation_paid", 365),
}
SEEDS = (1, 2, 3)
MISSED = 4
"""Intervals that may miss the truth: of 21 at 95 per cent more than 4 do so once in 340 times."""


def measured(seed: int, cards: list[Indicator]) -> tuple[Results, Truth]:
    invented = invented_register(survivors=4000, seed=seed, faults=False)
    known = rc.read_register(invented.tables).as_of("2024-12-31")
    return evaluate(known, cards, SPAN), invented.truth


def test_truth_lies_within_the_intervals() -> None:
    cards = [card for card in OUTCOMES if card.code in TRUE]
    missed = []
    for seed in SEEDS:
        results, truth = measured(seed, cards)
        for code, of in TRUE.items():
            found = results[code]
            assert isinstance(found, IndicatorResult)
            true = truth.incidence(*of)
            if not found.lower <= true <= found.upper:
                missed.append((seed, code))
    assert len(missed) <= MISSED


def test_the_careless_figure_misses_it() -> None:
    card = [card for card in OUTCOMES if card.code == "safe_housing_24m"]
    results, truth = measured(1, card)
    found = results["safe_housing_24m"]
    assert isinstance(found, IndicatorResult)
    true = truth.incidence(*TRUE["safe_housing_24m"])
    assert abs(found.value - true) < abs(found.naive - true)
    assert found.naive > found.upper


def test_the_rate_of_re_trafficking() -> None:
    card = [card for card in OUTCOMES if card.code == "re_trafficking_rate"]
    results, _ = measured(1, card)
    found = results["re_trafficking_rate"]
    assert isinstance(found, IndicatorResult)
    (daily,) = rates.RE_TRAFFICKED.daily
    assert found.lower < 100 * 365.25 * daily < found.upper
