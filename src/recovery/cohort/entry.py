"""From which day on each member was watched, when that was after the origin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np

from recovery.cohort.attrition import BoolArray
from recovery.cohort.observed import observed_from
from recovery.cohort.occurrences import DayArray, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.days import LATEST

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["Entry"]


@attrs.frozen(eq=False)
class Entry:
    """When the members of a cohort came under observation.

    Attributes
    ----------
    after
        Day since the origin after which each member was watched: *d* - 1 for
        whoever came under observation *d* days after it, -1 when from the
        origin on.
    uncertain
        Whose day is the latest that it can have been.
    unknown
        Whose day can have been any.
    """

    after: DayArray
    uncertain: BoolArray
    unknown: BoolArray

    @classmethod
    def of(cls, cohort: Cohort) -> Entry:
        """Find when observation began; of accused people it began with the origin."""
        if not subject_named(cohort.subject).is_survivor:
            return cls.with_the_origin(len(cohort))
        earliest, latest = observed_from(cohort.snapshot, cohort.members["survivor_id"])
        origin = day_numbers(cohort.members["origin_latest"])
        unknown = (latest == LATEST) & (origin < LATEST)
        latest = np.minimum(latest, np.maximum(earliest, cohort.snapshot.day))  # it has happened
        late = np.maximum(latest - origin, 0)
        return cls(late - 1, (late > 0) & (earliest < latest), unknown)

    @classmethod
    def with_the_origin(cls, size: int) -> Entry:
        """Take everybody as watched from the origin on."""
        nobody = np.zeros(size, dtype=np.bool_)
        return cls(np.full(size, -1), nobody, nobody)

    def reasons(self) -> Iterator[tuple[str, BoolArray]]:
        """Yield why somebody cannot be placed under observation."""
        yield "day on which observation began uncertain", self.unknown

    def notes(self, stays: BoolArray, late: str = "delayed entry") -> Iterator[str]:
        """Say how many of those who stay came under observation after the origin."""
        if count := np.count_nonzero(self.after[stays] >= 0):
            yield f"{late}: {count:,} came under observation after the origin"
        if count := np.count_nonzero(self.uncertain & stays):
            yield f"observation began on an uncertain day, taken as the latest: {count:,}"
