"""Mean counts of events that recur: by hand, their exact twin, and what always holds."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle_recurrent as oracle
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, compare_mean_counts, mean_count
from recovery.tables import EventTable, RecurrentTable
from strategies import event_tables
from strategies_recurrent import recurrent_tables, taken

ROUNDING = 1e-11
"""At most a few dozen days, each with a few operations that are right to 1e-16."""
CANCELLED = 1e-11
"""The variance is a difference of moments of size 1 to 1000: so much may be left of 0."""

AGAIN = RecurrentTable(
    subject=["a", "a", "a", "b", "c"],
    start=[-1, 30, 75, -1, -1],
    stop=[30, 75, 90, 60, 80],
    event=[1, 1, 0, 2, 0],
    causes=("re_trafficked", "died"),
)


def twin(table: RecurrentTable) -> dict[int, tuple[Fraction, Fraction]]:
    cluster = None
    if table.cluster is not None:
        cluster = dict(zip(table.subject.tolist(), table.cluster.tolist(), strict=True))
    weight, frequency = (oracle.by_subject(table, name) for name in ("weight", "frequency"))
    return oracle.mean_count(oracle.stretches_of(table), weight, frequency, cluster)


class TestByHand:
    def test_with_a_death(self) -> None:
        # Day 30: 1/3. On day 60 one of three dies: 2/3 live. Day 75: 2/3 · 1/2.
        curve = mean_count(AGAIN)
        np.testing.assert_allclose(curve.value, [1 / 3, 2 / 3], rtol=1e-15)
        # Day 30: a moves it by (1 - 1/3)/3, b and c by (0 - 1/3)/3; the squares are 4/81 + 2/81.
        # Day 75 adds 2/3 (1 - 1/2)/2 for a and 2/3 (0 - 1/2)/2 for c; and, as the growth of 1/3
        # since then is of those alive, b's death takes 1/3 (1 - 1/3)/2 away from b, and gives
        # 1/3 (1/3)/2 to a and c. So a 2/9 + 1/6 + 1/18, b -1/9 - 1/9, c -1/9 - 1/6 + 1/18.
        expected = [6 / 81, (16 + 4 + 4) / 81]
        np.testing.assert_allclose(curve.std_error**2, expected, rtol=1e-14)
        assert curve.at_risk.tolist() == [3, 2]
        assert curve.events.tolist() == [1, 1]
        assert (curve.kind, curve.cause, curve.n) == ("count", "re_trafficked", 3)
        assert curve.followed_to == 90
        assert np.isnan(curve.at(91))

    def test_without_an_end(self) -> None:
        table = attrs.evolve(AGAIN, event=[1, 1, 0, 0, 0])
        curve = mean_count(table)
        np.testing.assert_allclose(curve.value, [1 / 3, 5 / 6], rtol=1e-15)
        # a: 2/9 + 1/4, b: -1/9, c: -1/9 - 1/4
        expected = [6 / 81, (17 / 36) ** 2 + (4 / 36) ** 2 + (13 / 36) ** 2]
        np.testing.assert_allclose(curve.std_error**2, expected, rtol=1e-14)
        poisson = mean_count(table, variance="poisson")
        np.testing.assert_allclose(poisson.std_error**2, [1 / 9, 1 / 9 + 1 / 4], rtol=1e-14)

    def test_the_last_event_of_a_course_on_the_day_it_ends(self) -> None:
        table = RecurrentTable(subject=[1, 1, 2], start=[-1, 5, -1], stop=[5, 5, 9],
                               event=[1, 2, 0])  # fmt: skip
        curve = mean_count(table)
        assert curve.value.tolist() == [0.5]
        assert curve.at_risk.tolist() == [2]

    def test_two_events_on_one_day(self) -> None:
        table = RecurrentTable(subject=[1, 1, 2], start=[-1, 5, -1], stop=[5, 5, 9],
                               event=[1, 1, 0])  # fmt: skip
        curve = mean_count(table)
        assert (curve.value.tolist(), curve.events.tolist()) == ([1], [2])
        np.testing.assert_allclose(curve.std_error**2, [2 * (1 / 2) ** 2], rtol=1e-14)


@given(recurrent_tables())
def test_equals_exact_twin(table: RecurrentTable) -> None:
    curve, expected = mean_count(table), twin(table)
    nothing = (Fraction(0), Fraction(0))  # before there is any weight
    for day, value, error in zip(
        curve.days.tolist(), curve.value.tolist(), curve.std_error.tolist(), strict=True
    ):
        past = [d for d in expected if d <= day]
        mean, variance = expected[past[-1]] if past else nothing
        assert value == pytest.approx(float(mean), rel=ROUNDING, abs=ROUNDING)
        assert error**2 == pytest.approx(float(variance), rel=ROUNDING, abs=CANCELLED)


@given(recurrent_tables(sampled=False))
def test_counts_people(table: RecurrentTable) -> None:
    curve, rows = mean_count(table), oracle.stretches_of(table)
    for day, risk, events in zip(
        curve.days.tolist(), curve.at_risk.tolist(), curve.events.tolist(), strict=True
    ):
        assert risk == len(oracle.at_risk(rows, day))
        assert events == sum(stop == day and event == 1 for _, _, stop, event in rows)
    assert curve.n == len({row[0] for row in rows})


@given(recurrent_tables(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_subjects_are_no_matter(
    table: RecurrentTable, chance: Any
) -> None:
    order = list(range(len(table)))
    chance.shuffle(order)
    other = taken(table, order)
    named = np.array([f"s{-number}" for number in other.subject.tolist()], dtype="U8")
    one, two = mean_count(table), mean_count(attrs.evolve(other, subject=named))
    np.testing.assert_array_equal(one.days, two.days)
    np.testing.assert_allclose(one.value, two.value, rtol=1e-13)
    np.testing.assert_allclose(one.std_error, two.std_error, rtol=1e-7, atol=1e-7)


@given(recurrent_tables(), st.integers(2, 5))
def test_frequency_is_the_same_as_so_many_subjects(table: RecurrentTable, times: int) -> None:
    table = attrs.evolve(table, frequency=None, cluster=None)
    copies = [attrs.evolve(table, subject=table.subject * times + copy) for copy in range(times)]
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in copies]) for name in table.columns()
    }
    copied = RecurrentTable(**columns, causes=table.causes)
    several = attrs.evolve(table, frequency=np.full(len(table), times))
    one, two = mean_count(several), mean_count(copied)
    np.testing.assert_allclose(one.value, two.value, rtol=1e-12)
    np.testing.assert_allclose(one.std_error**2, two.std_error**2, rtol=ROUNDING, atol=CANCELLED)
    np.testing.assert_array_equal(one.at_risk, two.at_risk)
    assert (one.n, one.events.tolist()) == (two.n, two.events.tolist())


@given(recurrent_tables())
def test_cutting_stretches_up_is_no_matter(table: RecurrentTable) -> None:
    cut = np.flatnonzero(table.stop - table.start > 1)
    columns: dict[str, Any] = {
        name: np.concatenate([column, column[cut]]) for name, column in table.columns().items()
    }
    columns["stop"][cut], columns["event"][cut] = table.start[cut] + 1, 0
    columns["start"][len(table) :] = table.start[cut] + 1
    other = RecurrentTable(**columns, causes=table.causes)
    one, two = mean_count(table), mean_count(other)
    np.testing.assert_allclose(one.value, two.value, rtol=1e-13)
    np.testing.assert_allclose(one.std_error**2, two.std_error**2, rtol=ROUNDING, atol=CANCELLED)


@given(event_tables(delayed=False, frequencies=False))
def test_one_event_that_ends_the_course_is_the_incidence(events: EventTable) -> None:
    """Whoever has the event is gone: it recurs in no-one, and so do its competitors."""
    subject = np.arange(len(events))
    ends = np.flatnonzero(events.event == 1)
    table = RecurrentTable(
        subject=np.concatenate([subject, ends]),
        start=np.concatenate([np.full(len(events), -1), events.exit[ends]]),
        stop=np.concatenate([events.exit, events.exit[ends]]),
        event=np.concatenate([events.event, np.full(len(ends), 2)]),
        causes=("a", "gone", "c"),
    )
    curve, incidence = mean_count(table), aalen_johansen(events, variance="robust")["a"]
    np.testing.assert_array_equal(curve.days, incidence.days)
    np.testing.assert_allclose(curve.value, incidence.value, rtol=1e-12)
    np.testing.assert_allclose(curve.std_error, incidence.std_error, rtol=1e-6, atol=1e-6)


def test_the_variance_is_what_leaving_a_little_of_each_subject_out_shows() -> None:
    rng = np.random.default_rng(3)
    n, causes = 40, ("again", "died")
    end = rng.integers(20, 90, n)
    many = rng.poisson(1.4, n)
    whose = np.repeat(np.arange(n), many)
    weight = rng.uniform(0.5, 2, n)

    def curve(weight: Any) -> Any:
        return mean_count(
            RecurrentTable.from_events(
                subject=np.arange(n), end=end, end_event=2 * (end % 3 == 0), weight=weight,
                entry=end % 7, event_subject=whose, causes=causes,
                event_day=end[whose] - (np.arange(len(whose)) * 7) % (end[whose] - end[whose] % 7),
            )
        )  # fmt: skip

    step = 1e-5
    moved = [
        (curve(weight * (1 + step * own)).value - curve(weight * (1 - step * own)).value)
        / (2 * step)
        for own in np.eye(n)
    ]
    spread = np.square(moved).sum(axis=0)
    np.testing.assert_allclose(curve(weight).std_error ** 2, spread, rtol=1e-6)


class TestEdges:
    def test_nobody(self) -> None:
        curve = mean_count(RecurrentTable(subject=[], start=[], stop=[], event=[]))
        assert (len(curve.days), curve.n, curve.followed_to) == (0, 0, -1)
        assert np.isnan(curve.at(0))

    def test_never(self) -> None:
        curve = mean_count(RecurrentTable(subject=[1, 2], start=[-1, 0], stop=[5, 9], event=[0, 2]))
        assert curve.at([0, 9, 10]).tolist()[:2] == [0, 0]
        assert np.isnan(curve.at(10))

    def test_everyone_dies(self) -> None:
        table = RecurrentTable(
            subject=[1, 1, 2, 3, 3], start=[-1, 3, -1, 6, 8], stop=[3, 5, 5, 8, 9],
            event=[1, 2, 2, 1, 0],
        )  # fmt: skip
        curve = mean_count(table)
        np.testing.assert_allclose(curve.value, [0.5, 0.5])
        assert np.isfinite(curve.std_error).all()
        assert any("everyone at risk" in note for note in curve.about.notes)

    def test_one_subject(self) -> None:
        curve = mean_count(RecurrentTable(subject=[1, 1], start=[-1, 3], stop=[3, 8], event=[1, 1]))
        assert curve.value.tolist() == [1, 2]
        assert curve.std_error.tolist() == [0, 0]

    def test_weights_of_nothing(self) -> None:
        curve = mean_count(
            RecurrentTable(subject=[1, 2], start=[-1, -1], stop=[3, 8], event=[1, 1], weight=[0, 1])
        )
        assert curve.value.tolist() == [0, 1]
        assert np.isnan(curve.lower[0])

    def test_many_days_few_rows(self) -> None:
        table = RecurrentTable(subject=[1, 1, 2], start=[-1, 10**9, 7], stop=[10**9, 2**40, 2**52],
                               event=[1, 1, 2])  # fmt: skip
        np.testing.assert_allclose(mean_count(table).value, [0.5, 1])


class TestChoices:
    def test_says_what_it_is(self) -> None:
        assert mean_count(AGAIN, level=0.9).about.method == (
            "Ghosh–Lin mean count, robust variance, log interval"
        )
        clusters = attrs.evolve(
            AGAIN, event=[1, 1, 0, 0, 0], cluster=list("xxxyy"), weight=[1, 1, 1, 2, 3]
        )
        about = mean_count(clusters, interval="plain").about
        assert about.method == (
            "Nelson–Aalen mean count, weighted, robust variance by 2 clusters, plain interval"
        )
        assert any("fewer than 40 clusters" in note for note in about.notes)

    def test_says_when_there_are_gaps(self) -> None:
        table = RecurrentTable(subject=[1, 1], start=[-1, 5], stop=[3, 8], event=[1, 0])
        assert "watched with gaps: 1 of the subjects" in mean_count(table).about.notes

    def test_the_variance_as_published_differs_where_courses_end_on_days_of_others(self) -> None:
        own, published = mean_count(AGAIN), mean_count(AGAIN, variance="ghosh-lin")
        np.testing.assert_array_equal(own.value, published.value)
        # with 3 in place of 2 for b's death: a 2/9 + 1/6 + 1/27, b -1/9 - 2/27, c -1/9 - 1/6 + 1/27
        expected = ((12 + 9 + 2) ** 2 + (6 + 4) ** 2 + (6 + 9 - 2) ** 2) / 54**2
        assert published.std_error[1] ** 2 == pytest.approx(expected)
        assert published.about.method.startswith("Ghosh–Lin mean count, Ghosh–Lin variance")
        alive = attrs.evolve(AGAIN, event=[1, 1, 0, 0, 0])
        np.testing.assert_array_equal(
            mean_count(alive).std_error, mean_count(alive, variance="ghosh-lin").std_error
        )

    def test_notes_count_what_recurs_and_not_what_ends(self) -> None:
        assert any("fewer than 10 events" in note for note in mean_count(AGAIN).about.notes)
        often = RecurrentTable.from_events(
            subject=range(30), end=range(40, 70), end_event=[2] + [0] * 29,
            event_subject=range(30), event_day=range(30),
        )  # fmt: skip
        assert not any("fewer than 10 events" in note for note in mean_count(often).about.notes)

    def test_intervals(self) -> None:
        plain, log = (mean_count(AGAIN, interval=interval) for interval in ("plain", "log"))
        reach = 1.959963984540054 * plain.std_error
        np.testing.assert_allclose(plain.upper, plain.value + reach)
        np.testing.assert_allclose(plain.lower, np.maximum(plain.value - reach, 0))
        np.testing.assert_allclose(log.upper, log.value * np.exp(reach / log.value))
        np.testing.assert_allclose(log.lower * log.upper, log.value**2)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"level": 1}, "level must lie strictly between"),
            ({"interval": "log-log"}, "interval='log-log' is not offered"),
            ({"variance": "greenwood"}, "variance='greenwood' is not offered"),
            ({"variance": "poisson"}, "not defined where events end courses"),
        ],
    )
    def test_refuses(self, wrong: dict[str, Any], message: str) -> None:
        with pytest.raises(DefinitionError, match=message):
            mean_count(AGAIN, **wrong)

    def test_refuses_what_it_cannot_use(self) -> None:
        with pytest.raises(DefinitionError, match="cannot use stratum"):
            mean_count(attrs.evolve(AGAIN, stratum=[1, 1, 1, 2, 3]))
        with pytest.raises(DefinitionError, match="cannot use weight"):
            mean_count(attrs.evolve(AGAIN, weight=[1, 1, 1, 2, 3]), variance="poisson")


def drawn_apart(table: RecurrentTable, groups: int) -> dict[int, RecurrentTable]:
    """Divide a table into groups by the numbers of its subjects."""
    of = table.subject % groups
    return {group: taken(table, np.flatnonzero(of == group)) for group in range(groups)}


def merged(parts: Iterable[dict[int, Fraction]]) -> dict[int, Fraction]:
    """Put the numbers of subjects of several groups together."""
    return {subject: number for part in parts for subject, number in part.items()}


class TestGroups:
    @given(recurrent_tables(), st.integers(2, 3))
    def test_equal_the_exact_twin(self, table: RecurrentTable, many: int) -> None:
        groups = drawn_apart(table, many)
        test = compare_mean_counts(groups)
        rows = [oracle.stretches_of(group) for group in groups.values()]
        weights, frequencies = (
            [oracle.by_subject(group, name) for group in groups.values()]
            for name in ("weight", "frequency")
        )
        masses = [
            {s: weight[s] * times[s] for s in weight}
            for weight, times in zip(weights, frequencies, strict=True)
        ]
        found = oracle.scores(rows, masses, ends=bool((table.event > 1).any()))
        np.testing.assert_allclose(
            list(test.observed.values()), [float(o) for o, _, _ in found], rtol=1e-11, atol=1e-11
        )
        np.testing.assert_allclose(
            list(test.expected.values()), [float(e) for _, e, _ in found], rtol=1e-11, atol=1e-11
        )
        weight, frequency = (merged(parts) for parts in (weights, frequencies))
        parts = [merged(one) for _, _, one in found]
        cluster = None
        if table.cluster is not None:
            cluster = dict(zip(table.subject.tolist(), table.cluster.tolist(), strict=True))
        covariance = np.array(
            [[float(oracle.spread(a, b, weight, frequency, cluster)) for b in parts] for a in parts]
        )
        score = np.array([float(o - e) for o, e, _ in found])
        if test.df:
            statistic = score @ np.linalg.pinv(covariance, rcond=1e-9, hermitian=True) @ score
            assert test.statistic == pytest.approx(statistic, rel=1e-6, abs=1e-9)
        else:
            assert np.isnan(test.statistic)
            np.testing.assert_allclose(covariance, 0, atol=1e-9)

    @given(recurrent_tables())
    def test_strata_add_up(self, table: RecurrentTable) -> None:
        table = attrs.evolve(table, cluster=None)
        groups = drawn_apart(table, 2)
        within = {
            label: attrs.evolve(group, stratum=group.subject // 2 % 2)
            for label, group in groups.items()
        }
        test = compare_mean_counts(within)
        apart = [
            compare_mean_counts(
                {g: taken(one, np.flatnonzero(one.stratum == s)) for g, one in within.items()}
            )
            for s in (0, 1)
        ]
        for place in (0, 1):
            assert test.observed[place] == pytest.approx(
                sum(one.observed[place] for one in apart), rel=1e-11, abs=1e-11
            )

    def test_weighs_as_the_log_rank_test_where_nothing_recurs(self) -> None:
        table = RecurrentTable(subject=[1, 2, 3, 4], start=[-1] * 4, stop=[2, 4, 6, 8],
                               event=[1, 1, 1, 0])  # fmt: skip
        groups = drawn_apart(table, 2)
        test = compare_mean_counts(groups)
        # group 1 holds days 2 and 6: 2/4 + 1/3 + 1/2; group 0 the rest
        assert test.expected[1] == pytest.approx(2 / 4 + 1 / 3 + 1 / 2)
        assert test.observed == {0: 1, 1: 2}

    def test_alike_are_alike(self) -> None:
        test = compare_mean_counts({"one": AGAIN, "same": AGAIN})
        assert test.statistic == pytest.approx(0)
        assert test.df == 1
        assert test.about.method == "Ghosh–Lin test, robust variance"

    def test_nothing_to_compare(self) -> None:
        early = RecurrentTable(subject=[1], start=[-1], stop=[3], event=[1])
        late = RecurrentTable(subject=[1], start=[5], stop=[9], event=[1])
        test = compare_mean_counts({"early": early, "late": late})
        assert test.df == 0
        assert np.isnan(test.p_value)

    def test_clusters_reach_across_groups(self) -> None:
        one = attrs.evolve(AGAIN, event=[1, 1, 0, 0, 0], cluster=list("xxxyz"))
        two = attrs.evolve(one, event=[0, 1, 0, 0, 0])
        apart = attrs.evolve(two, cluster=list("uuuvw"))
        together = compare_mean_counts({1: one, 2: two})
        assert together.statistic != pytest.approx(
            compare_mean_counts({1: one, 2: apart}).statistic
        )
        assert "by 3 clusters" in together.about.method

    def test_refuses(self) -> None:
        with pytest.raises(DefinitionError, match="two groups or more"):
            compare_mean_counts({"one": AGAIN})
        with pytest.raises(DefinitionError, match="count different events"):
            compare_mean_counts({1: AGAIN, 2: attrs.evolve(AGAIN, causes=("moved", "died"))})
        with pytest.raises(DefinitionError, match="some groups have a cluster"):
            compare_mean_counts({1: AGAIN, 2: attrs.evolve(AGAIN, cluster=list("xxxyz"))})
