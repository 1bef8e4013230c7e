"""The partial likelihood against its exact twin, and what must not change it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle_cox as twin
from recovery.estimators import log_rank
from recovery.estimators.cox_likelihood import Likelihood, likelihood
from recovery.estimators.cox_rows import RiskRows, risk_rows
from recovery.estimators.cox_ties import DIRECT, tie_sums
from recovery.estimators.cox_variance import score_products
from recovery.estimators.sampled_rows import numbered
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray
from strategies import sampled_tables, taken, written_out

ROUNDING = 1e-10
"""Of sums of a few dozen terms that nearly cancel."""
TIES: Any = st.sampled_from(["efron", "breslow"])


@attrs.frozen(eq=False)
class Drawn:
    """A table, two terms for each row, and the effects, as powers of 2."""

    table: EventTable
    terms: Any
    exponents: tuple[int, int]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    table = draw(sampled_tables())
    n = len(table)
    pairs = st.tuples(st.integers(-2, 2), st.integers(0, 1))
    terms = np.array(draw(st.lists(pairs, min_size=n, max_size=n)), dtype=float).reshape(n, 2)
    if draw(st.booleans()):
        labels = draw(st.lists(st.sampled_from("pqr"), min_size=n, max_size=n))
        table = attrs.evolve(table, stratum=np.array(labels, dtype="U1"))
    return Drawn(table, terms, (draw(st.integers(-2, 2)), draw(st.integers(-2, 2))))


def rows_of(table: EventTable) -> RiskRows:
    return risk_rows(
        table.exit,
        table.event > 0,
        entry=table.entry,
        stratum=None if table.stratum is None else numbered(table.stratum)[0],
        weight=table.weight,
        frequency=table.frequency,
    )


def evaluated(
    table: EventTable, terms: Any, exponents: Any, ties: Any
) -> tuple[RiskRows, FloatArray, Likelihood]:
    rows = rows_of(table)
    if not len(rows.deaths):
        assume(False)
    values = np.ascontiguousarray(terms[rows.order].T)
    mass = np.ones(len(rows.order)) if rows.mass is None else rows.mass
    struck = values[:, rows.died] @ mass[rows.died]
    at = likelihood(rows, values, struck, np.log(2) * np.array(exponents), ties=ties)
    return rows, values, at


def subjects(made: Drawn) -> list[twin.Subject]:
    """Write out one subject for each that a row stands for; those of weight 0 are not there."""
    table, n = made.table, len(made.table)
    entry = np.full(n, -1) if table.entry is None else table.entry
    weight = np.ones(n) if table.weight is None else table.weight
    frequency = np.ones(n, int) if table.frequency is None else table.frequency
    found = []
    for i in range(n):
        for copy in range(int(frequency[i])):
            terms = tuple(int(x) for x in made.terms[i])
            found.append(
                twin.Subject(
                    entry=int(entry[i]),
                    exit=int(table.exit[i]),
                    died=bool(table.event[i] > 0),
                    weight=Fraction(float(weight[i])),
                    stratum=None if table.stratum is None else table.stratum[i],
                    cluster=(i, copy) if table.cluster is None else table.cluster[i],
                    terms=terms,
                    hazard=twin.hazard(terms, made.exponents),
                )
            )
    return [s for s in found if s.weight]


def near(ours: Any, exact: Any) -> None:
    exact = np.array(exact, dtype=float)
    np.testing.assert_allclose(ours, exact, rtol=ROUNDING, atol=ROUNDING)


@given(drawn(), TIES)
def test_is_its_exact_twin(made: Drawn, ties: str) -> None:
    rows, values, at = evaluated(made.table, made.terms, made.exponents, ties)
    people = subjects(made)
    near(at.slope, twin.slope(people, ties))
    near(at.information, twin.information(people, ties))
    table = made.table
    cluster, clusters = numbered(table.cluster)
    found = score_products(
        rows,
        values,
        at,
        frequency=None if table.frequency is None else table.frequency[rows.order],
        cluster=cluster[rows.order] if clusters else None,
        clusters=clusters,
    )
    near(found, twin.products(people, ties))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("exponents", [(40, 1), (-40, 3)])
def test_large_hazards_that_enter_late_hide_no_small_ones(ties: str, exponents: Any) -> None:
    table = EventTable(
        exit=[3, 3, 5, 6, 8, 9, 9, 12, 13, 13],
        event=[1, 1, 1, 0, 1, 1, 1, 1, 1, 0],
        entry=[-1, 0, 1, 2, 5, 6, 6, 5, 9, 10],
    )
    terms = np.array([[0, 0, 0, 0, 2, 1, 2, 1, 0, 0], [0, 1, 0, 1, 0, 1, 1, 0, 1, 0]]).T * 1.0
    rows, values, at = evaluated(table, terms, exponents, ties)
    people = subjects(Drawn(table, terms, exponents))
    near(at.slope, twin.slope(people, ties))
    near(at.information, twin.information(people, ties))
    found = score_products(rows, values, at, frequency=None, cluster=None, clusters=0)
    near(found, twin.products(people, ties))


def agree(one: Likelihood, other: Likelihood) -> None:
    near(one.log, other.log)
    near(one.slope, other.slope)
    near(one.information, other.information)


@given(drawn(), TIES, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(made: Drawn, ties: str, random: Any) -> None:
    order = list(range(len(made.table)))
    random.shuffle(order)
    shuffled = taken(made.table, order)
    one = evaluated(made.table, made.terms, made.exponents, ties)[2]
    agree(one, evaluated(shuffled, made.terms[order], made.exponents, ties)[2])


@given(drawn(), TIES)
def test_frequency_stands_for_rows(made: Drawn, ties: str) -> None:
    many = np.ones(len(made.table), int) if made.table.frequency is None else made.table.frequency
    written = np.repeat(made.terms, many, axis=0)
    one = evaluated(made.table, made.terms, made.exponents, ties)[2]
    agree(one, evaluated(written_out(made.table), written, made.exponents, ties)[2])


@given(drawn(), TIES, st.integers(0, 12))
def test_rows_split_at_a_day_change_nothing(made: Drawn, ties: str, day: int) -> None:
    table = made.table
    entry = np.full(len(table), -1) if table.entry is None else table.entry
    across = np.flatnonzero((entry < day) & (day < table.exit))
    rows = np.concatenate([np.arange(len(table)), across])
    split = taken(table, rows)
    n = len(table)
    new_exit, new_event, new_entry = split.exit.copy(), split.event.copy(), entry[rows]
    new_exit[n:], new_event[n:] = day, 0
    new_entry[across] = day
    split = attrs.evolve(split, exit=new_exit, event=new_event, entry=new_entry)
    one = evaluated(table, made.terms, made.exponents, ties)[2]
    agree(one, evaluated(split, made.terms[rows], made.exponents, ties)[2])


@given(drawn(), TIES)
def test_names_of_strata_do_not_matter(made: Drawn, ties: str) -> None:
    assume(made.table.stratum is not None)
    names = {"p": "z", "q": "a", "r": "m"}
    renamed = np.array([names[label] for label in made.table.stratum.tolist()])  # type: ignore[union-attr]  # assumed
    one = evaluated(made.table, made.terms, made.exponents, ties)[2]
    other = attrs.evolve(made.table, stratum=renamed)
    agree(one, evaluated(other, made.terms, made.exponents, ties)[2])


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=20, unique=True),
    st.data(),
)
def test_score_test_of_two_groups_is_the_log_rank_test(days: list[int], data: Any) -> None:
    # Without ties: with them the log-rank variance is that of drawing without putting back.
    n = len(days)
    choices = st.lists(st.integers(0, 1), min_size=n, max_size=n)
    event, group = np.array(data.draw(choices)), np.array(data.draw(choices))
    table = EventTable(exit=days, event=event)
    test = log_rank({g: taken(table, np.flatnonzero(group == g)) for g in (0, 1)})
    assume(test.df)
    at = evaluated(table, group[:, None].astype(float), [0], "efron")[2]
    near(at.slope[0] ** 2 / at.information[0, 0], test.statistic)


@pytest.mark.parametrize("deaths", [DIRECT + 1, 40, 5000])
@pytest.mark.parametrize("spare", [0.0, 0.5, 1e4])
def test_many_ties_have_a_closed_form(deaths: int, spare: float) -> None:
    unit = 0.3
    tied = deaths * unit
    total = tied + spare
    given_ = [np.array([float(number)]) for number in (total, tied, deaths, 2 * deaths)]
    sums = tie_sums(given_[0], given_[1], given_[2], given_[3], "efron")
    share = np.arange(deaths) / deaths
    against = total - share * tied
    parts = [1 / against, share / against, against**-2, share / against**2]
    parts += [(share / against) ** 2, np.log(against)]
    found = np.array([getattr(sums, field.name)[0] for field in attrs.fields(type(sums))])
    # `shared` and `doubled` stand beside terms larger by the ratio of the sums.
    np.testing.assert_allclose(found, [2 * part.sum() for part in parts], rtol=1e-9)
