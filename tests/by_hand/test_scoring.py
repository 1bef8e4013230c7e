"""Scoring examples of each instrument: as published, or added up on paper by the published rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recovery.scoring import goal_attainment, score
from recovery.vocabulary import VOCABULARY

GAP = float("nan")

EXAMPLES: dict[str, tuple[str, dict[str, Any], list[Any], dict[str, float]]] = {
    "every day, nine times": ("phq9", {}, [3] * 9, {"total": 27}),
    # seven answers that make 7, by their mean: 7 · 9/7
    "two of nine unanswered": ("phq9", {}, [1] * 7 + [GAP, GAP], {"total": 9}),
    "three of nine unanswered": ("phq9", {}, [1] * 6 + [GAP] * 3, {"total": GAP}),
    "the cut-off of the gad7": ("gad7", {}, [2, 2, 2, 1, 1, 1, 1], {"total": 10}),
    "no rule is known": ("gad7", {}, [2, 2, 2, 1, 1, 1, GAP], {"total": GAP}),
    "clusters of the pcl5": (
        "pcl5",
        {},
        [4] * 5 + [3] * 2 + [2] * 7 + [1] * 6,
        {"intrusion": 20, "avoidance": 6, "cognition": 14, "arousal": 6, "total": 46},
    ),
    # items 2 and 3 are reversed: 4 and 4 there, 0 elsewhere, is no distress at all
    "best possible core10": ("core10", {}, [0, 4, 4, 0, 0, 0, 0, 0, 0, 0], {"total": 0}),
    "all zeros on the core10": ("core10", {}, [0] * 10, {"total": 8}),
    # nine answers that make 9: ten times their mean
    "one of ten unanswered": ("core10", {}, [1, 3, 3, 1, 1, 1, 1, 1, 1, GAP], {"total": 10}),
    "nothing answered is not the best score": ("core10", {}, [GAP] * 10, {"total": GAP}),
    # only the items of each scale: 3, 5, 10 … are depression, and doubled they make 42
    "depression on the dass21": (
        "dass21",
        {},
        [3 if k in (3, 5, 10, 13, 16, 17, 21) else 0 for k in range(1, 22)],
        {"depression": 42, "anxiety": 0, "stress": 0, "total": 21},
    ),
    "anxiety on the dass21": (
        "dass21",
        {},
        [3 if k in (2, 4, 7, 9, 15, 19, 20) else 0 for k in range(1, 22)],
        {"depression": 0, "anxiety": 42, "stress": 0, "total": 21},
    ),
    "stress on the dass21": (
        "dass21",
        {},
        [1 if k in (1, 6, 8, 11, 12, 14, 18) else 0 for k in range(1, 22)],
        {"depression": 0, "anxiety": 0, "stress": 14, "total": 7},
    ),
    # a raw 13 is the first that is not poor: 52 per cent (Topp 2015)
    "raw 13 of the who5": ("who5", {}, [3, 3, 3, 2, 2], {"total": 52}),
    # Australian minimum data set: one missing, the sum 20 over nine, times ten, rounded
    "k10 with one missing": (
        "k10",
        {"coding": "1-5", "missing": "one_of_ten"},
        [2] * 8 + [4, GAP],
        {"total": 22},
    ),
    "k10 of the USA": ("k10", {"coding": "0-4", "missing": "complete"}, [0] * 10, {"total": 10}),
    "k10 of 1997": ("k10", {"coding": "5-1", "missing": "complete"}, [1] * 10, {"total": 50}),
    # two cells of the table that the German norms confirm independently
    "15th percentile of swemwbs": (
        "swemwbs",
        {},
        [4, 4, 3, 3, 3, 3, 3],
        {"raw": 23, "total": 20.73},
    ),
    "85th percentile of swemwbs": (
        "swemwbs",
        {},
        [5, 5, 5, 5, 4, 4, 4],
        {"raw": 32, "total": 29.31},
    ),
    # four times the mean, not four times the sum: all in the middle is 12
    "middle of the whoqolbref": (
        "whoqolbref",
        {"missing": "manual_syntax"},
        [3] * 26,
        {"physical": 12, "psychological": 12, "social": 12, "environment": 12},
    ),
    # items 20 and 22 are 5 and 4: four times 4.5, where the syntax allows one gap and the text none
    "social domain by the syntax": (
        "whoqolbref",
        {"missing": "manual_syntax"},
        [5 if k < 21 else GAP if k == 21 else 4 for k in range(1, 27)],
        {"social": 18},
    ),
    "social domain by the text": (
        "whoqolbref",
        {"missing": "manual_text"},
        [5 if k < 21 else GAP if k == 21 else 4 for k in range(1, 27)],
        {"social": GAP},
    ),
    # two gaps in each of two domains, which the text allows, but six of 26 in all: over a fifth
    "six of 26 unanswered": (
        "whoqolbref",
        {"missing": "manual_text"},
        [GAP] * 6 + [3] * 20,
        {"physical": GAP, "psychological": GAP, "social": GAP, "environment": GAP},
    ),
    "five of 26 unanswered": (
        "whoqolbref",
        {"missing": "manual_text"},
        [3, *[GAP] * 5, *[3] * 20],
        {"physical": 12, "psychological": 12, "social": 12, "environment": 12},
    ),
    "whodas12 from 1": ("whodas12", {"coding": "1-5"}, [1] * 12, {"total": 0}),
    "whodas12 from 0": ("whodas12", {"coding": "0-4"}, [4] * 12, {"total": 48}),
    # agreement with every item: five are reversed in either order
    "rses, all agreed": ("rses", {"order": "worth_first"}, [3] * 10, {"total": 15}),
    "cantril": ("cantril", {}, [7, 8], {"now": 7, "future": 8}),
    "gas": ("gas", {}, [-1], {"level": -1}),
    "gbo": ("gbo", {}, [6], {"goal": 6}),
    "ohts": ("ohts", {}, [1] + [3] * 13, {"category_1": 1, "category_14": 3}),
    # sub-domains 2, 3 and 4 of safety: their mean is given
    "aso": ("aso", {}, [3, 2.5, 4, 1, 2, 3], {"safety": 3, "legal": 2.5}),
    "cast_needs": ("cast_needs", {}, [0.5, 4, 0, 2.25], {"emotional": 0.5, "social": 2.25}),
    "cries8 by its codes": ("cries8", {}, [5, 3, 1, 0, 5, 3, 0, 0], {"total": 17}),
    # three answers of five that make 4: 6.67 and rounded 7 (scoring sheet of 2014)
    "sdq, 4 on three items": (
        "sdq",
        {},
        [
            {3: 2, 8: 1, 13: 1, 16: GAP, 24: GAP}.get(k, 2 if k in (7, 11, 14, 21, 25) else 0)
            for k in range(1, 26)
        ],
        {"emotional": 7, "conduct": 0, "hyperactivity": 0, "peers": 0, "total": 7},
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    code, named, form, wanted = EXAMPLES[name]
    scores = score([form], VOCABULARY.instruments[code], **named)
    for scale, value in wanted.items():
        np.testing.assert_allclose(scores[scale], [value], rtol=1e-15)


def test_every_instrument_has_an_example() -> None:
    assert {code for code, *_ in EXAMPLES.values()} == set(VOCABULARY.instruments)


def test_every_cell_of_the_swemwbs_table_is_reached() -> None:
    forms = [[1 + min(max(k - 4 * j, 0), 4) for j in range(7)] for k in range(29)]
    scores = score(forms, VOCABULARY.instruments["swemwbs"])
    np.testing.assert_array_equal(scores["raw"], np.arange(7, 36))
    table = VOCABULARY.instruments["swemwbs"].scale("total").table
    assert table is not None
    np.testing.assert_array_equal(scores["total"], [table[raw] for raw in range(7, 36)])
    assert scores["total"][26 - 7] == 23.21
    assert scores["total"][29 - 7] == 26.02


def test_goal_attainment_as_worked_out() -> None:
    # three goals, weights 1, correlation 0.3: the divisor is √(0.7·3 + 0.3·9) = √4.8
    forms, t = goal_attainment(
        ["none"] * 3 + ["better"] * 3 + ["worse"] * 3 + ["single"],
        [0, 0, 0, 1, 1, 1, -1, -1, -1, 1],
    )
    assert dict(zip(forms.tolist(), t.round(2).tolist(), strict=True)) == {
        "none": 50,
        "better": 63.69,
        "worse": 36.31,
        "single": 60,
    }


def test_weights_of_goals_count() -> None:
    # weights 3 and 1, levels 1 and -1: 10·2 / √(0.7·10 + 0.3·16) = 20/√11.8
    _, t = goal_attainment([1, 1], [1, -1], weight=[3, 1])
    np.testing.assert_allclose(t, 50 + 20 / np.sqrt(11.8), rtol=1e-15)
