"""Whom a cohort counts, and which milestones belong to each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.errors import DefinitionError, allowed
from recovery.vocabulary import Milestone

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["SUBJECTS", "Subject", "on_record", "subject_named"]


@attrs.frozen
class Subject:
    """Whom a cohort counts.

    Attributes
    ----------
    name, plural
        What one and many are called.
    keys
        The columns that tell one from another.
    tables
        Where they are on record.
    reached_by
        For each subject of a milestone, the columns by which such a milestone
        finds those it belongs to: one of ``survivor_id`` alone belongs to
        each of the survivor's returns. A subject that is not named cannot be
        related.
    other_names
        How else it may be written.
    """

    name: str
    plural: str
    keys: tuple[str, ...]
    tables: tuple[str, ...]
    reached_by: Mapping[str, tuple[str, ...]]
    other_names: tuple[str, ...] = ()

    @property
    def is_survivor(self) -> bool:
        """Whether each of them is a survivor, or something of a survivor's."""
        return "survivor_id" in self.keys

    def relates_to(self, milestone: Milestone) -> bool:
        """Whether a milestone can be asked of this subject."""
        return milestone.subject in self.reached_by

    def join_keys(self, milestone: Milestone) -> tuple[str, ...]:
        """Return the columns by which a milestone finds those it belongs to.

        What is terminal for a survivor is so whatever the episode.
        """
        if milestone.terminal and milestone.subject == "survivor":
            return ("survivor_id",)
        return self.reached_by[milestone.subject]


_SURVIVOR = ("survivor_id",)
_EPISODE = ("survivor_id", "episode")

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "survivor",
        "survivors",
        keys=_SURVIVOR,
        tables=("survivors",),
        reached_by={"survivor": _SURVIVOR, "return": _SURVIVOR, "survivor × case": _SURVIVOR},
    ),
    Subject(
        "return",
        "returns",
        keys=_EPISODE,
        tables=("milestones",),
        reached_by={"return": _EPISODE, "survivor": _SURVIVOR},
    ),
    Subject(
        "episode",
        "episodes",
        keys=_EPISODE,
        tables=("milestones",),
        reached_by={"survivor": _EPISODE, "return": _EPISODE},
    ),
    Subject(
        "accused × case",
        "accused people in cases",
        keys=("case_id", "accused_id"),
        tables=("accused", "proceedings"),
        reached_by={"accused × case": ("case_id", "accused_id"), "case": ("case_id",)},
        other_names=("accused", "accused x case"),
    ),
    Subject(
        "survivor × case",
        "survivors in cases",
        keys=("case_id", "survivor_id"),
        tables=("cases", "participation"),
        reached_by={
            "survivor × case": ("case_id", "survivor_id"),
            "survivor": _SURVIVOR,
            "case": ("case_id",),
        },
        other_names=("survivor x case",),
    ),
)
"""Everybody and everything that can be counted."""


def subject_named(name: str) -> Subject:
    """Return the subject of a name.

    Raises
    ------
    DefinitionError
        If there is none of that name.
    """
    for subject in SUBJECTS:
        if name in (subject.name, *subject.other_names):
            return subject
    message = f"nothing is counted by {name!r}; {allowed(s.name for s in SUBJECTS)}"
    raise DefinitionError(message)


def on_record(snapshot: Snapshot, subject: Subject) -> pl.DataFrame:
    """Return the keys of all who are on record, sorted; each once."""
    return snapshot.remember(("on record", subject.name), lambda: _on_record(snapshot, subject))


def _on_record(snapshot: Snapshot, subject: Subject) -> pl.DataFrame:
    found = []
    for table in subject.tables:
        rows = snapshot.tables.get(table)
        if rows is not None and subject.name == "return":
            codes = snapshot.vocabulary.codes("milestones", subject="return")
            rows = rows.filter(pl.col("milestone").is_in(codes))
        if rows is not None:
            found.append(rows.select(subject.keys))
    if not found:
        message = (
            f"these records hold no {subject.plural}: "
            f"add one of the tables {', '.join(subject.tables)}"
        )
        raise DefinitionError(message)
    return pl.concat(found).drop_nulls().unique().sort(subject.keys)
