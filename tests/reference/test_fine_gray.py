"""Fine–Gray regression against R survival and cmprsk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from from_r import RELATIVE, cases
from recovery.estimators.fine_gray import fine_gray
from recovery.tables import EventTable

CASES = cases("fine_gray")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_fine_gray(case: dict[str, Any]) -> None:
    table = EventTable(**case["table"], causes=case["causes"])
    chosen = {"convention": case["convention"]} | ({"ties": case["ties"]} if "ties" in case else {})
    found = fine_gray(table, case["covariates"], cause=case["cause"], **chosen)
    for name in ("estimate", "model_error", "std_error", "log_likelihood", "null_log_likelihood"):
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=RELATIVE, err_msg=name)
