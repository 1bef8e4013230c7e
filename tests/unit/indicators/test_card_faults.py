"""Cards, from a file or made in Python, that would count otherwise than they say."""

from __future__ import annotations

import math
from typing import Any

import attrs
import pytest

from headline_lines import SPRING, known
from recovery.errors import DefinitionError
from recovery.indicators import (
    BESIDE,
    EARLIER,
    HEADLINE,
    OUTCOMES,
    Beside,
    Condition,
    CountRule,
    Indicator,
    Instances,
    Part,
    RateRule,
    TimeRule,
    adopt,
    evaluate,
)
from recovery.indicators.card_faults import card_faults
from recovery.results import IndicatorResult

SUPPORTED = next(card for card in HEADLINE if card.code == "survivors_supported")
LINES = """
A counselling 2022-03-10 P1 yes own_team attended 60
A counselling 2022-03-11 P1 yes own_team attended 60
B medical 2022-04-01 P2 no own_team attended 15
C medical 2022-05-01 P2 no partner missed -
"""


def asking(condition: Condition, **rule: Any) -> Indicator:
    fields = {"table": "support", "unit": "survivor_id", "where": condition, **rule}
    return card_of(CountRule(**fields))


def card_of(rule: Any, *, unit: Any = "people", code: str = "ours") -> Indicator:
    return Indicator(
        code=code,
        name="Ours",
        rule=rule,
        unit=unit,
        population="survivors",
        numerator="those who had it",
        dated_by="the day",
        key="the survivor",
    )


def value(card: Indicator) -> float:
    found = evaluate(known(support=LINES), [card], SPRING)[card.code]
    assert isinstance(found, IndicatorResult), found
    return found.value


def faults(*cards: Indicator) -> list[str]:
    return list(card_faults(cards))


def refused(make: Any) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as caught:
        make()
    return caught.value.faults


def test_what_is_shipped_has_no_fault() -> None:
    assert faults(*HEADLINE, *BESIDE, *EARLIER, *OUTCOMES) == []


@pytest.mark.parametrize(("values", "people"), [("60", 1), ("60.0", 1), (("15", "60"), 2)])
def test_a_number_is_a_number_however_it_is_written(values: Any, people: int) -> None:
    assert value(asking(Condition(column="minutes", test="is", values=values))) == people


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (Condition(column="minutes", test="is", values="sixty"), "holds numbers, and 'sixty'"),
        (Condition(column="delivered_on", test="at_least", values=15), "holds days, of which"),
        (Condition(column="service", test="at_least", values=15), "holds codes, of which"),
        (Condition(column="service", test="true"), "holds codes, of which 'true' cannot be asked"),
        (Condition(column="service", test="not_after"), "allowed: 'all_of', 'any_of', 'empty'"),
        (Condition(column="specialist", test="is", values="yes"), "holds true or false"),
        (Condition(column="minutes", test="any_of", values="60"), "holds numbers, of which"),
        (Condition(column="delivered_on", test="is", values="May"), "holds days, and 'May'"),
        (Condition(column="service", test="is", values="counseling"), "'counselling' was meant"),
    ],
    ids=lambda given: f"{given.column} {given.test}" if isinstance(given, Condition) else "",
)
def test_what_a_column_cannot_answer_is_refused(condition: Condition, fault: str) -> None:
    card = asking(condition)
    (found,) = faults(card)
    assert found.startswith("ours: ")
    assert fault in found
    inside = asking(Condition(column="specialist", test="true", or_else=condition))
    assert faults(inside) == [found]
    for refusing in (lambda: value(card), lambda: adopt([card])):
        assert refused(refusing) == (found,)


def test_a_day_is_asked_as_it_is_written() -> None:
    on_that_day = Condition(column="delivered_on", test="is", values="2022-04-01")
    assert value(asking(on_that_day)) == 1
    early = Condition(column="delivered_on", test="not_after")
    assert value(asking(early)) == 3


@pytest.mark.parametrize("least", [math.nan, math.inf, True, "15"])
def test_at_least_needs_a_number(least: Any) -> None:
    assert refused(lambda: Condition(column="minutes", test="at_least", values=least))


def test_columns_of_ones_own_are_read_as_what_is_asked_of_them() -> None:
    lines = known(support=LINES)
    rows = lines.tables["support"]
    own = rows.with_columns(
        grade=rows["minutes"].cast(str),
        heard=rows["specialist"].replace_strict({True: "Yes"}, default="no"),
    )
    for condition, held in (
        (Condition(column="grade", test="at_least", values=30), [True, True, False, False]),
        (Condition(column="heard", test="true"), [True, True, False, False]),
    ):
        assert own.select(condition.holds(own)).to_series().to_list() == held


def test_beside_a_row_no_day_of_it_is_known() -> None:
    late = Condition(column="minutes", test="said", or_else=Condition(column="x", test="not_after"))
    (fault,) = refused(lambda: Beside(table="support", on="survivor_id", where=late))
    assert fault.startswith("not_after goes with a row that is counted")


@pytest.mark.parametrize(
    "unit", [("survivor_id", "delivered_on"), ("professional_id",), ("service",)]
)
def test_people_are_counted_by_what_is_a_person(unit: tuple[str, ...]) -> None:
    rule = CountRule(table="support", unit=unit)
    (fault,) = faults(card_of(rule))
    assert f"the rule counts different {' and '.join(unit)}" in fault
    assert faults(card_of(rule, unit="events")) == []


