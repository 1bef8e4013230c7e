"""Delimited text files, read only when their structure is sound.

Every cell is read as text, so that ``NA`` stays the code of Namibia and a
leading zero stays where it is.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.errors import RecordError
from recovery.register.raw import RawTable, numbered

__all__ = ["read_text_file"]

_SEPARATORS = (",", ";", "\t", "|")
_CHUNK = 1 << 24
_SHOWN = 5


def read_text_file(path: Path, table: str, *, encoding: str = "utf-8") -> RawTable:
    """Read one delimited text file.

    The separator is found in the header, or in a line such as ``sep=;`` above
    it. Blank lines above the header and a byte order mark are passed over, and
    UTF-16 is recognised by its mark.

    Raises
    ------
    RecordError
        If the file is empty, is not text in ``encoding``, has a header with an
        empty or repeated name, or has rows with too few or too many cells.
    """
    content, above, said = _from_header_on(_utf8(path, encoding))
    header, separator = _header(content, path.name, said)
    _refuse(_header_faults(header, path.name), path.name)
    if not _surely_even(content, separator, len(header)):
        _refuse(_ragged(content, separator, len(header), above), path.name)
    try:
        frame = pl.read_csv(
            io.BytesIO(content),
            separator=separator,
            infer_schema=False,
            has_header=True,
            new_columns=[name.strip() for name in header],
            null_values=None,
        )
    except pl.exceptions.PolarsError:  # its message would show cells
        _refuse(_ragged(content, separator, len(header), above), path.name)
        message = f"{path.name} cannot be read as a table: look for stray quotation marks"
        raise RecordError(message) from None
    return RawTable(table, path.name, numbered(frame, above + 2), decimal_comma=separator in ";\t")


def _refuse(faults: Iterable[str], name: str) -> None:
    if listed := tuple(faults):
        message = f"{name} cannot be read as a table: mend it and read again"
        raise RecordError(message, faults=listed)


def _utf8(path: Path, encoding: str) -> bytes:
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text_is_sound = encoding == "utf-8" and _is_utf8(content)
        if not text_is_sound:
            content = content.decode(encoding).encode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = (
            f"{path.name} is not {encoding} text, as line {line} shows: save it as UTF-8, "
            "or name its encoding in the mapping"
        )
        raise RecordError(message) from None
    except LookupError:
        message = f"{encoding!r} is not a known encoding: name one such as 'utf-8' or 'cp1252'"
        raise RecordError(message) from None
    if not content.strip():
        message = f"{path.name} is empty: it needs a header line with the names of the columns"
        raise RecordError(message)
    if b"\r" in content[:4096] and b"\n" not in content[:4096]:
        content = content.replace(b"\r", b"\n")
    return content


def _is_utf8(content: bytes) -> bool:
    return content.isascii() or bool(content.decode("utf-8"))


def _from_header_on(content: bytes) -> tuple[bytes, int, str]:
    """Take off the lines above the header; say how many, and the separator that one names."""
    above, said = 0, ""
    while True:
        line, _, rest = content.partition(b"\n")
        words = line.strip().lower()
        if words and not (words.startswith(b"sep=") and len(words) <= len(b"sep=;")):
            return content, above, said
        said = "\t" if words == b"sep=" else words[4:].decode() or said
        content, above = rest, above + 1


def _header(content: bytes, name: str, said: str) -> tuple[list[str], str]:
    line = next(iter(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")))
    separator = said or max(_SEPARATORS, key=line.count)
    if b"\0" in content[:4096]:
        message = f"{name} is not a text file: export it as CSV or Parquet"
        raise RecordError(message)
    return next(csv.reader([line], delimiter=separator)), separator


def _header_faults(header: list[str], name: str) -> Iterator[str]:
    stripped = [cell.strip() for cell in header]
    for place, cell in enumerate(stripped, start=1):
        if not cell:
            yield f"{name}, header: column {place} has no name"
        elif stripped.index(cell) < place - 1:
            first = stripped.index(cell) + 1
            yield f"{name}, header: columns {first} and {place} have the same name"


def _ragged(content: bytes, separator: str, width: int, above: int) -> Iterator[str]:
    """Name the rows whose number of cells is not that of the header."""
    counts = _separators_by_row(content, separator)
    wrong = np.flatnonzero((counts != width - 1) & (counts >= 0))
    for row in wrong[:_SHOWN]:
        yield f"row {above + row + 1} has {counts[row] + 1} cells where the header has {width}"
    if len(wrong) > _SHOWN:
        yield f"… and {len(wrong) - _SHOWN} more rows like these"


def _surely_even(content: bytes, separator: str, width: int) -> bool:
    """Say quickly whether the number of separators fits; a row too long is found in reading."""
    rows = content.count(b"\n") + (not content.endswith(b"\n"))
    return b'"' not in content and content.count(separator.encode()) == rows * (width - 1)


def _separators_by_row(content: bytes, separator: str) -> npt.NDArray[np.int64]:
    """Count the separators outside quotes in each row; -1 for a blank row."""
    data = np.frombuffer(content, dtype=np.uint8)
    quoted = b'"' in content
    inside, before, start = False, 0, 0
    ends: list[npt.NDArray[np.int64]] = []
    seen: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        is_end, is_separator = piece == ord("\n"), piece == ord(separator)
        if quoted:
            within = np.logical_xor.accumulate(piece == ord('"')) ^ inside
            inside = bool(within[-1])
            is_end &= ~within
            is_separator &= ~within
        end = np.flatnonzero(is_end)
        seen.append(before + np.searchsorted(np.flatnonzero(is_separator), end))
        ends.append(end + start)
        before += int(np.count_nonzero(is_separator))
    end, total = np.concatenate(ends), np.concatenate(seen)
    if not len(end) or end[-1] != len(data) - 1:
        end, total = np.append(end, len(data)), np.append(total, before)
    lengths = np.diff(end, prepend=-1) - 1
    first = data[np.minimum(np.append(0, end[:-1] + 1), len(data) - 1)]
    blank = (lengths == 0) | ((lengths == 1) & (first == ord("\r")))
    return np.where(blank, -1, np.diff(total, prepend=0))
