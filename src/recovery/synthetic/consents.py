"""Consents: given at first contact, renewed by those who came of age, sometimes withdrawn.

None of it depends on what happens to a survivor, so that those who consented
stand for all.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from recovery.days import day_number
from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, dates, spread, take, words
from recovery.synthetic.hazards import Days
from recovery.synthetic.history import with_history
from recovery.synthetic.people import Lives

__all__ = ["consents_table"]

_YEARS = range(1900, 2101)
_NEW_YEARS = np.array([day_number(f"{year}-01-01") for year in _YEARS], dtype=np.int32)
_OF_AGE = 18


def consents_table(
    rng: np.random.Generator, prefix: str, lives: Lives, born: Days, ids: pl.Series
) -> pl.DataFrame:
    """Draw who consented to what; a withdrawal supersedes the row and adds another."""
    n = len(lives)
    of_age = _NEW_YEARS[born + _OF_AGE - _YEARS[0]]
    parts = []
    for place, share in enumerate(rates.CONSENTS.values()):
        who = np.flatnonzero(rng.random(n) < share)
        parts.append((who, np.full(len(who), place), lives.first_contact[who]))
        minors = who[(lives.first_contact[who] < of_age[who]) & (rng.random(len(who)) < 0.95)]
        renewed = of_age[minors] + spread(rng, len(minors), 0, 30)
        parts.append((minors, np.full(len(minors), place), renewed))
    who, purpose, granted = (np.concatenate(column) for column in zip(*parts, strict=True))
    known = granted <= rates.CUT
    who, purpose, granted = who[known], purpose[known], granted[known]
    order = np.lexsort((purpose, granted, who))
    who, purpose, granted = who[order], purpose[order], granted[order]
    minor = granted < of_age[who]
    columns = {
        "survivor_id": take(ids, who),
        "purpose": words(tuple(rates.CONSENTS), purpose),
        "granted_on": dates(granted),
        "withdrawn_on": pl.repeat(None, len(who), dtype=pl.Date, eager=True),
        "given_by": words(("self", "guardian"), minor.astype(np.int8)),
        "assent": words(("yes",), np.where(minor & (rng.random(len(who)) < 0.8), 0, -1)),
    }
    draft = Draft(columns, granted, lives.first_contact[who])
    return _withdrawn(rng, with_history(rng, prefix, draft), draft)


def _withdrawn(rng: np.random.Generator, frame: pl.DataFrame, draft: Draft) -> pl.DataFrame:
    """Withdraw some consents other than that to the service itself."""
    chosen = rng.random(len(frame)) < rates.SHARES["consent_withdrawn"]
    chosen &= (frame["purpose"] != "service").to_numpy()
    on = draft.occurred + spread(rng, len(frame), 60, 900)
    known = frame["recorded_on"].cast(pl.Int32).to_numpy()
    chosen &= (on > known) & (on <= rates.CUT)
    rows = np.flatnonzero(chosen)
    superseded = dates(np.where(chosen, on, 0), where=chosen).alias("superseded_on")
    again = frame[rows].with_columns(
        dates(on[rows]).alias("withdrawn_on"),
        dates(on[rows]).alias("recorded_on"),
        (frame["record_id"][rows] + "w").alias("record_id"),
        pl.lit("consent_withdrawn").alias("change_reason"),
    )
    return pl.concat([frame.with_columns(superseded), again])
