"""The card of an indicator: what is counted, of whom, when, and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, Protocol

import attrs

from recovery.days import Period, day_number
from recovery.errors import DefinitionError, RecoveryError, allowed
from recovery.indicators.field_types import several, type_faults, unseen_faults
from recovery.results import IndicatorResult, NotMeasured

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["Disclosure", "Indicator", "Needs", "Rule", "ShapedBy"]

ShapedBy = Literal["none", "consulted", "co_designed", "survivor_led"]
"""What part survivors had in making the definition."""
Disclosure = Literal["total", "breakdown", "public_record"]
"""An organisation's own total is published exactly, a breakdown of survivors is protected, and
what a court decided in public is public."""
Direction = Literal["higher", "lower", "neither"]
Unit = Literal["people", "events", "share", "difference", "days", "rate", "points", "money"]

COUNTED = ("people", "events")
"""Units of plain counts, of which more is by itself neither better nor worse."""

Needs = tuple[tuple[str, tuple[str, ...]], ...]
"""The tables that a rule reads, and the columns it cannot do without."""


class Rule(Protocol):
    """How an indicator is counted or estimated; a frozen value, like the card that holds it."""

    @property
    def needs(self) -> Needs:
        """The tables and columns without which there is no answer."""

    @property
    def in_words(self) -> str:
        """The rule in plain sentences, for the "how we count" text."""

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult | NotMeasured:
        """Return the figure of a period, from what was known on a day, or why there is none."""


@attrs.frozen(kw_only=True)
class Indicator:
    """One version of the definition of an indicator.

    Attributes
    ----------
    code, name, version
        Which indicator, its name in words, and which version of it.
    rule
        How it is counted or estimated.
    unit
        ``people``, ``events``, ``share``, ``difference`` (of two shares),
        ``days``, ``rate``, ``points`` or ``money``.
    population, numerator, denominator
        In words: who could be counted, who is, and of how many (empty for a
        plain count).
    dated_by
        The event whose day places somebody in a period.
    period_rule
        How figures of several periods go together.
    key
        What makes two rows the same one.
    contribution, evidence
        The least part the organisation must have had (``none``, ``informed``,
        ``material``, ``led``), and whether it must be evidenced with a date.
    includes, excludes, disaggregations, limitations
        In words.
    direction
        Whether more is better; where a card says nothing, more of a plain
        count is ``neither``, and of anything else ``higher``.
    shaped_by
        What part survivors had in making the definition.
    valid_from, valid_to
        ISO days; from when and until when this version was in use; ``None``
        for no end.
    supersedes
        Version that came before; 0 for none. Series are never spliced across
        versions.
    restated
        How figures already published are corrected.
    disclosure
        ``total``, ``breakdown`` or ``public_record``; where a card says
        nothing, ``breakdown``, so that nothing is published exactly unless
        somebody decided so.
    source
        Where the definition comes from.

    Raises
    ------
    DefinitionError
        If a field makes no sense; every fault is named.
    """

    code: str
    name: str
    version: int = 1
    rule: Rule
    unit: Unit
    population: str
    numerator: str
    denominator: str = ""
    dated_by: str
    period_rule: str = ""
    key: str
    contribution: str = "none"
    evidence: bool = False
    includes: tuple[str, ...] = attrs.field(default=(), converter=several)
    excludes: tuple[str, ...] = attrs.field(default=(), converter=several)
    disaggregations: tuple[str, ...] = attrs.field(default=(), converter=several)
    limitations: tuple[str, ...] = attrs.field(default=(), converter=several)
    direction: Direction = attrs.field()
    shaped_by: ShapedBy = "none"
    valid_from: str | None = None
    valid_to: str | None = None
    supersedes: int = 0
    restated: str = "when records are added or corrected, both figures are shown with the reason"
    disclosure: Disclosure = "breakdown"
    source: str = ""

    @direction.default
    def _usual_direction(self) -> Direction:
        return "neither" if self.unit in COUNTED else "higher"

    def __attrs_post_init__(self) -> None:
        if faults := tuple(self._faults()):
            message = f"the card of the indicator {self.code!r} makes no sense:"
            raise DefinitionError(message, faults=faults)

    def _faults(self) -> Iterator[str]:
        if faults := tuple(type_faults(self)):
            yield from faults
            return
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.code):
            yield "code must be small letters, digits and underscores"
        if self.version < 1 or not 0 <= self.supersedes < self.version:
            yield "version must be 1 or more, and supersedes an earlier one, or 0"
        if self.contribution not in _CONTRIBUTIONS:
            yield f"contribution was {self.contribution!r}; {allowed(_CONTRIBUTIONS)}"
        for field in ("name", "population", "numerator", "dated_by", "key"):
            if not getattr(self, field).strip():
                yield f"{field} must say something"
        yield from unseen_faults(self)
        yield from self._day_faults()

    def _day_faults(self) -> Iterator[str]:
        days: list[int] = []
        for field in ("valid_from", "valid_to"):
            try:
                days += [] if getattr(self, field) is None else [day_number(getattr(self, field))]
            except RecoveryError as error:
                yield f"{field}: {error}"
        if len(days) == 2 and days[0] > days[1]:
            yield "valid_to must not lie before valid_from"

    @property
    def how_we_count(self) -> str:
        """The rule, what is in and what is out, in plain sentences."""
        parts = [self.rule.in_words]
        if self.includes:
            parts.append(f"Counted: {'; '.join(self.includes)}.")
        if self.excludes:
            parts.append(f"Not counted: {'; '.join(self.excludes)}.")
        if self.limitations:
            parts.append(f"To be kept in mind: {'; '.join(self.limitations)}.")
        return " ".join(part for part in parts if part)


_CONTRIBUTIONS = ("none", "informed", "material", "led")
