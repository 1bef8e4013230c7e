"""Reading answers: numbers in a declared coding, and five ways of there being none."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import RecordError
from recovery.vocabulary.instruments import Coding, Instrument

__all__ = ["ANSWERED", "STATES", "Item", "read_items"]

FloatArray = npt.NDArray[np.float64]
StateArray = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]

STATES = ("answered", "missing", "unknown", "declined", "not_asked", "not_applicable", "outside")
"""What a cell may be; the words are those of the records, and ``outside`` is not in the coding."""

ANSWERED, MISSING, OUTSIDE = 0, 1, STATES.index("outside")
_SHOWN = 10


@attrs.frozen(eq=False)
class Item:
    """The answers to one item, in the instrument's first coding and direction.

    Attributes
    ----------
    value
        Shape ``(n,)``; 0 where there is no answer.
    state
        Shape ``(n,)``; positions in :data:`STATES`, or ``None`` where all answered.
    above
        Shape ``(n,)``; of a safety item, whether the answer is above the lowest.
    """

    value: FloatArray
    state: StateArray | None
    above: BoolArray | None = None


def read_items(
    columns: Sequence[Any],
    instrument: Instrument,
    coding: Coding,
    reverse: Sequence[int],
    *,
    refuse: bool,
) -> list[Item]:
    """Read every item.

    Raises
    ------
    RecordError
        If ``refuse`` and a value stands outside the coding; every item and row
        at fault is listed.
    """
    items = [
        _read(
            column,
            instrument,
            coding,
            reverse=number in reverse,
            safety=number in instrument.safety_items,
        )
        for number, column in enumerate(columns, start=1)
    ]
    if refuse:
        _refuse_outside(items, instrument, coding)
    return items


def _refuse_outside(items: Sequence[Item], instrument: Instrument, coding: Coding) -> None:
    faults = []
    for number, item in enumerate(items, start=1):
        if item.state is None:
            continue
        rows = np.flatnonzero(item.state == OUTSIDE) + 1
        if len(rows):
            shown = ", ".join(map(str, rows[:_SHOWN]))
            more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
            faults.append(f"item_{number}: row {shown}{more}")
    if faults:
        message = (
            f"answers to {instrument.code} stand outside the coding {coding.code!r}; mend these "
            "cells, counted from row 1, or name the coding they were written in"
        )
        raise RecordError(message, faults=faults)


def _read(
    column: Any,
    instrument: Instrument,
    coding: Coding,
    *,
    reverse: bool,
    safety: bool,
) -> Item:
    written, state = _numbers(column, coding)
    canonical = instrument.answers
    if instrument.continuous:
        lowest, highest = min(coding.values), max(coding.values)
        within = (written >= lowest) & (written <= highest)
        value = written + (canonical[0] - coding.values[0])
    else:
        within, value = _translated(written, coding.values, canonical)
    if not within.all():
        state = np.zeros(len(written), dtype=np.int8) if state is None else state
        state[~within & (state == ANSWERED)] = OUTSIDE
        value[~within] = canonical[0]
    above = value > canonical[0] if safety else None
    if reverse:
        value = _reversed(value, canonical)
    if state is not None:
        value[~within] = 0
    return Item(value, state, above)


def _numbers(column: Any, coding: Coding) -> tuple[FloatArray, StateArray | None]:
    """Return the numbers of a column, and what stands where there is none."""
    if not isinstance(column, np.ndarray):
        return _of_text(column, coding)
    if column.dtype.kind in "iub":
        return column.astype(np.float64), None
    if column.dtype.kind == "f":
        written = column.astype(np.float64)
        missing = np.isnan(written)
        return written, missing.astype(np.int8) if missing.any() else None
    return _of_text(column, coding)


def _of_text(column: Any, coding: Coding) -> tuple[FloatArray, StateArray]:
    """Read the different words that stand in a column, and put them where they stand."""
    import polars as pl

    if isinstance(column, np.ndarray):
        column = pl.Series(column.tolist(), dtype=pl.String, strict=False)
    words = column.unique().drop_nulls().cast(pl.String).sort()
    numbers, states = _of_words(words.to_list(), coding)
    place = column.cast(pl.Enum(words)).to_physical().fill_null(len(words)).to_numpy()
    return np.append(numbers, np.nan)[place], np.append(states, np.int8(MISSING))[place]


def _of_words(words: Sequence[str], coding: Coding) -> tuple[FloatArray, StateArray]:
    """Return the number that each word says, or how it says that there is none."""
    spoken = dict(zip(coding.words, coding.values, strict=False))
    numbers, states = np.full(len(words), np.nan), np.full(len(words), OUTSIDE, dtype=np.int8)
    for position, word in enumerate(map(str.strip, words)):
        if word in STATES[MISSING + 1 : OUTSIDE]:
            states[position] = STATES.index(word)
        elif word in spoken:
            numbers[position], states[position] = spoken[word], ANSWERED
        else:
            numbers[position], states[position] = _of_word(word)
    return numbers, states


def _of_word(word: str) -> tuple[float, int]:
    if word == "":
        return np.nan, MISSING
    try:
        number = float(word)
    except ValueError:
        return np.nan, OUTSIDE
    return number, MISSING if np.isnan(number) else ANSWERED


def _translated(
    written: FloatArray, values: Sequence[float], canonical: Sequence[float]
) -> tuple[BoolArray, FloatArray]:
    """Say which numbers the coding has, and translate them to the first coding."""
    step = values[1] - values[0]
    even = all(b - a == step for a, b in itertools.pairwise(values))
    same = all(b - a == 1 for a, b in itertools.pairwise(canonical))
    if even and same and abs(step) == 1:
        within = (written >= min(values)) & (written <= max(values))
        within &= np.floor(written) == written
        return within, (written - values[0]) * step + canonical[0]
    order = np.argsort(values)
    listed = np.asarray(values, dtype=np.float64)[order]
    place = np.minimum(np.searchsorted(listed, written), len(listed) - 1)
    return listed[place] == written, np.asarray(canonical, dtype=np.float64)[order][place]


def _reversed(value: FloatArray, canonical: Sequence[float]) -> FloatArray:
    ends = canonical[0] + canonical[-1]
    mirrored = [ends - answer for answer in canonical]
    if mirrored == list(canonical[::-1]):
        return ends - value
    place = np.searchsorted(np.asarray(canonical, dtype=np.float64), value)
    return np.asarray(canonical[::-1], dtype=np.float64)[place]
