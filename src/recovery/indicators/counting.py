"""Counts as declarations: which rows, whose they are, when they count, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import attrs

from recovery.days import Period
from recovery.errors import DefinitionError, allowed
from recovery.indicators.beside import Beside
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.conditions import Condition
from recovery.indicators.contribution import LEVELS
from recovery.indicators.field_types import several, type_faults
from recovery.indicators.sentences import sentences
from recovery.indicators.tally import UNPLACED, WITHOUT_ID, tally
from recovery.register.schema import TABLES
from recovery.results import IndicatorResult

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["CountRule", "Instances", "Part"]


@attrs.frozen(kw_only=True)
class Instances:
    """How often something must have happened to somebody by the end of a period.

    Attributes
    ----------
    least
        How many different instances; one at least lies in the period.
    key
        The columns that make an instance another one, besides its day.
    first_time
        Only those count who had fewer before the period.
    new
        What the part of those is called who had fewer before.

    Raises
    ------
    DefinitionError
        If ``least`` is not 1 or more.
    """

    least: int = 2
    key: tuple[str, ...] = attrs.field(default=(), converter=several)
    first_time: bool = False
    new: str = "for the first time"

    def __attrs_post_init__(self) -> None:
        faults = tuple(type_faults(self))
        if not faults and self.least < 1:
            faults = (f"an indicator counts those with 1 instance or more, not {self.least}",)
        if faults:
            message = "these instances make no sense:"
            raise DefinitionError(message, faults=faults)


@attrs.frozen(kw_only=True)
class Part:
    """What else is counted among the rows behind a figure.

    Attributes
    ----------
    name
        What it is called.
    key
        The columns of which the different ones are counted; those of the
        figure itself where there are none.
    holds
        What a row must say.
    unit
        What is counted: that of the figure where it says nothing, and events
        where the part has a ``key`` of its own.

    Raises
    ------
    DefinitionError
        If a field makes no sense; every fault is named.
    """

    name: str
    key: tuple[str, ...] = attrs.field(default=(), converter=several)
    holds: Condition | Beside | None = None
    unit: Literal["", "people", "events"] = ""

    def unit_beside(self, unit: str) -> str:
        """Return what is counted, beside a figure with some unit."""
        return self.unit or ("events" if self.key else unit)

    def __attrs_post_init__(self) -> None:
        if faults := tuple(type_faults(self)):
            message = f"the part {self.name!r} makes no sense:"
            raise DefinitionError(message, faults=faults)


@attrs.frozen(kw_only=True)
class CountRule:
    """Count how many different people, or events, some rows of a table are about.

    Attributes
    ----------
    table
        Where the rows stand.
    unit
        The columns of which the different ones are counted; a row without the
        first of them does not say whose it is.
    where
        Which rows are in question.
    requires
        What a row in question must say to count.
    ours
        What it must say of the organisation's own part.
    contribution, evidence
        The least part that the organisation must have had, and whether there
        must be evidence with a day of it.
    instead
        Another record that shows the organisation's part just as well.
    beside
        What other records must say, or must not.
    instances
        How often it must have happened by the end of the period.
    once
        The columns of an event that counts once only, on its first day.
    total
        A column of numbers that is added up instead.
    day
        The column of the day; that on which the rows of the table occurred
        where it is not given.
    parts
        What else is counted among the same rows.
    says
        The rule in plain sentences; made from the above where it is empty.

    Raises
    ------
    DefinitionError
        If it makes no sense; every fault is named.

    Notes
    -----
    A row on an uncertain day counts where all its days lie in the period.
    Whoever may or may not have been in it is ``unplaced``. Each of those left
    out is counted once, by the last thing that stood in the way.

    Examples
    --------
    >>> trained = CountRule(
    ...     table="trainings",
    ...     unit=("participant_id",),
    ...     requires=(
    ...         Condition(column="direct_victim_contact", test="true", otherwise="no contact"),
    ...     ),
    ... )
    >>> trained.needs
    (('trainings', ('participant_id', 'completed_on', 'direct_victim_contact')),)
    """

    table: str
    unit: tuple[str, ...] = attrs.field(default=(), converter=several)
    where: tuple[Condition, ...] = attrs.field(default=(), converter=several)
    requires: tuple[Condition, ...] = attrs.field(default=(), converter=several)
    ours: tuple[Condition, ...] = attrs.field(default=(), converter=several)
    contribution: str = "none"
    evidence: bool = False
    instead: Beside | None = None
    beside: tuple[Beside, ...] = attrs.field(default=(), converter=several)
    instances: Instances | None = None
    once: tuple[str, ...] = attrs.field(default=(), converter=several)
    total: str = ""
    day: str = ""
    parts: tuple[Part, ...] = attrs.field(default=(), converter=several)
    says: str = ""

    def __attrs_post_init__(self) -> None:
        if faults := tuple(self._faults()):
            message = f"this count of rows of the table {self.table!r} makes no sense:"
            raise DefinitionError(message, faults=faults)

    def _faults(self) -> Iterator[str]:
        if faults := tuple(type_faults(self)):
            yield from faults
            return
        if self.table not in TABLES:
            yield f"there is no table {self.table!r}; {allowed(TABLES)}"
            return
        days = [column.name for column in TABLES[self.table].of_kind("day")]
        if not self.dated_by:
            yield f"the rows of {self.table} have no day: count those of another table"
        elif self.dated_by not in days:
            yield f"{self.dated_by!r} is no day of {self.table}; {allowed(days)}"
        yield from self._total_faults()
        if self.contribution not in LEVELS:
            yield f"contribution was {self.contribution!r}; {allowed(LEVELS)}"
        if self.instances is not None and (self.once or self.total):
            yield "instances go neither with once nor with total"
        clauses: tuple[Condition | Beside, ...] = (*self.requires, *self.beside)
        for clause in clauses:
            if not clause.otherwise:
                yield f"say in otherwise why rows are left out that are not so: {clause.in_words}"

    def _total_faults(self) -> Iterator[str]:
        if bool(self.unit) == bool(self.total):
            yield "give either unit, whose different values are counted, or total, to be added up"
        if "" in (*self.unit, *self.once):
            yield "unit and once must name columns"
        total = TABLES[self.table].columns.get(self.total)
        if total is not None and total.kind not in ("integer", "number"):
            yield f"total must be a column of numbers, and {self.table}.{self.total} is none"

    @property
    def dated_by(self) -> str:
        """The column of the day."""
        return self.day or TABLES[self.table].occurred or ""

    @property
    def needs(self) -> Needs:
        """The tables and columns without which there is no answer."""
        conditions = (*self.where, *self.requires, *self.ours)
        needed = [*self.unit[:1], *([self.total] if self.total else []), self.dated_by]
        needed += [name for condition in conditions for name in condition.needed]
        needed += ["contribution"] if self.contribution != "none" else []
        needed += ["evidence", "evidence_on"] if self.evidence else []
        others: dict[str, tuple[str, ...]] = {self.table: tuple(needed)}
        for clause in self.beside:
            if clause.must:
                others[clause.table] = (*others.get(clause.table, ()), *clause.columns)
        return tuple((name, tuple(dict.fromkeys(columns))) for name, columns in others.items())

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        return self.says or " ".join(sentences(self))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the table that are looked at after its rows are chosen."""
        clauses = [*self.beside, *([self.instead] if self.instead else [])]
        clauses += [part.holds for part in self.parts if isinstance(part.holds, Beside)]
        conditions = [part.holds for part in self.parts if isinstance(part.holds, Condition)]
        named = [*self.unit, *self.once, *(self.instances.key if self.instances else ())]
        named += [self.total] if self.total else []
        named += [column for part in self.parts for column in part.key]
        named += [column for clause in clauses for column in clause.own_columns]
        named += [column for condition in conditions for column in condition.columns]
        return tuple(dict.fromkeys(named))

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the figure of a period, from what was known on a day.

        Parameters
        ----------
        known
            What was known.
        card
            The card whose rule this is.
        period
            Both days within.
        purpose
            A purpose of consent: survivors who withdrew it are left out, and
            counted there. ``None`` for internal work.

        Returns
        -------
        IndicatorResult
            The count, with its parts and who was left out.
        """
        counted = tally(self, known, period, purpose)
        return IndicatorResult(
            code=card.code,
            version=card.version,
            name=card.name,
            value=float(counted.value),
            unit=card.unit,
            numerator=counted.value,
            missing=sum(counted.excluded.get(reason, 0) for reason in (UNPLACED, WITHOUT_ID)),
            parts=_floats(counted.parts),
            excluded=counted.excluded,
            units=self._units(card.unit, counted.excluded),
            card=card,
            about=counted.about,
        )

    def _units(self, unit: str, excluded: Iterable[str]) -> dict[str, str]:
        """Return the unit of each part and reason; rows without an id are events."""
        found = dict.fromkeys(excluded, unit)
        if WITHOUT_ID in found:
            found[WITHOUT_ID] = "events"
        if self.instances:
            found[self.instances.new] = unit
        return found | {part.name: part.unit_beside(unit) for part in self.parts}


def _floats(counts: Mapping[str, int]) -> dict[str, float]:
    return {name: float(count) for name, count in counts.items()}
