"""Groups that were compared, in words, rows and a figure."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import attrs
from markupsafe import Markup

from recovery.disclosure import ShownFunnel, ShownFunnelGroup
from recovery.plots.bands import Band, bands_svg
from recovery.report.words import percent

__all__ = ["ComparedGroups", "compared_groups"]

FURTHER = "further from the others than chance alone would explain"
ROUGH = 10
"""Groups below which how much they vary is a rough guess."""


@attrs.frozen(kw_only=True)
class ComparedGroups:
    """Groups by one outcome, as the templates show them.

    Attributes
    ----------
    shown
        The protected value.
    sentence
        The answer in words.
    rows
        A name, about how many, the share or rate, the limits, and what it means.
    spread
        How much the groups vary; empty where it cannot be told.
    drawing
        A figure; ``None`` where there is nothing to draw.
    """

    shown: ShownFunnel
    sentence: str
    rows: tuple[tuple[str, str, str, str, str], ...] = ()
    spread: str = ""
    drawing: Markup | None = None


def compared_groups(shown: ShownFunnel) -> ComparedGroups:
    """Write groups that were compared."""
    if shown.reason or shown.withheld:
        why = f"Not compared: {shown.reason}." if shown.reason else f"Not shown: {shown.withheld}."
        return ComparedGroups(shown=shown, sentence=why)
    return ComparedGroups(
        shown=shown,
        sentence=_sentence(shown),
        rows=tuple(_rows(shown)),
        spread=_spread(shown),
        drawing=_drawing(shown),
    )


def _number(value: float, shown: ShownFunnel) -> str:
    return percent(value, 0) if shown.kind == "share" else f"{value:,.2f}"


def _limits(group: ShownFunnelGroup, shown: ShownFunnel) -> str:
    place = shown.levels.index(max(shown.levels))
    lower, upper = (_number(ends[place], shown) for ends in (group.lower, group.upper))
    return f"{lower.removesuffix(chr(0x202F) + '%')} to {upper}"


def _rows(shown: ShownFunnel) -> Iterator[tuple[str, str, str, str, str]]:
    for group in shown.groups:
        means = FURTHER if group.outside else "within what chance alone explains"
        number = _number(group.value, shown)
        yield group.name, f"about {group.size:,}", number, _limits(group, shown), means


def _sentence(shown: ShownFunnel) -> str:
    whole = f"All groups together: {_number(shown.target, shown)}."
    if not shown.outside:
        return f"{whole} No group is {FURTHER}."
    names = ", ".join(shown.outside)
    are = "is" if len(shown.outside) == 1 else "are each"
    return f"{whole} {names} {are} {FURTHER}: a question to ask, and not yet an answer."


def _spread(shown: ShownFunnel) -> str:
    if isnan(shown.dispersion):
        return ""
    rough = ", a rough guess from so few groups" if len(shown.groups) < ROUGH else ""
    if shown.dispersion <= 1:
        return f"The groups vary no more than chance alone would make them{rough}."
    return (
        "The groups vary more than chance alone would make them, as a variance "
        f"{shown.dispersion:.1f} times as much{rough}: they differ in whom they serve, too, so the "
        "limits are widened for it."
    )


def _drawing(shown: ShownFunnel) -> Markup:
    order = sorted(range(len(shown.levels)), key=lambda place: -shown.levels[place])
    bands = [
        Band(
            label=f"{group.name} (about {group.size:,})",
            value=group.value,
            limits=tuple((group.lower[place], group.upper[place]) for place in order),
            beyond=group.outside,
        )
        for group in shown.groups
    ]
    told = (
        f"{name}, {size}: {number}, limits {limits}, {means}"
        for name, size, number, limits, means in _rows(shown)
    )
    drawing = bands_svg(
        bands,
        target=shown.target,
        share=shown.kind == "share",
        levels=tuple(shown.levels[place] for place in order),
        title=shown.title,
        description=f"All together {_number(shown.target, shown)}. {'. '.join(told)}.",
    )
    return Markup(drawing)  # noqa: S704  # bands_svg escapes its texts
