"""Groups by what was reached after the origin: only among those who still wait on some day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.cohort.attrition import BoolArray
from recovery.cohort.discoveries import seen_or_found
from recovery.cohort.occurrences import check_milestones, day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.time_to import time_to
from recovery.cohort.wait import Wait
from recovery.errors import DefinitionError
from recovery.results import Groups
from recovery.tables import EventTable, landmark

if TYPE_CHECKING:
    from recovery.cohort.cohort import Cohort

__all__ = ["landmark_groups"]


def landmark_groups(
    cohort: Cohort, wait: Wait, by: str | Sequence[str], day: int
) -> Groups[str, EventTable]:
    """Group those who still wait on a day after the origin by what they had reached by then."""
    codes = (by,) if isinstance(by, str) else tuple(by)
    faults = [*check_milestones(cohort.snapshot, subject_named(cohort.subject), codes)]
    faults += [
        f"{code!r} ends the wait, so that nobody who still waits has it: group by what comes before"
        for code in codes
        if code in wait.codes
    ]
    if not codes:
        faults.append("name in by=… the milestone that makes the groups")
    if faults:
        message = "these groups cannot be made at a landmark:"
        raise DefinitionError(message, faults=faults)
    name = " or ".join(codes)
    reached, uncertain = _reached(cohort, codes, day)
    reason = f"not known whether {name} came by day {day}"
    known = _part(cohort, ~uncertain, reason, asked=False)
    parts = {}
    for label, has in ((name, reached), (f"no {name}", ~reached)):
        group = _part(known, has[~uncertain], f"in the other group on day {day}")
        parts[label] = landmark(time_to(group, wait), day)
    return Groups(parts, by=(f"{name} by day {day}",))


def _part(cohort: Cohort, kept: BoolArray, reason: str, *, asked: bool = True) -> Cohort:
    attrition = cohort.attrition.less(reason, int((~kept).sum()), asked=asked)
    members = cohort.members.filter(pl.Series(kept, dtype=pl.Boolean))
    return attrs.evolve(cohort, members=members, attrition=attrition)


def _reached(cohort: Cohort, codes: tuple[str, ...], day: int) -> tuple[BoolArray, BoolArray]:
    """Mark who had certainly reached one of the codes by the day, and of whom nobody can tell."""
    seen = seen_or_found(cohort, codes)
    until = day_numbers(cohort.members["origin"])[seen.member] + day
    reached = seen.members(seen.latest <= until)
    return reached, seen.members(seen.day <= until) & ~reached
