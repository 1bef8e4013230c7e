"""Assessments as records hold them: item answers, totals, subscales, and rows without any."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import DefinitionError
from recovery.register import read_register
from recovery.scoring import Assessed, assessed, misfits, score
from recovery.vocabulary import VOCABULARY
from recovery.vocabulary.instruments import Coding
from small_register import sound_tables

INSTRUMENTS = VOCABULARY.instruments
GAP = float("nan")


def rows(*records: dict[str, Any]) -> pl.DataFrame:
    columns = {name: None for record in records for name in record}
    text = {"instrument", "coding", "status", "subscale"}
    items = {n for n in columns if n.startswith("item_")}
    return pl.DataFrame(
        [columns | record for record in records],
        schema={
            n: pl.Categorical() if n in text else pl.String if n in items else pl.Float64
            for n in columns
        },
    )


def items(*answers: object) -> dict[str, Any]:
    return {f"item_{k}": None if a is None else str(a) for k, a in enumerate(answers, start=1)}


def found(result: Assessed) -> list[tuple[int, float | None, str, str]]:
    values = [None if np.isnan(v) else v for v in result.value.tolist()]
    columns = (result.row.tolist(), values, result.reason.tolist(), result.taken_from.tolist())
    return list(zip(*columns, strict=True))


def test_items_come_before_a_total_that_is_written_down() -> None:
    frame = rows(
        {"instrument": "gad7", "total": 3},
        {"instrument": "phq9", "total": 12.5},
        {"instrument": "phq9", "total": 1, **items(*[1] * 9)},
        {"instrument": "phq9", "total": 28},
        {"instrument": "phq9"},
    )
    assert found(assessed(frame, INSTRUMENTS["phq9"])) == [
        (1, 12.5, "", "total"),
        (2, 9, "", "items"),
        (3, None, "outside the coding", "total"),
        (4, None, "nothing answered", ""),
    ]


def test_an_assessment_that_was_not_done_has_its_status_as_reason() -> None:
    done = {"instrument": "phq9", **items(*[1] * 9)}
    frame = rows(*({**done, "status": status} for status in ("done", "missed", "declined", None)))
    result = assessed(frame, INSTRUMENTS["phq9"])
    assert result.reason.tolist() == ["", "missed", "declined", ""]
    np.testing.assert_array_equal(result.value, [9, GAP, GAP, 9])


def test_a_row_of_a_subscale_is_about_that_scale_only() -> None:
    frame = rows(
        {"instrument": "dass21", "subscale": "stress", "score": 14},
        {"instrument": "dass21", "subscale": "anxiety", "score": 8},
        {"instrument": "dass21", "total": 20},
    )
    assert found(assessed(frame, INSTRUMENTS["dass21"], scale="stress")) == [
        (0, 14, "", "subscale"),
        (2, None, "nothing answered", ""),
    ]
    assert found(assessed(frame, INSTRUMENTS["dass21"])) == [(2, 20, "", "total")]


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10), st.sampled_from(["0-4", "5-1"]))
def test_a_total_moves_between_codings_as_its_items_do(answers: list[int], coding: str) -> None:
    k10 = INSTRUMENTS["k10"]
    written = [answer - 1 if coding == "0-4" else 6 - answer for answer in answers]
    frame = rows(
        {"instrument": "k10", "coding": coding, "total": sum(written)},
        {"instrument": "k10", "coding": coding, **items(*written)},
        {"instrument": "k10", "coding": "1-5", "total": sum(answers)},
    )
    result = assessed(frame, k10, missing="complete")
    assert result.value.tolist() == [sum(answers)] * 3


def test_a_total_of_a_multiplied_sum_moves_by_the_same_multiple() -> None:
    # written from 1 to 6 the answers add up to 10, times 4; from 0 to 5 to 5, times 4
    from_one = Coding(code="1-6", values=(1, 2, 3, 4, 5, 6))
    who5 = INSTRUMENTS["who5"]
    instrument = attrs.evolve(who5, codings=(*who5.codings, from_one))
    frame = rows(
        {"instrument": "who5", "coding": "1-6", "total": 40},
        {"instrument": "who5", "coding": "1-6", **items(1, 2, 2, 2, 3)},
    )
    assert assessed(frame, instrument).value.tolist() == [20, 20]


def test_a_coding_that_is_not_named_leaves_the_form_without_a_score() -> None:
    frame = rows(
        {"instrument": "k10", "total": 20},
        {"instrument": "k10", "coding": "1-7", "total": 20},
        {"instrument": "k10", "coding": "0-4", "total": 20},
    )
    result = assessed(frame, INSTRUMENTS["k10"])
    assert result.reason.tolist() == ["coding not known", "coding not known", ""]
    result = assessed(frame, INSTRUMENTS["k10"], coding="1-5")
    np.testing.assert_array_equal(result.value, [20, GAP, 30])
    with pytest.raises(DefinitionError, match="coding='1-7' is not there; allowed: '0-4'"):
        assessed(frame, INSTRUMENTS["k10"], coding="1-7")


def test_an_item_without_a_column_was_not_asked() -> None:
    frame = rows({"instrument": "phq9", **items(*[1] * 8)})
    assert assessed(frame, INSTRUMENTS["phq9"]).reason.tolist() == ["not asked"]


def test_more_items_than_the_instrument_has_are_outside_it() -> None:
    frame = rows({"instrument": "gad7", **items(*[1] * 9)}, {"instrument": "phq9"})
    assert assessed(frame, INSTRUMENTS["gad7"]).reason.tolist() == ["outside the coding"]


def test_a_raw_total_where_a_converted_one_is_due_is_refused() -> None:
    frame = rows(*({"instrument": "swemwbs", "total": total} for total in (20.73, 23)))
    assert assessed(frame, INSTRUMENTS["swemwbs"]).reason.tolist() == ["", "outside the coding"]


def test_a_scale_must_be_there() -> None:
    frame = rows({"instrument": "ohts", **items(*["stable"] * 14)})
    with pytest.raises(DefinitionError, match="ohts has no scale 'total'"):
        assessed(frame, INSTRUMENTS["ohts"])
    assert assessed(frame, INSTRUMENTS["ohts"], scale="category_3").value.tolist() == [3]


def test_alerts_name_the_rows_that_were_given() -> None:
    frame = rows(
        {"instrument": "gad7", "total": 3},
        {"instrument": "phq9", **items(*[0] * 9)},
        {"instrument": "phq9", **items(*[0] * 8, 1)},
        {"instrument": "phq9", **items(*[0] * 8, None)},
    )
    result = assessed(frame, INSTRUMENTS["phq9"])
    assert result.alerts.raised.tolist() == [2]
    assert result.alerts.unanswered.tolist() == [3]


def test_records_are_scored_as_they_were_read() -> None:
    answers = pl.DataFrame(
        {
            "survivor_id": ["S1", "S1", "S2"],
            "instrument": ["phq9"] * 3,
            "assessed_on": ["2021-02-01", "2021-05-01", "2021-05-02"],
            "total": [None, None, 7],
            **{f"item_{k}": ["2", "declined" if k == 4 else "1", None] for k in range(1, 10)},
        }
    )
    register = read_register({**sound_tables(), "assessments": answers})
    result = assessed(register.tables["assessments"], INSTRUMENTS["phq9"])
    np.testing.assert_array_equal(result.value, [18, GAP, 7])
    assert result.reason.tolist() == ["", "declined", ""]
    assert repr(result) == "Assessed(3 assessments, 2 with a score)"


@pytest.mark.parametrize(
    "dtype", [pl.String, pl.Categorical(), pl.Enum(["done", "phq9", "gad7"]), pl.Enum(["phq9", ""])]
)
def test_words_of_any_type_say_the_same(dtype: pl.DataType) -> None:
    frame = pl.DataFrame(
        {
            "instrument": pl.Series(["phq9", None, "phq9"], dtype=dtype),
            "subscale": pl.Series([None] * 3, dtype=dtype),
            "coding": pl.Series([None] * 3, dtype=dtype),
            "status": pl.Series([None] * 3, dtype=dtype),
            "total": [3, 4, 5],
        }
    )
    assert found(assessed(frame, INSTRUMENTS["phq9"])) == [(0, 3, "", "total"), (2, 5, "", "total")]
    assert len(assessed(frame, INSTRUMENTS["gad7"])) == 0


@given(st.data())
def test_scores_from_records_are_those_of_the_forms(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(["phq9", "core10", "sdq", "pcl5"]))
    instrument = INSTRUMENTS[code]
    cell = st.sampled_from([None, *instrument.answers])
    forms = data.draw(
        st.lists(
            st.lists(cell, min_size=instrument.items, max_size=instrument.items),
            min_size=1,
            max_size=4,
        )
    )
    frame = rows(*({"instrument": code, **items(*form)} for form in forms))
    result = assessed(frame, instrument)
    wanted = score(np.array(forms, dtype=float), instrument)
    np.testing.assert_array_equal(result.value, wanted["total"])
    assert result.reason.tolist() == wanted.why().tolist()


def test_misfits_name_the_cells_that_no_score_is_taken_from() -> None:
    frame = rows(
        {"instrument": "gad7", "total": 22},
        {"instrument": "phq9", "total": 28},
        {"instrument": "phq9", **items(*[1] * 7, 4, "often")},
        {"instrument": "phq9", **items(*[None] * 8, "declined")},
        {"instrument": "dass21", "subscale": "stress", "score": 43},
        {"instrument": "dass21", "subscale": "stress", "score": 42},
        {"instrument": "k10", "coding": "0-4", "total": 41},
        {"instrument": "k10", "coding": "1-5", "total": 41},
        {"instrument": "k10", "total": 99},
    )
    wrong = {
        code: {column: at.tolist() for column, at in misfits(frame, INSTRUMENTS[code]).items()}
        for code in ("phq9", "dass21", "k10", "core10")
    }
    assert wrong == {
        "phq9": {"total": [1], "item_8": [2], "item_9": [2]},
        "dass21": {"score": [4]},
        "k10": {"total": [6]},
        "core10": {},
    }
