"""Years of birth, as they were first recorded and as they were corrected since."""

from __future__ import annotations

import attrs
import polars as pl

from recovery.days import EARLIEST
from recovery.register.cells import latest

__all__ = ["Births", "before_birth", "years_of_birth"]


@attrs.frozen(eq=False)
class Births:
    """By code of a survivor, the year of birth and since when it was on record.

    Attributes
    ----------
    year
        The year before which nothing can have happened; null where none is known.
    since
        Day on which the survivor was first on record; the least there is when
        the row does not say it.
    """

    year: pl.Series
    since: pl.Series


def years_of_birth(survivors: pl.DataFrame) -> Births:
    """Tabulate the years of birth by code of a survivor.

    It is the year that was recorded first, or an earlier one since. A year
    that was added to a survivor without one does not count, so that what is
    recorded later takes nothing away from what was known.

    Parameters
    ----------
    survivors
        All rows that were known, superseded ones included.
    """
    dictionary = survivors["survivor_id"].dtype
    size = len(dictionary.categories) if isinstance(dictionary, pl.Enum) else 0
    versions = survivors.select(
        pl.col("survivor_id").to_physical().alias("code"),
        pl.col("recorded_on_latest").cast(pl.Int32).fill_null(EARLIEST).alias("since"),
        "birth_year",
    ).drop_nulls("code")
    ordered = versions.sort("since", "birth_year", nulls_last=[False, True])
    first = ordered.unique("code", keep="first", maintain_order=True).drop_nulls("birth_year")
    least = versions.group_by("code").agg(pl.col("birth_year").min().alias("year"))
    known = first.join(least, on="code", how="left")
    by_code = pl.DataFrame({"code": pl.int_range(size, dtype=pl.UInt32, eager=True)}).join(
        known, on="code", how="left", maintain_order="left"
    )
    return Births(by_code["year"], by_code["since"])


def before_birth(rows: pl.DataFrame, occurred: str, births: Births) -> pl.Series:
    """Mark the rows whose day, at its latest, lies in a year before the survivor's birth.

    A row that was recorded before the survivor was on record is not judged.
    """
    code = rows["survivor_id"].to_physical()
    day = rows[latest(occurred)]
    recorded = rows["recorded_on_latest"].fill_null(day).cast(pl.Int32)
    early = (day.dt.year() < births.year.gather(code)) & (births.since.gather(code) <= recorded)
    return early.fill_null(value=False)
