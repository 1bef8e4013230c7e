"""Scores of assessments as records hold them: item answers, or a score written down."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.scoring.answers import OUTSIDE, read_items
from recovery.scoring.score import score
from recovery.scoring.scores import REASONS, Alerts
from recovery.scoring.variant import require_instrument
from recovery.vocabulary.instruments import Coding, Instrument, Scale

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Assessed", "assessed", "misfits"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
PlaceArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.int8]

_NOT_DONE = ("missed", "unsafe", "not_asked", "not_applicable", "unknown")
_REASONS = (*REASONS, "coding not known", *_NOT_DONE)
_NOTHING, _OUTSIDE, _UNKNOWN = (
    _REASONS.index(reason)
    for reason in ("nothing answered", "outside the coding", "coding not known")
)
_SOURCES = ("", "items", "total", "subscale")


@attrs.frozen(eq=False, repr=False)
class Assessed:
    """Scores on one scale of ``k`` assessments.

    Attributes
    ----------
    row
        Shape ``(k,)``; their positions among the rows that were given, ascending.
    value
        Shape ``(k,)``; the scores, NaN where there is none.
    alerts
        Which rows a person must look at; positions as in ``row``.
    """

    row: PlaceArray
    value: FloatArray
    _reason: CodeArray
    _taken_from: CodeArray
    alerts: Alerts

    @property
    def reason(self) -> npt.NDArray[np.object_]:
        """Shape ``(k,)``; why there is no score, empty where there is one."""
        return np.array(_REASONS, dtype=object)[self._reason]

    @property
    def taken_from(self) -> npt.NDArray[np.object_]:
        """Shape ``(k,)``; ``items``, ``total``, ``subscale``, or empty: nothing is recorded."""
        return np.array(_SOURCES, dtype=object)[self._taken_from]

    def __len__(self) -> int:
        return len(self.row)

    def __repr__(self) -> str:
        scored = np.count_nonzero(~np.isnan(self.value))
        return f"Assessed({len(self):,} assessments, {scored:,} with a score)"


def assessed(
    rows: pl.DataFrame,
    instrument: Instrument,
    *,
    scale: str = "total",
    coding: str | None = None,
    order: str | None = None,
    missing: str | None = None,
) -> Assessed:
    """Score the rows of an ``assessments`` table that are about an instrument.

    Where item answers are recorded they are scored, whatever total stands
    beside them; otherwise the recorded total or subscale is taken, if the scale
    has such a score. A row's own ``coding`` comes before the caller's. Nothing
    is raised for a form that cannot be scored: it has a reason instead, so that
    those who were lost are counted.

    Parameters
    ----------
    rows
        Rows with the columns of the ``assessments`` table, of any instruments.
    instrument
        What to score; rows of others are passed over.
    scale
        The scale to score. Rows of another ``subscale`` are passed over.
    coding, order, missing
        As in :func:`score`; ``coding`` for the rows that name none.

    Raises
    ------
    DefinitionError
        If the instrument has no such scale, or a variant must be named.

    Examples
    --------
    >>> import polars as pl
    >>> from recovery.vocabulary import VOCABULARY
    >>> rows = pl.DataFrame({"instrument": ["gad7", "phq9", "phq9"], "status": ["done"] * 3,
    ...                      "total": [3.0, 12.5, 40.0]})
    >>> found = assessed(rows, VOCABULARY.instruments["phq9"])
    >>> found.row, found.value, found.reason.tolist()
    (array([1, 2]), array([12.5,  nan]), ['', 'outside the coding'])
    """
    require_instrument(instrument)
    wanted = instrument.scale(scale)
    about = _says(rows, "subscale", "") | _says(rows, "subscale", scale)
    place = np.flatnonzero(about & _says(rows, "instrument", instrument.code))
    own = rows[place]
    numbers, taken_from = _written_down(own, scale)
    columns, answered, beyond = _items(own, instrument)
    value, reason = np.full(len(own), np.nan), np.full(len(own), _UNKNOWN, dtype=np.int8)
    raised, unanswered = np.zeros(len(own), dtype=bool), np.zeros(len(own), dtype=bool)
    for written, at in _by_coding(own, instrument, coding):
        value[at], reason[at] = _taken(numbers[at], instrument, wanted, written)
        forms = at[answered[at]]
        if not len(forms):
            continue
        sheets = {name: column[forms] for name, column in columns.items()}
        scores = score(
            sheets,
            instrument,
            coding=written.code,
            order=order,
            missing=missing,
            outside="no score",
        )
        value[forms], reason[forms] = scores[scale], scores.reasons[scale]
        taken_from[forms] = _SOURCES.index("items")
        raised[forms[scores.alerts.raised]] = True
        unanswered[forms[scores.alerts.unanswered]] = True
    reason[beyond] = _OUTSIDE
    for status in ("declined", *_NOT_DONE):
        reason[_says(own, "status", status)] = _REASONS.index(status)
    value[reason > 0] = np.nan
    alerts = Alerts(instrument.safety_items, place[raised], place[unanswered])
    return Assessed(place, value, reason, taken_from, alerts)


def misfits(rows: pl.DataFrame, instrument: Instrument) -> dict[str, PlaceArray]:
    """Find the cells of an ``assessments`` table that the coding of their form does not have.

    Parameters
    ----------
    rows
        Rows with the columns of the ``assessments`` table, of any instruments;
        rows of a coding that the instrument does not have are passed over.
    instrument
        Whose rows to look at.

    Returns
    -------
    dict
        Column to the positions of the rows at fault, ascending; only columns
        with any.
    """
    require_instrument(instrument)
    place = np.flatnonzero(_says(rows, "instrument", instrument.code))
    own = rows[place]
    found: dict[str, list[PlaceArray]] = {}
    for written, at in _by_coding(own, instrument, None):
        for column, wrong in (
            *_stray_answers(own, at, instrument, written),
            *_stray_scores(own, at, instrument, written),
        ):
            found.setdefault(column, []).append(wrong)
    joined = {column: np.unique(np.concatenate(parts)) for column, parts in found.items()}
    return {column: place[at] for column, at in joined.items() if len(at)}


def _stray_answers(
    own: pl.DataFrame, at: PlaceArray, instrument: Instrument, written: Coding
) -> Iterator[tuple[str, PlaceArray]]:
    columns, answered, _ = _items(own, instrument)
    forms = at[answered[at]]
    sheets = [column[forms] for column in columns.values()]
    items = read_items(sheets, instrument, written, (), refuse=False)
    for column, item in zip(columns, items, strict=True):
        if item.state is not None:
            yield column, forms[item.state == OUTSIDE]


def _stray_scores(
    own: pl.DataFrame, at: PlaceArray, instrument: Instrument, written: Coding
) -> Iterator[tuple[str, PlaceArray]]:
    for scale in instrument.scales:
        numbers, source = _written_down(own, scale.code)
        about = (_says(own, "subscale", "") | _says(own, "subscale", scale.code))[at]
        _, reason = _taken(numbers[at], instrument, scale, written)
        wrong = at[about & (reason == _OUTSIDE)]
        yield "total", wrong[source[wrong] == _SOURCES.index("total")]
        yield "score", wrong[source[wrong] == _SOURCES.index("subscale")]


def _says(rows: pl.DataFrame, column: str, word: str) -> BoolArray:
    """Return which rows have a word in a column; with an empty word, which have none."""
    import polars as pl

    if column not in rows.columns:
        return np.full(rows.height, word == "")
    cells = rows[column]
    if isinstance(cells.dtype, pl.Enum) and word not in cells.dtype.categories:
        return (cells.is_null() & (word == "")).to_numpy()
    if not isinstance(cells.dtype, pl.Enum | pl.Categorical):
        cells = cells.cast(pl.String)
    here = cells == word
    return here.fill_null(value=word == "").to_numpy()


def _written_down(own: pl.DataFrame, scale: str) -> tuple[FloatArray, CodeArray]:
    """Return the score that each row records for a scale, and in which column."""
    numbers = np.full(own.height, np.nan)
    taken_from = np.zeros(own.height, dtype=np.int8)
    about_scale = ~_says(own, "subscale", "")
    for column, source, of_these in (
        ("total", "total", ~about_scale & (scale == "total")),
        ("score", "subscale", about_scale),
    ):
        if column in own.columns:
            held = own[column].cast(float).to_numpy()
            numbers[of_these] = held[of_these]
            taken_from[of_these & ~np.isnan(held)] = _SOURCES.index(source)
    return numbers, taken_from


def _items(
    own: pl.DataFrame, instrument: Instrument
) -> tuple[dict[str, Any], BoolArray, BoolArray]:
    """Return the item columns, which rows hold any answer, and which hold items beyond the last.

    An item for which there is no column was not asked.
    """
    import polars as pl

    names = [f"item_{item}" for item in range(1, instrument.items + 1)]
    columns: dict[str, Any] = {}
    for name in names:
        if name not in own.columns:
            columns[name] = pl.Series(["not_asked"]).new_from_index(0, own.height)
        elif own[name].dtype.is_numeric():
            columns[name] = own[name].cast(pl.Float64).to_numpy()
        else:
            columns[name] = own[name]
    there = [name for name in names if name in own.columns]
    others = [n for n in own.columns if re.fullmatch(r"item_\d+", n) and n not in names]
    return columns, _any_filled(own, there), _any_filled(own, others)


def _any_filled(own: pl.DataFrame, names: list[str]) -> BoolArray:
    filled = np.zeros(own.height, dtype=bool)
    for name in names:
        filled |= own[name].is_not_null().to_numpy()
    return filled


def _by_coding(
    own: pl.DataFrame, instrument: Instrument, named: str | None
) -> Iterator[tuple[Coding, PlaceArray]]:
    """Go through the codings in which rows are written; a row may leave it to the caller."""
    codes = [coding.code for coding in instrument.codings]
    if named is None and len(codes) == 1:
        named = codes[0]
    if named not in (None, *codes):
        message = f"coding={named!r} is not there; {allowed(codes)}"
        raise DefinitionError(message)
    for coding in instrument.codings:
        said = _says(own, "coding", coding.code)
        at = np.flatnonzero(said | _says(own, "coding", "") if named == coding.code else said)
        if len(at):
            yield coding, at


def _taken(
    numbers: FloatArray, instrument: Instrument, scale: Scale, written: Coding
) -> tuple[FloatArray, CodeArray]:
    """Translate scores that were written down to the first coding; those off the scale go."""
    value = numbers.copy()
    if written is not instrument.codings[0]:
        value = _translated(numbers, instrument, scale, written)
    fits = (value >= scale.lowest) & (value <= scale.highest)
    if scale.table is not None:
        fits &= np.isin(value.round(2), list(scale.table.values()))
    reason = np.where(fits, 0, _OUTSIDE).astype(np.int8)
    reason[np.isnan(numbers)] = _NOTHING
    value[~fits] = np.nan
    return value, reason


def _translated(
    numbers: FloatArray, instrument: Instrument, scale: Scale, written: Coding
) -> FloatArray:
    """Move a score by as much as each of its items moves between the codings."""
    if scale.method == "count":
        return numbers
    first, values = instrument.answers, written.values
    step = (first[-1] - first[0]) / (values[-1] - values[0])
    even = all(
        math.isclose(a, first[0] + (b - values[0]) * step)
        for a, b in zip(first, values, strict=True)
    )
    if not even or scale.parts or scale.table is not None:
        return np.full(len(numbers), np.nan)
    size = len(scale.items) if scale.method == "sum" else 1
    return numbers * step + (first[0] - values[0] * step) * size * scale.times
