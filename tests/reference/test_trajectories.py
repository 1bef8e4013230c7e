"""Trajectories by lme4."""

from typing import Any

import numpy as np
import pytest

from from_r import cases
from recovery.change import trajectories
from recovery.tables import ScoreTable

OPTIMISER = 5e-5
"""lme4 stops where the deviance, to which its variances add only squares, no longer falls: they
are exact to about the root of its last digits, less so where the origin lies far from the data
(2.2e-5, by age). The log-likelihood itself, where ours is never lower, is compared closely."""
LIKELIHOOD = 1e-9


@pytest.mark.parametrize("case", cases("trajectories"), ids=lambda case: str(case["name"]))
def test_agrees_with_lme4(case: dict[str, Any]) -> None:
    table = ScoreTable(subject=case["subject"], days=case["days"], value=case["value"])
    found = trajectories(table, bend_days=case["bend"])
    assert found.log_likelihood == pytest.approx(case["log_likelihood"], rel=LIKELIHOOD)
    np.testing.assert_allclose(found.effects.estimate, case["beta"], rtol=OPTIMISER / 100)
    np.testing.assert_allclose(found.effects.covariance, case["covariance"], rtol=OPTIMISER)
    np.testing.assert_allclose(found.slope, case["slope"], rtol=OPTIMISER)
    for name, variance in case["variances"].items():
        assert found.variances[name] == pytest.approx(variance, rel=OPTIMISER), name
