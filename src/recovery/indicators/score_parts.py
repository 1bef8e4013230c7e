"""What the rule of scores shares: what may still change, when clocks start, who was seen."""

from __future__ import annotations

import attrs
import numpy as np

from recovery.indicators.outcome_parts import NAN, Share, share_by
from recovery.tables import EventTable, ScoreTable

__all__ = ["Passed", "completers", "latest_start"]


@attrs.frozen
class Passed:
    """How many days have passed since the end of the period, and what may still be undone."""

    days: int
    undoable: tuple[str, ...]

    def share_by(
        self, events: EventTable, days: int, *, since: int = 0, ends: EventTable | None = None
    ) -> Share:
        """Estimate a share by a day, of clocks that start so many days after the origin at most."""
        mature = self.days >= days + since
        ends = events if ends is None else ends
        places = [ends.causes.index(code) + 1 for code in self.undoable if code in ends.causes]
        open_ends = np.isin(ends.event, places) & (not mature)
        return share_by(events, days, mature=mature, open_ends=open_ends)


def latest_start(scores: ScoreTable) -> int:
    """Return how long after the origin the last first assessment was."""
    if not len(scores):
        return 0
    first = scores.days[scores.order][scores.first]
    return int(max(first.max(), 0))


def completers(events: EventTable, days: int) -> float:
    """Return the share of those only of whom it is known by a day."""
    known = (events.exit >= days) | (events.event > 0)
    had = (events.event == 1) & (events.exit <= days)
    return float(had.sum() / known.sum()) if known.any() else NAN
