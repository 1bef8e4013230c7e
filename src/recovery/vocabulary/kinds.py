"""The kinds of entries that a vocabulary has: frozen values, no logic beyond their own shape."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from recovery.errors import Severity

__all__ = [
    "Clock",
    "ExitReason",
    "FindingKind",
    "Headline",
    "Milestone",
    "Outcome",
    "Pathway",
    "Service",
]


@attrs.frozen
class Milestone:
    """Something that happens to a survivor, a return, a case or an accused person.

    Attributes
    ----------
    code
        The word that stands in the records.
    meaning
        What counts as it having happened.
    track
        ``support``, ``repatriation`` or ``prosecution``.
    subject
        Whom it is about: ``survivor``, ``return``, ``case``, ``survivor × case``
        or ``accused × case``.
    table
        The table of records that holds it.
    terminal
        Nothing of the same track can follow.
    undone_by
        The milestone that takes it back, or ``None``.
    lasts_until
        The milestone that ends the stretch which this one begins, or ``None``
        where it begins none.
    begins_observation
        From this day on the organisation would learn of an outcome: a wait that
        began earlier has delayed entry.
    """

    code: str
    meaning: str
    track: str
    subject: str
    table: str
    terminal: bool = False
    undone_by: str | None = None
    lasts_until: str | None = None
    begins_observation: bool = False


def _frozen_moves(moves: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({state: tuple(targets) for state, targets in moves.items()})


def _frozen_words(words: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(words))


@attrs.frozen
class Pathway:
    """The states of one track and the moves that are permitted between them.

    Attributes
    ----------
    code, track, subject, title
        What the pathway is called and whom it is about.
    states
        State to its meaning; the first is where everyone begins.
    enters
        Milestone to the state it leads to.
    moves
        State to the states that may come next. A state with none is absorbing.
    keeps
        Milestone to the states in which it changes nothing, such as an arrest
        recorded after the charge.
    """

    code: str
    track: str
    subject: str
    title: str
    states: Mapping[str, str] = attrs.field(converter=_frozen_words)
    enters: Mapping[str, str] = attrs.field(converter=_frozen_words)
    moves: Mapping[str, tuple[str, ...]] = attrs.field(converter=_frozen_moves)
    keeps: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_frozen_moves)

    @property
    def start(self) -> str:
        """The state in which everyone begins."""
        return next(iter(self.states))

    @property
    def absorbing(self) -> tuple[str, ...]:
        """The states that nothing leaves."""
        return tuple(state for state in self.states if not self.moves.get(state))


@attrs.frozen
class Service:
    """A kind of support that is delivered."""

    code: str
    meaning: str


@attrs.frozen
class ExitReason:
    """Why support ended otherwise than planned."""

    code: str
    meaning: str


@attrs.frozen
class FindingKind:
    """A kind of fault in the records, with how grave it is and what to do."""

    code: str
    severity: Severity
    meaning: str
    remedy: str


@attrs.frozen
class Clock:
    """A wait that is measured: from where, to what, with what competing, watched until when.

    Attributes
    ----------
    code, track, title
        What it is called, and in words for a report.
    subject
        Whose wait it is: a subject of :func:`recovery.cohort.select_cohort`.
    origin, outcome, competing
        Milestone codes; several codes of ``outcome`` count as one, named by the first.
    censor
        What ends the watching: ``last_contact`` or ``as_of``.
    """

    code: str
    track: str
    title: str
    subject: str
    origin: str
    outcome: tuple[str, ...]
    competing: tuple[str, ...] = ()
    censor: str = "last_contact"


@attrs.frozen
class Headline:
    """A plain total: how many different ``unit`` have one of ``codes`` in ``table``.

    Attributes
    ----------
    code, label
        What it is called, and in words for a report.
    table, column, codes
        The rows that count; no ``codes`` means every row.
    unit
        The column whose different values are counted.
    undone_by
        A later row with this code takes the count back.
    """

    code: str
    label: str
    table: str
    unit: str
    column: str | None = None
    codes: tuple[str, ...] = ()
    undone_by: str | None = None


@attrs.frozen
class Outcome:
    """An outcome of a core outcome set, and the records that bear on it.

    Attributes
    ----------
    code, meaning
        What it is called, and as the set words it.
    milestones
        Milestone codes that tell of it.
    scales
        Scales of instruments that measure it, as ``"cast_needs.housing"``.
    """

    code: str
    meaning: str
    milestones: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
