"""What the headline figures need of records: tables, columns, and how they are handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from headline_lines import COLUMNS, GUILTY, HOME, OURS, SPRING, count, figure
from recovery.days import Period
from recovery.indicators import HEADLINE, evaluate
from recovery.register import read_register
from recovery.results import IndicatorResult, NotMeasured
from timelines import table

Tables = Mapping[str, pl.DataFrame]

LINES = {
    "survivors": "A IN\nB IN",
    "milestones": f"A rescued 2022-03-10 1 {OURS}\nA arrived_home 2022-04-10 1 {HOME} BD",
    "support": """
        A legal 2022-03-01 P1 true own_team attended 30
        A legal 2022-03    P1 true own_team attended 30
    """,
    "cases": "K1 A",
    "accused": "K1 X person",
    "proceedings": f"K1 X convicted 2022-05-01 {GUILTY} C1",
    "trainings": "T1 C1 2022-04-01 true identification;care own_team 1.0",
    "prevention": "E1 N1 2022-04-01 true poverty in_person - counted own_team",
}
"""One of everything."""

NEEDED = {
    "survivors_freed": ("contribution", "contribution_kind", "evidence", "evidence_on"),
    "survivors_supported": ("specialist", "delivered_by"),
    "survivors_brought_home": ("contribution", "contribution_kind", "evidence", "evidence_on"),
    "exploiters_convicted": (
        "accused_id", "exploitation_related", "supported", "contribution", "evidence",
        "evidence_on",
    ),
    "professionals_trained": (
        "participant_id", "completed_on", "direct_victim_contact", "subject", "delivered_by",
    ),
    "vulnerable_people_educated": ("participant_id", "targeted", "vulnerability", "channel"),
}  # fmt: skip
"""By figure, the columns without which there is no answer; without others there is the same."""

TABLE = {
    "survivors_freed": "milestones",
    "survivors_supported": "support",
    "survivors_brought_home": "milestones",
    "exploiters_convicted": "proceedings",
    "professionals_trained": "trainings",
    "vulnerable_people_educated": "prevention",
}
ALWAYS = ("survivor_id", "milestone", "occurred_on", "service", "delivered_on", "case_id", "event")
ALWAYS_TOO = ("course_id", "session_id", "held_on")
OF_OTHERS = [
    (code, column)
    for code, name in TABLE.items()
    for column in COLUMNS[name].split()
    if column not in (*ALWAYS, *ALWAYS_TOO, *NEEDED[code])
]


def tables() -> dict[str, pl.DataFrame]:
    columns = {**COLUMNS, "cases": "case_id survivor_id"}
    return {name: table(lines, columns[name]) for name, lines in LINES.items()}


def figures(source: object) -> dict[str, float | None]:
    register = read_register(source)  # type: ignore[arg-type]  # any source
    assert not register.findings.where(severity="error")
    return {
        code: result.value
        for code, result in evaluate(register.as_of("2023-06-30"), HEADLINE, SPRING).items()
    }


def without(code: str, column: str) -> IndicatorResult | NotMeasured:
    name = TABLE[code]
    source = {**tables(), name: tables()[name].drop(column)}
    return evaluate(read_register(source).as_of("2023-06-30"), HEADLINE, SPRING)[code]


class TestColumns:
    @pytest.mark.parametrize(
        ("code", "column"), [(code, name) for code, names in NEEDED.items() for name in names]
    )
    def test_without_a_column_that_the_rule_asks_for_there_is_no_figure(
        self, code: str, column: str
    ) -> None:
        result = without(code, column)
        assert isinstance(result, NotMeasured)
        assert repr(column) in result.reason

    @pytest.mark.parametrize(("code", "column"), OF_OTHERS)
    def test_without_any_other_column_there_is_the_same(self, code: str, column: str) -> None:
        assert without(code, column).value == 1

    def test_columns_of_which_nothing_is_known_and_an_unknown_table_do_no_harm(self) -> None:
        more = tables()
        more["milestones"] = more["milestones"].with_columns(weather=pl.lit("fair"))
        more["visits"] = pl.DataFrame({"day": ["2022-03-01"]})
        assert set(figures(more).values()) == {1}


class TestTablesWithoutRows:
    def test_a_table_in_which_nothing_stands_yet_is_a_figure_of_nobody(self) -> None:
        empty = {name: rows.clear() for name, rows in tables().items()}
        assert set(figures({**empty, "survivors": tables()["survivors"]}).values()) == {0}

    def test_without_the_tables_there_is_no_figure(self) -> None:
        few = {name: tables()[name] for name in ("survivors", "milestones")}
        measured = {code for code, value in figures(few).items() if value is not None}
        assert measured == {"survivors_freed", "survivors_brought_home"}


def folder(given: Tables, path: Path) -> Path:
    for name, rows in given.items():
        rows.write_csv(path / f"{name}.csv")
    return path


def guessed(given: Tables, path: Path) -> dict[str, pd.DataFrame]:
    """Read as pandas reads, which takes days for text and whole numbers for what they look like."""
    return {name: pd.read_csv(folder(given, path) / f"{name}.csv") for name in given}


SOURCES: dict[str, Callable[[Tables, Path], object]] = {
    "polars": lambda given, _: given,
    "pandas": lambda given, _: {
        name: pd.DataFrame(rows.to_dict(as_series=False)) for name, rows in given.items()
    },
    "pandas, as it reads files": guessed,
    "folder of CSV files": folder,
}


class TestSources:
    @pytest.mark.parametrize("source", SOURCES)
    def test_the_same_records_give_the_same_figures(self, source: str, tmp_path: Path) -> None:
        assert figures(SOURCES[source](tables(), tmp_path)) == dict.fromkeys(TABLE, 1)


class TestWhatIsWritten:
    def test_a_service_of_ones_own_is_support(self) -> None:
        rows = "A art_class 2022-03-01 P1 true own_team\nA choir 2022-03-01 P1 true own_team"
        assert count("survivors_supported", support=rows) == 1
        assert count("support_instances", support=rows) == 2

    def test_a_course_may_have_several_subjects(self) -> None:
        rows = "T1 C1 2022-04-01 true other;care own_team\nT2 C1 2022-04-01 true other own_team"
        assert count("professionals_trained", trainings=rows) == 1

    def test_support_on_an_uncertain_day_and_on_a_day_in_it_are_two_instances(self) -> None:
        rows = "A legal 2022-03 P1 true own_team\nA legal 2022-03-15 P1 true own_team"
        assert count("survivors_supported", support=rows) == 1
        twice = "A legal 2022-03 P1 true own_team\nA legal 2022-03 P1 true own_team"
        assert count("survivors_supported", support=twice) == 0

    def test_a_professional_who_is_not_recorded(self) -> None:
        """Two instances of nobody in particular are the same; somebody else's is another."""
        same = "A legal 2022-03-01 - true own_team\nA legal 2022-03-01 - true own_team"
        other = "A legal 2022-03-01 - true own_team\nA legal 2022-03-01 P1 true own_team"
        assert count("survivors_supported", support=same) == 0
        assert count("survivors_supported", support=other) == 1


