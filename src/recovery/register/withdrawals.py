"""A withdrawal of consent counts, also where nobody can read when the consent was given."""

from __future__ import annotations

import attrs
import numpy as np
import polars as pl

from recovery.days import EARLIEST, LATEST
from recovery.register.cells import latest
from recovery.register.columns import Table
from recovery.register.faults import Fault

__all__ = ["keep_withdrawals"]

GRANTED, WITHDRAWN = "granted_on", "withdrawn_on"


def keep_withdrawals(
    frame: pl.DataFrame, faults: list[Fault], table: Table
) -> tuple[pl.DataFrame, list[Fault]]:
    """Take the day of a consent as unknown where it was withdrawn, rather than lose the row.

    Set aside, the row would take the withdrawal with it, and an earlier
    consent to the same purpose would stand.

    Parameters
    ----------
    frame, faults
        A table as it was read, and what was wrong with it.
    table
        Which one.

    Returns
    -------
    tuple
        The table, and the faults, of which that of such a day sets no row aside.
    """
    if table.name != "consents":
        return frame, faults
    lacks = pl.col(GRANTED).is_null() & pl.col(WITHDRAWN).is_not_null()
    kept = frame.select(lacks).to_series().to_numpy()
    if not kept.any():
        return frame, faults
    ends = ((GRANTED, EARLIEST), (latest(GRANTED), LATEST))
    known = frame.with_columns(
        pl.when(lacks).then(pl.lit(day).cast(pl.Date)).otherwise(pl.col(name)).alias(name)
        for name, day in ends
    )
    return known, [part for fault in faults for part in _milder(fault, kept)]


def _milder(fault: Fault, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[Fault]:
    """Part a fault of the day into that of the rows that stay and that of the others."""
    if fault.column != GRANTED or fault.rows is None:
        return [fault]
    stays = kept[fault.rows]
    parts = ((stays, "unusable_value"), (~stays, fault.code))
    return [
        attrs.evolve(
            fault,
            code=code,
            rows=fault.rows[rows],
            values=None if fault.values is None else fault.values.filter(pl.Series(rows)),
        )
        for rows, code in parts
        if rows.any()
    ]
