"""Text files are read as they were written, or refused with the rows to mend."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from recovery.errors import RecordError
from recovery.register.raw import ROW, RawTable
from recovery.register.text_files import read_text_file


def read(tmp_path: Path, content: str | bytes, **options: str) -> pl.DataFrame:
    return raw(tmp_path, content, **options).frame


def raw(tmp_path: Path, content: str | bytes, **options: str) -> RawTable:
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_text_file(path, "t", **options)


def refused(tmp_path: Path, content: str | bytes, **options: str) -> RecordError:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, content, **options)
    return caught.value


SAME = "id,town\nA,Köln\nB,Łódź\n"


@pytest.mark.parametrize(
    "content",
    [
        SAME,
        SAME.rstrip("\n"),
        SAME.replace("\n", "\r\n"),
        SAME.replace("\n", "\r"),
        SAME.encode("utf-8-sig"),
        SAME.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + SAME.encode("utf-16-be"),
        SAME.replace(",", ";"),
        SAME.replace(",", "\t"),
        SAME.replace(",", "|"),
        '"id","town"\n"A","Köln"\n"B","Łódź"\n',
        " id , town \nA,Köln\nB,Łódź\n",
    ],
    ids=[
        "plain", "no last newline", "CRLF", "CR", "BOM", "UTF-16", "UTF-16 big-endian",
        "semicolons", "tabs", "bars", "quoted", "spaces in the header",
    ],
)  # fmt: skip
def test_one_table_written_in_many_ways(tmp_path: Path, content: str | bytes) -> None:
    frame = read(tmp_path, content)
    assert frame.to_dict(as_series=False) == {
        ROW: [2, 3],
        "id": ["A", "B"],
        "town": ["Köln", "Łódź"],
    }


def test_every_cell_is_text_and_namibia_stays(tmp_path: Path) -> None:
    frame = read(tmp_path, "a,b,c,d\nNA,007,null,1e5\nnan,None,N/A,-\n")
    assert frame.drop(ROW).rows() == [("NA", "007", "null", "1e5"), ("nan", "None", "N/A", "-")]


def test_an_empty_cell_is_empty_with_and_without_quotes(tmp_path: Path) -> None:
    frame = read(tmp_path, 'a,b,c\n1,,""\n')
    assert [cell or None for cell in frame.drop(ROW).row(0)] == ["1", None, None]


def test_a_cell_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    frame = read(tmp_path, 'a,b\n"x,y","he said ""no""\nand left"\nz,w\n')
    assert frame.rows() == [(2, "x,y", 'he said "no"\nand left'), (3, "z", "w")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_blank_lines_are_passed_over_and_counted(tmp_path: Path, newline: str) -> None:
    frame = read(tmp_path, newline.join(["a,b", "1,2", "", "3,4", "", "", "5,6", ""]))
    assert frame.rows() == [(2, "1", "2"), (4, "3", "4"), (7, "5", "6")]


def test_rows_of_empty_cells_are_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n,\n3,4\n")[ROW].to_list() == [3]


def test_a_table_of_one_column_has_no_separator(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n1\n\n2\n").rows() == [(2, "1"), (4, "2")]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    for content in ("a,b", "a,b\n", "a,b\r\n"):
        frame = read(tmp_path, content)
        assert (frame.columns, frame.height) == ([ROW, "a", "b"], 0)


def test_semicolons_mean_decimal_commas(tmp_path: Path) -> None:
    assert raw(tmp_path, "a;b\n1,5;2\n").decimal_comma
    assert not raw(tmp_path, "a,b\n1.5,2\n").decimal_comma


@pytest.mark.parametrize("content", ["", "\n\n", b"\xef\xbb\xbf", " \n"])
def test_an_empty_file_needs_a_header(tmp_path: Path, content: str | bytes) -> None:
    assert "t.csv is empty: it needs a header line" in str(refused(tmp_path, content))


def test_the_header_names_every_column_once(tmp_path: Path) -> None:
    assert refused(tmp_path, "a,,b,a \n1,2,3,4\n").faults == (
        "t.csv, header: column 2 has no name",
        "t.csv, header: columns 1 and 4 have the same name",
    )


def test_the_wrong_encoding_is_said_with_its_line(tmp_path: Path) -> None:
    content = "id,town\nA,Bonn\nB,Köln\n".encode("latin-1")
    message = str(refused(tmp_path, content))
    assert "t.csv is not utf-8 text, as line 3 shows" in message
    assert "name its encoding in the mapping" in message
    assert read(tmp_path, content, encoding="latin-1")["town"].to_list() == ["Bonn", "Köln"]


def test_an_encoding_that_there_is_not_is_refused(tmp_path: Path) -> None:
    assert "'klingon' is not a known encoding" in str(refused(tmp_path, "a\n", encoding="klingon"))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    assert "not a text file" in str(refused(tmp_path, b"PAR1\x00\x00\n\x00"))


RAGGED = {
    "long": ("a,b\n1,2\n3,4,5\n6,7\n", {3: 3}),
    "short": ("a,b\n1,2\n3\n6,7\n", {3: 1}),
    "last, without a newline": ("a,b\n1,2\n3", {3: 1}),
    "first": ("a,b\n1,2,3\n4,5\n", {2: 3}),
    "windows": ("a,b\r\n1,2\r\n3\r\n4,5,6\r\n", {3: 1, 4: 3}),
    "after a blank line": ("a,b\n1,2\n\n3\n", {4: 1}),
    "after lines within quotes": ('a,b\n"1\n\n,x",2\n"3,3"\n4,5,6\n', {3: 1, 4: 3}),
    "doubled quotes": ('a,b\n"say ""a,b""",2\n"x","y","z"\n', {3: 3}),
    "one more than the header, evenly": ("a,b\n1,2,3\n4,5,6\n", {2: 3, 3: 3}),
    "as many separators in all": ("a,b\n1,2,3\n4\n", {2: 3, 3: 1}),
}


@pytest.mark.parametrize("case", RAGGED)
def test_ragged_rows_are_named(tmp_path: Path, case: str) -> None:
    content, wrong = RAGGED[case]
    assert refused(tmp_path, content).faults == tuple(
        f"row {row} has {cells} cells where the header has 2" for row, cells in wrong.items()
    )


def test_of_many_ragged_rows_a_few_are_named(tmp_path: Path) -> None:
    faults = refused(tmp_path, "a,b\n" + "1\n" * 30).faults
    assert faults[-1] == "… and 25 more rows like these"
    assert len(faults) == 6


def test_a_quote_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, 'a,b\n1,"2\n3,4\n')


@pytest.mark.parametrize(
    "row", ['5" pipe,6', '5" x,y" z', '5" x,y" z,w', '"5" pipe,6', '"5"x"y",6']
)
def test_a_stray_quote_is_refused_or_kept_but_never_moves_a_cell(tmp_path: Path, row: str) -> None:
    content = f"a,b\n1,2\n{row}\n7,8\n"
    try:
        frame = read(tmp_path, content)
    except RecordError:
        return
    assert frame["b"].to_list() == ["2", "6", "8"]


def test_lines_above_the_header_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=|\n\na|b\n1|2\n3\n", encoding="utf-8")
    with pytest.raises(RecordError, match="row 5 has 1 cells where the header has 2"):
        read_text_file(path, "t")
    path.write_text("sep=|\n\na|b\n1|2\n3|4\n", encoding="utf-8")
    read = read_text_file(path, "t").frame
    assert read.rows() == [(4, "1", "2"), (5, "3", "4")]
