"""Cases: which survivors and which accused belong to each, and who exploited whom."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.synthetic import rates
from recovery.synthetic.hazards import Days
from recovery.synthetic.people import Lives

__all__ = ["Cases", "Places", "invent_cases"]

Places = npt.NDArray[np.intp]


@attrs.frozen(eq=False)
class Cases:
    """Which survivors and which accused belong to which case.

    Attributes
    ----------
    reported
        Shape ``(k,)``: when each case was reported.
    victims, victim_case
        Survivor and case, one row a pair; so for ``accused`` and ``accused_case``.
    exploiter, exploited
        Accused and survivor, one row a pair.
    """

    reported: Days
    victims: Places
    victim_case: Places
    accused: Places
    accused_case: Places
    exploiter: Places
    exploited: Places


def _pairs(first: Places, second: Places) -> tuple[Places, Places]:
    """Return the different pairs, in order."""
    width = int(second.max(initial=0)) + 1
    both = np.unique(first * width + second)
    return both // width, both % width


def invent_cases(rng: np.random.Generator, lives: Lives) -> Cases:
    """Draw cases of one to a few survivors, with one to a few accused in each."""
    n = len(lives)
    members = np.sort(rng.choice(n, max(2, round(n * rates.SHARES["in_a_case"])), replace=False))
    opens = rng.random(len(members)) < 0.5
    opens[0] = True
    case = np.cumsum(opens) - 1
    count = int(case[-1]) + 1
    more = np.flatnonzero(rng.random(len(members)) < 0.03)
    victim_case, victims = _pairs(
        np.concatenate([case, rng.integers(0, count, len(more))]),
        np.concatenate([members, members[more]]),
    )
    reported = np.full(count, rates.CUT, dtype=np.int32)
    np.minimum.at(reported, victim_case, lives.first_contact[victims])
    reported += rng.geometric(1 / 30, count).astype(np.int32)
    sizes = 1 + rng.poisson(0.7, count)
    accused_case = np.repeat(np.arange(count), sizes)
    accused = np.arange(len(accused_case))
    elsewhere = rng.random(len(accused)) < 0.03
    accused[elsewhere] = rng.integers(0, len(accused), int(elsewhere.sum()))
    accused_case, accused = _pairs(accused_case, accused)
    exploiter, exploited = _exploited(rng, victims, victim_case, accused, accused_case, count)
    return Cases(reported, victims, victim_case, accused, accused_case, exploiter, exploited)


def _exploited(
    rng: np.random.Generator,
    victims: Places,
    victim_case: Places,
    accused: Places,
    accused_case: Places,
    cases: int,
) -> tuple[Places, Places]:
    """Pair accused and survivors of the same case, leaving out a quarter of the pairs."""
    sizes = np.bincount(victim_case, minlength=cases)
    begins = np.cumsum(sizes) - sizes
    repeats = sizes[accused_case]
    row = np.repeat(np.arange(len(accused)), repeats)
    within = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    whose = victims[begins[accused_case[row]] + within]
    kept = rng.random(len(row)) < 0.75
    return _pairs(accused[row][kept], whose[kept])
