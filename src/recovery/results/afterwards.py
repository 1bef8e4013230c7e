"""What became of the people whom a figure counts, some time afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.tables.about import COUNTS, About
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.show import html_table

__all__ = ["Afterwards"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Afterwards:
    """What became of the people of a figure, each time after the same number of days.

    Attributes
    ----------
    code, name
        The indicator whose people they are.
    period
        First and last day of the period in which they were counted, as ISO days.
    people
        How many they are.
    days
        Shape ``(d,)``; how many days after they were counted.
    within
        For how many days a contact tells how somebody is.
    fates
        By name, shape ``(d,)``: how many, of whom each person has exactly one,
        so that they add up to ``people`` on every day.
    on_record
        Shape ``(d,)``; how many of the lost are on record as lost or as having
        left; of the others there was no news for longer than ``within`` days.
    states
        By name, shape ``(d,)``: of how many of those in touch something else
        is known to hold; a person may have several.
    known
        By name, shape ``(d,)``: of how many of those in touch it can be told
        whether it holds; of recovery, of those who were a case when first
        assessed and were assessed lately.
    share, lower, upper
        By name, shape ``(d,)``: the share of all, estimated from all who were
        followed, with an interval; NaN past follow-up. Not of recovery.
    at_least, at_most
        By name, shape ``(d,)``: the share if it held for none, and for all, of
        those of whom it is not known.
    about
        As-of day, purpose, notes, method, level.
    """

    code: str
    name: str
    period: tuple[str, str]
    people: int = attrs.field(metadata=COUNTS)
    days: IntArray
    within: int
    fates: Mapping[str, IntArray] = attrs.field(metadata=COUNTS)
    on_record: IntArray = attrs.field(metadata=COUNTS)
    states: Mapping[str, IntArray] = attrs.field(metadata=COUNTS)
    known: Mapping[str, IntArray] = attrs.field(metadata=COUNTS)
    share: Mapping[str, FloatArray]
    lower: Mapping[str, FloatArray]
    upper: Mapping[str, FloatArray]
    at_least: Mapping[str, FloatArray]
    at_most: Mapping[str, FloatArray]
    about: About = attrs.field(factory=About)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row for each day and each fate or state."""
        counts = {**self.fates, **self.states}
        names, many = list(counts), len(self.days)
        unknown = np.full(many, np.nan)

        def of(shares: Mapping[str, FloatArray]) -> FloatArray:
            return np.concatenate([shares.get(name, unknown) for name in names])

        return {
            "days": np.tile(self.days, len(names)),
            "what": np.repeat(np.array(names, dtype=object), many),
            "exclusive": np.repeat([name in self.fates for name in names], many),
            "count": np.concatenate([counts[name] for name in names]),
            "people": np.full(many * len(names), self.people),
            "share": of(self.share),
            "lower": of(self.lower),
            "upper": of(self.upper),
            "at_least": of(self.at_least),
            "at_most": of(self.at_most),
        }

    def __repr__(self) -> str:
        begin, end = self.period
        lines = [f"Afterwards({self.name}, {begin} to {end}: {self.people:,} people)"]
        for place, day in enumerate(self.days.tolist()):
            counts = {**self.fates, **self.states}
            told = ", ".join(f"{count[place]:,} {name}" for name, count in counts.items())
            lines.append(f"  after {day:,} days: {told}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        begin, end = self.period
        title = f"{self.name}, {begin} to {end}: what became of {self.people:,} people"
        return html_table(title, self.columns(), self.about.notes)
