"""Agreement by the R package psych."""

from typing import Any

import pytest

from from_r import RELATIVE, cases
from recovery.change import agreement


@pytest.mark.parametrize("case", cases("agreement"), ids=lambda case: str(case["name"]))
def test_agrees_with_psych(case: dict[str, Any]) -> None:
    found = agreement(case["one"], case["other"])
    icc = found["ICC"]
    assert icc.value == pytest.approx(case["icc"], rel=RELATIVE)
    assert icc.lower == pytest.approx(case["lower"], rel=RELATIVE)
    assert icc.upper == pytest.approx(case["upper"], rel=RELATIVE)
    assert found["bias"].value == pytest.approx(case["bias"], rel=RELATIVE)
    reach = 1.959963984540054 * case["spread"]
    assert found["upper limit"].value == pytest.approx(case["bias"] + reach, rel=RELATIVE)
