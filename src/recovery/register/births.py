"""Years of birth, as they were first recorded and as they were corrected since."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["before_birth", "years_of_birth"]

_NO_YEAR = np.iinfo(np.int32).min


def years_of_birth(survivors: pl.DataFrame) -> npt.NDArray[np.int32]:
    """Tabulate by code of a survivor the year before which nothing can have happened to them.

    It is the year that was recorded first, or an earlier one since. A year
    that was added to a survivor without one does not count, so that what is
    recorded later takes nothing away from what was known.

    Parameters
    ----------
    survivors
        All rows that were known, superseded ones included.
    """
    size = len(survivors["survivor_id"].dtype.categories)  # type: ignore[attr-defined]  # an Enum
    versions = survivors.select(
        pl.col("survivor_id").to_physical().alias("code"),
        pl.col("recorded_on_latest").alias("day"),
        "birth_year",
    ).drop_nulls("code")
    ordered = versions.sort("day", "birth_year", nulls_last=[False, True])
    first = ordered.unique("code", keep="first", maintain_order=True).drop_nulls("birth_year")
    least = versions.group_by("code").agg(pl.col("birth_year").min())
    years = first.select("code").join(least, on="code", how="left", maintain_order="left")
    born = np.full(size, _NO_YEAR, dtype=np.int32)
    born[years["code"].to_numpy()] = years["birth_year"].clip(-9999, 9999).to_numpy()
    return born


def before_birth(ids: pl.Series, latest: pl.Series, born: npt.NDArray[np.int32]) -> pl.Series:
    """Mark the rows whose day, at its latest, lies in a year before the survivor's birth."""
    year = pl.Series(born).gather(ids.to_physical())
    return (latest.dt.year() < year).fill_null(value=False)
