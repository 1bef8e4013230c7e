"""What indicators answer: a figure with its rule, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.groups import Labelled
from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table, number

__all__ = ["IndicatorResult", "NotMeasured", "Results"]

NAN = float("nan")
BEHIND = ("numerator", "denominator", "missing", "censored")
"""How many are behind a figure, and how many are not."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class IndicatorResult:
    """One figure, what it rests on, and who was left out of it.

    Attributes
    ----------
    code, version, name
        Which indicator it is, by which version of its definition.
    value
        The figure; NaN when the follow-up does not tell it yet.
    lower, upper
        Its interval; NaN for plain counts.
    unit
        ``people``, ``events``, ``share``, ``days`` …
    numerator
        How many people, or events, the figure says it happened to, as far as
        that is on record, as that they came nearer to their goals; ``None``
        where it counts nobody.
    denominator
        Of how many; ``None`` for plain counts.
    missing
        How many belonged and were left out since the records cannot tell, as
        of an uncertain day; they are among ``excluded``.
    censored
        How many are not known to the horizon, because they were last seen
        earlier or it is not over; without a horizon, whose wait has not ended.
        ``None`` where nobody is waited for.
    parts
        What else is counted beside it, by name, such as how many of the
        people are supported for the first time.
    compared
        Of groups that the figure sets against each other, by name: how many
        had it, and how many surely did not.
    excluded
        How many were left out, by reason; among them those for whom the
        organisation's own part is not shown.
    units
        What is counted in ``parts`` and ``excluded``, by name or reason, where
        it is told; people where it is not.
    naive, naive_reason
        What the figure would be if it were taken carelessly, and why that
        misleads; NaN and empty where there is no such figure.
    card
        The definition.
    about
        As-of day, purpose, attrition, notes, method, level.
    """

    code: str
    version: int
    name: str
    value: float = attrs.field(metadata=COUNTS)
    lower: float = NAN
    upper: float = NAN
    unit: str
    numerator: int | None = attrs.field(default=None, metadata=COUNTS)
    denominator: int | None = attrs.field(default=None, metadata=COUNTS)
    missing: int | None = attrs.field(default=None, metadata=COUNTS)
    censored: int | None = attrs.field(default=None, metadata=COUNTS)
    parts: Mapping[str, float] = attrs.field(factory=dict, metadata=COUNTS)
    compared: Mapping[str, tuple[int, int]] = attrs.field(factory=dict, metadata=COUNTS)
    excluded: Mapping[str, int] = attrs.field(factory=dict, metadata=COUNTS)
    units: Mapping[str, str] = attrs.field(factory=dict)
    naive: float = NAN
    naive_reason: str = ""
    card: Any = None
    about: About = attrs.field(factory=About)

    def __repr__(self) -> str:
        interval = ""
        if not np.isnan([self.lower, self.upper]).all():
            interval = f", {number(self.lower)} to {number(self.upper)}"
        of = "" if self.denominator is None else f" of {self.denominator:,}"
        return f"{self.name}: {number(self.value)} {self.unit}{interval}{of}"

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return the figure, how many are behind it, its parts and who was left out."""
        many = ((name, getattr(self, name)) for name in BEHIND)
        rows = [("value", self.value), *((k, v) for k, v in many if v is not None)]
        rows += self.parts.items()
        rows += [(f"left out: {reason}", count) for reason, count in self.excluded.items()]
        return {
            "label": np.array([label for label, _ in rows], dtype=object),
            "value": np.array([value for _, value in rows], dtype=float),
        }

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class NotMeasured:
    """An indicator that these records cannot answer; it is never 0.

    Attributes
    ----------
    code, version, name
        Which indicator it is.
    reason
        What is missing, and what to do about it.
    card
        The definition.
    about
        As-of day and purpose.
    """

    code: str
    version: int
    name: str
    reason: str
    card: Any = None
    about: About = attrs.field(factory=About)

    @property
    def value(self) -> None:
        """Nothing."""
        return

    def __repr__(self) -> str:
        return f"{self.name}: not measured ({self.reason})"


@attrs.frozen(eq=False, repr=False)
class Results(Labelled[str, "IndicatorResult | NotMeasured"]):
    """Indicators of one period, by code, in the order in which they were asked for.

    Attributes
    ----------
    parts
        The result of each indicator.
    period
        First and last day, both within, as ISO days.
    about
        As-of day and purpose.
    """

    period: tuple[str, str] = attrs.field(kw_only=True)
    about: About = attrs.field(factory=About, kw_only=True)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row an indicator."""
        measured = [r if isinstance(r, IndicatorResult) else None for r in self.values()]

        def floats(name: str) -> npt.NDArray[np.float64]:
            values = [
                NAN if r is None or getattr(r, name) is None else getattr(r, name) for r in measured
            ]
            return np.array(values, dtype=np.float64)

        def words(name: str) -> npt.NDArray[Any]:
            return np.array([getattr(r, name, "") for r in self.values()], dtype=object)

        return {
            "code": words("code"),
            "version": np.array([r.version for r in self.values()]),
            "name": words("name"),
            "value": floats("value"),
            "lower": floats("lower"),
            "upper": floats("upper"),
            "unit": words("unit"),
            **{name: floats(name) for name in BEHIND},
            "not_measured": words("reason"),
        }

    def __repr__(self) -> str:
        begin, end = self.period
        lines = [f"  {code}: {result!r}" for code, result in self.items()]
        return "\n".join([f"Results from {begin} to {end}, as of {self.about.as_of}", *lines])

    def _repr_html_(self) -> str:
        begin, end = self.period
        columns = self.columns()
        caption = f"Results from {begin} to {end}, as of {self.about.as_of}"
        return html_table(caption, columns, self.about.notes, rows=len(self))
