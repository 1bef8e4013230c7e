"""What the impact report may say."""

from __future__ import annotations

import attrs

from recovery.disclosure.shown import ShownFinding, ShownTable
from recovery.disclosure.shown_indicators import ShownChange, ShownPart, ShownResults
from recovery.results import Adaptation

__all__ = ["ShownAfterwards", "ShownImpact", "ShownLater", "ShownRestated"]

NAN = float("nan")


@attrs.frozen(kw_only=True)
class ShownLater:
    """A share of the same people, some time on.

    Attributes
    ----------
    outcome
        What became of them.
    days
        How many days on.
    value, lower, upper
        The share with its interval; NaN where it is not shown.
    withheld
        Why it is not shown; empty when it is.
    """

    outcome: str
    days: int
    value: float = NAN
    lower: float = NAN
    upper: float = NAN
    withheld: str = ""


@attrs.frozen(kw_only=True)
class ShownAfterwards:
    """What became of the people whom one headline figure counts.

    Attributes
    ----------
    code, name
        The headline indicator.
    n
        About how many they are; ``None`` for few.
    days
        How many days on they are looked at.
    outcomes
        What may have become of them, in the order in which it is shown.
    shares
        One for each outcome and day.
    known_on
        ISO day from which on all of them will have been followed that long,
        for each of ``days``; empty where they have been already.
    withheld
        Why nothing is shown; empty when something is.
    notes
        What to bear in mind.
    """

    code: str
    name: str
    n: int | None = None
    days: tuple[int, ...] = ()
    outcomes: tuple[str, ...] = ()
    shares: tuple[ShownLater, ...] = ()
    known_on: tuple[str, ...] = ()
    withheld: str = ""
    notes: tuple[str, ...] = ()

    def at(self, outcome: str, days: int) -> ShownLater:
        """Return the share with an outcome some days on; withheld where there is none."""
        found = (s for s in self.shares if s.outcome == outcome and s.days == days)
        nothing = ShownLater(outcome=outcome, days=days, withheld="not known yet")
        return next(found, nothing)


@attrs.frozen(kw_only=True)
class ShownRestated:
    """The organisation's own total as known on two days; few reasons have no count."""

    code: str
    versions: tuple[int, int]
    name: str
    unit: str
    period: tuple[str, str]
    first_day: str
    first: float
    last_day: str
    last: float
    reasons: tuple[ShownPart, ...] = ()


@attrs.frozen(kw_only=True)
class ShownImpact:
    """Everything that the impact report may say; see :class:`recovery.results.ImpactReport`.

    Attributes
    ----------
    outcome_changes, headline_changes
        Each figure beside that of the period before.
    to_bear_in_mind
        Notes on the whole.
    """

    title: str
    source: str
    period: tuple[str, str]
    before: tuple[str, str]
    as_of: str
    purpose: str
    afterwards: tuple[ShownAfterwards, ...]
    outcomes: ShownResults
    headline: ShownResults
    outcomes_before: ShownResults
    headline_before: ShownResults
    outcome_changes: tuple[ShownChange, ...]
    headline_changes: tuple[ShownChange, ...]
    restated: tuple[ShownRestated, ...]
    adaptations: tuple[Adaptation, ...]
    findings: tuple[ShownFinding, ...]
    records: tuple[ShownTable, ...]
    narrative: str
    verdict: str
    notes: tuple[str, ...]
    to_bear_in_mind: tuple[str, ...]
