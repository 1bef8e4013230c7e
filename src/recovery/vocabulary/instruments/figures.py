"""Published figures about an instrument, each with its population and where it was read."""

from __future__ import annotations

from typing import Literal

import attrs

from recovery.norms import ReliabilityType

__all__ = [
    "Bands",
    "Category",
    "Cutoff",
    "Figure",
    "Mean",
    "Reliability",
    "ReliableChange",
    "SmallestChange",
    "Source",
]

Group = Literal["clinical", "general", "mixed"]
"""Whose mean it is: people who have the problem, people at large, or neither in particular."""


@attrs.frozen(repr=False)
class Source:
    """Where a fact can be read.

    Attributes
    ----------
    citation
        Author and year, or the page of the body that keeps the fact.
    quoted_by
        Where it was read instead, if not there: then it is second-hand, and the
        original should be read before much hangs on it.

    Examples
    --------
    >>> print(Source("Kroenke 2001"))
    Kroenke 2001
    """

    citation: str
    quoted_by: str = ""

    def __str__(self) -> str:
        return f"{self.citation}, quoted by {self.quoted_by}" if self.quoted_by else self.citation

    def __repr__(self) -> str:
        return f"Source({str(self)!r})"


@attrs.frozen(kw_only=True)
class Figure:
    """What every published figure has.

    Attributes
    ----------
    population
        Whose figure it is, in words.
    source
        Where it can be read.
    scale
        The scale of the instrument that it is about.
    """

    population: str
    source: Source
    scale: str = "total"


@attrs.frozen(kw_only=True)
class Mean(Figure):
    """Mean and standard deviation of a population (``sd`` and ``n`` where stated)."""

    group: Group
    mean: float
    sd: float | None = None
    n: int | None = None


@attrs.frozen(kw_only=True)
class Reliability(Figure):
    """A coefficient of reliability of one type; two numbers where only a range is stated."""

    type: ReliabilityType
    value: float | tuple[float, float]
    n: int | None = None


@attrs.frozen(kw_only=True)
class Cutoff(Figure):
    """A score from which on a person counts as a case.

    Attributes
    ----------
    value
        The score.
    separates
        What the cases have.
    case_at_cutoff
        Whether a person exactly on the score is a case.
    sensitivity, specificity
        As published, where they are.
    """

    value: float
    separates: str
    case_at_cutoff: bool = True
    sensitivity: float | None = None
    specificity: float | None = None


@attrs.frozen(kw_only=True)
class ReliableChange(Figure):
    """A published number of points from which a change is called reliable.

    Attributes
    ----------
    points
        The change.
    level
        Confidence level, ``None`` where none is stated.
    basis
        What the number was made from.
    """

    points: float
    basis: str
    level: float | None = None


@attrs.frozen(kw_only=True)
class SmallestChange(Figure):
    """The smallest change, in points, that is called important, and by what reasoning."""

    points: float
    basis: str


@attrs.frozen(kw_only=True)
class Bands(Figure):
    """Bands of scores: ``names`` from the lowest up; each but the first begins at a start."""

    starts: tuple[float, ...]
    names: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Category:
    """A category that needs scores within ranges on all the scales it names.

    Attributes
    ----------
    code
        What it is called.
    within
        Scale, lowest and highest score, both included.
    source
        Where the rule can be read.
    """

    code: str
    within: tuple[tuple[str, float, float], ...]
    source: Source
