"""Every kind of value goes out as JSON and comes back the same."""

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Any

import attrs
import jsonschema
import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.change import Norms, Sustained, score_sheet
from recovery.days import Period
from recovery.errors import DefinitionError, FindingBatch, Findings, RecordError
from recovery.estimators import (
    aalen_johansen,
    cox,
    kaplan_meier,
    log_rank,
    transition_probabilities,
)
from recovery.indicators import Indicator
from recovery.register import Journey, Step
from recovery.results import (
    Coverage,
    Curves,
    Estimate,
    Estimates,
    Groups,
    IndicatorResult,
    NotMeasured,
    Restated,
    Restatement,
    Results,
    Series,
)
from recovery.tables import (
    About,
    EventTable,
    IntervalTable,
    RecurrentTable,
    ScoreTable,
    StateTable,
)
from recovery.vocabulary import VOCABULARY
from recovery.wire import KINDS, from_json, json_schema, to_json
from recovery.wire.cells import Cell, read_labels, write_labels
from recovery.wire.rule_in_words import RuleInWords
from strategies import event_tables
from wire_figures import FIGURES

ABOUT = About(
    clock="intake to safe housing",
    subject="survivor",
    as_of="2024-12-31",
    attrition=(("survivors on record", 12), ("no intake recorded", 2)),
    notes=("consent not recorded",),
    level=0.95,
)
TABLE = EventTable(
    exit=[10, 20, 45],
    event=[1, 2, 0],
    entry=[-1, 3, -1],
    weight=[1.0, 0.5, 2.0],
    cluster=["a", "b", "a"],
    stratum=[1, 1, 2],
    causes=("safe_housing", "died"),
    about=ABOUT,
)
PLAIN = attrs.evolve(TABLE, weight=None, cluster=None, stratum=None)
STATES = StateTable(
    subject=[7, 7],
    start=[-1, 30],
    stop=[30, 80],
    state=["shelter", "community"],
    to=["community", None],
    states=("shelter", "community"),
)
RECURRENT = RecurrentTable(
    subject=["a", "a", "b"],
    start=[-1, 30, -1],
    stop=[30, 75, 60],
    event=[1, 0, 2],
    weight=[1.0, 1.0, 0.5],
    causes=("re_trafficked", "died"),
    about=ABOUT,
)
FINDINGS = Findings(
    (
        FindingBatch(
            code="bad_date",
            severity="error",
            table="milestones",
            source="milestones.csv",
            column=None,
            remedy="Write the day as 2021-03-14.",
            rows=np.array([2, 9]),
            values=("MARIA", "14/3/21"),
        ),
    )
)
JOURNEY = Journey(
    "S1",
    "2024-12-31",
    support=(
        Step(19000, 19000, "intake", "support", {"evidence_on": dt.date(2022, 1, 8), "episode": 1}),
        Step(19010, 19030, "safe_housing", "support", {"share": math.inf, "kept": True}),
    ),
)
CARD = Indicator(
    code="survivors_supported",
    name="Survivors supported",
    version=2,
    supersedes=1,
    rule=RuleInWords(
        in_words="Whoever had two instances.", needs=(("support", ("delivered_on",)),)
    ),
    unit="people",
    population="survivors",
    numerator="with two instances",
    dated_by="delivery",
    key="survivor_id",
    excludes=("no-shows",),
    valid_from="2020-03-01",
)
RESULT = IndicatorResult(
    code="survivors_supported",
    version=2,
    name="Survivors supported",
    value=12,
    upper=math.inf,
    unit="people",
    parts={"newly supported": 4, "median days": math.nan},
    excluded={"one instance only": 3},
    card=CARD,
    about=ABOUT,
)
NOT_MEASURED = NotMeasured(
    code="exploiters_convicted",
    version=1,
    name="Exploiters convicted",
    reason="these records have no table proceedings",
)

NORMS = Norms(
    better="lower", cutoff=10, reliable_change=6, population="invented", source="invented here"
)
RULE = Sustained(NORMS, visits=2, span_days=91, cutoff=9.5, reliable="points")
SCORES = ScoreTable(
    subject=["a", "a", "b", "b"],
    days=[0, 180, 0, 170],
    value=[18, 7, 15, math.nan],
    end=[400, 400, 200, 200],
    end_event=[0, 0, 1, 1],
    causes="died",
    about=ABOUT,
)
COVERAGE = Coverage(
    outcomes={"safety": "safety from abusers", "education": "access to education"},
    measures={"safety": (), "education": ("school_enrolled",)},
    recorded={"safety": (), "education": ("school_enrolled",)},
    people={"safety": 0, "education": 12},
    n=40,
)
SHEET = score_sheet(SCORES, NORMS, last=(150, 210), method="points", rule=RULE)
RESULTS = Results(
    {RESULT.code: RESULT, NOT_MEASURED.code: NOT_MEASURED},
    period=("2022-03-01", "2022-08-31"),
    about=ABOUT,
)

