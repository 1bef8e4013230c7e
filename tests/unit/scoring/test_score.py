"""Scoring keeps to the rules of each instrument, and says why a form has no score."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle_scoring import Answer, score_form
from recovery.errors import DefinitionError, RecordError, TableError
from recovery.scoring import Scores, assessed, misfits, score
from recovery.vocabulary import VOCABULARY
from recovery.vocabulary.instruments import COMPLETE, Coding, Instrument

PHQ9, GAD7, CORE10, K10 = (VOCABULARY.instruments[c] for c in ("phq9", "gad7", "core10", "k10"))
RSES, SDQ, SWEMWBS = (VOCABULARY.instruments[c] for c in ("rses", "sdq", "swemwbs"))
PCL5 = VOCABULARY.instruments["pcl5"]
OHTS, CANTRIL, WHOQOL = (VOCABULARY.instruments[c] for c in ("ohts", "cantril", "whoqolbref"))
GAP = float("nan")
NO_ANSWERS: tuple[Answer, ...] = (None, "unknown", "declined", "not_asked", "not_applicable")
ROUNDING = 1e-13
"""A handful of operations on small whole numbers, each right to the last bit or two."""


@attrs.frozen
class Forms:
    """Forms as they were filled in, and how they are to be scored."""

    instrument: Instrument
    coding: Coding
    order: str | None
    missing: str
    rows: list[list[Answer]]

    def scored(self, rows: list[list[Answer]] | None = None) -> Scores:
        columns = list(zip(*(self.rows if rows is None else rows), strict=True))
        return score(
            {
                f"item_{k}": np.array(column, dtype=object)
                for k, column in enumerate(columns, start=1)
            },
            self.instrument,
            coding=self.coding.code,
            order=self.order,
            missing=self.missing,
        )


@st.composite
def forms(draw: st.DrawFn, *, blanks: bool = True) -> Forms:
    instrument = draw(st.sampled_from(list(VOCABULARY.instruments.values())))
    coding = draw(st.sampled_from(instrument.codings))
    if instrument.continuous:
        answer = st.integers(int(coding.values[0]) * 4, int(coding.values[-1]) * 4).map(
            lambda quarters: quarters / 4
        )
    else:
        answer = st.sampled_from(coding.values)
    silent = st.just(None) if not blanks else st.sampled_from((None, None, *NO_ANSWERS))
    share = draw(st.integers(0, 6))
    cell = st.integers(0, 9).flatmap(lambda k: silent if k < share else answer)
    row = st.lists(cell, min_size=instrument.items, max_size=instrument.items)
    return Forms(
        instrument,
        coding,
        draw(st.sampled_from([o.code for o in instrument.orders])) if instrument.orders else None,
        draw(st.sampled_from(instrument.gap_codes)),
        draw(st.lists(row, min_size=1, max_size=6)),
    )


@given(forms())
def test_each_form_is_scored_as_by_hand(drawn: Forms) -> None:
    instrument = drawn.instrument
    scores = drawn.scored()
    reverse = {o.code: o.reverse for o in instrument.orders}.get(
        drawn.order or "", instrument.reverse
    )
    rule = {r.code: r for r in instrument.gap_rules}.get(drawn.missing)
    for position, form in enumerate(drawn.rows):
        for scale, wanted in score_form(instrument, form, drawn.coding, reverse, rule).items():
            found = scores[scale][position]
            if isinstance(wanted, str):
                assert np.isnan(found)
                assert scores.why(scale)[position] == wanted
            else:
                assert found == pytest.approx(float(wanted), rel=ROUNDING)
                assert scores.why(scale)[position] == ""
                assert instrument.scale(scale).lowest <= found <= instrument.scale(scale).highest


@given(forms(), st.randoms(use_true_random=False))
def test_the_order_of_forms_changes_nothing(drawn: Forms, random: object) -> None:
    order = list(range(len(drawn.rows)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    shuffled = drawn.scored([drawn.rows[k] for k in order])
    for scale, values in drawn.scored().values.items():
        np.testing.assert_array_equal(shuffled[scale], values[order])


@given(forms())
def test_an_unanswered_form_changes_no_other_score(drawn: Forms) -> None:
    empty: list[Answer] = [None] * drawn.instrument.items
    more = drawn.scored([*drawn.rows, empty])
    for scale, values in drawn.scored().values.items():
        np.testing.assert_array_equal(more[scale][:-1], values)
        assert np.isnan(more[scale][-1])
        assert more.why(scale)[-1] == "nothing answered"
    assert more.answered[-1] == 0


@given(forms(blanks=False), st.data())
def test_a_better_answer_never_worsens_a_score(drawn: Forms, data: st.DataObject) -> None:
    instrument = drawn.instrument
    row = data.draw(st.integers(0, len(drawn.rows) - 1))
    item = data.draw(st.integers(1, instrument.items))
    was = drawn.rows[row][item - 1]
    if not isinstance(was, int | float):
        return
    reverse = {o.code: o.reverse for o in instrument.orders}.get(
        drawn.order or "", instrument.reverse
    )
    values = sorted(drawn.coding.values)
    raised = data.draw(st.sampled_from([v for v in values if v >= was] or [was]))
    changed = [list(form) for form in drawn.rows]
    changed[row][item - 1] = raised
    before, after = drawn.scored(), drawn.scored(changed)
    upwards = (drawn.coding.values[0] < drawn.coding.values[-1]) != (item in reverse)
    for scale in instrument.scales:
        if item in scale.items and not np.isnan(before[scale.code][row]):
            rise = after[scale.code][row] - before[scale.code][row]
            assert rise >= 0 if upwards else rise <= 0


@given(forms(blanks=False))
def test_numbers_and_text_are_scored_alike(drawn: Forms) -> None:
    numbers = np.array(drawn.rows, dtype=np.float64)
    scores = score(
        numbers,
        drawn.instrument,
        coding=drawn.coding.code,
        order=drawn.order,
        missing=drawn.missing,
    )
    text = pl.DataFrame(
        {
            f"item_{k + 1}": [None if np.isnan(v) else f" {v:g}" for v in column]
            for k, column in enumerate(numbers.T)
        },
        schema_overrides={f"item_{k + 1}": pl.String for k in range(numbers.shape[1])},
    )
    written = score(
        text,
        drawn.instrument,
        coding=drawn.coding.code,
        order=drawn.order,
        missing=drawn.missing,
    )
    for scale, values in scores.values.items():
        np.testing.assert_array_equal(written[scale], values)


def test_a_value_outside_the_coding_is_refused_with_its_row_and_all_others() -> None:
    forms = np.zeros((20, 9))
    forms[4, 2], forms[6, 2], forms[19, 8] = 4, 1.5, -1
    with pytest.raises(RecordError, match="coding '0-3'") as caught:
        score(forms, PHQ9)
    assert caught.value.faults == ("item_3: row 5, 7", "item_9: row 20")
    assert "1.5" not in str(caught.value)


def test_many_rows_at_fault_are_counted() -> None:
    with pytest.raises(RecordError, match=r"row 1, 2, .*10 and 2 more"):
        score(np.full((12, 9), 7), PHQ9)


def test_a_form_with_a_value_outside_the_coding_may_go_without_a_score_instead() -> None:
    answers = np.zeros((3, 25))
    answers[1, 0] = 3
    scores = score(answers, SDQ, outside="no score")
    for scale in scores.values:
        assert scores.why(scale).tolist() == ["", "outside the coding", ""]
    with pytest.raises(DefinitionError, match="allowed: 'no score', 'refuse'"):
        score(answers, SDQ, outside="clip")  # type: ignore[arg-type]  # wrong on purpose


def test_a_word_that_is_no_answer_is_outside_the_coding() -> None:
    forms = np.array([["0"] * 8 + ["often"]], dtype=object)
    with pytest.raises(RecordError, match="item_9: row 1"):
        score(forms, PHQ9)


@pytest.mark.parametrize(
    ("word", "reason"),
    [("declined", "declined"), ("not_asked", "not asked"), ("not_applicable", "not applicable")],
)
def test_what_is_not_missing_is_never_filled_in(word: str, reason: str) -> None:
    scores = score(np.array([[1] * 8 + [word], [1] * 8 + [""]], dtype=object), PHQ9)
    assert scores.why().tolist() == [reason, ""]
    assert scores["total"][1] == 9
    assert scores.filled["total"].tolist() == [0, 1]
    assert scores.answered.tolist() == [8, 8]


def test_a_category_that_does_not_apply_leaves_the_others_alone() -> None:
    form = np.array([["crisis", "not_applicable", *["thriving"] * 12]], dtype=object)
    scores = score(form, OHTS)
    assert [scores[f"category_{k}"][0] for k in (1, 3)] == [1, 5]
    assert scores.why("category_2").tolist() == ["not applicable"]


@pytest.mark.parametrize(
    ("instrument", "named", "needed"),
    [
        (K10, {}, ["coding=", "missing="]),
        (K10, {"coding": "1-5"}, ["missing="]),
        (RSES, {}, ["order="]),
        (WHOQOL, {}, ["missing="]),
        (VOCABULARY.instruments["whodas12"], {}, ["coding="]),
    ],
)
def test_a_variant_in_use_must_be_named(
    instrument: Instrument, named: dict[str, str], needed: list[str]
) -> None:
    with pytest.raises(DefinitionError) as caught:
        score(np.ones((1, instrument.items)), instrument, **named)  # type: ignore[arg-type]  # wrong on purpose
    assert len(caught.value.faults) == len(needed)
    for fault, argument in zip(caught.value.faults, needed, strict=True):
        assert argument in fault


def test_a_variant_that_is_not_there_is_refused_with_all_others() -> None:
    with pytest.raises(DefinitionError) as caught:
        score(np.ones((1, 9)), PHQ9, coding="1-4", order="first", missing="half")
    assert [fault.partition("=")[0] for fault in caught.value.faults] == [
        "coding",
        "order",
        "missing",
    ]
    assert "leave order out" in str(caught.value)


def test_one_answer_in_three_codings_is_one_score() -> None:
    australian = np.arange(10).reshape(1, 10) % 5 + 1
    for coding, answers in (("1-5", australian), ("0-4", australian - 1), ("5-1", 6 - australian)):
        assert score(answers, K10, coding=coding, missing=COMPLETE)["total"] == australian.sum()


@pytest.mark.parametrize(("rule", "wanted"), [("one_of_ten", [22, GAP]), ("two_of_ten", [22, 24])])
def test_the_rules_for_the_k10_differ(rule: str, wanted: list[float]) -> None:
    # nine answers that make 20: 22.2 and rounded 22; eight that make 19: 23.75 and rounded 24
    forms = [[2] * 8 + [4, GAP], [2] * 6 + [3, 4, GAP, GAP]]
    scores = score(forms, K10, coding="1-5", missing=rule)
    np.testing.assert_array_equal(scores["total"], wanted)


def test_the_order_of_items_decides_the_score() -> None:
    form = [[3, 0, 3, 3, 0, 0, 3, 0, 0, 3]]
    assert score(form, RSES, order="satisfied_first")["total"] == 30
    assert score(form, RSES, order="worth_first")["total"] == 18


def test_half_a_point_is_rounded_upwards() -> None:
    # four of five answered, their sum 2: 2.5 and rounded 3
    form = np.zeros((1, 25))
    form[0, [2, 7]] = 1
    form[0, 23] = np.nan
    scores = score(form, SDQ)
    assert scores["emotional"] == 3
    assert scores.filled["emotional"] == 1


def test_a_total_of_parts_needs_all_of_them() -> None:
    form = np.ones((1, 25))
    form[0, [2, 7, 12]] = np.nan
    scores = score(form, SDQ)
    assert scores.why("emotional") == "too many unanswered"
    assert scores.why("total") == "too many unanswered"
    assert scores["conduct"] == 5


def test_a_converted_score_is_of_complete_forms_only() -> None:
    scores = score([[3] * 7, [3] * 6 + [GAP]], SWEMWBS)
    np.testing.assert_array_equal(scores["total"], [19.25, np.nan])


def test_safety_items_ask_for_a_person_and_appear_nowhere_else() -> None:
    forms = np.array(
        [[0] * 9, [0] * 8 + [1], [3] * 8 + [GAP], [GAP] * 9, [GAP] * 8 + [2]], dtype=float
    )
    scores = score(forms, PHQ9)
    assert scores.alerts.items == (9,)
    assert scores.alerts.raised.tolist() == [1, 4]
    assert scores.alerts.unanswered.tolist() == [2]
    assert list(scores.columns()) == ["total"]
    for shown in (repr(scores), repr(scores.alerts)):
        assert "[1" not in shown
        assert "2" not in shown.replace("two", "")


def test_a_reversed_item_does_not_turn_its_alert_round() -> None:
    forms = np.zeros((2, 10))
    forms[1, 5] = 4
    turned = attrs.evolve(CORE10, reverse=(2, 3, 6))
    for instrument in (CORE10, turned):
        assert score(forms, instrument).alerts.raised.tolist() == [1]


def test_categories_need_every_score_they_name() -> None:
    ladders = [[7, 8], [10, 7], [4, 4], [4, GAP], [0, 9]]
    assert score(ladders, CANTRIL).category().tolist() == [
        "thriving",
        "neither",
        "suffering",
        "",
        "neither",
    ]
    assert score(np.zeros((1, 9)), PHQ9).category().tolist() == [""]


def test_a_provisional_diagnosis_needs_enough_symptoms_in_every_cluster() -> None:
    enough = np.zeros(20)
    enough[[0, 5, 7, 8, 14, 15]] = 2  # one, one, two and two items
    forms = np.tile(enough, (5, 1))
    forms[1, 15] = 1
    forms[2, [0, 2]] = 0, 4
    forms[3, 5] = 1
    forms[4, 1] = np.nan
    scores = score(forms, PCL5)
    assert scores.category().tolist() == [
        "provisional_ptsd",
        "neither",
        "provisional_ptsd",
        "neither",
        "",
    ]
    assert scores["symptoms_e"].tolist() == [2, 1, 2, 2, 2]
    assert scores.why("symptoms_b").tolist() == ["", "", "", "", "too many unanswered"]
    assert scores["total"][0] == 12


def test_columns_must_be_those_of_the_instrument() -> None:
    columns = {f"item_{k}": [0, 1] for k in range(1, 9)} | {"item_10": [0]}
    with pytest.raises(TableError) as caught:
        score(columns, PHQ9)
    assert caught.value.faults == ("there is no column 'item_9'", "phq9 has no 'item_10'")
    uneven = {f"item_{k}": [0] * (1 + k % 2) for k in range(1, 10)}
    with pytest.raises(TableError, match="differ in length"):
        score(uneven, PHQ9)
    with pytest.raises(TableError, match="9 columns"):
        score(np.zeros((9, 8)), PHQ9)


def test_no_forms_have_no_scores() -> None:
    scores = score(np.empty((0, 7)), GAD7)
    assert len(scores) == 0
    assert scores["total"].shape == (0,)


def test_other_columns_of_a_frame_do_no_harm() -> None:
    frame = pl.DataFrame({"survivor_id": ["a"], **{f"item_{k}": [1] for k in range(1, 8)}})
    assert score(frame, GAD7)["total"] == 7
    assert score(frame.to_pandas(), GAD7)["total"] == 7


@pytest.mark.parametrize("dtype", ["Int64", "string", "object", "category", "float64"])
def test_any_type_of_column_will_do(dtype: str) -> None:
    cells = ["1", "2", None] if dtype == "string" else [1, 2, None]
    frame = pd.DataFrame({f"item_{k}": pd.Series(cells, dtype=dtype) for k in range(1, 8)})
    np.testing.assert_array_equal(score(frame, GAD7)["total"], [7, 14, np.nan])
    np.testing.assert_array_equal(score(pl.from_pandas(frame), GAD7)["total"], [7, 14, np.nan])


MIXED = [1, "1", 1.0, "declined", None, GAP, "", pd.NA]
MIXED_SCORES = [7, 7, 7, GAP, GAP, GAP, GAP, GAP]
MIXED_REASONS = ["", "", "", "declined", *["nothing answered"] * 4]


MIXED_COLUMNS = {f"item_{k}": np.array(MIXED, dtype=object) for k in range(1, 8)}
MIXED_TABLE = np.column_stack(list(MIXED_COLUMNS.values()))
HELD_AS: dict[str, Any] = {
    "pandas": pd.DataFrame(MIXED_COLUMNS),
    "polars": pl.DataFrame({name: pl.Series(MIXED, dtype=pl.Object) for name in MIXED_COLUMNS}),
    "mapping": MIXED_COLUMNS,
    "series": {name: pd.Series(cells) for name, cells in MIXED_COLUMNS.items()},
    "array": MIXED_TABLE,
    "masked": np.ma.MaskedArray(MIXED_TABLE, mask=False),
}


@pytest.mark.parametrize("held", HELD_AS.values(), ids=HELD_AS)
def test_numbers_and_words_may_stand_in_one_column(held: Any) -> None:
    scores = score(held, GAD7)
    np.testing.assert_array_equal(scores["total"], MIXED_SCORES)
    assert scores.why().tolist() == MIXED_REASONS


@pytest.mark.parametrize("dtype", ["string", "Int64", "category", "object"])
def test_a_mapping_of_columns_of_pandas_is_scored_as_a_frame(dtype: str) -> None:
    cells = pd.Series(["1", None, "2"] if dtype == "string" else [1, None, 2], dtype=dtype)
    scores = score({f"item_{k}": cells for k in range(1, 8)}, GAD7)
    np.testing.assert_array_equal(scores["total"], [7, GAP, 14])


def test_what_is_masked_was_not_answered() -> None:
    forms = np.ma.masked_equal([[1, 1, 1, 1, 1, 1, 1, 1, 3], [1] * 9], 3)
    wanted = score([[1.0] * 8 + [GAP], [1] * 9], PHQ9)
    columns = {f"item_{k + 1}": forms[:, k] for k in range(9)}
    words = np.ma.MaskedArray(forms.data.astype(str), mask=forms.mask)
    for held in (forms, forms.astype(float), list(forms), columns, words):
        scores = score(held, PHQ9)
        np.testing.assert_array_equal(scores["total"], wanted["total"])
        assert scores.answered.tolist() == [8, 9]
        assert scores.alerts.unanswered.tolist() == [0]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (pl.LazyFrame({f"item_{k}": [1] for k in range(1, 8)}), r"\.collect\(\)"),
        ([[1] * 7, [1] * 6], "as many in each row"),
        ({f"item_{k}": 1 for k in range(1, 8)}, "one number or text for each form"),
        ({f"item_{k}": pl.Series([[1]]) for k in range(1, 8)}, "one number or text for each form"),
        (
            {f"item_{k}": pl.Series([date(2022, 1, 1)]) for k in range(1, 8)},
            "one number or text for each form",
        ),
    ],
)
def test_what_holds_no_answers_is_refused(answers: Any, said: str) -> None:
    with pytest.raises(TableError, match=said):
        score(answers, GAD7)


def test_the_code_of_an_instrument_is_no_instrument() -> None:
    code: Any = "phq9"
    rows = pl.DataFrame({"instrument": ["phq9"]})
    for ask in (lambda: score(np.ones((1, 9)), code), lambda: assessed(rows, code)):
        with pytest.raises(DefinitionError, match=r"such as VOCABULARY\.instruments\['phq9'\]"):
            ask()
    with pytest.raises(DefinitionError, match="of the type str"):
        misfits(rows, code)


def test_columns_that_hold_nothing_have_no_scores() -> None:
    for dtype in (pl.Null, pl.Boolean, pl.String, pl.Int8):
        frame = pl.DataFrame({f"item_{k}": pl.Series([None], dtype=dtype) for k in range(1, 8)})
        assert score(frame, GAD7).why().tolist() == ["nothing answered"]


def test_the_answers_are_left_as_they_were() -> None:
    answers = np.array([[3.0, np.nan, *[1.0] * 8]])
    before = answers.copy()
    score(answers, CORE10)
    np.testing.assert_array_equal(answers, before)


def test_an_unknown_scale_is_refused_with_those_that_are_there() -> None:
    with pytest.raises(DefinitionError, match="allowed: 'total'"):
        score(np.zeros((1, 9)), PHQ9)["somatic"]
