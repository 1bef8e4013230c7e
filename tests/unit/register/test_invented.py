"""The faults put into an invented register are those that are found, no more and no fewer."""

from __future__ import annotations

import pytest

from recovery.register import Register, read_register
from recovery.synthetic import Truth, write_example

SEED = 11


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, Truth]:
    folder = tmp_path_factory.mktemp("example")
    truth = write_example(folder, survivors=400, seed=SEED).truth
    return read_register(folder), truth


def test_findings_are_those_of_the_truth(example: tuple[Register, Truth]) -> None:
    register, truth = example
    found: dict[str, dict[str, int]] = {}
    for (code, _, table, _), count in register.findings.counts().items():
        tables = found.setdefault(code, {})
        tables[table] = tables.get(table, 0) + count
    assert found == {code: dict(tables) for code, tables in truth.faults.items()}


def test_rows_with_an_error_are_set_aside(example: tuple[Register, Truth]) -> None:
    register, truth = example
    errors = {
        code for code, kind in register.vocabulary.findings.items() if kind.severity == "error"
    }
    put_in: dict[str, int] = {}
    for code in errors & set(truth.faults):
        for table, count in truth.faults[code].items():
            put_in[table] = put_in.get(table, 0) + count
    assert {table: n for table, n in register.set_aside.items() if n} == put_in


def test_people_registered_twice_are_one_in_the_end(example: tuple[Register, Truth]) -> None:
    register, truth = example
    assert register.as_of("2026-01-01").tables["survivors"].height == truth.survivors
