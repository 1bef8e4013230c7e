"""Write an invented register to a folder, with its truth beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from recovery.days import iso_day
from recovery.errors import DefinitionError, allowed
from recovery.synthetic import rates
from recovery.synthetic.invent import Invented, invented_register

__all__ = ["write_example"]

Format = Literal["csv", "parquet"]

_NOTE = "These records are invented. No row is about anybody.\n"
"""What a report of these records says at its top."""

_README = """\
{survivors:,} survivors were made up with the seed {seed}; the data are cut on {cut}.
truth.json says what is true of them: the chance per day behind every wait, the
shares, and how many rows of each kind of fault were put in on purpose.
"""


def write_example(
    folder: str | Path,
    *,
    survivors: int = 2000,
    seed: int = 1,
    format: Format = "csv",  # noqa: A002  # pandas and polars call it so
    faults: bool = True,
) -> Invented:
    """Write an invented register: a file a table, ``truth.json`` and ``README.txt``.

    ``NOTE.txt`` says that the records are invented; reports repeat it.

    Parameters
    ----------
    folder
        Where to; made if it is not there. Files of the same names are replaced.
    survivors, seed
        As in :func:`invented_register`.
    format
        ``"csv"`` or ``"parquet"``.
    faults
        As in :func:`invented_register`.

    Returns
    -------
    Invented
        What was written.

    Raises
    ------
    DefinitionError
        If the format is another one.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = write_example(folder, survivors=50)
    ...     names = sorted(path.name for path in Path(folder).iterdir())
    >>> names[:3]
    ['NOTE.txt', 'README.txt', 'accused.csv']
    """
    if format not in get_args(Format):
        message = f"records are not written as {format!r}; {allowed(get_args(Format))}"
        raise DefinitionError(message)
    invented = invented_register(survivors, seed=seed, faults=faults)
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    for name, table in invented.tables.items():
        _write(table, into / f"{name}.{format}")
    truth = json.dumps(invented.truth.to_dict(), indent=2)
    (into / "truth.json").write_text(truth + "\n", encoding="utf-8")
    readme = _NOTE + "\n" + _README.format(survivors=survivors, seed=seed, cut=iso_day(rates.CUT))
    (into / "NOTE.txt").write_text(_NOTE, encoding="utf-8")
    (into / "README.txt").write_text(readme, encoding="utf-8")
    return invented


def _write(table: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        table.write_csv(path)
    else:
        table.write_parquet(path, compression="zstd", compression_level=1)
