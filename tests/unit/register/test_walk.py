"""The walk along a pathway, against a plain loop."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.register.walk import walk
from recovery.vocabulary import VOCABULARY, Pathway

SUPPORT = VOCABULARY.pathways["support"]


def _slowly(pathway: Pathway, codes: list[str]) -> list[tuple[str, str, bool]]:
    state, steps = pathway.start, []
    for code in codes:
        keeps = code not in pathway.enters or state in pathway.keeps.get(code, ())
        target = state if keeps else pathway.enters[code]
        steps.append((state, target, target == state or target in pathway.moves[state]))
        state = target
    return steps


@given(
    code=st.sampled_from(list(VOCABULARY.pathways)),
    draw=st.data(),
)
def test_walk_equals_the_plain_loop(code: str, draw: st.DataObject) -> None:
    pathway = VOCABULARY.pathways[code]
    words = st.sampled_from([*pathway.enters, "legal_aid"])
    journeys = draw.draw(st.lists(st.lists(words, min_size=1, max_size=6), max_size=5))
    subjects = np.repeat(np.arange(len(journeys)), [len(j) for j in journeys])
    codes = pl.Series([word for j in journeys for word in j], dtype=pl.String)
    steps = walk(pathway, subjects, codes)
    states = tuple(pathway.states)
    found = [
        (states[b], states[a], bool(p))
        for b, a, p in zip(steps.before, steps.after, steps.permitted, strict=True)
    ]
    assert found == [step for j in journeys for step in _slowly(pathway, j)]


def test_a_milestone_kept_in_the_present_state_changes_nothing() -> None:
    steps = walk(SUPPORT, np.array([1, 1]), pl.Series(["safe_housing", "rescued"]))
    assert steps.before[1] == steps.after[1]
    assert steps.permitted.all()


@pytest.mark.parametrize("codes", [VOCABULARY.codes("milestones"), ("housing_lost", "intake")])
def test_codes_may_be_of_any_catalogue(codes: tuple[str, ...]) -> None:
    series = pl.Series(["intake"], dtype=pl.Enum(list(codes)))
    assert walk(SUPPORT, np.array([0]), series).after.tolist() == [1]


def test_no_milestone_at_all() -> None:
    steps = walk(SUPPORT, np.array([], dtype=np.int64), pl.Series([], dtype=pl.String))
    assert len(steps.before) == len(steps.permitted) == 0
