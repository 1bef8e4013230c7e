"""What became of the people of a figure, in words, rows and a figure."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import attrs
from markupsafe import Markup

from recovery.disclosure import Policy, ShownAfterwards, ShownIndicator, ShownLater
from recovery.plots.bars import Bar, bars_svg
from recovery.plots.lines import in_words
from recovery.report.impact_words import count_words, figure, told
from recovery.report.words import in_months, percent

__all__ = ["LaterGroup", "later_group"]

FATES, STATES = "of all who are counted", "of those in touch of whom it is known"
NOT_SHOWN = "not shown"
"""Of none or few, and of so many that few would be left."""
ON_RECORD, UNWELL = "lost, and on record as lost", "unwell at first and assessed lately"
Cell = tuple[str, str]


@attrs.frozen(kw_only=True)
class LaterGroup:
    """What became of the people of one figure, as the templates show it.

    Attributes
    ----------
    shown
        The protected value.
    sentence
        The answer in words.
    heads
        One for each time.
    tables
        A name, and rows of a name and a cell for each time.
    untold
        What is not shown for any time.
    ahead
        What will be known later, and when.
    drawing
        A figure; ``None`` where there is nothing to draw.
    """

    shown: ShownAfterwards
    sentence: str
    heads: tuple[str, ...] = ()
    tables: tuple[tuple[str, tuple[tuple[str, tuple[Cell, ...]], ...]], ...] = ()
    untold: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    drawing: Markup | None = None


def later_group(
    shown: ShownAfterwards, policy: Policy, *, counted: ShownIndicator | None = None
) -> LaterGroup:
    """Write what became of people.

    Parameters
    ----------
    shown
        What became of the people of a figure.
    policy
        How few are few.
    counted
        The figure as it is shown beside this, by which few may be counted of
        whom no more is told.
    """
    if shown.withheld:
        return LaterGroup(shown=shown, sentence=_too_few(shown, counted))
    if shown.reason:
        return LaterGroup(shown=shown, sentence=shown.reason)
    names = ((STATES, False), (FATES, True))
    return LaterGroup(
        shown=shown,
        sentence=_sentence(shown, policy),
        heads=tuple(_heads(shown)),
        tables=tuple(
            (name, rows)
            for name, exclusive in names
            if (rows := tuple(_rows(shown, exclusive=exclusive)))
        ),
        untold=tuple(in_words(what) for what in _untold(shown)) if shown.days else (),
        ahead=tuple(_ahead(shown)),
        drawing=_drawing(shown) if shown.days else None,
    )


def _too_few(shown: ShownAfterwards, counted: ShownIndicator | None) -> str:
    if counted is None or told(counted) or counted.lower < counted.upper:
        return f"Not shown: {shown.withheld}."
    if counted.value == 0:
        return "Nobody is counted."
    are = "person is" if counted.value == 1 else "people are"
    return f"{figure(counted)} {are} counted: too few to say what became of them."


def _heads(shown: ShownAfterwards) -> Iterator[str]:
    for day, known_on in zip(shown.days, shown.known_on, strict=True):
        yield f"{in_months(day)} on" + (f" (complete from {known_on})" if known_on else "")


def _rows(shown: ShownAfterwards, *, exclusive: bool) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    untold = _untold(shown)
    for what in shown.whats(exclusive=exclusive):
        if what in untold:
            continue
        heard = f" (heard of in the {shown.within} days before, or since)"
        cells = tuple(_cell(each) for each in shown.of(what))
        yield in_words(what) + heard * (what == "in touch"), cells
        if what == "lost":
            yield ON_RECORD, tuple((_about(many), "") for many in shown.on_record)


def _untold(shown: ShownAfterwards) -> tuple[str, ...]:
    """Return what is not shown for any time: rows of them would all say the same."""
    whats = (*shown.whats(exclusive=True), *shown.whats(exclusive=False))
    on_record = {"lost"} if any(shown.on_record) else set()
    return tuple(
        what for what in whats if what not in on_record and not any(map(_says, shown.of(what)))
    )


def _says(each: ShownLater) -> bool:
    return each.count is not None or each.known is not None or not isnan(each.value)


def _about(many: int | None) -> str:
    return NOT_SHOWN if many is None else f"about {many:,}"


def _cell(each: ShownLater) -> Cell:
    number = _about(each.count)
    if each.exclusive:
        return number, _share(each)
    if each.count is not None and each.known is not None:
        number = f"{number} of {_about(each.known)}"
    return number, UNWELL if each.what == "recovered" else _share(each)


def _share(each: ShownLater) -> str:
    if isnan(each.value):
        return ""
    likely = "" if isnan(each.lower) or isnan(each.upper) else _between(each)
    return f"of all, estimated: {percent(each.value, 0)}{likely}"


def _between(each: ShownLater) -> str:
    return f" ({100 * each.lower:.0f} to {percent(each.upper, 0)})"


def _sentence(shown: ShownAfterwards, policy: Policy) -> str:
    """Say in words what is known of them the longest time on that all have reached."""
    people = f"{policy.few.capitalize()} people"
    if shown.people:
        people = f"{count_words(shown.people, 'people', policy, exact=shown.exact)} people"
    if not shown.days:
        return f"{people} are counted. What became of them is not known yet."
    reached = [d for d, known in zip(shown.days, shown.known_on, strict=True) if not known]
    day = reached[-1] if reached else shown.days[0]
    known = [each for each in shown.later if each.days == day and each.count]
    fates = [f"about {e.count:,} {_was(e)}" for e in known if e.exclusive]
    states = [f"about {e.count:,} {in_words(e.what)}" for e in known if not e.exclusive]
    first = f"{people} are counted. {in_months(day).capitalize()} on, "
    came = " and ".join(fates) or "too few had any one fate for it to be told"
    of_them = f" Known of those in touch: {', '.join(states)}." if states else ""
    return f"{first}{came}.{of_them}"


WAS = {
    "in touch": "were in touch",
    "died": "had died",
    "re-trafficked": "had been trafficked again",
    "lost": "were lost from sight",
}


def _was(each: ShownLater) -> str:
    return WAS.get(each.what, f"had {in_words(each.what)}")


def _ahead(shown: ShownAfterwards) -> Iterator[str]:
    for day, known_on in shown.ahead:
        yield f"What became of them {in_months(day)} on will be known for all from {known_on} on."


def _drawing(shown: ShownAfterwards) -> Markup | None:
    if not shown.people or not any(each.exclusive and each.count for each in shown.later):
        return None
    whats = shown.whats(exclusive=True)
    bars = [
        Bar(
            label=f"{in_months(day)} on",
            parts={in_words(what): shown.of(what)[place].count for what in whats},
        )
        for place, day in enumerate(shown.days)
    ]
    drawing = bars_svg(
        bars,
        whole=shown.people,
        title=f"{shown.name}: who was in touch, and who was not",
        description=f"{'. '.join(_spoken(bar) for bar in bars)}.",
        rest="not shown, or rounded off",
    )
    return Markup(drawing)  # noqa: S704  # bars_svg escapes its texts


def _spoken(bar: Bar) -> str:
    told = (f"{name} {_about(many)}" for name, many in bar.parts.items())
    return f"{bar.label}: {', '.join(told)}"
