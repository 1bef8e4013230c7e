"""What was published, what is known now, and why the two differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.groups import Labelled
from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table, number

__all__ = ["Restated", "Restatement"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Restated:
    """One figure of one period, as it was known on several days.

    Attributes
    ----------
    code, name, unit
        Which indicator it is, and what is counted.
    days
        Shape ``(k,)``: ISO days; on the first the figure was published.
    versions
        Shape ``(k,)``: which version of the definition answered on each day.
    values
        Shape ``(k,)``: the figure on each day; NaN where it was not measured
        or the follow-up did not tell it.
    changes
        Shape ``(k - 1,)``: for each day after the first, how much the figure
        changed since the day before it, by reason. They add up to the whole
        change; reasons that changed nothing are left out.
    not_measured
        Shape ``(k,)``: why there is no figure; empty where there is one.

    Examples
    --------
    >>> figure = Restated(code="referrals", name="referrals", unit="people",
    ...     days=("2023-05-01", "2023-08-01"), versions=(1, 1), values=(12.0, 14.0),
    ...     changes=({"late_entry": 3.0, "duplicate_merged": -1.0},), not_measured=("", ""))
    >>> figure
    referrals: 12 people published, 14 known on 2023-08-01 (late entry +3, duplicate merged -1)
    >>> figure.difference
    2.0
    """

    code: str
    name: str
    unit: str
    days: tuple[str, ...]
    versions: tuple[int, ...]
    values: tuple[float, ...] = attrs.field(metadata=COUNTS)
    changes: tuple[Mapping[str, float], ...] = attrs.field(metadata=COUNTS)
    not_measured: tuple[str, ...]

    @property
    def published(self) -> float:
        """The figure on the first day."""
        return self.values[0]

    @property
    def now(self) -> float:
        """The figure on the last day."""
        return self.values[-1]

    @property
    def difference(self) -> float:
        """How much the figure changed since it was published."""
        return self.now - self.published

    @property
    def reasons(self) -> dict[str, float]:
        """The whole change since the figure was published, by reason."""
        return self.since_published(len(self.days) - 1)

    def since_published(self, place: int) -> dict[str, float]:
        """Return the change from the first day to the one at a place, by reason."""
        steps = self.changes[:place]
        found = dict.fromkeys(reason for step in steps for reason in step)
        return {reason: math.fsum(step.get(reason, 0.0) for step in steps) for reason in found}

    def __repr__(self) -> str:
        if why := next(filter(None, self.not_measured), ""):
            return f"{self.name}: not measured on each day ({why})"
        return (
            f"{self.name}: {number(self.published)} {self.unit} published, {number(self.now)} "
            f"known on {self.days[-1]} ({self._because()})"
        )

    def _because(self) -> str:
        if math.isnan(self.difference):
            return "there is no figure to compare"
        changes = (
            f"{reason.replace('_', ' ')} {_signed(change)}"
            for reason, change in self.reasons.items()
        )
        return ", ".join(changes) or "nothing changed"


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else '-'}{number(abs(change))}"


@attrs.frozen(eq=False, repr=False)
class Restatement(Labelled[str, Restated]):
    """The figures of a period as they were published and as they became known, by code.

    Attributes
    ----------
    parts
        Each figure.
    period
        First and last day of the period, as ISO days.
    reasons
        Every reason in the order in which changes were taken into account,
        with its meaning.
    about
        Purpose, the last day as as-of day, notes.
    """

    period: tuple[str, str] = attrs.field(kw_only=True)
    reasons: Mapping[str, str] = attrs.field(kw_only=True)
    about: About = attrs.field(factory=About, kw_only=True)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row an indicator and day after publication.

        ``published`` and ``value`` are the figure on the first day and on
        this one; ``difference`` is what lies between, and equals the sum of
        the columns after it, one a reason.
        """
        rows = list(self._rows())
        texts = {"code", "published_on", "known_on"}
        names = (*_NAMES, *self.reasons)
        return {
            name: np.array([row[name] for row in rows], dtype=object if name in texts else float)
            for name in names
        }

    def _rows(self) -> Iterator[dict[str, Any]]:
        for figure in self.values():
            for place in range(1, len(figure.days)):
                changes = figure.since_published(place)
                yield {
                    "code": figure.code,
                    "published_on": figure.days[0],
                    "known_on": figure.days[place],
                    "version": figure.versions[place],
                    "published": figure.published,
                    "value": figure.values[place],
                    "difference": figure.values[place] - figure.published,
                    **{reason: changes.get(reason, 0.0) for reason in self.reasons},
                }

    def __repr__(self) -> str:
        begin, end = self.period
        lines = (f"  {figure!r}" for figure in self.values())
        return "\n".join([f"Restatement of {begin} to {end}", *lines])

    def _repr_html_(self) -> str:
        begin, end = self.period
        columns = self.columns()
        caption = f"Restatement of {begin} to {end}"
        return html_table(caption, columns, self.about.notes, rows=len(columns["code"]))


_NAMES = ("code", "published_on", "known_on", "version", "published", "value", "difference")
