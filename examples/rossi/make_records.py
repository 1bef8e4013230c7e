"""Write the data set ``rossi`` that lifelines ships as a folder of records.

    python examples/rossi/make_records.py records

The people in it are not survivors. The calendar is invented: everybody is
released on one day. Week *w* becomes the day 7·*w* after it, on which the
re-arrest is recorded, or for those who were not arrested the last contact.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import polars as pl
from lifelines.datasets import load_rossi

RELEASED = dt.date(1971, 1, 1)
"""An invented day; the year is of no meaning."""

NOTE = """\
These are not survivors of trafficking. The records stand in for theirs: 432 people released from
prisons in Maryland in the 1970s and followed for 52 weeks (P. H. Rossi, R. A. Berk and
K. J. Lenihan, Money, Work, and Crime, Academic Press 1980, as shipped with lifelines). Half of
them, chosen at random, were given financial aid (column fin). The calendar days are invented.
"""


def records() -> dict[str, pl.DataFrame]:
    """Return the data set as our tables."""
    columns = {name: column.to_numpy() for name, column in load_rossi().items()}
    people = pl.DataFrame(columns).with_columns(
        survivor_id=pl.format("R{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(3)),
        fin=pl.when(pl.col("fin") == 1).then(pl.lit("aid")).otherwise(pl.lit("no aid")),
        until=pl.lit(RELEASED) + pl.duration(weeks="week"),
    )
    released = people.select("survivor_id", milestone=pl.lit("released"), occurred_on=RELEASED)
    arrested = people.filter(pl.col("arrest") == 1).select(
        "survivor_id", milestone=pl.lit("rearrested"), occurred_on="until"
    )
    return {
        "survivors": people.select(
            "survivor_id", pl.exclude("survivor_id", "week", "arrest", "until")
        ),
        "milestones": pl.concat([released, arrested]),
        "contacts": people.filter(pl.col("arrest") == 0).select(
            "survivor_id", contacted_on="until", result=pl.lit("reached")
        ),
    }


def main(folder: Path) -> None:
    """Write each table as a CSV file, and beside them what every report must say."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in records().items():
        table.write_csv(folder / f"{name}.csv")
    (folder / "NOTE.txt").write_text(NOTE, encoding="utf-8")
    print(f"Wrote 432 people, who are not survivors, to {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "records"))
