"""Every table is filled, in the words of the schema and of the vocabulary."""

import re

import numpy as np
import polars as pl
import pytest

from recovery.days import span_of
from recovery.errors import DefinitionError
from recovery.register.columns import MILESTONE_CODES, SERVICE_CODES
from recovery.register.schema import TABLES
from recovery.synthetic import Invented, invented_register
from recovery.synthetic.rates import CUT
from recovery.vocabulary import VOCABULARY

ITEM = re.compile(r"item_\d+")
LAST = pl.lit(CUT).cast(pl.Date)


def test_the_same_seed_gives_the_same_tables() -> None:
    first, second = (invented_register(120, seed=9) for _ in range(2))
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name
    assert first.truth == second.truth


def test_other_seeds_give_other_tables() -> None:
    first, second = (invented_register(120, seed=seed) for seed in (1, 2))
    assert not first.tables["milestones"].equals(second.tables["milestones"])


def test_no_global_random_state_is_touched() -> None:
    before = str(np.random.get_state())  # noqa: NPY002  # it must stay untouched
    invented_register(50)
    assert str(np.random.get_state()) == before  # noqa: NPY002  # it must stay untouched


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_filled_with_columns_of_the_schema(sound: Invented, name: str) -> None:
    table, schema = sound.tables[name], TABLES[name]
    assert len(table) > 0
    strange = {c for c in table.columns if c not in schema.columns and not ITEM.fullmatch(c)}
    assert not strange
    for column in schema.columns.values():
        if column.required:
            assert table[column.name].null_count() == 0, column.name
    assert table["record_id"].n_unique() == len(table)


def codes_of(name: str, column: str) -> tuple[str, ...]:
    codes = TABLES[name].columns[column].codes
    if codes == MILESTONE_CODES:
        return VOCABULARY.codes(name)
    return tuple(VOCABULARY.services) if codes == SERVICE_CODES else tuple(codes)


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, c.name) for name, t in TABLES.items() for c in t.of_kind("code") if c.codes],
)
def test_every_code_is_known(sound: Invented, name: str, column: str) -> None:
    if column in sound.tables[name].columns:
        used = sound.tables[name][column].drop_nulls()
        assert set(used.str.split(";").explode()) <= set(codes_of(name, column))


def test_milestones_are_used_in_all_their_variety(sound: Invented) -> None:
    unused = set(VOCABULARY.codes("milestones")) - set(sound.tables["milestones"]["milestone"])
    assert unused <= {"not_a_victim", "withdrew_from_service", "victim_status_refused",
                      "best_interests_determined", "return_risk_failed"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "column", "to"),
    [(n, c.name, c.refers_to) for n, t in TABLES.items() for c in t.own if c.refers_to],
)
def test_every_reference_stands_in_its_table(
    sound: Invented, name: str, column: str, to: tuple[str, str]
) -> None:
    known = set(sound.tables[to[0]][to[1]])
    assert set(sound.tables[name][column].drop_nulls()) <= known


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.key])
def test_no_row_stands_twice(sound: Invented, name: str) -> None:
    current = sound.tables[name].filter(pl.col("superseded_on").is_null())
    key = [column for column in TABLES[name].key if column in current.columns]
    assert current.select(key).is_duplicated().sum() == 0


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_recorded_before_it_happened_or_after_the_cut(
    sound: Invented, name: str
) -> None:
    table = sound.tables[name]
    assert table["recorded_on"].null_count() == 0
    assert table.filter(pl.col("recorded_on") > LAST).is_empty()
    assert table.filter(pl.col("superseded_on") < pl.col("recorded_on")).is_empty()
    for column in TABLES[name].of_kind("day"):
        if column.name in ("recorded_on", "superseded_on") or column.name not in table.columns:
            continue
        days = table.select(day=column.name, recorded_on="recorded_on").drop_nulls()
        if days.schema["day"] == pl.String:
            days = days.with_columns(pl.col("day").str.to_date(strict=False)).drop_nulls()
        assert days.filter(pl.col("day") > pl.col("recorded_on")).is_empty(), column.name


def test_some_days_are_uncertain_and_all_can_be_read(sound: Invented) -> None:
    written = sound.tables["milestones"]["occurred_on"].unique()
    forms = {re.sub(r"\d", "9", day) for day in written}
    assert forms == {"9999-99-99", "9999-99", "9999", "9999-99-99/9999-99-99", "unknown"}
    assert all(span_of(day) for day in written)


def test_exploiters_and_survivors_are_many_to_many(sound: Invented) -> None:
    pairs = sound.tables["exploited"]
    assert pairs.group_by("survivor_id").len()["len"].max() > 1  # type: ignore[operator]  # a whole number
    assert pairs.group_by("accused_id").len()["len"].max() > 1  # type: ignore[operator]  # a whole number


def test_a_correction_supersedes_a_row_and_adds_another(sound: Invented) -> None:
    rows = sound.tables["milestones"]
    wrong = rows.filter(pl.col("superseded_on").is_not_null())
    right = rows.filter(pl.col("change_reason") == "correction")
    assert len(wrong) == len(right) > 0
    paired = wrong.join(
        right,
        left_on=["survivor_id", "milestone", "superseded_on"],
        right_on=["survivor_id", "milestone", "recorded_on"],
    )
    assert len(paired) == len(wrong)


def test_fewer_survivors_than_a_register_takes_are_refused() -> None:
    with pytest.raises(DefinitionError, match="at least 10 survivors, but was asked for 3"):
        invented_register(3)
