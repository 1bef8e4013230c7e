"""Foreign exports become our tables by a mapping, or the mapping's faults are all told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from recovery.errors import RecordError
from recovery.register import Register, read_register
from recovery.register.mapping import read_mapping

EXPORT = pl.DataFrame(
    {
        "Case no": ["A", "B", "C"],
        "Decision": ["Positive CG", "Negative CG", "Suspended"],
        "Decided": ["2021-01-05", "2021-02-05", "2021-03-05"],
        "People": ["1", "2", "0"],
        "Office": ["north", "south", "north"],
    }
)
MAPPING: dict[str, Any] = {
    "survivors": {"source": "export", "columns": {"survivor_id": "Case no"}},
    "milestones": {
        "source": "export",
        "columns": {
            "survivor_id": "Case no",
            "milestone": "Decision",
            "occurred_on": "Decided",
        },
        "values": {"source": "register of decisions", "episode": "1"},
        "codes": {
            "milestone": {
                "Positive CG": "victim_status_granted",
                "Negative CG": "victim_status_refused",
            }
        },
    },
}


def read(mapping: Any = MAPPING, frame: pl.DataFrame = EXPORT) -> Register:
    return read_register({"export": frame}, mapping)


def test_tables_columns_and_codes_are_translated() -> None:
    milestones = read().tables["milestones"]
    assert milestones["milestone"].to_list() == ["victim_status_granted", "victim_status_refused"]
    assert milestones["survivor_id"].to_list() == ["A", "B"]
    assert milestones["source"].unique().to_list() == ["register of decisions"]


def test_a_code_that_is_not_translated_is_found() -> None:
    found = read().findings.where(code="unknown_code")
    assert [(f.row, f.column, f.source) for f in found] == [(3, "milestone", "export")]


def test_columns_that_no_one_names_stay_as_attributes() -> None:
    assert read().tables["survivors"]["Office"].to_list() == ["north", "south", "north"]


def test_rows_are_numbered_and_repeated() -> None:
    mapping = {
        **MAPPING,
        "survivors": {"source": "export", "columns": {"survivor_id": "@row"}, "repeat": "People"},
        "milestones": {
            **MAPPING["milestones"],
            "columns": {**MAPPING["milestones"]["columns"], "survivor_id": "@row"},
            "repeat": "People",
        },
    }
    register = read(mapping)
    assert register.tables["survivors"]["survivor_id"].to_list() == ["1.1", "2.1", "2.2"]
    assert "People" not in register.tables["survivors"]
    assert register.tables["milestones"]["milestone"].to_list() == [
        "victim_status_granted",
        *["victim_status_refused"] * 2,
    ]


def test_repeated_rows_keep_the_number_of_the_row_they_stood_in() -> None:
    milestones = {**MAPPING["milestones"], "repeat": "People", "codes": {}}
    found = read({**MAPPING, "milestones": milestones}).findings.where(code="unknown_code")
    assert [f.row for f in found] == [1, 2, 2]


@pytest.mark.parametrize("count", ["two", "-1", "1.5", ""])
def test_only_whole_numbers_repeat(count: str) -> None:
    frame = EXPORT.with_columns(People=pl.Series(["1", count, "1"]))
    mapping = {**MAPPING, "survivors": {**MAPPING["survivors"], "repeat": "People"}}
    with pytest.raises(RecordError, match="'People' must hold whole numbers from 0: see row 2"):
        read(mapping, frame)


def test_all_that_a_mapping_names_wrongly_is_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        read_mapping({"visits": {}, "milestones": {"colums": {}}, "survivors": "export"})
    faults = caught.value.faults
    assert len(faults) == 3
    assert "[visits] is not a table" in faults[0]
    assert "'survivors'" in faults[0]
    assert "[milestones] has 'colums'" in faults[1]
    assert "write [survivors]" in faults[2]


@pytest.mark.parametrize(
    "section",
    [
        {"columns": "Case no"},
        {"columns": {"survivor_id": 3}},
        {"values": {"episode": 1}},
        {"codes": {"milestone": "intake"}},
        {"source": 3},
        {"repeat": ["a"]},
        {"only_with": True},
        {"others": "no"},
    ],
)
def test_a_section_of_the_wrong_shape_is_refused(section: dict[str, Any]) -> None:
    (key,) = section
    with pytest.raises(RecordError, match=rf"\[milestones\] {key} must be "):
        read_mapping({"milestones": section})


def test_several_sections_of_one_table_and_only_rows_that_say_so() -> None:
    frame = EXPORT.with_columns(Died=pl.Series(["TRUE", "no", None]))
    died = {
        "source": "export",
        "only_with": "Died",
        "others": False,
        "columns": {"survivor_id": "Case no"},
        "values": {"milestone": "died", "occurred_on": "unknown"},
    }
    register = read({**MAPPING, "milestones": [MAPPING["milestones"], died]}, frame)
    rows = register.tables["milestones"].select("survivor_id", "milestone", "Office").rows()
    assert rows[2:] == [("A", "died", None)]
    assert [f.row for f in register.findings.where(code="unknown_code")] == [3]


def test_each_of_several_codes_is_translated() -> None:
    frame = EXPORT.with_columns(Kinds=pl.Series(["Sex; Work", "Work", "Sex;Other"]))
    survivors = {
        **MAPPING["survivors"],
        "columns": {"survivor_id": "Case no", "exploitation": "Kinds"},
        "codes": {"exploitation": {"Sex": "sexual", "Work": "labour"}},
    }
    register = read({**MAPPING, "survivors": survivors}, frame)
    assert register.tables["survivors"]["exploitation"].to_list() == [
        "sexual;labour",
        "labour",
        "sexual;Other",
    ]


def test_all_that_the_source_lacks_is_told_at_once() -> None:
    mapping = {
        "survivors": {"source": "people", "columns": {"survivor_id": "id"}},
        "milestones": {
            "source": "export",
            "columns": {"survivor_id": "Case", "milestone": "Outcome"},
            "codes": {"reason": {"a": "b"}},
        },
    }
    with pytest.raises(RecordError) as caught:
        read(mapping)
    assert caught.value.faults == (
        "[survivors] source 'people' is not there",
        "[milestones] export has no column 'Case'",
        "[milestones] export has no column 'Outcome'",
        "[milestones] there is no column 'reason' whose codes could be translated",
    )


def test_a_mapping_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'encoding = "latin-1"\n[survivors]\nsource = "Leute"\n'
        '[survivors.columns]\nsurvivor_id = "Nr"\nsite = "Ort"\n'
        '[milestones.columns]\nsurvivor_id = "id"\n',
        encoding="utf-8",
    )
    (tmp_path / "Leute.csv").write_bytes("Nr;Ort\nA;Köln\n".encode("latin-1"))
    (tmp_path / "milestones.csv").write_text("id,milestone,occurred_on\nA,intake,2021\n")
    for mapping in (path, str(path)):
        register = read_register(tmp_path, mapping)
        assert register.tables["survivors"]["site"].to_list() == ["Köln"]
        assert register.findings.count("unknown_table") == 0


def test_a_mapping_that_is_not_there_or_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"there is no mapping 'nothing'.*'htcds'"):
        read_mapping("nothing")
    (tmp_path / "bad.toml").write_text("[survivors\n")
    with pytest.raises(RecordError, match=r"bad\.toml is not TOML"):
        read_mapping(tmp_path / "bad.toml")


def test_only_rows_with_some_values() -> None:
    frame = pl.DataFrame(
        {"no": ["1", "1", "2"], "stage": ["final", "first ", "final"], "said": ["yes", "yes", "no"]}
    )
    section = {
        "source": "decisions_of_others",
        "only": {"stage": ["final"]},
        "columns": {"survivor_id": "no", "milestone": "said"},
        "values": {"occurred_on": "2021-03-14"},
        "codes": {"milestone": {"yes": "victim_status_granted", "no": "victim_status_refused"}},
    }
    records = {"survivors": pl.DataFrame({"survivor_id": ["1", "2"]}), "decisions_of_others": frame}
    register = read_register(records, {"milestones": section})
    assert register.tables["milestones"]["milestone"].to_list() == [
        "victim_status_granted",
        "victim_status_refused",
    ]


def test_what_an_attribute_does_not_translate_is_found() -> None:
    frame = pl.DataFrame({"no": ["1", "2", "3", "4"], "sex": ["F", "x", None, "declined"]})
    section = {
        "source": "people",
        "columns": {"survivor_id": "no", "gender": "sex"},
        "codes": {"gender": {"F": "female", "M": "male"}},
    }
    milestones = pl.DataFrame(
        {"survivor_id": ["1"], "milestone": ["intake"], "occurred_on": ["2021-01-01"]}
    )
    register = read_register({"people": frame, "milestones": milestones}, {"survivors": section})
    assert [(f.row, f.column, f.value) for f in register.findings.where(code="untranslated")] == [
        (2, "gender", "x")
    ]
    assert register.tables["survivors"]["gender"].to_list() == ["female", "x", None, "declined"]
