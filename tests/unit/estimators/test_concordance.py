"""Concordance against a count of all pairs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.errors import DefinitionError, TableError
from recovery.estimators import concordance
from recovery.tables import EventTable
from strategies import sampled_tables, taken, written_out


def literal(table: EventTable, score: list[int], weight: list[Fraction]) -> tuple[Any, Any]:
    """Return agreement and what can be compared, pair by pair."""
    n = len(table)
    entry = [-1] * n if table.entry is None else table.entry.tolist()
    exit_, had = table.exit.tolist(), (table.event > 0).tolist()
    stratum = [0] * n if table.stratum is None else table.stratum.tolist()
    agreed = compared = Fraction(0)
    for i in range(n):
        for j in range(n):
            goes_on = exit_[j] > exit_[i] or (exit_[j] == exit_[i] and not had[j])
            if had[i] and entry[j] < exit_[i] and goes_on and stratum[i] == stratum[j]:
                half = Fraction(1 + (score[j] > score[i]) - (score[j] < score[i]), 2)
                agreed += weight[i] * weight[j] * half
                compared += weight[i] * weight[j]
    return agreed, compared


@settings(max_examples=30)  # each counts all pairs once more for each subject
@given(sampled_tables(), st.data())
def test_is_the_share_of_pairs(table: EventTable, data: Any) -> None:
    n = len(table)
    score = data.draw(st.lists(st.integers(-2, 2), min_size=n, max_size=n))
    if data.draw(st.booleans()):
        table = attrs.evolve(
            table, stratum=data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
        )
    found = concordance(table, score)
    written = written_out(table)
    many = np.ones(n, int) if table.frequency is None else table.frequency
    scores = np.repeat(np.array(score, dtype=int), many).tolist()
    plain = [1.0] * len(written) if written.weight is None else written.weight.tolist()
    weight = [Fraction(w) for w in plain]
    agreed, compared = literal(written, scores, weight)
    if not compared:
        assert np.isnan([found.value, found.std_error]).all()
        assert "no two subjects can be compared" in found.about.notes
        return
    assert found.value == pytest.approx(float(agreed / compared), rel=1e-12)
    labels = list(range(len(written))) if written.cluster is None else written.cluster.tolist()
    moved: dict[Any, Fraction] = dict.fromkeys(labels, Fraction(0))
    for i, label in enumerate(labels):
        with_more = [*weight]
        with_more[i] += 1  # the counts are linear in each weight: their derivative is exact
        more, of = literal(written, scores, with_more)
        moved[label] += (
            weight[i] * ((more - agreed) - agreed / compared * (of - compared)) / compared
        )
    variance = float(sum((total**2 for total in moved.values()), Fraction(0)))
    assert found.std_error**2 == pytest.approx(variance, rel=1e-9, abs=1e-15)


def test_scores_of_the_other_sign() -> None:
    table = EventTable(exit=[1, 2, 3, 4], event=[1, 1, 1, 0])
    up, down = concordance(table, [1, 3, 2, 4]), concordance(table, [1, 3, 2, 4], higher="sooner")
    assert up.value == 1 - down.value
    assert up.std_error == down.std_error
    assert down.value == pytest.approx(concordance(table, [-1, -3, -2, -4]).value)


@given(sampled_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(table: EventTable, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    score = np.arange(len(table)) % 5
    one, other = concordance(table, score), concordance(taken(table, order), score[order])
    np.testing.assert_allclose(
        [one.value, one.std_error], [other.value, other.std_error], rtol=1e-12, atol=1e-9
    )


def test_refuses_scores_that_are_none() -> None:
    table = EventTable(exit=[1, 2], event=[1, 1])
    with pytest.raises(TableError, match="score, position 1: missing"):
        concordance(table, [1, np.nan])
    for score in (["a", "b"], [1, 2, 3]):
        with pytest.raises(TableError, match="score must be 2 numbers"):
            concordance(table, score)
    other: Any = "better"
    with pytest.raises(DefinitionError, match="higher='better'"):
        concordance(table, [1, 2], higher=other)
