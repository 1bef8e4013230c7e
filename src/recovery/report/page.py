"""From a protected report to the page: everything the template shows, already in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from recovery.disclosure import (
    Policy,
    Protected,
    ShownClock,
    ShownCurve,
    ShownCurves,
    ShownReport,
)
from recovery.plots import svg
from recovery.plots.lines import in_words
from recovery.report.words import (
    HIDDEN,
    PURPOSES,
    clock_words,
    count,
    in_months,
    interval,
    main_answer,
    median_words,
    percent,
)

__all__ = ["page"]

Cell = tuple[str, str]
"""A number, and its interval or nothing."""


@attrs.frozen(kw_only=True)
class Figure:
    """A drawing with its name."""

    title: str
    drawing: Markup


@attrs.frozen(kw_only=True)
class Row:
    """A row of a table: its name, and its cells."""

    name: str
    cells: tuple[Cell, ...]


@attrs.frozen(kw_only=True)
class Answer:
    """One clock as the template shows it.

    Attributes
    ----------
    clock
        The protected clock.
    sentence
        The answer in words.
    rows, by_group
        One cell for each horizon, and the median: by cause, and by group.
    figures
        The drawings.
    at_risk
        How many were still followed, by horizon.
    """

    clock: ShownClock
    sentence: str
    rows: tuple[Row, ...] = ()
    by_group: tuple[Row, ...] = ()
    figures: tuple[Figure, ...] = ()
    at_risk: tuple[tuple[str, str], ...] = ()


def page(protected: Protected, report: ShownReport) -> str:
    """Return the whole page as HTML."""
    templates = Environment(
        loader=PackageLoader("recovery.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(words=in_words, clock_words=clock_words, count=count, months=in_months)
    policy = protected.policy
    tracks = {
        track: [_answer(clock, policy) for clock in report.clocks if clock.track == track]
        for track in report.tracks
    }
    return templates.get_template("report.html").render(
        report=report,
        policy=policy,
        internal=protected.internal,
        tracks=tracks,
        purpose=PURPOSES.get(report.purpose, in_words(report.purpose)),
        methods=sorted({c.about.method for c in report.clocks if c.about.method}),
        levels=sorted({c.about.level for c in report.clocks if c.about.level}),
        hidden=HIDDEN,
    )


def _answer(clock: ShownClock, policy: Policy) -> Answer:
    sentence = main_answer(clock, policy)
    if clock.curves is None:
        return Answer(clock=clock, sentence=sentence)
    return Answer(
        clock=clock,
        sentence=sentence,
        rows=tuple(_rows(clock.curves, policy)),
        by_group=tuple(_group_rows(clock, policy)),
        figures=tuple(_figures(clock, policy)),
        at_risk=tuple((in_months(day), count(left)) for day, left in clock.curves.at_risk),
    )


def _rows(curves: ShownCurves, policy: Policy) -> Iterator[Row]:
    """Yield a row for each cause, or none if all would be empty."""
    if _shown(curves.curves):
        for cause, curve in curves.curves.items():
            yield _row(in_words(cause), curve, policy)


def _row(name: str, curve: ShownCurve, policy: Policy) -> Row:
    cells = [_cell(curve, day) for day in policy.horizons]
    return Row(name=name, cells=(*cells, median_words(curve)))


def _cell(curve: ShownCurve, day: int) -> Cell:
    shown = curve.at(day)
    return (HIDDEN, "") if shown.withheld else (percent(shown.value), interval(shown))


def _group_rows(clock: ShownClock, policy: Policy) -> Iterator[Row]:
    if clock.groups is None:
        return
    for label, group in clock.groups.groups.items():
        row = _row(in_words(label), group.curves[clock.outcome], policy)
        yield attrs.evolve(row, cells=((count(group.n), ""), *row.cells))


def _figures(clock: ShownClock, policy: Policy) -> Iterator[Figure]:
    axis = f"months since {in_words(clock.origin)}"
    if clock.curves is not None and _shown(clock.curves.curves):
        drawing = svg(
            clock.curves,
            title=f"{clock.title}: share by month",
            description=_told(clock.curves.curves, policy),
            axis=axis,
        )
        yield _figure("Share to whom it had happened, by month", drawing)
    groups = {} if clock.groups is None else clock.groups.groups
    of_outcome = {label: group.curves[clock.outcome] for label, group in groups.items()}
    if clock.groups is not None and len(_shown(of_outcome)) > 1:
        by = " and ".join(map(in_words, clock.groups.by))
        drawing = svg(
            clock.groups,
            title=f"{clock.title}, by {by}: share by month",
            description=_told(of_outcome, policy),
            axis=axis,
            cause=clock.outcome,
        )
        yield _figure(f"{in_words(clock.outcome).capitalize()} by {by}", drawing)


def _figure(title: str, drawing: str) -> Figure:
    return Figure(title=title, drawing=Markup(drawing))  # noqa: S704 (svg() escapes its texts)


def _shown(curves: Mapping[str, ShownCurve]) -> list[str]:
    return [name for name, curve in curves.items() if not curve.withheld]


def _told(curves: Mapping[str, ShownCurve], policy: Policy) -> str:
    """Tell a figure's numbers in words, for those who do not see it."""
    told = []
    for name, curve in curves.items():
        cells = [f"{_spoken(_cell(curve, day))} at {in_months(day)}" for day in policy.horizons]
        half = _spoken(median_words(curve))
        told.append(f"{in_words(name)}: {', '.join(cells)}; half of all by: {half}")
    return ". ".join(told) + "."


def _spoken(cell: Cell) -> str:
    number, sure = cell
    return f"{number} ({sure})" if sure else number
