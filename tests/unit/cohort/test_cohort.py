"""Cohorts: what they show, and what does not change their answers."""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.cohort import Cohort, select_cohort
from recovery.register import Snapshot, read_register
from recovery.synthetic import invented_register
from recovery.vocabulary import VOCABULARY, Clock, Milestone, Vocabulary
from timelines import known

ORIGINS = {
    "support": "intake",
    "repatriation": "consented_to_return",
    "prosecution": "charged",
    "justice": "engaged_with_justice",
}


@cache
def invented() -> Snapshot:
    register = read_register(dict(invented_register(400, seed=3).tables))
    return register.as_of("2024-12-31")


def shuffled(snapshot: Snapshot, seed: int) -> Snapshot:
    tables = {
        name: frame.sample(fraction=1, shuffle=True, seed=seed)
        for name, frame in snapshot.tables.items()
    }
    return attrs.evolve(snapshot, tables=tables)


def answers(snapshot: Snapshot) -> list[dict[str, list[object]]]:
    tables: list[dict[str, list[object]]] = []
    for clock in VOCABULARY.clocks.values():
        cohort = select_cohort(
            snapshot, origin=clock.origin, subject=clock.subject, purpose="research"
        )
        for ask in (cohort.time_to, cohort.time_between):
            table = ask(clock.outcome, competing=clock.competing, censor=clock.censor)
            columns = {name: list(array) for name, array in table.columns().items()}
            tables.append(columns | {"about": [table.about]})
    for way in VOCABULARY.pathways.values():
        cohort = select_cohort(snapshot, origin=ORIGINS[way.code], subject=way.subject)
        stays = cohort.states(way.code)
        columns = {name: list(array) for name, array in stays.columns().items()}
        tables.append(columns | {"about": [stays.about]})
    groups = select_cohort(snapshot, origin="intake").split("gender", "nationality")
    return [*tables, {"groups": list(groups.each(len).items())}]


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_row_order_does_not_matter(seed: int) -> None:
    assert answers(shuffled(invented(), seed)) == answers(invented())


@pytest.mark.parametrize("clock", VOCABULARY.clocks.values(), ids=lambda clock: clock.code)
def test_attrition_adds_up(clock: Clock) -> None:
    cohort = select_cohort(invented(), origin=clock.origin, subject=clock.subject)
    assert cohort.attrition.remaining == len(cohort) > 0
    table = cohort.time_to(clock.outcome, competing=clock.competing, censor=clock.censor)
    (_, total), *steps = table.about.attrition
    assert total - sum(count for _, count in steps) == len(table)


@pytest.mark.parametrize("pathway", VOCABULARY.pathways)
def test_stays_follow_each_other_without_a_gap(pathway: str) -> None:
    way = VOCABULARY.pathways[pathway]
    cohort = select_cohort(invented(), origin=ORIGINS[pathway], subject=way.subject)
    table = cohort.states(pathway)
    goes_on = table.subject[1:] == table.subject[:-1]
    np.testing.assert_array_equal(table.start[1:][goes_on], table.stop[:-1][goes_on])
    np.testing.assert_array_equal(table.state[1:][goes_on], table.to[:-1][goes_on])
    assert (table.state != table.to).all()


def test_groups_are_parts_of_the_whole() -> None:
    cohort = select_cohort(invented(), origin="intake")
    parts = cohort.split("nationality").each(lambda part: part.time_to("safe_housing"))
    whole = cohort.time_to("safe_housing")
    together = np.concatenate([part.exit for part in parts.values()])
    np.testing.assert_array_equal(np.sort(together), np.sort(whole.exit))


@pytest.fixture
def small() -> Cohort:
    snapshot = known("SECRET7 intake 2021-01-01\nSECRET8 rescued 2021-01-01")
    return select_cohort(snapshot, origin="intake")


def test_shows_counts_and_no_ids(small: Cohort) -> None:
    assert repr(small) == "Cohort(1 of 2 survivors on record, from intake, as of 2022-12-31)"
    page = small._repr_html_()
    assert "no intake recorded" in page
    assert "consent not recorded" in page
    assert "SECRET" not in page + repr(small) + repr(small.time_to("died"))
    assert "SECRET" not in small.states("support")._repr_html_()


def test_works_with_attributes_of_any_name() -> None:
    snapshot = known("A intake 2021-01-01", survivors="A x y z", columns="origin member episode")
    cohort = select_cohort(snapshot, origin="intake")
    assert list(cohort.split("origin", "member", "episode")) == ["x, y, z"]


def test_nobody_in_it() -> None:
    cohort = select_cohort(known("A rescued 2021-01-01"), origin="intake")
    assert len(cohort) == len(cohort.time_to("died")) == len(cohort.time_between("died")) == 0
    assert len(cohort.split("gender")) == 0


def test_a_vocabulary_of_ones_own() -> None:
    words = Vocabulary(
        milestones=(
            Milestone("released", "left prison", "support", "survivor", "milestones"),
            Milestone("arrested", "arrested again", "support", "survivor", "milestones"),
        )
    )
    tables = {
        "survivors": pl.DataFrame({"survivor_id": ["A", "B"]}),
        "milestones": pl.DataFrame(
            {
                "survivor_id": ["A", "B", "A"],
                "milestone": ["released", "released", "arrested"],
                "occurred_on": ["2021-01-01", "2021-01-01", "2021-01-08"],
            }
        ),
    }
    snapshot = read_register(tables, vocabulary=words).as_of("2021-12-31")
    table = select_cohort(snapshot, origin="released").time_to("arrested", censor="as_of")
    assert table.exit.tolist() == [7, 364]