class TestPeriods:
    @pytest.mark.parametrize(
        ("day", "winter", "summer"),
        [
            ("2024-02-28", 1, 0),
            ("2024-02-29", 1, 0),
            ("2024-03-01", 0, 1),
            ("2024-02", 1, 0),
            ("2024-02/2024-03", 0, 0),
            ("2023-09-01/2024-02-29", 1, 0),
        ],
    )
    def test_the_half_year_to_february_ends_on_the_29th_in_leap_years(
        self, day: str, winter: int, summer: int
    ) -> None:
        rescued = f"A rescued {day} 1 {OURS}"
        halves = Period("2023-09-01", "2024-02-29"), Period("2024-03-01", "2024-08-31")
        source = {"survivors": "A IN", "milestones": rescued}
        register = read_register({n: table(text, COLUMNS[n]) for n, text in source.items()})
        known = register.as_of("2024-12-31")
        found = [evaluate(known, HEADLINE, half)["survivors_freed"].value for half in halves]
        assert found == [winter, summer]

    def test_an_uncertain_instance_before_and_one_within(self) -> None:
        """Whether the first lies before the period or in it, the second lies in it."""
        rows = "A legal 2021-12/2022-04 P1 true own_team\nA legal 2022-05-01 P1 true own_team"
        result = figure("survivors_supported", support=rows)
        assert (result.value, result.parts["newly_supported"]) == (1, 1)

    def test_who_was_perhaps_supported_twice_before_is_not_surely_new(self) -> None:
        rows = """
            A legal 2021-06-01      P1 true own_team
            A legal 2021-12/2022-04 P1 true own_team
            A legal 2022-05-01      P1 true own_team
        """
        result = figure("survivors_supported", support=rows)
        assert (result.value, result.parts["newly_supported"]) == (1, 0)
        assert figure("newly_supported", support=rows).excluded["unplaced"] == 1
