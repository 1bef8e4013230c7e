"""Hazards of moving between states against R survival."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from from_r import RELATIVE, cases, numbers
from recovery.estimators import nelson_aalen
from recovery.tables import StateTable

CASES = cases("moves")
MOVES = [
    pytest.param(case, move, id=f"{case['name']}: {move['from']} to {move['to']}")
    for case in CASES
    for move in case["moves"]
]
CANCELLED = 1e-15
"""Both sum moments of size 1: so much is left of a variance of 0, by R's way or by ours."""


@pytest.mark.parametrize(("case", "move"), MOVES)
def test_hazards(case: dict[str, Any], move: dict[str, Any]) -> None:
    stays = StateTable(**case["table"], states=case["states"])
    curve = nelson_aalen(stays.counts(move["from"]), cause=move["to"])
    for name in ("days", "at_risk"):
        np.testing.assert_array_equal(getattr(curve, name), numbers(move[name]))
    for name in ("value", "std_error"):
        np.testing.assert_allclose(getattr(curve, name), numbers(move[name]), rtol=RELATIVE)
    by_subject = attrs.evolve(stays, cluster=stays.subject).leaving(move["from"])
    robust = nelson_aalen(by_subject, cause=move["to"], variance="robust")
    np.testing.assert_allclose(
        robust.std_error**2, numbers(move["robust_error"]) ** 2, rtol=2 * RELATIVE, atol=CANCELLED
    )  # twice, since squared
