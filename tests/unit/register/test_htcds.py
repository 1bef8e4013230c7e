"""The shipped mapping of the Human Trafficking Case Data Standard, on an invented export."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from recovery.register import Register, mapping, read_register

PERSON = """\
prs_Id,prs_FirstName,prs_Birthdate,prs_Gender,prs_Citizenship,prs_Deceased,prs_MaritalStatus,\
prs_MobilePhone,vic_TraffickingStatus,vic_TypeOfExploitation,vic_MethodsOfControl
P1,Ann,1990-05-17,Feminine,NA,false,Single,+264 81 000 0000,PossibleVictimOfTrafficking,\
ForcedLabour;SexualExploitation,DebtBondage ;TakesEarnings
P2,Ben,2001-01-01,Masculine,NP,TRUE,Married,,ActualVictimOfTrafficking,Servitude,
P3,Cid,,NonSpecifiedUnknown,BD,,,,NotAVictimOfTrafficking,Other; OrganRemoval,
"""
CASE = """\
prs_Id,cas_Id,cas_Status,cas_IncomingReferralDate,cas_OutgoingReferralDate,cas_ReasonForCaseClosure
P1,C1,Active,2021-03-14,,
P2,C2,ClosedReferred,2021-04,2021-09-01,a long story
P3,C3,Closed,,,
P9,C4,Active,2021-05-01,,
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("htcds")
    (folder / "Person.csv").write_text(PERSON, encoding="utf-8")
    (folder / "Case.csv").write_text(CASE, encoding="utf-8")
    return read_register(folder, mapping="htcds")


def test_people_become_survivors_with_our_words(register: Register) -> None:
    survivors = register.tables["survivors"]
    shown = survivors.select("survivor_id", "gender", "nationality", "exploitation")
    assert shown.rows() == [
        ("P1", "female", "NA", "labour;sexual"),
        ("P2", "male", "NP", "servitude"),
        ("P3", "unknown", "BD", "other;organ_removal"),
    ]
    assert survivors["prs_MaritalStatus"].to_list() == ["Single", "Married", None]


def test_what_has_a_day_becomes_a_milestone(register: Register) -> None:
    rows = register.tables["milestones"].select("survivor_id", "milestone", "occurred_on")
    assert rows.with_columns(pl.col("occurred_on").cast(pl.String)).rows() == [
        ("P1", "identified", "2021-03-14"),
        ("P2", "identified", "2021-04-01"),
        ("P2", "died", "0001-01-01"),
    ]


def test_names_and_numbers_of_people_are_not_loaded(register: Register) -> None:
    left_out = register.findings.where(code="direct_identifier")
    assert {f.column for f in left_out} == {"prs_FirstName", "prs_Birthdate", "prs_MobilePhone"}
    for frame in register.tables.values():
        assert not {"prs_FirstName", "prs_Birthdate", "prs_MobilePhone"} & set(frame.columns)
    assert "cas_ReasonForCaseClosure" not in register.tables["milestones"]


def test_faults_of_the_export_are_told_where_they_stand(register: Register) -> None:
    errors = register.findings.where(severity="error")
    assert [(f.code, f.source, f.row) for f in errors] == [("orphan_id", "Case.csv", 5)]


def test_every_code_of_the_export_is_translated(register: Register) -> None:
    assert register.findings.count("unknown_code") == 0
    path = Path(mapping.__file__).parent / "mappings" / "htcds.toml"
    codes = tomllib.loads(path.read_text(encoding="utf-8"))["survivors"]["codes"]
    assert {name: len(words) for name, words in codes.items()} == {"gender": 6, "exploitation": 11}
