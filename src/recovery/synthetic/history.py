"""When each row was recorded, and what was corrected later."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, dates, iso_text, names, spread, words
from recovery.synthetic.hazards import Days

__all__ = ["with_history"]

_REASONS = ("late_entry", "correction")
_LAG_DAYS = 8.0
_LATE_DAYS = 120.0


def _recorded(
    rng: np.random.Generator, draft: Draft, *, prompt: bool = False
) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Draw when each row was recorded, by the cut at the latest, and which were late."""
    n = len(draft.occurred)
    earliest = np.maximum(draft.occurred, draft.known_from)
    if prompt:
        return earliest, np.zeros(n, dtype=bool)
    late = rng.random(n, dtype=np.float32) < rates.SHARES["late_entry"]
    lag = (rng.standard_exponential(n, dtype=np.float32) * _LAG_DAYS).astype(np.int32)
    lag[late] += 30 + rng.exponential(_LATE_DAYS, int(late.sum())).astype(np.int32)
    return np.minimum(earliest + lag, np.int32(rates.CUT)), late


def with_history(
    rng: np.random.Generator,
    prefix: str,
    draft: Draft,
    *,
    prompt: bool = False,
    correctable: npt.NDArray[np.bool_] | None = None,
) -> pl.DataFrame:
    """Give a table its columns of history.

    Parameters
    ----------
    rng, prefix, draft
        The table, and how its record ids begin.
    prompt
        Whether every row was recorded at once, as what others refer to is.
    correctable
        Rows of which some had been recorded with an earlier ``occurred_on``
        first; the wrong row is added at the end, superseded.
    """
    n = len(draft.occurred)
    first_recorded, late = _recorded(rng, draft, prompt=prompt)
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
            "record_id": ids[:n],
            **columns,
            "recorded_on": dates(recorded_on),
            "superseded_on": pl.repeat(None, n, dtype=pl.Date, eager=True),
            "change_reason": words(_REASONS, reason),
        }
    )
    if not len(wrong):
        return frame
    before = draft.occurred[wrong] - spread(rng, len(wrong), 1, 9)
    wrong_rows = frame[wrong].with_columns(
        iso_text(before).alias("occurred_on"),
        ids[n:].alias("record_id"),
        dates(first_recorded[wrong]).alias("recorded_on"),
        dates(recorded_on[wrong]).alias("superseded_on"),
        pl.lit(None, dtype=pl.String).alias("change_reason"),
        *([pl.lit(None, dtype=pl.Date).alias("evidence_on")] if "evidence" in columns else []),
    )
    return pl.concat([frame, wrong_rows])
