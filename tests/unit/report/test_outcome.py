"""The main job, on a register of an experiment and on invented records."""

from __future__ import annotations

import attrs
import numpy as np
import polars as pl
import pytest

from recovery.cohort import select_cohort
from recovery.disclosure import ShownReport, protect
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen
from recovery.register import Snapshot, read_register
from recovery.report import outcome_report
from recovery.synthetic import invented_register
from recovery.vocabulary import Clock, Milestone, Vocabulary

DAY = "2024-12-31"
OWN_WORDS = Vocabulary(
    milestones=[
        Milestone("released", "let go", "experiment", "survivor", "milestones"),
        Milestone("arrested_again", "arrested", "experiment", "survivor", "milestones"),
    ],
    clocks=[
        Clock(
            code="arrest", track="experiment", title="From release to arrest", subject="survivor",
            origin="released", outcome=("arrested_again",), censor="as_of",
        )
    ],
)  # fmt: skip


def experiment(n: int = 200) -> Snapshot:
    """Half are given aid; every second of those without and every fourth with it come back."""
    ids = [f"p{place}" for place in range(n)]
    aid = ["aid" if place % 2 else "none" for place in range(n)]
    back = [p for p in range(n) if p % 4 == 0 or p % 8 == 1]
    start = np.datetime64("2024-01-01")
    milestones = pl.DataFrame(
        {
            "survivor_id": ids + [ids[p] for p in back],
            "milestone": ["released"] * n + ["arrested_again"] * len(back),
            "occurred_on": [str(start)] * n
            + [str(start + np.timedelta64(5 + p, "D")) for p in back],
            "recorded_on": [DAY] * (n + len(back)),
        }
    )
    survivors = pl.DataFrame({"survivor_id": ids, "fin": aid, "recorded_on": [DAY] * n})
    tables = {"survivors": survivors, "milestones": milestones}
    return read_register(tables, vocabulary=OWN_WORDS).as_of(DAY)


@pytest.fixture(scope="module")
def invented() -> Snapshot:
    return read_register(dict(invented_register(600, seed=2).tables)).as_of(DAY)


def test_a_vocabulary_of_ones_own_by_group() -> None:
    report = outcome_report(experiment(), by="fin", title="Released")
    (clock,) = report.clocks
    assert (report.title, report.as_of, report.tracks) == ("Released", DAY, ("experiment",))
    assert clock.groups is not None
    assert {k: int(v["arrested_again"].events.sum()) for k, v in clock.groups.items()} == {
        "aid": 25,
        "none": 50,
    }
    value = protect(report).value
    assert isinstance(value, ShownReport)
    assert value.clocks[0].groups is not None
    seen = {k: g.curves["arrested_again"].value for k, g in value.clocks[0].groups.groups.items()}
    assert set(seen) == {"aid", "none"}
    assert all(seen.values())


def test_consents_that_are_missing_mark_the_report() -> None:
    assert protect(outcome_report(experiment())).internal


def test_each_clock_is_what_the_steps_by_hand_give(invented: Snapshot) -> None:
    report = outcome_report(invented)
    by_code = {clock.code: clock for clock in report.clocks}
    assert list(by_code) == list(invented.vocabulary.clocks)
    cohort = select_cohort(invented, origin="intake", purpose="internal_learning")
    clock = invented.vocabulary.clocks["safe_housing"]
    events = cohort.time_to(clock.outcome, competing=clock.competing, censor=clock.censor)
    expected = aalen_johansen(events)
    assert by_code["safe_housing"].curves.to_dict() == expected.to_dict()


def test_a_clock_without_its_table_is_listed_with_the_reason(invented: Snapshot) -> None:
    tables = {name: each for name, each in invented.tables.items() if name != "proceedings"}
    report = outcome_report(attrs.evolve(invented, tables=tables))
    clock = next(each for each in report.clocks if each.code == "conviction")
    assert not clock.curves
    assert "proceedings" in clock.about.notes[0]
    assert next(t for t in report.totals if t.code == "convicted").value is None


def test_a_clock_that_nobody_started_is_listed_with_the_reason(invented: Snapshot) -> None:
    milestones = invented.tables["milestones"].filter(pl.col("milestone") != "rescued")
    report = outcome_report(
        attrs.evolve(invented, tables={**invented.tables, "milestones": milestones})
    )
    clock = next(each for each in report.clocks if each.code == "re_trafficking")
    assert not clock.curves
    assert "rescued" in clock.about.notes[0]


def test_subjects_without_the_attribute_are_not_split(invented: Snapshot) -> None:
    report = outcome_report(invented, by="gender")
    split = {clock.code: clock.groups is not None for clock in report.clocks}
    assert split["safe_housing"]
    assert not split["conviction"]


def test_an_attribute_that_nobody_has_is_refused(invented: Snapshot) -> None:
    with pytest.raises(DefinitionError, match=r"'shoe_size'; allowed: .*'gender', .*'kind'"):
        outcome_report(invented, by="shoe_size")


def test_faults_and_rows_are_counted(invented: Snapshot) -> None:
    report = outcome_report(invented)
    assert sum(finding.count for finding in report.findings) == len(invented.findings)
    order = [("error", "warning", "note").index(finding.severity) for finding in report.findings]
    assert order == sorted(order)
    rows = {table.table: table.read for table in report.records}
    assert rows == {name: frame.height for name, frame in invented.tables.items()}
    assert {t.table: t.set_aside for t in report.records if t.set_aside} == {
        name: count for name, count in invented.set_aside.items() if count
    }
