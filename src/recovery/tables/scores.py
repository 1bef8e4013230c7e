"""Scores of the same subjects, again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from attrs.converters import optional

from recovery.tables.about import About
from recovery.tables.arrays import (
    LAST_DAY,
    FloatArray,
    IntArray,
    as_labels,
    as_names,
    as_numbers,
    as_whole,
    first_fault,
    raise_faults,
    shape_faults,
)
from recovery.tables.optional_arrays import (
    given_columns,
    label_faults,
    order_fault,
    sound,
)
from recovery.tables.show import counts_table
from recovery.tables.timeline import subject_codes

__all__ = ["ScoreTable"]

WANTED = {
    "subject": None,
    "days": np.int64,
    "value": np.float64,
    "end": np.int64,
    "end_event": np.int64,
}
WHAT = "a table of scores"
CENTURY = 36_525


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ScoreTable:
    """One row for each assessment of a subject.

    Rows may come in any order.

    Attributes
    ----------
    subject
        Shape ``(n,)``; whose assessment it is, any label.
    days
        Shape ``(n,)``; whole days since the origin, below 0 for an
        assessment before it. A subject has one assessment a day at most.
    value
        Shape ``(n,)``; the score, NaN when the form gave none.
    end
        Shape ``(n,)``; the last day on which something is known of the
        subject, the same in all of the subject's rows. ``None``: the day of
        the last assessment.
    end_event
        Shape ``(n,)``; what happened on ``end``: 0 when the subject was only
        last seen then, ``k`` for ``causes[k - 1]``.
    causes
        Names of what may end the following for good.
    about
        What the table is about.

    Raises
    ------
    TableError
        If the arrays do not fit together; it lists every fault.

    Examples
    --------
    One survivor assessed at intake and after three months, another only once.

    >>> ScoreTable(subject=[7, 7, 8], days=[0, 91, 0], value=[18, 9, 14])
    ScoreTable(3 assessments of 2 subjects, 3 with a score)
    """

    subject: npt.NDArray[Any] = attrs.field(converter=as_labels)
    days: IntArray = attrs.field(converter=as_whole)
    value: FloatArray = attrs.field(converter=as_numbers)
    end: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    end_event: IntArray | None = attrs.field(default=None, converter=optional(as_whole))
    causes: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    about: About = attrs.field(factory=About)
    order: IntArray = attrs.field(init=False)
    """Shape ``(n,)``; the rows by subject and day."""
    first: IntArray = attrs.field(init=False)
    """Shape ``(s,)``; where in ``order`` each of the ``s`` subjects begins."""

    def __attrs_post_init__(self) -> None:
        raise_faults(WHAT, self._faults())
        order, first = _in_order(self.subject, self.days)
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "first", first)
        raise_faults(WHAT, self._order_faults())

    @property
    def subjects(self) -> int:
        """How many subjects there are."""
        return len(self.first)

    def per_row(self, of_subject: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Repeat a value of each subject, in the order of ``first``, for their rows in ``order``.

        Examples
        --------
        >>> scores = ScoreTable(subject=[7, 8, 7], days=[91, 0, 0], value=[9, 14, 18])
        >>> scores.value[scores.order], scores.per_row(scores.value[scores.order][scores.first])
        (array([18.,  9., 14.]), array([18., 18., 14.]))
        """
        return np.repeat(of_subject, np.diff(self.first, append=len(self)))

    def _faults(self) -> Iterator[str]:
        yield from shape_faults(WANTED, self.columns())
        if len(set(self.causes)) < len(self.causes):
            yield "causes: must be each of them once"
        if (self.end_event is None) != (not self.causes):
            yield "end_event and causes: must be given together"
        elif self.end is None and self.end_event is not None:
            yield "end: must be given where end_event is"
        yield from self._value_faults(sound(WANTED, self.columns()))
        yield from label_faults({"subject": self.subject})

    def _value_faults(self, given: Mapping[str, npt.NDArray[Any]]) -> Iterator[str]:
        if "days" in given:
            rule = "must be a whole number of days, not more than a century before the origin"
            yield from first_fault("days", self.days, -CENTURY, LAST_DAY, rule=rule)
        if "value" in given and np.isinf(self.value).any():
            yield f"value, position {int(np.isinf(self.value).argmax())}: must be finite, or NaN"
        if {"end", "days"} <= given.keys():
            yield from order_fault("end", self.days, given["end"] + 1, "lies before an assessment")
        if "end_event" in given:
            many = len(self.causes)
            rule = f"must be 0 for last seen or the number of a cause, 1 to {many}"
            yield from first_fault("end_event", given["end_event"], 0, many, rule=rule)

    def _order_faults(self) -> Iterator[str]:
        """Yield what does not fit between rows of one subject."""
        same = np.ones(len(self), dtype=bool)
        same[self.first] = False
        days = self.days[self.order]
        twice = same & (np.diff(days, prepend=0) == 0)
        if twice.any():
            yield (
                f"days, position {int(self.order[twice].max())}: the subject has another "
                "assessment on that day; keep one respondent, or one of the forms"
            )
        for name in ("end", "end_event"):
            array = getattr(self, name)
            if array is not None:
                differs = same & (np.diff(array[self.order], prepend=0) != 0)
                if differs.any():
                    position = int(self.order[differs].min())
                    yield f"{name}, position {position}: differs from another row of the subject"

    def __len__(self) -> int:
        return len(self.days)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays that were given, by name."""
        return given_columns(self, WANTED)

    def __repr__(self) -> str:
        with_score = int((~np.isnan(self.value)).sum())
        return (
            f"ScoreTable({len(self):,} assessment{'s' * (len(self) != 1)} of {self.subjects:,} "
            f"subject{'s' * (self.subjects != 1)}, {with_score:,} with a score)"
        )

    def _repr_html_(self) -> str:
        scored = int((~np.isnan(self.value)).sum())
        counts = {"with a score": scored, "without": len(self) - scored}
        return counts_table(repr(self), counts, self.about.notes)


def _in_order(subject: npt.NDArray[Any], days: IntArray) -> tuple[IntArray, IntArray]:
    """Return the rows by subject and day, and where each subject begins among them."""
    if not len(days):
        return np.empty((2, 0), dtype=np.int64)[0], np.empty(0, dtype=np.int64)
    code, many = subject_codes(subject)
    low, span = int(days.min()), int(days.max()) - int(days.min()) + 1
    if many * span < 2**62:
        order = np.argsort(code * span + (days - low))
    else:
        order = np.lexsort((days, code))
    first = np.searchsorted(code[order], np.arange(many))
    return order, first
