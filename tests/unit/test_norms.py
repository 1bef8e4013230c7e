"""Norms are possible figures of a named population, or are refused."""

from __future__ import annotations

import math
from typing import Any

import attrs
import pytest

from recovery.errors import DefinitionError
from recovery.norms import Norms

JACOBSON = Norms(
    better="higher",
    reliability=0.80,
    reliability_type="test-retest",
    clinical_mean=40,
    clinical_sd=7.5,
    population="couples in therapy",
    source="Jacobson and Truax 1991",
)


def test_the_spread_is_that_of_the_clinical_population_unless_another_is_given() -> None:
    assert JACOBSON.sd == 7.5
    assert round(JACOBSON.sem, 3) == 3.354
    assert attrs.evolve(JACOBSON, sd=10).sem == pytest.approx(10 * math.sqrt(0.2))
    assert math.isnan(attrs.evolve(JACOBSON, sd=None).sem)


def test_the_direction_follows_from_what_is_better() -> None:
    assert JACOBSON.direction == 1
    assert attrs.evolve(JACOBSON, better="lower").direction == -1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"better": "up"}, "allowed: 'higher', 'lower'"),
        ({"population": " "}, "population must say"),
        ({"source": ""}, "source must say"),
        ({"reliability_type": None}, "given together"),
        ({"reliability": None}, "given together"),
        ({"reliability_type": "alpha"}, "'internal consistency'"),
        ({"reliability": 1.2}, "at most 1, but was 1.2"),
        ({"reliability": 0}, "above 0"),
        ({"sd": 0}, "sd must be a number above 0"),
        ({"functional_sd": math.nan}, "functional_sd"),
        ({"reliable_change_level": 95}, "between 0 and 1, but was 95"),
        ({"lowest": 10, "highest": 0}, "lowest must be below highest"),
        ({"lowest": 0, "highest": 30}, "clinical_mean must be a number on the scale, but was 40"),
        ({"cutoff": math.inf}, "cutoff must be a number on the scale"),
        ({"functional_mean": 30}, "functional_mean must lie above clinical_mean"),
        ({"functional_mean": 60, "better": "lower"}, "must lie below clinical_mean"),
        ({"functional_mean": 40}, "functional_mean must lie above clinical_mean"),
        ({"lowest": 0, "highest": 60, "sd": 900}, "sd was 900, but at most 42.43 is possible"),
        ({"lowest": 39, "highest": 60}, "clinical_sd was 7.5, but at most 6.325 is possible"),
        ({"lowest": 0, "highest": 60, "reliable_change": 61}, "61 points, which the scale"),
        ({"reliability": "0.8"}, "reliability must be a number, but was '0.8'"),
        ({"sd": "7"}, "sd must be a number, but was '7'"),
        ({"cutoff": True}, "cutoff must be a number, but was True"),
        ({"lowest": "0"}, "lowest must be a number, but was '0'"),
    ],
)
def test_what_is_impossible_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match="these norms cannot be used") as caught:
        attrs.evolve(JACOBSON, **changes)
    assert any(said in fault for fault in caught.value.faults)


def test_all_faults_are_said_at_once() -> None:
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(JACOBSON, population="", sd=-1, reliability=2)
    assert len(caught.value.faults) == 3
