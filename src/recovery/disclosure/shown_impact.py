"""What the impact report may say."""

from __future__ import annotations

import attrs

from recovery.disclosure.shown import ShownFinding, ShownTable
from recovery.disclosure.shown_funnels import ShownFunnel
from recovery.disclosure.shown_indicators import (
    ShownChange,
    ShownIndicator,
    ShownPart,
    ShownResults,
)
from recovery.results import MaturityRow

__all__ = [
    "ShownAfterwards",
    "ShownCited",
    "ShownDecision",
    "ShownImpact",
    "ShownLater",
    "ShownRestated",
]

NAN = float("nan")


@attrs.frozen(kw_only=True)
class ShownLater:
    """Of how many people something held, some time on.

    Attributes
    ----------
    what
        What became of them.
    exclusive
        Whether each person has exactly one of these; otherwise it is told of
        those in touch, and may hold beside others.
    days
        How many days on.
    count
        About how many; ``None`` for none or few, and where few would follow
        from it.
    known
        Of about how many of those in touch it can be told; ``None`` for few,
        and where it is told of all.
    value, lower, upper
        The share of all who may be followed, estimated from them as far as they
        were, with its interval; NaN where it is not shown.
    """

    what: str
    exclusive: bool
    days: int
    count: int | None
    known: int | None = None
    value: float = NAN
    lower: float = NAN
    upper: float = NAN


@attrs.frozen(kw_only=True)
class ShownAfterwards:
    """What became of the people whom one headline figure counts.

    Attributes
    ----------
    code, name
        The headline indicator.
    people
        How many they are; ``None`` for few.
    exact
        Whether ``people`` is exact, as where the headline figure is; else it is
        rounded down to a multiple of the threshold.
    days
        How many days on they are looked at.
    within
        For how many days a contact tells how somebody is.
    later
        One for each thing that may have become of them, and each day.
    on_record
        For each of ``days`` about how many of the lost are on record as lost, or
        as having left; ``None`` for none or few.
    known_on
        For each of ``days`` the ISO day from which on it has passed for all
        of them; empty where it has.
    ahead
        Days on that nobody has reached yet, and the ISO day from which on it
        will have passed for all.
    reason
        Why it was not measured; empty when it was.
    withheld
        Why nothing is shown; empty when something is.
    notes
        What to bear in mind.
    """

    code: str
    name: str
    people: int | None = None
    exact: bool = False
    days: tuple[int, ...] = ()
    within: int = 0
    later: tuple[ShownLater, ...] = ()
    on_record: tuple[int | None, ...] = ()
    known_on: tuple[str, ...] = ()
    ahead: tuple[tuple[int, str], ...] = ()
    reason: str = ""
    withheld: str = ""
    notes: tuple[str, ...] = ()

    def of(self, what: str) -> tuple[ShownLater, ...]:
        """Return one thing that may have become of them, day by day."""
        return tuple(each for each in self.later if each.what == what)

    def whats(self, *, exclusive: bool) -> tuple[str, ...]:
        """Return what may have become of them, in order."""
        found = (each.what for each in self.later if each.exclusive is exclusive)
        return tuple(dict.fromkeys(found))


@attrs.frozen(kw_only=True)
class ShownRestated:
    """The organisation's own total as known on two days, and why it changed.

    Attributes
    ----------
    code, versions, name, unit
        Which indicator it is, by which versions of its definition.
    period
        First and last day of the period that it is of.
    first_day, first, last_day, last
        What was known on which ISO day.
    reasons
        What each reason changed it by; no number at any, if one is few.
    withheld
        Why the reasons are not named; empty when they are.
    """

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
    withheld: str = ""


@attrs.frozen(kw_only=True)
class ShownCited:
    """A figure that a decision cites, in one period; ``place`` is before, during or after it."""

    place: str
    period: tuple[str, str]
    figure: ShownIndicator


@attrs.frozen(kw_only=True)
class ShownDecision:
    """What a programme decided, in its own words, and the figure that it cites.

    Attributes
    ----------
    decided_on, latest
        ISO days between which it was decided, or ``unknown``.
    indicator, name
        Code of the indicator, and its name if there is such an indicator.
    change, result
        What was changed, and what the programme says came of it.
    review_on, review_due
        When it was to be looked at again, and whether that is overdue.
    cited
        The figure, period by period.
    reason
        Why there are no figures; empty where there are.
    """

    decided_on: str
    latest: str
    indicator: str
    name: str
    change: str
    result: str
    review_on: str
    review_due: bool
    cited: tuple[ShownCited, ...] = ()
    reason: str = ""


@attrs.frozen(kw_only=True)
class ShownImpact:
    """Everything that the impact report may say; see :class:`recovery.results.ImpactReport`.

    Attributes
    ----------
    apart
        Who is counted apart, and never added to the headline figures.
    outcome_changes, headline_changes
        Each figure beside that of the period before.
    compared, compared_by
        Groups beside what chance alone would make of them, and the attribute
        that makes them; empty where none was asked for.
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
    apart: tuple[ShownIndicator, ...] = ()
    outcomes_before: ShownResults
    headline_before: ShownResults
    outcome_changes: tuple[ShownChange, ...]
    headline_changes: tuple[ShownChange, ...]
    compared: tuple[ShownFunnel, ...] = ()
    compared_by: str = ""
    calendar: tuple[MaturityRow, ...]
    restated: tuple[ShownRestated, ...]
    decisions: tuple[ShownDecision, ...]
    findings: tuple[ShownFinding, ...]
    records: tuple[ShownTable, ...]
    narrative: str
    verdict: str
    notes: tuple[str, ...]
    to_bear_in_mind: tuple[str, ...]
