"""What words mean: catalogues of plain literals, passed around as one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from recovery.errors import DefinitionError
from recovery.vocabulary.clocks import CLOCKS, HEADLINES
from recovery.vocabulary.findings import FINDINGS
from recovery.vocabulary.instruments import INSTRUMENTS, Instrument
from recovery.vocabulary.kinds import (
    Clock,
    ExitReason,
    FindingKind,
    Headline,
    Milestone,
    Outcome,
    Pathway,
    Service,
)
from recovery.vocabulary.milestones import MILESTONES
from recovery.vocabulary.outcomes import OUTCOMES
from recovery.vocabulary.pathways import PATHWAYS
from recovery.vocabulary.services import EXIT_REASONS, SERVICES

__all__ = [
    "VOCABULARY",
    "Clock",
    "ExitReason",
    "FindingKind",
    "Headline",
    "Milestone",
    "Outcome",
    "Pathway",
    "Service",
    "Vocabulary",
]


def _by_code(entries: Iterable[Any]) -> Mapping[str, Any]:
    """Key a catalogue by its codes; a code that stands twice is refused."""
    if isinstance(entries, Mapping):
        entries = entries.values()
    kept: dict[str, Any] = {}
    for entry in entries:
        if entry.code in kept:
            message = f"the code {entry.code!r} stands twice: give each entry its own code"
            raise DefinitionError(message)
        kept[entry.code] = entry
    return MappingProxyType(kept)


@attrs.frozen(kw_only=True, repr=False)
class Vocabulary:
    """All the words that records may use, as one value.

    A country programme brings its own: ``attrs.evolve(VOCABULARY, clocks=…)``
    or a new one of its milestones. Each field takes a sequence of entries and
    is a mapping from code to entry.

    Attributes
    ----------
    milestones, pathways, services, exit_reasons, findings, clocks, headlines, instruments, outcomes
        The catalogues; ``findings`` is best left as it is.

    Raises
    ------
    DefinitionError
        If a code stands twice, or an entry refers to a code that is not there;
        every such fault is listed.

    Examples
    --------
    >>> VOCABULARY.milestones["safe_housing"].undone_by
    'housing_lost'
    >>> VOCABULARY.pathways["support"].absorbing
    ('died',)
    """

    milestones: Mapping[str, Milestone] = attrs.field(default=(), converter=_by_code)
    pathways: Mapping[str, Pathway] = attrs.field(default=(), converter=_by_code)
    services: Mapping[str, Service] = attrs.field(default=SERVICES, converter=_by_code)
    exit_reasons: Mapping[str, ExitReason] = attrs.field(default=EXIT_REASONS, converter=_by_code)
    findings: Mapping[str, FindingKind] = attrs.field(default=FINDINGS, converter=_by_code)
    clocks: Mapping[str, Clock] = attrs.field(default=(), converter=_by_code)
    headlines: Mapping[str, Headline] = attrs.field(default=(), converter=_by_code)
    instruments: Mapping[str, Instrument] = attrs.field(default=INSTRUMENTS, converter=_by_code)
    outcomes: Mapping[str, Outcome] = attrs.field(default=(), converter=_by_code)

    def __attrs_post_init__(self) -> None:
        if faults := tuple(self._faults()):
            message = "the vocabulary contradicts itself: mend these entries"
            raise DefinitionError(message, faults=faults)

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks, in the order of the milestones."""
        return tuple(dict.fromkeys(m.track for m in self.milestones.values()))

    def codes(self, table: str, *, subject: str | None = None) -> tuple[str, ...]:
        """Return the milestone codes that a table may hold.

        Examples
        --------
        >>> VOCABULARY.codes("proceedings", subject="case")
        ('reported',)
        """
        return tuple(
            m.code
            for m in self.milestones.values()
            if m.table == table and subject in (None, m.subject)
        )

    def _faults(self) -> Iterator[str]:
        for milestone in self.milestones.values():
            codes = (milestone.undone_by, milestone.lasts_until)
            yield from self._unknown(f"milestone {milestone.code}", codes)
        for pathway in self.pathways.values():
            yield from self._unknown(f"pathway {pathway.code}", (*pathway.enters, *pathway.keeps))
            yield from _stray_states(pathway)
        for clock in self.clocks.values():
            named = (clock.origin, *clock.outcome, *clock.competing)
            yield from self._unknown(f"clock {clock.code}", named)
        for headline in self.headlines.values():
            counted = headline.codes if headline.column in ("milestone", "event") else ()
            yield from self._unknown(f"headline {headline.code}", (*counted, headline.undone_by))
        for outcome in self.outcomes.values():
            yield from self._unknown(f"outcome {outcome.code}", outcome.milestones)
            yield from self._unmeasured(outcome)

    def _unknown(self, where: str, codes: Iterable[str | None]) -> Iterator[str]:
        for code in codes:
            if code is not None and code not in self.milestones:
                yield f"{where} names the milestone {code!r}, which is not in the vocabulary"

    def _unmeasured(self, outcome: Outcome) -> Iterator[str]:
        scales = {f"{i.code}.{scale.code}" for i in self.instruments.values() for scale in i.scales}
        for code in sorted(set(outcome.scales) - scales):
            yield f"outcome {outcome.code} names the scale {code!r}, which no instrument has"

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{len(getattr(self, f.name))} {f.name}" for f in attrs.fields(Vocabulary)
        )
        return f"Vocabulary({sizes})"


def _stray_states(pathway: Pathway) -> Iterator[str]:
    named = {
        *pathway.enters.values(),
        *pathway.moves,
        *(state for targets in pathway.moves.values() for state in targets),
        *(state for states in pathway.keeps.values() for state in states),
    }
    for state in sorted(named - set(pathway.states)):
        yield f"pathway {pathway.code} names the state {state!r}, which it does not have"


VOCABULARY = Vocabulary(
    milestones=MILESTONES,
    pathways=PATHWAYS,
    clocks=CLOCKS,
    headlines=HEADLINES,
    outcomes=OUTCOMES,
)
"""The vocabulary of support, repatriation and prosecution that the library ships."""
