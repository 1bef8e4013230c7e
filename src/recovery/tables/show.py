"""How a value shows itself in a notebook: a small table in HTML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["ROWS_SHOWN", "counts_table", "html_table", "number"]

ROWS_SHOWN = 10
"""Rows that a notebook shows of a longer table."""


def number(value: object) -> str:
    """Write a number for people: at most four digits that count, nothing for "not known".

    Examples
    --------
    >>> number(0.123456), number(12345), number(float("nan")), number(182.5)
    ('0.1235', '12,345', '–', '182.5')
    """
    if isinstance(value, float):  # np.float64 is one
        if math.isnan(value):
            return "–"
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.1f}".removesuffix(".0")
    return f"{int(value):,}" if isinstance(value, int | np.integer) else str(value)


def html_table(
    caption: str,
    columns: Mapping[str, npt.NDArray[Any]],
    notes: Iterable[str] = (),
    *,
    rows: int = ROWS_SHOWN,
) -> str:
    """Lay columns out as an HTML table: the first rows, how many follow, and the notes."""
    heads = "".join(f"<th>{escape(name)}</th>" for name in columns)
    shown = zip(*(column[:rows] for column in columns.values()), strict=True)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(number(value))}</td>" for value in row) + "</tr>"
        for row in shown
    )
    length = max((len(column) for column in columns.values()), default=0)
    more = [f"{length - rows:,} more rows"] if length > rows else []
    foot = "".join(f"<p>{escape(line)}</p>" for line in [*more, *notes])
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{foot}"
    )


def counts_table(caption: str, counts: Mapping[str, int], notes: Iterable[str] = ()) -> str:
    """Lay out how many rows there are of each kind: a table of people is never shown itself."""
    columns = {"": np.array(list(counts), dtype=object), "rows": np.array(list(counts.values()))}
    return html_table(caption, columns, notes)
