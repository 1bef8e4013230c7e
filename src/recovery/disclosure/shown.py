"""What may be seen: values that hold nothing but protected numbers.

They are made of plain numbers, texts and tuples and keep no reference to the
result they were made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

import attrs

from recovery.results import Total
from recovery.tables import About

__all__ = [
    "Row",
    "ShownClock",
    "ShownCurve",
    "ShownCurves",
    "ShownEstimate",
    "ShownFinding",
    "ShownGroups",
    "ShownReport",
    "ShownTable",
]

Row = tuple[str, int]
"""A reason, and about how many were left out for it."""
OBJECT = "an object in JSON"
"""Said of a mapping whose names are texts, and whose order means nothing."""
NAN = float("nan")


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(mapping))


@attrs.frozen(kw_only=True)
class ShownEstimate:
    """A protected number with its interval; ``withheld`` says why there is none."""

    value: float = NAN
    std_error: float = NAN
    lower: float = NAN
    upper: float = NAN
    unit: str = "probability"
    n: int | None = None
    withheld: str = ""


@attrs.frozen(kw_only=True)
class ShownCurve:
    """A curve read on a few days.

    Attributes
    ----------
    cause, kind
        As in :class:`recovery.results.Curve`.
    days, value, std_error, lower, upper
        The days on which the curve may be read, and the curve there.
    followed_to
        The last of these days; -1 when there is none.
    median
        The day by which half had the event, in whole weeks.
    withheld
        Why nothing is shown; empty when something is.
    """

    cause: str
    kind: Literal["survival", "incidence"]
    days: tuple[int, ...] = ()
    value: tuple[float, ...] = ()
    std_error: tuple[float, ...] = ()
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    followed_to: int = -1
    median: ShownEstimate = attrs.field(factory=lambda: ShownEstimate(unit="days"))
    withheld: str = ""

    @property
    def initial(self) -> float:
        """The value before the first step."""
        return 1.0 if self.kind == "survival" else 0.0

    def at(self, day: int) -> ShownEstimate:
        """Return the curve on a day on which it may be read; otherwise say that it is withheld."""
        if day not in self.days:
            return ShownEstimate(
                withheld=self.withheld or "too few people, or not followed that long"
            )
        place = self.days.index(day)
        return ShownEstimate(
            value=self.value[place],
            std_error=self.std_error[place],
            lower=self.lower[place],
            upper=self.upper[place],
        )


@attrs.frozen(kw_only=True)
class ShownCurves:
    """Protected curves by cause, of the same people.

    Attributes
    ----------
    n
        About how many people they are of: a multiple of the threshold that is
        less than the threshold away from the truth; ``None`` for none or few.
    curves
        The curve of each cause.
    at_risk
        ``(day, how many were still followed on it)``, rounded in the same way.
    attrition
        Who was left out, in order; the first row says how many there were.
        All are multiples of the threshold.
    """

    n: int | None
    curves: Annotated[Mapping[str, ShownCurve], OBJECT] = attrs.field(converter=_frozen)
    at_risk: tuple[tuple[int, int | None], ...] = ()
    attrition: tuple[Row, ...] = ()


@attrs.frozen(kw_only=True)
class ShownGroups:
    """Protected curves by group; groups that may not be shown are not named."""

    by: tuple[str, ...]
    groups: Annotated[Mapping[str, ShownCurves], OBJECT] = attrs.field(converter=_frozen)
    withheld: str = ""


@attrs.frozen(kw_only=True)
class ShownClock:
    """One clock of the report; ``reason`` says why it was not measured."""

    code: str
    track: str
    title: str
    subject: str
    origin: str
    outcome: str
    curves: ShownCurves | None
    groups: ShownGroups | None
    about: About
    reason: str = ""


@attrs.frozen(kw_only=True)
class ShownFinding:
    """How often one fault was found; ``below`` the threshold there is no count."""

    code: str
    severity: str
    table: str
    column: str
    count: int | None
    below: bool
    meaning: str
    remedy: str


@attrs.frozen(kw_only=True)
class ShownTable:
    """Rows read and set aside; ``None`` where the number is withheld."""

    table: str
    read: int | None
    set_aside: int | None


@attrs.frozen(kw_only=True)
class ShownReport:
    """Everything that the report may say."""

    title: str
    source: str
    as_of: str
    purpose: str
    tracks: tuple[str, ...]
    totals: tuple[Total, ...]
    findings: tuple[ShownFinding, ...]
    clocks: tuple[ShownClock, ...]
    records: tuple[ShownTable, ...]
    notes: tuple[str, ...]
