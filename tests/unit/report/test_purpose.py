"""A report names the purpose that it serves, whatever could be measured."""

from __future__ import annotations

import polars as pl
import pytest

from recovery.disclosure import protect
from recovery.errors import DefinitionError, ReleaseError
from recovery.register import Snapshot, read_register
from recovery.report import outcome_report


@pytest.fixture
def nothing_to_measure() -> Snapshot:
    """Records without consents, of which no clock can start on a certain day."""
    survivors = pl.DataFrame({"survivor_id": ["A"]})
    milestones = {"survivor_id": ["A"], "milestone": ["intake"], "occurred_on": ["2020"]}
    records = {"survivors": survivors, "milestones": pl.DataFrame(milestones)}
    return read_register(records).as_of("2023-01-01")


def test_an_unknown_purpose_is_refused(nothing_to_measure: Snapshot) -> None:
    with pytest.raises(DefinitionError, match="'fun' is no purpose of consent; allowed: 'internal"):
        outcome_report(nothing_to_measure, purpose="fun")


def test_consent_is_asked_of_the_totals_too(nothing_to_measure: Snapshot) -> None:
    with pytest.raises(ReleaseError, match="consent is not recorded"):
        protect(outcome_report(nothing_to_measure, purpose="publication"))
    inside = protect(outcome_report(nothing_to_measure, purpose="internal_learning"))
    assert "not for release" in inside.internal
