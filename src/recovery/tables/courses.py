"""Whether the stretches of each subject make one course of recurrences and an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from recovery.tables.arrays import IntArray
from recovery.tables.timeline import subject_codes

__all__ = ["course_faults", "in_time"]

RULES = {
    "overlap": "overlaps the stretch before it of the same subject, who would be watched twice",
    "no days": "a stretch whose start is its stop adds an event to the day on which the stretch "
    "before it of the same subject ends, and there is none that ends on it",
    "nothing": "a stretch whose start is its stop must have an event",
    "after the end": "goes on after an event that ended the course of the same subject",
    "two ends": "is another event that ends the course of the same subject; it has one end",
}


def in_time(code: IntArray, start: IntArray, stop: IntArray) -> IntArray | None:
    """Return the order by subject and time; ``None`` where the rows are in it.

    Of those that start on one day, those of no days come first.
    """
    if not len(code):
        return None
    days = int(start.max()) + 2
    if 2 * days * (int(code.max()) + 1) > np.iinfo(np.int64).max:
        order: IntArray = np.lexsort((stop > start, start, code))
        return order
    key = 2 * (code * days + start + 1) + (stop > start)  # one number sorts faster than three
    return None if (key[:-1] <= key[1:]).all() else np.argsort(key)


def course_faults(
    subject: npt.NDArray[Any], start: IntArray, stop: IntArray, event: IntArray
) -> Iterator[str]:
    """Yield the first position of each fault between the stretches of one subject.

    Stretches may come in any order.
    """
    code, many = subject_codes(subject)
    order = in_time(code, start, stop)
    rows = np.arange(len(code)) if order is None else order
    last, here = rows[:-1], rows[1:]
    same = code[last] == code[here]
    follows = np.zeros(len(code), dtype=np.bool_)
    follows[here[same & (stop[last] == start[here])]] = True
    no_days = start == stop
    ended = event > 1
    end = np.full(many, np.iinfo(np.int64).max)
    np.minimum.at(end, code[ended], stop[ended])
    another = np.flatnonzero(ended)
    another = np.delete(another, np.unique(code[another], return_index=True)[1])
    found = {
        "overlap": here[same & (start[here] < stop[last])],
        "no days": np.flatnonzero(no_days & ~follows),
        "nothing": np.flatnonzero(no_days & (event == 0)),
        "after the end": np.flatnonzero(stop > end[code]),
        "two ends": another,
    }
    for name, places in found.items():
        if len(places):
            yield f"{name}, position {int(places.min())}: {RULES[name]}"