VALUES = {
    **FIGURES,
    "about": ABOUT,
    "comparison": log_rank({1: PLAIN, "b": attrs.evolve(PLAIN, entry=None)}),
    "count_table": PLAIN.counts(),
    "coverage": COVERAGE,
    "effects": cox(PLAIN, {"age": [1.0, 0.0, 3.0]}),
    "norms": NORMS,
    "score_sheet": SHEET,
    "score_table": SCORES,
    "series": Series({"2022-03-01/2022-08-31": RESULTS}, about=ABOUT),
    "sustained": RULE,
    "transitions": transition_probabilities(STATES, start=0, days=[20, 40]),
    "curve": kaplan_meier(PLAIN),
    "curves": aalen_johansen(PLAIN),
    "estimate": Estimate(math.nan, 0.1, -math.inf, math.inf, "days", 3, ABOUT),
    "estimates": kaplan_meier(PLAIN).estimate([5, 400]),
    "event_table": TABLE,
    "findings": FINDINGS,
    "groups": Groups({"woman": aalen_johansen(PLAIN), "man": TABLE}, by=("gender",)),
    "indicator": CARD,
    "indicator_result": RESULT,
    "interval_table": IntervalTable(left=[31, 90], right=[59, math.inf], about=ABOUT),
    "journey": JOURNEY,
    "not_measured": NOT_MEASURED,
    "period": Period("2022-03-01", "2022-08-31"),
    "recurrent_table": RECURRENT,
    "restatement": Restatement(
        {
            "survivors_freed": Restated(
                code="survivors_freed",
                name="Survivors freed",
                unit="people",
                days=("2022-10-01", "2023-10-01"),
                versions=(1, 1),
                values=(12.0, math.nan),
                changes=({"late_entry": 3.0, "duplicate_merged": -1.0},),
                not_measured=("", "these records have no table milestones"),
            )
        },
        period=("2022-03-01", "2022-08-31"),
        reasons={"late_entry": "recorded later", "duplicate_merged": "two were one"},
        about=ABOUT,
    ),
    "results": RESULTS,
    "state_table": STATES,
    "vocabulary": VOCABULARY,
}
INTERNAL = ("afterwards", "decisions", "funnel", "indicator_result", "not_measured", "restatement",
            "results", "series")  # fmt: skip


def assert_same(one: Any, other: Any) -> None:
    """Hold that two values have the same type and, field by field, the same content."""
    if isinstance(one, np.ndarray):
        assert one.dtype.kind == other.dtype.kind
        np.testing.assert_array_equal(one, other)
    elif attrs.has(type(one)):
        assert type(one) is type(other)
        for field in attrs.fields(type(one)):
            if field.name != "values":
                assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, Mapping):
        assert list(one) == list(other)
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for each, its in zip(one, other, strict=True):
            assert_same(each, its)
    elif isinstance(one, float) and math.isnan(one):
        assert math.isnan(other)
    else:
        written_as_float = isinstance(other, float) and type(one) is int
        assert type(one) is type(other) or written_as_float
        assert one == other


def test_every_kind_is_tried() -> None:
    assert set(VALUES) == set(KINDS)


@pytest.mark.parametrize("name", VALUES)
def test_comes_back_the_same(name: str) -> None:
    assert_same(VALUES[name], from_json(to_json(VALUES[name])))


@pytest.mark.parametrize("name", VALUES)
def test_schema_describes_what_is_written(name: str) -> None:
    schema = json_schema(KINDS[name])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = json.loads(to_json(VALUES[name]))
    validator.validate(document)
    assert document["type"] == name
    assert document["version"] == 1
    for wrong in ({**document, "version": 2}, {**document, "type": "other"}, {}):
        assert not validator.is_valid(wrong)
    for field in document:
        assert not validator.is_valid({k: v for k, v in document.items() if k != field})


numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(st.tuples(numbers, numbers, numbers, numbers), st.integers(0, 2**53))
def test_any_number_comes_back(values: tuple[float, float, float, float], n: int) -> None:
    estimate = Estimate(*values, "days", n)
    document = to_json(estimate)
    assert_same(estimate, from_json(document))
    jsonschema.validate(json.loads(document), json_schema(Estimate))


