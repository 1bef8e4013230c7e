"""When each row was recorded, what was corrected later, and who was registered twice."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, dates, iso_text, names, spread, take, words
from recovery.synthetic.hazards import NEVER, Days
from recovery.synthetic.people import Lives

__all__ = ["Twice", "invent_merges", "merges_table", "recorded", "with_history"]

_REASONS = ("late_entry", "correction")
_LAG_DAYS = 8.0
_LATE_DAYS = 120.0


def recorded(rng: np.random.Generator, draft: Draft) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Draw when each row was recorded, by the cut at the latest, and which were late."""
    n = len(draft.occurred)
    late = rng.random(n, dtype=np.float32) < rates.SHARES["late_entry"]
    lag = (rng.standard_exponential(n, dtype=np.float32) * _LAG_DAYS).astype(np.int32)
    lag[late] += 30 + (rng.exponential(_LATE_DAYS, int(late.sum()))).astype(np.int32)
    earliest = np.maximum(draft.occurred, draft.known_from)
    return np.minimum(earliest + lag, np.int32(rates.CUT)), late


def with_history(
    rng: np.random.Generator,
    prefix: str,
    draft: Draft,
    *,
    correctable: npt.NDArray[np.bool_] | None = None,
    corrected: str = "occurred_on",
) -> pl.DataFrame:
    """Give a table its columns of history.

    Parameters
    ----------
    rng, prefix, draft
        The table, and how its record ids begin.
    correctable
        Rows of which some had been recorded with an earlier day first; the
        wrong row is added at the end, superseded.
    corrected
        The column of text that was wrong in it.
    """
    n = len(draft.occurred)
    first_recorded, late = recorded(rng, draft)
    recorded_on, reason = first_recorded.copy(), np.where(late, 0, -1).astype(np.int8)
    wrong = np.empty(0, dtype=np.intp)
    if correctable is not None:
        chosen = correctable & (rng.random(n, dtype=np.float32) < rates.SHARES["corrected"])
        wrong = np.flatnonzero(chosen & (first_recorded < rates.CUT - 1))
        found_out = first_recorded[wrong] + spread(rng, len(wrong), 5, 240)
        recorded_on[wrong] = np.minimum(found_out, np.int32(rates.CUT))
        reason[wrong] = 1
    columns = dict(draft.columns)
    if "evidence" in columns:
        seen = (recorded_on - draft.occurred) * rng.random(n, dtype=np.float32)
        evidence_on = draft.occurred + seen.astype(np.int32)
        columns["evidence_on"] = dates(evidence_on, where=~columns["evidence"].is_null().to_numpy())
    ids = names(prefix, n + len(wrong))
    frame = pl.DataFrame(
        {
            **columns,
            "record_id": ids[:n],
            "recorded_on": dates(recorded_on),
            "superseded_on": pl.repeat(None, n, dtype=pl.Date, eager=True),
            "change_reason": words(_REASONS, reason),
        }
    )
    if not len(wrong):
        return frame
    before = draft.occurred[wrong] - spread(rng, len(wrong), 1, 9)
    superseded = take_rows(frame, wrong).with_columns(
        iso_text(before).alias(corrected),
        ids[n:].alias("record_id"),
        dates(first_recorded[wrong]).alias("recorded_on"),
        dates(recorded_on[wrong]).alias("superseded_on"),
        pl.lit(None, dtype=pl.String).alias("change_reason"),
        *([pl.lit(None, dtype=pl.Date).alias("evidence_on")] if "evidence" in columns else []),
    )
    return pl.concat([frame, superseded])


def take_rows(frame: pl.DataFrame, rows: npt.NDArray[np.integer]) -> pl.DataFrame:
    """Return some rows of a table."""
    return frame.select(pl.all().gather(pl.Series(rows.astype(np.uint32))))


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
        within = (day[rows] >= self.registered[place[rows]]) & (day[rows] < self.merged[place[rows]])
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
    return Twice(who, registered, registered + spread(rng, len(who), 30, 300))


def merges_table(twice: Twice, ids: pl.Series, survivors: int) -> Draft:
    """Return which id was merged into which."""
    columns = {
        "old_id": ids[survivors:],
        "kept_id": take(ids, twice.who),
        "merged_on": dates(twice.merged),
    }
    return Draft(columns, twice.merged, twice.merged)
