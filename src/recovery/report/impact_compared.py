"""Groups that were compared, in words, rows and a figure."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import attrs
from markupsafe import Markup

from recovery.disclosure import ShownFunnel, ShownFunnelGroup
from recovery.plots.bands import Band, bands_svg
from recovery.plots.lines import in_words
from recovery.report.words import percent

__all__ = ["ComparedGroups", "compared_groups", "nothing_compared"]

NO_GROUPS = "No groups were compared: these records name no sites, or no groups were asked for."
NO_OUTCOME = (
    "No groups were compared by {by}: none of the outcomes that are compared is in this report."
)

WITHIN = "within what chance alone explains"
FURTHER = "further from the others than chance alone would explain"
VARIED = "further off than chance alone, but no further than these groups vary"
FURTHER_OF_FEW = (
    "further off than chance alone; among so few groups it cannot be told whether this one stands "
    "out"
)


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
    named = tuple(attrs.evolve(group, name=in_words(group.name)) for group in shown.groups)
    shown = attrs.evolve(shown, groups=named)
    return ComparedGroups(
        shown=shown,
        sentence=_sentence(shown),
        rows=tuple(_rows(shown)),
        spread=_spread(shown),
        drawing=_drawing(shown),
    )


def nothing_compared(by: str) -> str:
    """Say why no groups were compared, though perhaps some were asked for.

    Parameters
    ----------
    by
        The attribute that makes the groups; empty where none does.
    """
    return NO_OUTCOME.format(by=in_words(by)) if by else NO_GROUPS


def _number(value: float, shown: ShownFunnel) -> str:
    return percent(value, 0) if shown.kind == "share" else f"{value:,.2f}"


def _limits(group: ShownFunnelGroup, shown: ShownFunnel) -> str:
    place = shown.levels.index(max(shown.levels))
    lower, upper = (_number(ends[place], shown) for ends in (group.lower, group.upper))
    return f"{lower.removesuffix(chr(0x202F) + '%')} to {upper}"


def _means(group: ShownFunnelGroup, shown: ShownFunnel) -> str:
    if group.outside:
        return FURTHER_OF_FEW if shown.few else FURTHER
    return VARIED if group.beyond_chance else WITHIN


def _rows(shown: ShownFunnel) -> Iterator[tuple[str, str, str, str, str]]:
    for group in shown.groups:
        number = _number(group.value, shown)
        limits = _limits(group, shown)
        yield group.name, f"about {group.size:,}", number, limits, _means(group, shown)


def _sentence(shown: ShownFunnel) -> str:
    return " ".join([f"All groups together: {_number(shown.target, shown)}.", *_told(shown)])


def _told(shown: ShownFunnel) -> Iterator[str]:
    outside, beyond = shown.outside, shown.beyond_chance
    if not beyond:
        yield f"No group is {FURTHER}."
    elif shown.few:
        yield (
            f"{_are(beyond)} further off than chance alone would explain; among so few groups it "
            "cannot be told whether one stands out or all of them vary: a question to ask, and "
            "not yet an answer."
        )
    elif outside:
        yield f"{_are(outside)} {FURTHER}: a question to ask, and not yet an answer."
    else:
        yield (
            f"No group is further from the others than these groups vary, but {_are(beyond)} "
            "further off than chance alone would explain."
        )


def _are(names: tuple[str, ...]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are each'}"


def _spread(shown: ShownFunnel) -> str:
    if shown.few:
        together = "differ by more" if shown.differ else "do not clearly differ by more"
        return (
            f"All together, these groups {together} than chance alone would make them. They are "
            "too few to tell how much such groups vary, so the limits are those of chance alone."
        )
    if isnan(shown.dispersion):
        return ""
    if shown.dispersion <= 1:
        return (
            "But for the few that are furthest off, the groups vary no more than chance alone "
            "would make them."
        )
    return (
        "The groups vary more than chance alone would make them, as a variance "
        f"{shown.dispersion:.1f} times as much: they differ in whom they serve, too, so the "
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
