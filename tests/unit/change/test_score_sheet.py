"""The score sheet: one call gives every figure, and none of another group."""

import numpy as np
import pytest

from recovery.change import Norms, Sustained, individual_change, missing_scores, score_sheet
from recovery.errors import DefinitionError
from recovery.tables import ScoreTable

NORMS = Norms(
    better="lower", cutoff=10, reliable_change=6, population="invented", source="invented here"
)
RULE = Sustained(NORMS, visits=2, span_days=60, reliable="points")
WINDOW = (150, 210)


def invented(seed: int, n: int = 60) -> ScoreTable:
    rng = np.random.default_rng(seed)
    days = np.array([0, 60, 120, 180])
    value = 18 + rng.normal(0, 3, (n, 1)) - days / 20 + rng.normal(0, 2, (n, 4))
    value[rng.random(n) < 0.3, 3] = np.nan
    return ScoreTable(
        subject=np.repeat(np.arange(n), 4), days=np.tile(days, n), value=value.ravel()
    )


def test_is_what_the_single_questions_answer() -> None:
    table = invented(1)
    sheet = score_sheet(table, NORMS, last=WINDOW, rule=RULE, method="points", days=(150, 365))
    changes = individual_change(table, NORMS, last=WINDOW, method="points")
    assert sheet.counts == changes.counts
    assert sum(sheet.missing.values()) == sheet.counts["not assessable"]
    assert sheet.shares["recovered"] == changes.shares["recovered"]
    unseen = missing_scores(table, NORMS, last=WINDOW, method="points")
    assert sheet.assuming["recovered"]["weighted"] == unseen["weighted"]
    assert sheet.sustained is not None
    assert sheet.sustained_by[150].value == sheet.sustained["sustained_recovery"].at([150])[0]
    assert np.isnan(sheet.sustained_by[365].value)  # nobody was followed so far


def test_each_group_has_its_own_sheet() -> None:
    one, other = invented(1), invented(2, n=6)
    sheet = score_sheet(
        one, NORMS, last=WINDOW, rule=RULE, method="points", by={"one": one, "other": other}
    )
    assert sheet.groups is not None
    assert sheet.groups["one"].counts == sheet.counts
    assert sum(sheet.groups["other"].counts.values()) == 6
    assert any("few people" in note for note in sheet.groups["other"].about.notes)
    assert not any("few people" in note for note in sheet.about.notes)


def test_columns_hold_every_figure() -> None:
    table = invented(1)
    sheet = score_sheet(table, NORMS, last=WINDOW, method="points", by={"all": table})
    columns = sheet.columns()
    assert len({len(column) for column in columns.values()}) == 1
    sections = set(columns["section"])
    assert {"status", "share", "recovered, assuming", "change"} <= sections
    assert set(columns["group"]) == {"", "all"}
    assert "reliably deteriorated" in sheet._repr_html_()


def test_no_figure_has_the_label_of_another() -> None:
    """Who recovered also improved reliably, but only one status can stand for each."""
    sheet = score_sheet(invented(1), NORMS, last=WINDOW, method="points")
    columns = sheet.columns()
    label = {s: set(columns["label"][columns["section"] == s]) for s in ("status", "share")}
    assert not label["status"] & label["share"]
    improved = columns["label"] == "reliably improved, recovered or not, of all"
    assert columns["value"][improved] == [sheet.shares["reliably improved"].value]
    lines = [line.split(":")[0] for line in repr(sheet).splitlines()[1:]]
    assert len({line.strip().removeprefix("share ") for line in lines}) == len(lines)


def test_without_a_rule_nothing_is_said_of_lasting() -> None:
    sheet = score_sheet(invented(1), NORMS, last=WINDOW, method="points")
    assert sheet.sustained is None
    assert len(sheet.sustained_by) == 0


def test_a_sheet_needs_a_window() -> None:
    with pytest.raises(DefinitionError, match="last must be two days"):
        score_sheet(invented(1), NORMS, last="last", method="points")  # type: ignore[arg-type]  # the mistake tested


def test_groups_are_tables_of_scores() -> None:
    with pytest.raises(DefinitionError, match="takes one ScoreTable, but was given a int"):
        score_sheet(invented(1), NORMS, last=WINDOW, method="points", by={"a": 1})  # type: ignore[dict-item]  # the mistake tested


def test_draws_give_the_mixed_model_an_interval_in_the_sheet() -> None:
    table = invented(1, n=40)
    sheet = score_sheet(table, NORMS, last=WINDOW, method="points", repeats=5, seed=3)
    unseen = missing_scores(table, NORMS, last=WINDOW, method="points", repeats=5, seed=3)
    found = sheet.assuming["recovered"]["mixed model"]
    assert found.lower < found.value < found.upper
    assert found == unseen["mixed model"]
