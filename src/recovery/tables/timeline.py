"""Whether the stays of each subject follow on one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import IntArray
from recovery.tables.label_codes import label_codes

__all__ = ["subject_codes", "subject_faults", "timeline_faults"]

RULES = {
    "overlap": "overlaps the stay before it of the same subject; nobody is in two places at once",
    "gap": "begins after a gap; fill it with the stay that is missing, or, where being lost from "
    "sight says nothing of the course, give what follows to a subject of its own",
    "jump": "begins after a gap, and in another state than the subject was last known to be in",
    "teleport": "begins in another state than the stay before it of the same subject led to",
}


def subject_codes(subject: npt.NDArray[Any]) -> tuple[IntArray, int]:
    """Number the labels of subjects from 0 on, in order; return numbers and how many there are."""
    whole = subject.dtype.kind in "iu" and len(subject) > 0
    if whole and subject.min() >= 0 and subject.max() < 4 * len(subject):  # no need to sort
        place = (np.bincount(subject) > 0).cumsum()
        return place[subject] - 1, int(place[-1])
    return label_codes(subject)


def timeline_faults(
    subject: npt.NDArray[Any], start: IntArray, stop: IntArray, state: IntArray, to: IntArray
) -> Iterator[str]:
    """Yield the first position of each fault between the stays of one subject.

    Stays may come in any order. A stay that ends without a move may go on in
    the next row, which is then of the same state.
    """
    code = subject_codes(subject)[0]
    order: IntArray = np.lexsort((start, code))
    last, here = order[:-1], order[1:]
    same = code[last] == code[here]
    apart = start[here] - stop[last]
    moved = np.where(to[last] < 0, state[last], to[last]) != state[here]
    found = {
        "overlap": apart < 0,
        "gap": (apart > 0) & ~moved,
        "jump": (apart > 0) & moved,
        "teleport": (apart == 0) & moved,
    }
    for name, wrong in found.items():
        places = here[wrong & same]
        if len(places):
            yield f"{name}, position {int(places.min())}: {RULES[name]}"


def subject_faults(
    subject: npt.NDArray[Any], arrays: Mapping[str, npt.NDArray[Any] | None]
) -> Iterator[str]:
    """Yield the first position at which an array is not the same in all rows of a subject."""
    given = {name: array for name, array in arrays.items() if array is not None}
    if not given:
        return
    code, n = subject_codes(subject)
    first = np.zeros(n, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    for name, array in given.items():
        differs = array != array[first[code]]
        if differs.any():
            position = int(differs.argmax())
            yield f"{name}, position {position}: must be the same in all rows of a subject"
