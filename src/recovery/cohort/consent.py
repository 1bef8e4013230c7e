"""Whose records may serve a purpose."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from recovery.cohort.subjects import Subject
from recovery.days import iso_day
from recovery.register.schema import TABLES
from recovery.tables import CONSENT_NOT_RECORDED

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["PURPOSES", "consent_notes", "consenting"]

PURPOSES = tuple(TABLES["consents"].columns["purpose"].codes)
"""What records may be used for."""

ADULT = 18
"""Age in years at which a guardian's consent ends."""

CONSENT_NOT_APPLIED = "no purpose named: consent not applied"
NOT_OF_THE_ACCUSED = "consent concerns survivors and is not applied to accused people"


def consent_notes(snapshot: Snapshot, subject: Subject, purpose: str | None) -> tuple[str, ...]:
    """Say what a reader must know about the consent behind a cohort."""
    if not subject.is_survivor:
        return (NOT_OF_THE_ACCUSED,)
    notes = () if purpose else (CONSENT_NOT_APPLIED,)
    return notes if "consents" in snapshot.tables else (*notes, CONSENT_NOT_RECORDED)


def consenting(snapshot: Snapshot, purpose: str) -> pl.DataFrame:
    """Return the ``survivor_id`` of everyone whose consent to a purpose stands on the as-of day.

    Where a day is uncertain, the reading with less consent counts: granted on
    the latest day, withdrawn on the earliest. A withdrawal ends every consent
    to the purpose that was granted up to its day, also where nobody knows when
    the one it stands beside was granted. A guardian's consent ends on 1
    January of the year in which the survivor becomes an adult, and counts for
    nothing where the year of birth is not known.
    """
    return snapshot.remember(("consenting", purpose), lambda: _consenting(snapshot, purpose))


def _consenting(snapshot: Snapshot, purpose: str) -> pl.DataFrame:
    day = dt.date.fromisoformat(iso_day(snapshot.day))
    born = snapshot.tables["survivors"].select("survivor_id", "birth_year")
    still_a_child = (pl.col("birth_year") + ADULT > day.year).fill_null(value=False)
    own = (pl.col("given_by") != "guardian").fill_null(value=True)
    withdrawn = pl.min_horizontal(pl.col("withdrawn_on_latest"), pl.lit(day))
    last_withdrawal = withdrawn.filter(pl.col("withdrawn_on") <= day).max().over("survivor_id")
    return (
        snapshot.tables["consents"]
        .filter(pl.col("purpose") == purpose)
        .with_columns(last_withdrawal=last_withdrawal)  # also of a row whose grant does not count
        .filter(pl.col("granted_on_latest") <= day)
        .filter((pl.col("granted_on") > pl.col("last_withdrawal")).fill_null(value=True))
        .join(born, on="survivor_id", how="left")
        .filter(own | still_a_child)
        .select("survivor_id")
        .unique()
    )
