"""Every record, checked, with its whole history; and what was known on a day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast

import attrs
import polars as pl

from recovery.days import Day, day_number, iso_day
from recovery.errors import Findings
from recovery.register.journey import Journey, journey_of
from recovery.register.known import known_on
from recovery.register.safety import SafetyAlerts, safety_alerts
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["Register", "Snapshot"]


T = TypeVar("T")


def _frozen(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(tables))


@attrs.frozen(eq=False, repr=False)
class Snapshot:
    """What was known on a day: the only thing that questions are asked of.

    Attributes
    ----------
    day
        The day, as days since 1970-01-01.
    tables
        By name, the rows known on that day: merged ids are one, of copies one
        stays, and no later day is visible. Columns as in :class:`Register`.
    vocabulary
        What the codes mean.
    findings
        The faults of the register as a whole.
    set_aside
        By table, the rows that the register read and set aside.
    given
        By table, the columns that the source has, with or without anything in
        them; nothing where that is not known.
    """

    day: int
    tables: Mapping[str, pl.DataFrame] = attrs.field(converter=_frozen)
    vocabulary: Vocabulary = VOCABULARY
    findings: Findings = attrs.field(factory=Findings)
    set_aside: Mapping[str, int] = attrs.field(factory=dict, converter=_frozen)
    given: Mapping[str, frozenset[str]] = attrs.field(factory=dict, converter=_frozen)
    _remembered: dict[Hashable, Any] = attrs.field(factory=dict, init=False)

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` gives, which is asked only the first time.

        A snapshot never changes, so that what was worked out of it for one
        question serves all others. Two threads that ask at once may both work
        it out, and both get the same.

        Parameters
        ----------
        key
            What it is, with everything that it depends on besides the snapshot.
        make
            How it is made. Nobody may change what it returns.
        """
        if key not in self._remembered:
            self._remembered.setdefault(key, make())
        return cast(T, self._remembered[key])

    def journey(self, survivor_id: str) -> Journey:
        """Return all that was known of one survivor, for internal work.

        Parameters
        ----------
        survivor_id
            The survivor's pseudonym; one that was merged away is not known.

        Raises
        ------
        JourneyError
            If no such survivor was known on that day.
        """
        return journey_of(survivor_id, self.tables, self.day, self.vocabulary)

    def safety_alerts(self, *, since: Day | None = None) -> SafetyAlerts:
        """Return the forms with an answer about safety that a person must act on.

        Everyone's, whatever they consented to: this is care, not statistics.
        No aggregate of this library counts them.

        Parameters
        ----------
        since
            Leave out forms that were filled in before this day.
        """
        day = None if since is None else day_number(since)
        return safety_alerts(self.tables, self.vocabulary, day)

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {frame.height:,}" for name, frame in self.tables.items())
        return f"Snapshot({iso_day(self.day)}: {rows})"


@attrs.frozen(eq=False, repr=False)
class Register:
    """Every record of a source, checked, with its whole history.

    Attributes
    ----------
    tables
        By name, a polars frame of the rows without error. Ids and codes are
        dictionary-encoded; a day column ``x`` holds the earliest day and
        ``x_latest`` the latest, equal where the day is certain; an unknown day
        runs from 0001-01-01 to 9999-12-31. An ``x_missing_as`` column says why
        a number or day of column ``x`` is missing, where the source says it.
    findings
        Every fault found.
    set_aside
        By table, how many rows were set aside for an error.
    vocabulary
        What the codes mean.
    given
        By table, the columns that the source has, with or without anything in
        them.
    """

    tables: Mapping[str, pl.DataFrame] = attrs.field(converter=_frozen)
    findings: Findings
    set_aside: Mapping[str, int] = attrs.field(converter=_frozen)
    vocabulary: Vocabulary = VOCABULARY
    given: Mapping[str, frozenset[str]] = attrs.field(factory=dict, converter=_frozen)

    def as_of(self, day: Day) -> Snapshot:
        """Return what was known on a day.

        Parameters
        ----------
        day
            ``"2023-06-30"``, a ``datetime.date``, or days since 1970-01-01.

        Returns
        -------
        Snapshot
            The rows recorded by then and not superseded by then.
        """
        number = day_number(day)
        return Snapshot(
            day=number,
            tables=known_on(self.tables, number),
            vocabulary=self.vocabulary,
            findings=self.findings,
            set_aside=self.set_aside,
            given=self.given,
        )

    def __repr__(self) -> str:
        rows = sum(frame.height for frame in self.tables.values())
        aside = sum(self.set_aside.values())
        return (
            f"Register({len(self.tables)} tables, {rows:,} rows, {aside:,} set aside; "
            f"{self.findings.count('error'):,} errors, "
            f"{self.findings.count('warning'):,} warnings)"
        )
