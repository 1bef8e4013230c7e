"""Where records come from, and what is said when they cannot be had."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from recovery.errors import RecordError
from recovery.register import Register, read_register

SURVIVORS = pl.DataFrame({"survivor_id": ["S1", "S2"]})
MILESTONES = pl.DataFrame(
    {"survivor_id": ["S1"], "milestone": ["intake"], "occurred_on": ["2021-03-14"]}
)
BOTH = {"survivors": SURVIVORS, "milestones": MILESTONES}


def refused(source: Any) -> RecordError:
    with pytest.raises(RecordError) as caught:
        read_register(source)
    return caught.value


def two(folder: Path, ending: str = "csv") -> Path:
    for name, frame in BOTH.items():
        frame.write_csv(folder / f"{name}.{ending}", separator="\t" if ending == "tsv" else ",")
    return folder


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no folder 'nowhere'" in str(refused(tmp_path / "nowhere"))
    assert "sqlite:///" in str(refused(str(tmp_path / "nowhere")))


def test_a_folder_without_records(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").touch()
    assert "holds no CSV or Parquet file" in str(refused(tmp_path))


def test_two_files_of_one_table(tmp_path: Path) -> None:
    SURVIVORS.write_parquet(two(tmp_path) / "survivors.parquet")
    assert "survivors.parquet and survivors.csv are the same table" in str(refused(tmp_path))


def test_tab_separated_files_and_upper_case_endings(tmp_path: Path) -> None:
    assert read_register(two(tmp_path, "tsv")).tables["milestones"].height == 1
    for path in list(tmp_path.iterdir()):
        path.rename(path.with_suffix(".TSV"))
    assert read_register(tmp_path).tables["milestones"].height == 1


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "survivors.csv").write_text("")
    (tmp_path / "milestones.csv").write_text("survivor_id,milestone,occurred_on\nS1,intake\n")
    (tmp_path / "support.parquet").write_text("no")
    text = str(refused(tmp_path))
    assert "survivors.csv is empty" in text
    assert "row 2 has 2 cells where the header has 3" in text
    assert "support.parquet is not a Parquet file" in text


def test_the_tables_and_columns_that_are_needed_are_told_at_once() -> None:
    frames = {"milestones": MILESTONES.drop("occurred_on"), "support": SURVIVORS}
    assert refused(frames).faults == (
        "the table 'survivors' is missing; there is 'milestones', 'support'",
        "milestones needs a column 'occurred_on'",
        "support needs a column 'service'",
        "support needs a column 'delivered_on'",
    )


def test_what_is_no_data_frame() -> None:
    assert "survivors is a list, not a data frame" in str(refused({**BOTH, "survivors": [1]}))


def test_no_tables_at_all() -> None:
    assert "'survivors' is missing" in str(refused({}))


def test_tables_without_rows() -> None:
    register = read_register({name: frame.clear() for name, frame in BOTH.items()})
    assert [frame.height for frame in register.tables.values()] == [0, 0]
    assert not register.findings
    assert register.as_of("2021-01-01").tables["survivors"].height == 0


def test_files_of_headers_alone(tmp_path: Path) -> None:
    for name, frame in BOTH.items():
        frame.clear().write_csv(tmp_path / f"{name}.csv")
    assert not read_register(tmp_path).findings


def test_rows_are_numbered_below_the_header_of_a_file_and_from_one_in_a_frame(
    tmp_path: Path,
) -> None:
    more = MILESTONES.with_columns(milestone=pl.lit("moved"))
    frames = {**BOTH, "milestones": pl.concat([MILESTONES, more])}
    assert unknown_code(read_register(frames)) == [("milestones", 2)]
    for name, frame in frames.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    assert unknown_code(read_register(tmp_path)) == [("milestones.parquet", 2)]
    for name, frame in frames.items():
        (tmp_path / f"{name}.parquet").unlink()
        frame.write_csv(tmp_path / f"{name}.csv")
    assert unknown_code(read_register(tmp_path)) == [("milestones.csv", 3)]


def unknown_code(register: Register) -> list[tuple[str, int | None]]:
    return [(f.source, f.row) for f in register.findings.where(code="unknown_code")]


def test_rows_of_a_file_are_counted_with_its_blank_lines_and_quoted_lines(tmp_path: Path) -> None:
    two(tmp_path)
    (tmp_path / "milestones.csv").write_text(
        'survivor_id,milestone,occurred_on,note\nS1,intake,2021,"a\nb"\n\nS1,moved,2021,\n'
    )
    assert unknown_code(read_register(tmp_path)) == [("milestones.csv", 4)]


def test_wide_files_of_instruments_are_one_table(tmp_path: Path) -> None:
    two(tmp_path)
    (tmp_path / "assessments_phq9.csv").write_text(
        "survivor_id,assessed_on,item_1\nS1,2021,3\nS9,2021,2\n"
    )
    (tmp_path / "assessments_pcl5.csv").write_text("survivor_id,assessed_on,total\nS2,2022,40\n")
    register = read_register(tmp_path)
    rows = register.tables["assessments"].select("survivor_id", "instrument", "total")
    assert sorted(rows.rows()) == [("S1", "phq9", None), ("S2", "pcl5", 40.0)]
    orphan = register.findings.where(code="orphan_id")[0]
    assert (orphan.source, orphan.row) == ("assessments_phq9.csv", 3)


def test_pandas_frames_with_every_kind_of_missing() -> None:
    frames = {
        "survivors": pd.DataFrame(
            {"survivor_id": [1, 2], "birth_year": [1990, None], "site": ["NA", None]}
        ),
        "milestones": pd.DataFrame(
            {
                "survivor_id": pd.array([1, 2], dtype="Int64"),
                "milestone": pd.Categorical(["intake", "intake"]),
                "occurred_on": [dt.date(2021, 3, 14), "2021"],
                "evidence_on": [pd.Timestamp("2021-03-15"), pd.NaT],
                "minutes": pd.array([None, 3], dtype="Int64"),
            }
        ),
    }
    register = read_register(frames)
    survivors, milestones = register.tables["survivors"], register.tables["milestones"]
    assert register.findings.count("error") == 0
    assert survivors.select("survivor_id", "birth_year", "site").rows() == [
        ("1", 1990, "NA"),
        ("2", None, None),
    ]
    assert milestones["occurred_on"].to_list() == [dt.date(2021, 3, 14), dt.date(2021, 1, 1)]
    assert milestones["evidence_on"].to_list() == [dt.date(2021, 3, 15), None]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "records.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE survivors (survivor_id, birth_year)")
        connection.execute("CREATE TABLE people (id, what, day)")
        connection.executemany(
            "INSERT INTO survivors VALUES (?, ?)", [(1, 1990), ("2", "declined"), (3, None)]
        )
        connection.execute("INSERT INTO people VALUES ('2', 'intake', '2021-03-14')")
        connection.execute(
            "CREATE VIEW milestones AS "
            "SELECT id AS survivor_id, what AS milestone, day AS occurred_on FROM people"
        )
        connection.commit()
    return path


def test_a_database_of_mixed_cells_and_views(database: Path) -> None:
    register = read_register(f"sqlite:///{database}")
    assert register.tables["survivors"]["survivor_id"].to_list() == ["1", "2", "3"]
    assert register.tables["survivors"]["birth_year"].to_list() == [1990, None, None]
    assert register.tables["milestones"]["survivor_id"].to_list() == ["2"]
    assert [f.source for f in register.findings.where(code="unknown_table")] == ["people"]


def test_a_database_is_not_changed_by_reading(database: Path) -> None:
    before = database.read_bytes()
    read_register(f"sqlite:///{database}")
    assert database.read_bytes() == before


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no database file 'no.db'" in str(refused(f"sqlite:///{tmp_path}/no.db"))
    assert not (tmp_path / "no.db").exists()
    (tmp_path / "text.db").write_text("not a database, but long enough to be looked at as one")
    assert "text.db is not a SQLite database" in str(refused(f"sqlite:///{tmp_path}/text.db"))


def test_any_other_database_is_read_through_its_engine(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    make = sqlalchemy.create_engine
    monkeypatch.setattr(
        sqlalchemy, "create_engine", lambda _, **options: make(f"sqlite:///{database}", **options)
    )
    register = read_register("postgresql://server/records")
    assert register.tables["survivors"].height == 3
    assert register.tables["milestones"].height == 1


def test_a_database_that_cannot_be_opened_does_not_show_its_password() -> None:
    pytest.importorskip("sqlalchemy")
    text = str(refused("nosuchdatabase://somebody:secret@server/records"))
    assert "the nosuchdatabase database cannot be opened" in text
    assert "secret" not in text


SURVIVORS = pl.DataFrame({"survivor_id": ["A"], "exploitation": [["labour", "sexual"]]})
INTAKE = pl.DataFrame(
    {"survivor_id": ["A"], "milestone": ["intake"], "occurred_on": ["2021-01-01"]}
)


def test_a_list_in_a_cell_is_several_values() -> None:
    register = read_register({"survivors": SURVIVORS, "milestones": INTAKE})
    assert register.tables["survivors"]["exploitation"].to_list() == ["labour;sexual"]


@pytest.mark.parametrize(
    "taken", ["_row", "_source", "occurred_on_latest", "occurred_on_missing_as"]
)
def test_names_that_are_taken(taken: str) -> None:
    milestones = INTAKE.with_columns(pl.lit("x").alias(taken))
    with pytest.raises(RecordError, match=f"'{taken}' is taken"):
        read_register({"survivors": SURVIVORS, "milestones": milestones})


def test_cells_within_cells_are_refused() -> None:
    nested = SURVIVORS.with_columns(pl.struct("survivor_id").alias("inner"))
    with pytest.raises(RecordError, match="'inner' holds cells within cells"):
        read_register({"survivors": nested, "milestones": INTAKE})


def test_a_required_column_written_otherwise_is_hinted_at() -> None:
    odd = INTAKE.rename({"survivor_id": "Survivor ID"})
    with pytest.raises(RecordError, match=r"'survivor_id' \(there is 'Survivor ID': rename it\)"):
        read_register({"survivors": SURVIVORS, "milestones": odd})


def test_a_file_is_not_a_folder_and_a_workbook_is_found(tmp_path: Path) -> None:
    SURVIVORS.select("survivor_id").write_csv(tmp_path / "survivors.csv")
    INTAKE.write_csv(tmp_path / "milestones.csv")
    (tmp_path / "support.xlsx").write_bytes(b"")
    with pytest.raises(RecordError, match="is a file: give the folder"):
        read_register(tmp_path / "survivors.csv")
    assert [f.source for f in read_register(tmp_path).findings.where(code="unknown_table")] == [
        "support.xlsx"
    ]
