"""What the report is made of marks what counts people, for disclosure control to find."""

from __future__ import annotations

import attrs
import pytest

from recovery.results import Estimate, FindingCount, TableCount, Total
from recovery.tables import About


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        (About, {"attrition"}),
        (Estimate, {"n"}),
        (FindingCount, {"count"}),
        (TableCount, {"read", "set_aside"}),
        (Total, {"value"}),
    ],
)
def test_marks_what_counts_people(result: type[attrs.AttrsInstance], counts: set[str]) -> None:
    marked = {field.name for field in attrs.fields(result) if field.metadata.get("counts")}
    assert marked == counts
