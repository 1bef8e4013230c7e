"""Declared counts: what may be declared, what each condition asks, and what is left out."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from headline_lines import OURS, SPRING, known
from recovery.errors import DefinitionError
from recovery.indicators import Beside, Condition, CountRule, Indicator, Instances, Part, evaluate
from recovery.results import IndicatorResult

HOUSED = Condition(column="milestone", test="is", values=("safe_housing",))


def counted(rule: CountRule, **lines: str) -> IndicatorResult:
    """Count by a rule."""
    card = Indicator(
        code="own",
        name="Own",
        rule=rule,
        unit="people",
        population="people",
        numerator="those",
        dated_by="day",
        key="person",
        contribution=rule.contribution,
        evidence=rule.evidence,
    )
    result = evaluate(known(**lines), [card], SPRING)["own"]
    assert isinstance(result, IndicatorResult), result
    return result


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"test": "was"}, "test was 'was'"),
        ({"test": "is"}, "is needs codes in values"),
        ({"test": "any_of", "values": (1.0,)}, "any_of needs codes in values"),
        ({"test": "at_least", "values": ("1",)}, "at_least needs one number in values"),
        ({"test": "at_least", "values": (1.0, 2.0)}, "at_least needs one number in values"),
        ({"test": "true", "values": ("yes",)}, "true takes no values"),
    ],
)
def test_a_condition_that_makes_no_sense(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        Condition(column="reason", **fields)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"table": "people"}, "there is no table 'people'; allowed: 'accused'"),
        ({"when": "later"}, "when was 'later'; allowed: 'after', 'before', 'ever'"),
        ({"table": "survivors", "when": "after"}, "the rows of survivors have no day"),
        ({"within_days": 3}, "within_days needs when='after'"),
        ({"on": ()}, "on must name the columns"),
    ],
)
def test_a_clause_that_makes_no_sense(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        Beside(**({"table": "milestones", "on": ("survivor_id",)} | fields))


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"table": "people"}, "there is no table 'people'"),
        ({"table": "survivors"}, "the rows of survivors have no day"),
        ({"day": "reason"}, "'reason' is no day of milestones; allowed: 'evidence_on'"),
        ({"unit": ()}, "give either unit"),
        ({"total": "episode"}, "give either unit"),
        ({"contribution": "some"}, "contribution was 'some'"),
        ({"requires": (HOUSED,)}, "say in otherwise why rows are left out"),
        ({"instances": Instances(), "once": ("episode",)}, "neither with once nor with total"),
    ],
)
def test_a_count_that_makes_no_sense(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        CountRule(**({"table": "milestones", "unit": ("survivor_id",)} | fields))


def test_instances_are_at_least_one() -> None:
    with pytest.raises(DefinitionError, match="1 instance or more, not 0"):
        Instances(least=0)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(column="code", test="is", values=("a", "zz")), [True, False, False, False]),
        (
            Condition(column="code", test="is", values=("a",), empty=True),
            [True, False, False, True],
        ),
        (Condition(column="code", test="said"), [True, True, False, False]),
        (Condition(column="code", test="empty"), [False, False, False, True]),
        (Condition(column="many", test="any_of", values=("x", "z")), [True, True, False, False]),
        (Condition(column="many", test="all_of", values=("x", "z")), [False, True, False, False]),
        (Condition(column="number", test="at_least", values=(2,)), [False, True, True, False]),
        (Condition(column="truth", test="true"), [True, False, True, False]),
        (Condition(column="away", test="true"), [False] * 4),
        (Condition(column="away", test="empty"), [True] * 4),
        (
            Condition(
                column="truth",
                test="true",
                or_else=Condition(column="code", test="is", values=("b",)),
            ),
            [True, True, True, False],
        ),
    ],
    ids=lambda value: value.in_words if isinstance(value, Condition) else "",
)
def test_what_a_condition_asks(condition: Condition, holds: list[bool]) -> None:
    frame = pl.DataFrame(
        {
            "code": pl.Series(["a", "b", "unknown", None], dtype=pl.Enum(["a", "b", "unknown"])),
            "many": ["x;y", "x; z", "xz", None],
            "number": [1, 2, 3, None],
            "truth": [True, False, True, None],
        }
    )
    found = frame.with_columns(found=condition.holds(frame))["found"]
    assert found.to_list() == holds


def test_any_number_of_instances() -> None:
    three = CountRule(table="support", unit=("survivor_id",), instances=Instances(least=3))
    support = "\n".join(
        f"{who} legal 2022-0{month}-01"
        for who in "AB"
        for month in (3, 4, 5)
        if who + str(month) != "B5"
    )
    result = counted(three, support=support)
    assert (result.value, result.excluded["fewer than 3"]) == (1, 1)
    assert result.parts["for the first time"] == 1


def test_a_total_adds_numbers_up_and_says_what_is_unplaced() -> None:
    total = CountRule(table="operations", total="unidentified")
    rows = "O1 2022-03-01 3\nO2 2022-08/2022-09 4\nO3 2022-08 5"
    result = counted(total, operations=rows)
    assert (result.value, result.excluded["unplaced"]) == (8, 4)


def test_a_part_counts_among_the_same_rows() -> None:
    rule = CountRule(
        table="milestones",
        unit=("survivor_id",),
        where=(HOUSED,),
        parts=(
            Part(name="moves", key=("survivor_id", "episode")),
            Part(name="led", holds=Condition(column="contribution", test="is", values=("led",))),
        ),
    )
    rows = "A safe_housing 2022-03-01 1 led\nA safe_housing 2022-04-01 2\nB safe_housing 2022-04-01"
    result = counted(rule, milestones=rows)
    assert (result.value, dict(result.parts)) == (2, {"moves": 3, "led": 1})


def test_each_is_left_out_once_by_the_last_thing_in_the_way() -> None:
    rule = CountRule(
        table="milestones",
        unit=("survivor_id",),
        where=(Condition(column="milestone", test="is", values=("rescued",)),),
        contribution="material",
        evidence=True,
    )
    rows = f"""
        A rescued 2022-03-01 1 none
        A rescued 2022-03-02 1 led intelligence none
        B rescued 2022-03-01 1 none
        C rescued 2022-03-01 1 none
        C rescued 2022-03-02 1 {OURS}
    """
    result = counted(rule, milestones=rows)
    left_out = {reason: n for reason, n in result.excluded.items() if n}
    assert (result.value, left_out) == (1, {"unevidenced": 1, "unattributed": 1})


def test_what_is_told_of_a_clause() -> None:
    clause = Beside(
        table="milestones",
        on=("survivor_id",),
        where=(HOUSED,),
        when="after",
        within_days=90,
        first=True,
        cleared_by=(Condition(column="milestone", test="is", values=("housing_lost",)),),
        must=True,
        otherwise="not housed",
    )
    assert clause.in_words == (
        "with the first record in milestones from that day on, within 90 days in which "
        "“milestone” is safe housing (living in safe and suitable housing that is not emergency "
        "shelter), unless a later one says that “milestone” is housing lost (lost safe and "
        "suitable housing)"
    )
