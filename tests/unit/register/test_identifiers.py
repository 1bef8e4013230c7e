"""Columns that could identify people are not loaded, and sound ones are not suspected."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from recovery.register import Register, read_register
from recovery.register.identifiers import without_identifiers
from recovery.register.raw import RawTable, numbered
from recovery.register.schema import TABLES
from recovery.synthetic import invented_register
from small_register import sound_tables


def suspected(name: str, *cells: str, asked_for: tuple[str, ...] = ()) -> bool:
    frame = pl.DataFrame({"survivor_id": ["S1"] * len(cells), name: cells})
    raw = RawTable("survivors", "survivors", numbered(frame, 1))
    clean, names = without_identifiers(raw, asked_for)
    assert (name in names) == (name not in clean.frame.columns)
    return name in names


@pytest.mark.parametrize(
    "name",
    [
        "name", "Name", "first_name", "FirstName", "Last Name", "surname", "full-name",
        "survivor_name", "client name", "alias", "phone", "Phone no", "mobile", "HomePhone",
        "whatsapp", "email",
        "e-mail", "E_Mail", "address", "street", "MailingStreet", "postcode", "PostalCode", "zip",
        "passport", "passport_no", "PassportNumber", "national_id", "IdentityNumber", "NID", "ssn",
        "aadhaar", "dob", "date_of_birth", "DateOfBirth", "birthdate", "birth_date", "born_on",
        "latitude", "photo", "prs_FirstName", "prs_Birthdate", "mother_name",
    ],
)  # fmt: skip
def test_a_name_of_a_column_can_tell(name: str) -> None:
    assert suspected(name, "x")


@pytest.mark.parametrize(
    "name",
    [
        "username_free", "housing", "caste", "language", "education", "placename_code",
        "emailed_ok", "phoned", "instrument", "domain", "birth_year", "site", "age", "ward",
        "children",        "nationality", "streetwork", "programme_phase", "addressed_needs",
    ],
)  # fmt: skip
def test_other_names_do_not(name: str) -> None:
    assert not suspected(name, "x")


@pytest.mark.parametrize(
    "cell",
    [
        "ann@example.org",
        "write to ann.b+c@mail.example.org, please",
        "+91 98765 43210",
        "+264 (81) 000-0000",
        "0171 2345678",
        "(0171) 234 5678",
        "020-7946-0000",
    ],
)
def test_what_is_in_a_column_can_tell(cell: str) -> None:
    assert suspected("remark", "nothing", cell, "")


@pytest.mark.parametrize(
    "cell",
    [
        "2021-03-14", "2021-03-01/2021-04-15", "12345678", "12.5", "+3", "A+", "1-2-3", "@home",
        "S0000001", "2019/20", "10 000", "0-3", "C+D, 2 of 3", "1234 5678",
    ],
)  # fmt: skip
def test_other_contents_do_not(cell: str) -> None:
    assert not suspected("remark", cell, "nothing")


def test_a_column_that_is_asked_for_is_loaded() -> None:
    assert not suspected("phone", "by the door", asked_for=("phone",))
    tables = sound_tables()
    tables["survivors"] = tables["survivors"].with_columns(phone=pl.lit("by the door"))
    register = read_register(tables, identifiers=["phone"])
    assert register.tables["survivors"]["phone"].unique().to_list() == ["by the door"]
    assert not register.findings


def test_an_attribute_of_the_schema_is_not_loaded_either() -> None:
    tables = sound_tables()
    tables["survivors"] = tables["survivors"].with_columns(site=pl.lit("ann@example.org"))
    register = read_register(tables)
    assert register.findings.counts() == {
        ("direct_identifier", "warning", "survivors", "site"): 1,
    }
    site = register.tables["survivors"]["site"]
    assert site.null_count() == len(site)


def test_an_id_that_looks_like_one_stays_but_is_found() -> None:
    tables = sound_tables()
    tables["contacts"] = tables["contacts"].with_columns(record_id=pl.lit("ann@example.org"))
    register = read_register(tables)
    assert register.findings.count("direct_identifier") == 1
    assert register.tables["contacts"]["record_id"].null_count() == 0


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        *((name, "x") for name in (
            "phones", "phone1", "emails", "email2", "tel", "nationalid", "passportno",
            "home_addr", "gps", "aadhar", "aadhaar_no",
        )),
        ("reach", "01711234567"),
        ("reach", "8801711234567"),
        ("born", "1990-05-17"),
        ("birth", "17/05/1990"),
    ],
)  # fmt: skip
def test_plurals_numbers_and_birth_dates_are_found(name: str, cell: str) -> None:
    tables = sound_tables()
    tables["survivors"] = tables["survivors"].with_columns(pl.lit(cell).alias(name))
    register = read_register(tables)
    assert register.findings.counts() == {("direct_identifier", "warning", "survivors", name): 1}
    assert name not in register.tables["survivors"].columns


@pytest.mark.parametrize("table", TABLES)
def test_no_column_of_the_schema_is_suspected(table: str) -> None:
    frame = sound_tables()[table]
    assert without_identifiers(RawTable(table, table, numbered(frame, 1)), ())[1] == ()


@pytest.fixture(scope="module")
def invented() -> Register:
    return read_register(invented_register(120, seed=5, faults=False).tables)


def test_nothing_of_an_invented_register_is_suspected(invented: Register) -> None:
    assert not invented.findings.where(code="direct_identifier")


def test_the_other_columns_are_left_as_they_are() -> None:
    frame = numbered(sound_tables()["survivors"].with_columns(email=pl.lit("x")), 1)
    clean, names = without_identifiers(RawTable("survivors", "survivors", frame), ())
    assert names == ("email",)
    assert_frame_equal(clean.frame, frame.drop("email"))