@given(event_tables())
def test_any_table_and_its_curves_come_back(table: EventTable) -> None:
    for value in (table, aalen_johansen(table)):
        assert_same(value, from_json(to_json(value)))


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(0, 9), numbers, st.text())))
def test_any_label_comes_back(labels: list[object]) -> None:
    written = np.array([*labels, None], dtype=object)
    document = msgspec.json.encode(write_labels(written))
    back = read_labels(msgspec.json.decode(document, type=list[Cell]))
    for one, other in zip(written, back, strict=True):
        assert_same(one, other)


def test_numbers_that_json_lacks() -> None:
    document = json.loads(to_json(VALUES["estimate"]))
    assert [document[k] for k in ("value", "lower", "upper")] == [None, "-inf", "inf"]


def test_offending_values_are_not_written() -> None:
    document = to_json(FINDINGS)
    assert b"MARIA" not in document
    assert from_json(document)[1].row == 9
    assert from_json(document)[1].value is None


def test_journey_stays_internal() -> None:
    assert json.loads(to_json(JOURNEY))["internal"].startswith("internal")
    assert from_json(to_json(JOURNEY)).internal == JOURNEY.internal


FAULTY = {
    b"": "this is not JSON",
    b'{"type": "period", "version": 1': "this is not JSON",
    b'{"type": "period", "version": 1, "start": NaN, "end": 3}': "this is not JSON",
    b"\xff": "this is not JSON",
    b"[1]": "no document of version 1: Expected `object`",
    b'{"version": 1}': "missing required field `type`",
    b'{"type": "person", "version": 1}': r"no kind of value has this type .* 'curve'",
    b'{"type": "period", "version": 2}': "version 2 of its form, and only 1 can be read",
    b'{"type": "period", "version": 1, "start": "MARIA", "end": 3}': r"no period .* `\$.start`",
    b'{"type": "interval_table", "version": 1, "left": [0], "right": ["MARIA"], '
    b'"frequency": null, "about": null}': r"at `\$.right\[0\]`: Not one of the words",
}


@pytest.mark.parametrize(("data", "message"), FAULTY.items())
def test_what_cannot_be_read_is_said_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=message) as caught:
        from_json(data)
    assert "MARIA" not in str(caught.value)


def test_a_value_without_form_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"type Step has no form in JSON; allowed: 'About'"):
        to_json(JOURNEY.support[0])
    no_form = r"of type Period has no form in JSON where it stands"
    with pytest.raises(DefinitionError, match=no_form):
        to_json(Groups({"a": Period(0, 1)}))
    with pytest.raises(DefinitionError, match="type int has no form"):
        json_schema(int)
    step = Step(19000, 19000, "intake", "support", {"share": 1j})
    with pytest.raises(DefinitionError, match="this Journey holds what JSON has no form for"):
        to_json(attrs.evolve(JOURNEY, support=(step,)))


def test_a_sheet_goes_without_its_groups_or_not_at_all() -> None:
    whole = attrs.evolve(SHEET, groups=Groups({"north": SHEET}, by=("site",)))
    with pytest.raises(DefinitionError, match=r"with groups has no form .* write sheet\.groups"):
        to_json(whole)
    assert_same(whole.groups, from_json(to_json(whole.groups)))


def test_numbers_that_do_not_fill_their_shape_are_refused() -> None:
    document = json.loads(to_json(VALUES["effects"]))
    document["covariance"]["shape"] = [2, 2]
    with pytest.raises(RecordError, match=r"1 values do not make .* \[2, 2\]"):
        from_json(json.dumps(document))


def test_labels_of_estimates_keep_their_type() -> None:
    estimate = Estimate(0.5, 0.1, 0.3, 0.7, "probability", 9)
    assert list(from_json(to_json(Estimates({183: estimate, "all": estimate})))) == [183, "all"]
    assert list(from_json(to_json(Curves({})))) == []


@pytest.mark.parametrize("name", INTERNAL)
def test_figures_say_that_they_are_not_for_release(name: str) -> None:
    document = json.loads(to_json(VALUES[name]))
    assert document["internal"].startswith("internal")
    validator = jsonschema.Draft202012Validator(json_schema(KINDS[name]))
    assert not validator.is_valid({**document, "internal": ""})


def test_the_rule_of_a_card_goes_along_in_words_and_cannot_be_run() -> None:
    rule = json.loads(to_json(RESULT))["card"]["rule"]
    assert rule == {
        "in_words": "Whoever had two instances.",
        "needs": [["support", ["delivered_on"]]],
        "course": None,
    }
    card = from_json(to_json(CARD))
    assert card.how_we_count == "Whoever had two instances. Not counted: no-shows."
    with pytest.raises(DefinitionError, match=r"'survivors_supported' .* words only: evaluate"):
        card.rule.measure(None, card, Period("2022-03-01", "2022-08-31"), None)
