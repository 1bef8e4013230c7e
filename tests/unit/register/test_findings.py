"""No text about records shows what stands in them."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from recovery.errors import Findings, RecordError
from recovery.register import Register, read_register
from small_register import sound_tables, with_rows

PRIVATE = "Xq7-Jane"


def row(**cells: str) -> dict[str, str | None]:
    sound: dict[str, str | None] = {
        "survivor_id": "S1",
        "milestone": "safety_plan",
        "occurred_on": "2022-01-01",
    }
    return sound | cells


@pytest.fixture(scope="module")
def faulty() -> Register:
    """Read records with a private word in every kind of cell that can be at fault."""
    tables = with_rows(
        sound_tables(),
        "milestones",
        row(survivor_id=f"{PRIVATE}-9"),
        row(milestone=PRIVATE),
        row(occurred_on=PRIVATE),
        row(recorded_on=PRIVATE),
        row(episode=PRIVATE),
        row(contribution=PRIVATE),
        row(contribution_kind=f"oversight;{PRIVATE}"),
        row(operation_id=PRIVATE),
        row(change_reason=PRIVATE),
        row(reason=PRIVATE),
        row(reason=PRIVATE),
        row(survivor_id="S2", occurred_on="2022-11-01", reason=PRIVATE),
    )
    support = {"service": "legal", "delivered_on": "2022-01-01", "survivor_id": "S1"}
    tables = with_rows(
        tables,
        "support",
        support | {"minutes": PRIVATE},
        support | {"specialist": PRIVATE, "delivered_on": "2022-01-02"},
        support | {"service": PRIVATE},
    )
    tables = with_rows(
        tables,
        "merges",
        {"old_id": PRIVATE, "kept_id": f"{PRIVATE}-2", "merged_on": "2022-01-01"},
        {"old_id": f"{PRIVATE}-2", "kept_id": PRIVATE, "merged_on": "2022-01-01"},
    )
    tables = with_rows(tables, "goals", {**support, "goal_id": PRIVATE, "level": PRIVATE})
    tables["survivors"] = tables["survivors"].with_columns(first_name=pl.lit(PRIVATE))
    return read_register(tables)


def texts(findings: Findings) -> list[str]:
    return [
        str(findings),
        repr(findings),
        repr(findings.batches),
        repr(findings.columns()),
        repr(findings.counts()),
        *(text for finding in findings for text in (str(finding), repr(finding))),
        *(" ".join(map(str, column)) for column in findings.columns().values()),
    ]


def test_faults_were_found_and_hold_the_value_apart(faulty: Register) -> None:
    codes = {finding.code for finding in faulty.findings}
    assert codes >= {
        "orphan_id", "unknown_code", "bad_date", "unusable_value", "missing_value", "duplicate",
        "unknown_reference", "circular_merge", "direct_identifier", "after_death",
    }  # fmt: skip
    assert sum(PRIVATE in str(finding.value) for finding in faulty.findings) >= 10


def test_no_text_of_a_finding_shows_a_value(faulty: Register) -> None:
    assert not [text for text in texts(faulty.findings) if PRIVATE in text]


def test_a_register_and_a_snapshot_show_no_value(faulty: Register) -> None:
    assert PRIVATE not in repr(faulty)
    assert PRIVATE not in repr(faulty.as_of("2023-01-01"))


def test_findings_are_a_sequence(faulty: Register) -> None:
    findings = faulty.findings
    assert len(list(findings)) == len(findings) == sum(findings.counts().values())
    assert findings[-1] == list(findings)[-1]
    assert findings[1:3] == tuple(findings)[1:3]
    assert {finding.code for finding in findings.where(table="support")} == {
        "unusable_value",
        "unknown_service",
    }
    with pytest.raises(IndexError, match=f"there are {len(findings)} findings"):
        findings[len(findings)]


def text_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def in_folder(content: str) -> Callable[[Path], Any]:
    def write(folder: Path) -> Path:
        (folder / "survivors.csv").write_text(content, encoding="utf-8")
        (folder / "milestones.csv").write_text("survivor_id,milestone,occurred_on\n")
        return folder

    return write


def in_latin(folder: Path) -> Path:
    (folder / "survivors.csv").write_bytes(f"survivor_id\n{PRIVATE}é\n".encode("latin-1"))
    return folder


def in_parquet(folder: Path) -> Path:
    (folder / "survivors.parquet").write_text(PRIVATE)
    return folder


def in_database(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "r.db")) as connection:
        connection.execute("CREATE TABLE survivors (site)")
        connection.execute("INSERT INTO survivors VALUES (?)", [PRIVATE])
        connection.commit()
    return f"sqlite:///{folder / 'r.db'}"


REFUSED: dict[str, Callable[[Path], Any]] = {
    "long rows": in_folder(f"survivor_id\nA,{PRIVATE}\n"),
    "short rows": in_folder(f"survivor_id,site\n{PRIVATE}\n"),
    "open quotes": in_folder(f'survivor_id,site\nA,"{PRIVATE}\n'),
    "stray quotes": in_folder(f'survivor_id,site\nA,"{PRIVATE}"{PRIVATE}"\nB,c\n'),
    "column missing": in_folder(f"id\n{PRIVATE}\n"),
    "encoding": in_latin,
    "parquet": in_parquet,
    "database": in_database,
    "no frame": lambda _: {"survivors": [PRIVATE]},
}


@pytest.mark.parametrize("source", REFUSED)
def test_no_error_shows_a_value(source: str, tmp_path: Path) -> None:
    """Nor does what stands above it in a traceback."""
    with pytest.raises(RecordError) as caught:
        read_register(REFUSED[source](tmp_path))
    assert PRIVATE not in text_of(caught.value)
    assert PRIVATE not in repr(caught.value)
