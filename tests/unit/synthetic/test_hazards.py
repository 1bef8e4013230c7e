"""Hazards by piece: drawn from exactly, summed in closed form."""

import numpy as np
import pytest

from recovery.errors import DefinitionError
from recovery.synthetic.hazards import NEVER, CauseHazards, Hazard, compete, first_of

DRAWS = 200_000
STANDARD_ERRORS = 4.5  # of some thirty comparisons none should be as far out


def by_recursion(wait: CauseHazards, cause: str, last: int) -> float:
    """Walk day by day, as one would on paper."""
    place, total, waiting = wait.causes.index(cause), 0.0, 1.0
    for day in range(last + 1):
        pieces = [p for p, start in enumerate(wait.starts) if start <= day]
        chances = wait.daily[pieces[-1]] if pieces else (0.0,) * len(wait.causes)
        total += waiting * chances[place]
        waiting *= 1 - sum(chances)
    return total


HAZARDS = (
    ("died", Hazard((1,), (0.003,))),
    ("home", Hazard((0, 1, 20, 90), (0.05, 0.0, 0.01, 0.004))),
    ("left", Hazard((5,), (0.006,))),
)


@pytest.mark.parametrize("cause", ["died", "home", "left"])
@pytest.mark.parametrize("last", [0, 1, 4, 5, 19, 20, 89, 90, 365])
def test_incidence_in_closed_form_is_that_of_walking_day_by_day(cause: str, last: int) -> None:
    wait = compete(HAZARDS, ("home", "died", "left"))
    assert wait.incidence(cause, last) == pytest.approx(by_recursion(wait, cause, last), rel=1e-12)


def test_nothing_has_happened_before_the_origin() -> None:
    assert compete(HAZARDS, ("home", "died", "left")).incidence("home", -1) == 0


def test_draws_have_the_incidence_of_the_truth() -> None:
    rng = np.random.default_rng(5)
    days = [hazard.draw(rng, DRAWS) for _, hazard in HAZARDS]
    first, which = first_of(days)
    wait = compete(HAZARDS, ("home", "died", "left"))
    for place, (cause, _) in enumerate(HAZARDS):
        for last in (0, 1, 19, 20, 89, 365):
            true = wait.incidence(cause, last)
            seen = np.mean((which == place) & (first <= last))
            assert abs(seen - true) <= STANDARD_ERRORS * np.sqrt(true * (1 - true) / DRAWS)


def test_of_two_on_one_day_the_earlier_named_is_first() -> None:
    first, which = first_of([np.array([3, 4], np.int32), np.array([3, 2], np.int32)])
    assert first.tolist() == [3, 2]
    assert which.tolist() == [0, 1]


def test_a_hazard_of_nothing_never_happens() -> None:
    drawn = Hazard((3,), (0.0,)).draw(np.random.default_rng(0), 10)
    assert (drawn == NEVER).all()


def test_a_cause_that_does_not_end_the_wait_is_refused_with_those_that_do() -> None:
    with pytest.raises(DefinitionError, match="allowed: 'died', 'home', 'left'"):
        compete(HAZARDS, ("home", "died", "left")).incidence("moved", 10)
