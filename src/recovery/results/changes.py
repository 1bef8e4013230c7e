"""What became of each subject's score, and of how many."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.estimate import Estimates
from recovery.tables.about import COUNTS, About
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.show import counts_table

__all__ = ["STATUSES", "Changes"]

STATUSES = (
    "recovered",
    "reliably improved",
    "no reliable change",
    "reliably deteriorated",
    "not a case at baseline",
    "not assessable",
)
"""What a change can be, in the order of ``Changes.status``."""

PER_SUBJECT = (
    "subject",
    "first_day",
    "last_day",
    "first",
    "last",
    "change",
    "index",
    "direction",
)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Changes:
    """How each subject's score changed, and what that means.

    The arrays are about persons, one entry each, and never leave; ``counts``
    and ``shares`` are what may be looked at together.

    Attributes
    ----------
    subject
        Shape ``(s,)``; labels of the subjects.
    first_day, last_day
        Shape ``(s,)``; days of the two assessments, NaN where there is none.
    first, last, change
        Shape ``(s,)``; the two scores, and the last less the first.
    index
        Shape ``(s,)``; how large the change is by the method, positive for
        better; NaN where it cannot be judged.
    direction
        Shape ``(s,)``; 1 reliably better, -1 reliably worse, 0 neither.
    case_first, case_last
        Shape ``(s,)``; whether the score was that of a case.
    status
        Shape ``(s,)``; place in :data:`STATUSES`.
    reason
        Shape ``(s,)``; place in ``reasons``, 0 for who can be judged.
    reasons
        Why a change cannot be judged; the first is empty.
    shares
        ``recovered`` among cases at the first assessment; ``reliably
        improved`` (recovered or not), ``no reliable change`` and ``reliably
        deteriorated`` among all who can be judged. Each says its ``n``.
    about
        What the changes are about, with method and level.
    """

    subject: npt.NDArray[Any]
    first_day: FloatArray
    last_day: FloatArray
    first: FloatArray
    last: FloatArray
    change: FloatArray
    index: FloatArray
    direction: IntArray
    case_first: npt.NDArray[np.bool_]
    case_last: npt.NDArray[np.bool_]
    status: IntArray
    reason: IntArray
    reasons: tuple[str, ...]
    shares: Estimates[str] = attrs.field(metadata=COUNTS)
    about: About = attrs.field(factory=About)

    @property
    def counts(self) -> dict[str, int]:
        """How many subjects have each status."""
        many = np.bincount(self.status, minlength=len(STATUSES)).tolist()
        return dict(zip(STATUSES, many, strict=True))

    @property
    def missing(self) -> dict[str, int]:
        """How many subjects cannot be judged, by reason."""
        many = np.bincount(self.reason, minlength=len(self.reasons)).tolist()
        return dict(zip(self.reasons[1:], many[1:], strict=True))

    @property
    def n(self) -> int:
        """How many subjects can be judged."""
        return int((self.reason == 0).sum())

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row a subject: internal, not for publication."""
        columns = {name: getattr(self, name) for name in PER_SUBJECT}
        columns["status"] = np.array(STATUSES, dtype=object)[self.status]
        columns["reason"] = np.array(self.reasons, dtype=object)[self.reason]
        return columns

    def __len__(self) -> int:
        return len(self.subject)

    def __repr__(self) -> str:
        ends = ", ".join(f"{count:,} {status}" for status, count in self.counts.items())
        return f"Changes({len(self):,} subjects: {ends})"

    def _repr_html_(self) -> str:
        missing = {f"not assessable: {reason}": many for reason, many in self.missing.items()}
        together = {**self.counts, **missing}
        return counts_table(
            f"Changes of {len(self):,} subjects, {self.about.method}", together, self.about.notes
        )
