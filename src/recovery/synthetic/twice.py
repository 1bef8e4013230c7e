"""People who were registered under a second id, and merged into the first later."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, dates, spread, take, words
from recovery.synthetic.hazards import NEVER, Days
from recovery.synthetic.people import Lives

__all__ = ["Twice", "invent_merges", "merges_table", "superseded"]


@attrs.frozen(eq=False)
class Twice:
    """Survivors who were registered under a second id, merged into the first later.

    Attributes
    ----------
    who
        Shape ``(m,)``: which survivors.
    registered, merged
        Shape ``(m,)``: the stretch in which rows went to the second id.
    """

    who: npt.NDArray[np.intp]
    registered: Days
    merged: Days

    def whose(
        self, who: npt.NDArray[np.integer], day: Days, survivors: int
    ) -> npt.NDArray[np.integer]:
        """Return the place of the id under which each row was written at its time."""
        second = np.full(survivors, -1, dtype=np.int64)
        second[self.who] = np.arange(len(self.who))
        place = second[who]
        rows = np.flatnonzero(place >= 0)
        within = (day[rows] >= self.registered[place[rows]]) & (
            day[rows] < self.merged[place[rows]]
        )
        written = who.copy()
        written[rows[within]] = survivors + place[rows[within]]
        return written


def invent_merges(rng: np.random.Generator, lives: Lives) -> Twice:
    """Draw who is registered twice."""
    n = len(lives)
    count = max(2, round(n * rates.SHARES["merged"]))
    eligible = np.flatnonzero((lives.intake < NEVER) & (lives.first_contact < rates.CUT - 500))
    who = np.sort(rng.choice(eligible, min(count, len(eligible)), replace=False))
    registered = lives.intake[who] + spread(rng, len(who), 5, 120)
    merged = registered + spread(rng, len(who), 30, 300)
    return Twice(who, registered, np.minimum(merged, np.int32(rates.CUT)))


def merges_table(twice: Twice, ids: pl.Series, survivors: int) -> Draft:
    """Return which id was merged into which."""
    columns = {
        "old_id": ids[survivors:],
        "kept_id": take(ids, twice.who),
        "merged_on": dates(twice.merged),
    }
    return Draft(columns, twice.merged, twice.merged)


def superseded(frame: pl.DataFrame, twice: Twice) -> pl.DataFrame:
    """Supersede the last rows of the survivors, which stand for people registered twice."""
    n, m = len(frame), len(twice.who)
    again = np.arange(n) >= n - m
    merged = np.concatenate([np.zeros(n - m, dtype=np.int32), twice.merged])
    return frame.with_columns(
        dates(merged, where=again).alias("superseded_on"),
        words(("duplicate_merged",), np.where(again, 0, -1)).alias("change_reason"),
    )
