"""How a comparison shows itself."""

from __future__ import annotations

from recovery.results import Comparison


def test_shows_itself() -> None:
    comparison = Comparison(
        statistic=3.2924, df=1, p_value=0.0696, observed={"a": 4.0}, expected={"a": 2.1}
    )
    assert repr(comparison) == "Comparison(chi-squared 3.292 on 1 df, p = 0.0696)"
    assert "<td>2.1</td>" in comparison._repr_html_()
    assert {name: list(column) for name, column in comparison.columns().items()} == {
        "group": ["a"],
        "observed": [4.0],
        "expected": [2.1],
    }
