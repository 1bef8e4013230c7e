"""What an instrument is made of: codings, orders of items, scales, rules for gaps, a licence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import attrs

from recovery.norms import Better
from recovery.vocabulary.instruments.figures import Source

__all__ = ["COMPLETE", "Ages", "Coding", "GapRule", "ItemOrder", "Licence", "Scale"]

COMPLETE = "complete"
"""The rule that every instrument has: a form with a gap in a scale has no score there."""


@attrs.frozen(kw_only=True)
class Ages:
    """Youngest and oldest age, in years, ``None`` for no oldest, and where that is said."""

    youngest: int
    source: Source
    oldest: int | None = None


@attrs.frozen(kw_only=True)
class Coding:
    """One way in which answers are written as numbers.

    Attributes
    ----------
    code
        What records call it, such as ``"0-3"``.
    values
        The numbers that may stand, in the order of the answers of the
        instrument's first coding, to which all are translated.
    words
        Words that may stand instead, in the same order.
    meaning
        Who writes it so.
    """

    code: str
    values: tuple[float, ...]
    words: tuple[str, ...] = ()
    meaning: str = ""


@attrs.frozen(kw_only=True)
class ItemOrder:
    """One order in which the items are printed, with the items that are scored in reverse."""

    code: str
    reverse: tuple[int, ...]
    meaning: str
    source: Source


def _frozen_limits(most: int | Mapping[str, int]) -> int | Mapping[str, int]:
    return MappingProxyType(dict(most)) if isinstance(most, Mapping) else most


@attrs.frozen(kw_only=True)
class GapRule:
    """How a scale with unanswered items is scored: by the mean of its answered ones.

    Attributes
    ----------
    code
        What a caller names it by.
    most
        How many items of a scale may be unanswered: one number, or one for each scale.
    most_of_form
        How many of the whole form, ``None`` where that is not limited.
    rounded
        Whether the score is rounded to a whole number, halves upwards.
    meaning
        The rule in words.
    source
        Where it can be read.
    """

    code: str
    most: int | Mapping[str, int] = attrs.field(converter=_frozen_limits)
    meaning: str
    source: Source
    most_of_form: int | None = None
    rounded: bool = False

    def most_of(self, scale: str) -> int:
        """Return how many items of a scale may be unanswered."""
        return self.most if isinstance(self.most, int) else self.most.get(scale, 0)


@attrs.frozen(kw_only=True)
class Licence:
    """What may be done with an instrument.

    Attributes
    ----------
    terms
        The terms in short.
    embed
        What software may carry: the ``"wording"`` of its items, or only the
        ``"rules"`` of scoring. This library carries rules only.
    source
        Where the terms can be read.
    """

    terms: str
    embed: Literal["wording", "rules"]
    source: Source


def _frozen_table(table: Mapping[float, float] | None) -> Mapping[float, float] | None:
    return MappingProxyType(dict(table)) if isinstance(table, Mapping) else table


@attrs.frozen(kw_only=True)
class Scale:
    """One score of an instrument: its total, a subscale or a domain.

    Attributes
    ----------
    code, title
        What it is called, and in words.
    items, parts
        The items it is made of, counted from 1, or the scales it is made of.
    method, times
        ``"sum"`` or ``"mean"`` of these, times a number; or ``"count"``, how many
        of the items were answered with ``at_least`` or more.
    at_least
        For a count: the answer, in the first coding, from which an item counts.
        Only forms without a gap among these items are counted.
    lowest, highest
        The ends of the scale; they are checked against the items.
    better
        Whether ``"lower"`` or ``"higher"`` scores are better.
    table
        Sum to score, where a published table converts it.
    """

    code: str
    title: str
    lowest: float
    highest: float
    better: Better
    items: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    method: Literal["sum", "mean", "count"] = "sum"
    at_least: float | None = None
    times: float = 1
    table: Mapping[float, float] | None = attrs.field(default=None, converter=_frozen_table)