def test_what_is_added_up() -> None:
    minutes = CountRule(table="support", total="minutes")
    assert "which is no headcount" in faults(card_of(minutes))[0]
    assert faults(card_of(minutes, unit="events")) == []
    assert faults(card_of(CountRule(table="prevention", total="reached"))) == []
    assert refused(lambda: CountRule(table="support", unit="")) == (
        "unit and once must name columns",
    )
    nothing = card_of(CountRule(table="support", unit="survivor_id"), unit="money")
    assert "adds nothing up" in faults(nothing)[0]
    assert (
        "total must be a column of numbers"
        in refused(lambda: CountRule(table="support", total="service"))[0]
    )


def test_a_shipped_sentence_does_not_outlive_its_rule() -> None:
    rule = SUPPORTED.rule
    assert isinstance(rule, CountRule)
    assert faults(attrs.evolve(SUPPORTED, version=2, supersedes=1)) == []
    twice = attrs.evolve(rule, instances=Instances(least=4, key=("service", "professional_id")))
    changed = attrs.evolve(SUPPORTED, rule=twice, version=2, supersedes=1)
    (fault,) = faults(changed)
    assert "says is the sentence of survivors_supported, and this rule counts otherwise" in fault
    assert refused(lambda: adopt([changed])) == (fault,)
    spaced = attrs.evolve(twice, says=f"  {rule.says.upper()}")
    assert len(faults(attrs.evolve(changed, rule=spaced))) == 1
    assert faults(attrs.evolve(changed, rule=attrs.evolve(twice, says=""))) == []


def test_one_value_is_as_good_as_a_list_of_one() -> None:
    one = Condition(column="service", test="is", values="counselling")
    assert one == Condition(column="service", test="is", values=("counselling",))
    assert value(asking(one)) == 1
    assert Part(name="x", key="survivor_id").key == ("survivor_id",)
    assert attrs.evolve(SUPPORTED, includes="this too").includes == ("this too",)


def test_every_field_of_another_type_is_named() -> None:
    wrong: dict[str, Any] = {
        "code": 3,
        "name": None,
        "version": "2",
        "denominator": None,
        "evidence": "no",
        "includes": ["x", 4],
        "unit": "persons",
        "rule": "count",
    }
    found = refused(lambda: attrs.evolve(SUPPORTED, **wrong))
    assert [fault.split(";")[0] for fault in found] == [
        "code must be text",
        "name must be text",
        "version must be a whole number",
        "rule must be a rule, with needs, in_words and measure",
        "unit was 'persons'",
        "denominator must be text",
        "evidence must be true or false",
        "includes 2 must be text",
    ]
    given: Any = 3
    assert refused(lambda: CountRule(table="support", unit=given, where=given)) == (
        "unit 1 must be text",
        "where 1 must be a Condition",
    )


@pytest.mark.parametrize("unseen", ["\u202e", "\x7f", "\x00", "\u2066", "\u200b"])
def test_what_is_not_seen_is_refused_wherever_it_stands(unseen: str) -> None:
    (fault,) = refused(lambda: attrs.evolve(SUPPORTED, name=f"Freed{unseen}"))
    assert fault.startswith("name must not hold characters that nobody sees")
    held = Condition(column="specialist", test="true", otherwise=f"left{unseen}out")
    assert refused(lambda: asking(held))[0].startswith("otherwise must not hold")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"outcome": "intake"}, "'intake' starts the clock and cannot end it"),
        ({"outcome": ()}, "no outcome is named"),
        ({"outcome": ("safe_housing", "safe_housing")}, "'safe_housing' is named more than once"),
        ({"competing": "safe_housing"}, "'safe_housing' is named more than once"),
        ({"days": 999_999}, "days must be between 1 and 36,525, a hundred years, but was 999999"),
        ({"days": "91"}, "days must be a whole number"),
        ({"subject": "accused"}, "nobody keeps contact with accused people: use censor='as_of'"),
    ],
)
def test_a_clock_that_makes_no_sense_is_refused_when_it_is_made(
    fields: dict[str, Any], fault: str
) -> None:
    usual: dict[str, Any] = {"origin": "intake", "outcome": "safe_housing"}
    assert refused(lambda: TimeRule(**{**usual, **fields})) == (fault,)


def test_the_clocks_of_other_rules() -> None:
    assert refused(lambda: RateRule(origin="re_trafficked", days=0)) == (
        "days must be between 1 and 36,525, a hundred years, but was 0",
        "'re_trafficked' starts the clock and cannot end it",
    )
    for card in OUTCOMES:
        rule: Any = card.rule
        if "days" in attrs.fields_dict(type(rule)):
            with pytest.raises(DefinitionError, match="must be between"):
                evaluate(
                    known(), [attrs.evolve(card, rule=attrs.evolve(rule, days=99_999))], SPRING
                )


class Broken:
    """A program of somebody's own that asks what cannot be answered."""

    needs = ()
    in_words = "Nobody knows."

    def measure(self, *_: object) -> IndicatorResult:
        message = "this cannot be asked"
        raise DefinitionError(message)


def test_what_is_refused_in_counting_names_the_card() -> None:
    with pytest.raises(DefinitionError, match="'ours_too' cannot be measured") as caught:
        evaluate(known(), [card_of(Broken(), code="ours_too")], SPRING)
    assert caught.value.faults == ("this cannot be asked",)
