"""Whether the stays of each subject follow on one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import IntArray

__all__ = ["timeline_faults"]

RULES = {
    "overlap": "overlaps the stay before it of the same subject; nobody is in two places at once",
    "gap": "begins after a gap; fill it with the stay that is missing, or, where being lost from "
    "sight says nothing of the course, give what follows to a subject of its own",
    "jump": "begins after a gap, and in another state than the subject was last known to be in",
    "teleport": "begins in another state than the stay before it of the same subject led to",
}


def timeline_faults(
    subject: npt.NDArray[Any], start: IntArray, stop: IntArray, state: IntArray, to: IntArray
) -> Iterator[str]:
    """Yield the first position of each fault between the stays of one subject.

    Stays may come in any order. A stay that ends without a move may go on in
    the next row, which is then of the same state.
    """
    code = np.unique(subject, return_inverse=True)[1].reshape(-1)
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
