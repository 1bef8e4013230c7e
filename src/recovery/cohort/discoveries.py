"""Days on which somebody was found to be exploited again, whichever table says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recovery.cohort.occurrences import day_numbers
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import Seen

if TYPE_CHECKING:
    from recovery.cohort.members import Members
    from recovery.register import Snapshot

__all__ = ["FOUND_AGAIN", "seen_or_found"]

FOUND_AGAIN = "re_trafficked"
"""The milestone of whoever was found to be exploited again."""
SAFETY = "re_exploited"
"""What a contact says of the same."""


def seen_or_found(cohort: Members, codes: tuple[str, ...]) -> Seen:
    """Look for some milestones; a contact at which somebody was exploited again is one of them.

    A row of ``contacts`` whose ``safety`` is ``re_exploited`` says on its day
    what the milestone ``re_trafficked`` says, whoever told of it and whether or
    not the survivor was reached. It stands among the rows of that milestone,
    where ``codes`` has it. One discovery may stand in both tables: take the
    first day, and do not count rows.

    Contacts are with a person and not within an episode: of subjects other
    than survivors only milestones are seen.

    Parameters
    ----------
    cohort
        Whom to look at.
    codes
        The milestones to look for.

    Returns
    -------
    Seen
        As of :meth:`~recovery.cohort.wait.Seen.of`; no row is later than the
        day of the data on account of an uncertain day of contact.
    """
    seen = Seen.of(cohort, codes)
    by_person = subject_named(cohort.subject).keys == ("survivor_id",)
    if FOUND_AGAIN not in codes or "contacts" not in cohort.snapshot.tables or not by_person:
        return seen
    found = cohort.snapshot.remember("found at contact", lambda: _at_contact(cohort.snapshot))
    asked = cohort.members.select("survivor_id").with_row_index("member")
    rows = found.join(asked, on="survivor_id")
    member, day, latest = (day_numbers(rows[name]) for name in ("member", "day", "latest"))
    return Seen(
        size=seen.size,
        codes=codes,
        member=np.concatenate([seen.member, member]),
        code=np.concatenate([seen.code, np.full(len(member), codes.index(FOUND_AGAIN))]),
        day=np.concatenate([seen.day, day]),
        latest=np.concatenate([seen.latest, latest]),
        since=np.concatenate([seen.since, day_numbers(cohort.members["origin"])[member]]),
    )


def _at_contact(known: Snapshot) -> pl.DataFrame:
    """Return between which days contacts found somebody exploited again."""
    day, latest = (pl.col(f"contacted_on{end}").cast(pl.Int64) for end in ("", "_latest"))
    return (
        known.tables["contacts"]
        .filter(pl.col("safety").cast(pl.String) == SAFETY)
        .select("survivor_id", day=day, latest=pl.max_horizontal(day, latest.clip(None, known.day)))
    )
