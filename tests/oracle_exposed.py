"""A slow literal twin of how long people were seen safe: one person, one record at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

Span = tuple[int, int]


def literal_exposure(
    origin: int, found: Iterable[Span], died: Iterable[int], safe: Iterable[int], today: int
) -> tuple[int, int, int] | str:
    """Return last safe day, last day and cause (0, 1 found, 2 died) of one person, or why not.

    Every day on which somebody can have been found is gone through, one of each
    span, and the earliest and the latest first day of them are kept.
    """
    spans = [(first, min(last, today)) for first, last in found]
    if any(last < origin for _, last in spans):
        return "outcome before the origin"
    if any(day < origin for day in died):
        return "died before the origin"
    spans = [(max(first, origin), last) for first, last in spans]
    death = min(died, default=None)
    if spans:
        days = [min(each) for each in product(*(range(a, b + 1) for a, b in spans))]
        earliest, latest = min(days), max(days)
        if death is not None:  # nobody is harmed after death, whenever it was found
            earliest, latest = min(earliest, death), min(latest, death)
        before = [day for day in safe if origin <= day < earliest]
        return max(before, default=origin) - origin, latest - origin, 1
    if death is not None:
        return death - origin, death - origin, 2
    last = max([day for day in safe if origin <= day <= today], default=origin) - origin
    return last, last, 0


def literal_incidence(
    waits: Sequence[tuple[int, float, int]], day: int, *, rounds: int = 2000
) -> float:
    """Return the share with an outcome by a day by an expectation-maximisation.

    Masses stand on every day and cause, and after the last day; each person
    (after which day, by which day, cause) shares theirs out among those that
    agree with what is known of them.
    """
    last = max([day, *(max(left, 0) for left, _, _ in waits)])
    last = max([last, *(int(right) for _, right, cause in waits if cause)])
    cells = [(cause, t) for cause in (1, 2) for t in range(last + 1)] + [(0, last + 1)]
    holds = [
        [
            place
            for place, (which, t) in enumerate(cells)
            if (cause in {0, which}) and left < t <= (right if cause else last + 1)
        ]
        for left, right, cause in waits
    ]
    mass = [1 / len(cells)] * len(cells)
    for _ in range(rounds):
        shared = [0.0] * len(cells)
        for places in holds:
            total = sum(mass[place] for place in places)
            for place in places:
                shared[place] += mass[place] / total / len(holds)
        mass = shared
    return sum(m for m, (which, t) in zip(mass, cells, strict=True) if which == 1 and t <= day)
