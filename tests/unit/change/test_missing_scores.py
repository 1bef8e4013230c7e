"""Shares with missing scores: by hand, and where the truth is known."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import attrs
import numpy as np
import pytest

from recovery.change import (
    Norms,
    individual_change,
    missing_scores,
    regression_to_mean,
    tipping_point,
)
from recovery.change.weighted_share import chance_of_being_seen
from recovery.errors import DefinitionError
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

NORMS = Norms(
    better="lower",
    cutoff=10,
    reliable_change=6,
    reliability=0.8,
    reliability_type="test-retest",
    sd=5,
    referral_mean=12,
    population="invented",
    source="invented for this test",
)
WINDOW = (150, 210)


def small() -> ScoreTable:
    """Return six cases and one other: two recover, two do not, one is unseen, one has died."""
    people = {
        1: [(0, 18), (90, 16), (180, 8)],
        2: [(0, 20), (180, 9)],
        3: [(0, 15), (180, 14)],
        4: [(0, 16), (180, 16)],
        5: [(0, 22), (90, 9)],
        6: [(0, 17)],
        7: [(0, 4), (180, 3)],
    }
    rows = [(who, day, value) for who, visits in people.items() for day, value in visits]
    subject, days, value = (np.array(column) for column in zip(*rows, strict=True))
    return ScoreTable(
        subject=subject,
        days=days,
        value=value,
        end=np.where(subject == 6, 100, 400),
        end_event=np.where(subject == 6, 1, 0),
        causes="died",
    )


def test_by_hand() -> None:
    shares = missing_scores(small(), NORMS, last=WINDOW, method="points")
    counted = {
        name: (round(shares[name].value * shares[name].n, 9), shares[name].n)
        for name in ("completers", "none of the unseen", "all of the unseen", "last observation")
    }
    assert counted == {
        "completers": (2, 4),
        "none of the unseen": (2, 6),
        "all of the unseen": (3, 6),  # who died has not recovered
        "last observation": (3, 6),  # the fifth was last seen at 9
    }


def test_everyone_counts_for_improvement() -> None:
    shares = missing_scores(
        small(), NORMS, last=WINDOW, method="points", outcome="reliably improved"
    )
    assert shares["none of the unseen"].n == 7


def test_of_the_dead_nobody_knows_whether_they_deteriorated() -> None:
    shares = missing_scores(
        small(), NORMS, last=WINDOW, method="points", outcome="reliably deteriorated"
    )
    bounds = [shares[f"{many} of the unseen"] for many in ("none", "all")]
    assert [(round(share.value * share.n), share.n) for share in bounds] == [(0, 7), (2, 7)]
    assert "may have deteriorated" in shares.about.notes[-1]


def two_levels() -> ScoreTable:
    """Return 40 people last seen at 14, of whom 10 come back, and 20 at 20, of whom 16 do."""
    baseline = np.repeat([14, 20], [40, 20])
    last = np.full(60, np.nan)
    last[:10] = [7] * 5 + [13] * 5
    last[40:56] = [8] * 4 + [19] * 12
    return ScoreTable(
        subject=np.tile(np.arange(60), 2),
        days=np.repeat([0, 180], 60),
        value=np.concatenate([baseline, last]),
    )


def test_weights_of_two_levels_by_hand() -> None:
    shares = missing_scores(two_levels(), NORMS, last=WINDOW, method="points")
    # Half of those at 14 recover and a quarter of those at 20: (40 · 1/2 + 20 · 1/4) / 60.
    assert shares["weighted"].value == pytest.approx(25 / 60, rel=1e-9)
    assert shares["completers"].value == pytest.approx(9 / 26)
    # With a share of each level's own, the variance is Σ N² p (1 - p) / n, over everyone squared,
    # and what the shares differ between the levels: Σ N (p - mean)² over everyone squared.
    within = 40**2 * 0.25 / 10 + 20**2 * 0.1875 / 16
    between = 40 * (1 / 2 - 25 / 60) ** 2 + 20 * (1 / 4 - 25 / 60) ** 2
    assert shares["weighted"].std_error == pytest.approx(np.sqrt(within + between) / 60, rel=1e-9)


def test_a_weighted_share_of_nobody_is_not_certain() -> None:
    shares = missing_scores(
        two_levels(), NORMS, last=WINDOW, method="points", outcome="reliably deteriorated"
    )
    weighted = shares["weighted"]
    # Ten stand for four each and sixteen for 1.25 each: (sum of weights)² / sum of squares.
    people = 60**2 / (10 * 4**2 + 16 * 1.25**2)
    z = NormalDist().inv_cdf(0.975) ** 2
    assert (weighted.value, weighted.lower) == (0, 0)
    assert weighted.upper == pytest.approx(z / (people + z), rel=1e-9)
    assert weighted.upper > shares["completers"].upper


def test_a_weighted_interval_lies_within_the_scale() -> None:
    weighted = missing_scores(two_levels(), NORMS, last=WINDOW, method="points")["weighted"]
    people = weighted.value * (1 - weighted.value) / weighted.std_error**2
    inside = np.abs(np.array([weighted.lower, weighted.upper]) - weighted.value)
    reach = NormalDist().inv_cdf(0.975) * np.sqrt(
        np.array([weighted.lower * (1 - weighted.lower), weighted.upper * (1 - weighted.upper)])
        / people
    )
    np.testing.assert_allclose(inside, reach, rtol=1e-9)


def test_nobody_missing_makes_all_the_same() -> None:
    table = two_levels()
    seen = ScoreTable(
        subject=table.subject,
        days=table.days,
        value=np.where(np.isnan(table.value), 9, table.value),
    )
    shares = missing_scores(seen, NORMS, last=WINDOW, method="points")
    named = [shares[name].value for name in shares if name != "mixed model"]
    np.testing.assert_allclose(named, named[0])
    weighted, counted = shares["weighted"], shares["completers"]
    assert (weighted.lower, weighted.upper) == pytest.approx((counted.lower, counted.upper))


def invented(drop: str, n: int = 4000) -> tuple[ScoreTable, float]:
    """Return scores of people who stay away by what was seen or by what was not, and the truth."""
    rng = np.random.default_rng(11)
    own = rng.normal(0, [3, 0.7], (n, 2))
    days = np.array([0, 60, 120, 180])
    value = 20 + own[:, :1] + (own[:, 1:] - 1.2) * days / (365 / 12) + rng.normal(0, 2, (n, 4))
    case = value[:, 0] >= 10
    recovered = (value[:, 3] < 10) & (value[:, 0] - value[:, 3] >= 6)
    truth = float(recovered[case].mean())
    reason: FloatArray = value[:, 2] if drop == "seen" else value[:, 3]
    stays_away = rng.random(n) < 1 / (1 + np.exp(-(reason - np.median(reason)) / 2))
    value[stays_away, 3] = np.nan
    table = ScoreTable(
        subject=np.repeat(np.arange(n), 4), days=np.tile(days, n), value=value.ravel()
    )
    return table, truth


def test_what_was_seen_tells_who_stays_away() -> None:
    table, truth = invented("seen")
    shares = missing_scores(table, NORMS, last=WINDOW, method="points")
    assert shares["completers"].lower > truth + 0.1
    for name in ("weighted", "mixed model"):
        assert abs(shares[name].value - truth) < 0.03, name
    assert shares["none of the unseen"].value < truth < shares["all of the unseen"].value


def test_what_nobody_saw_tells_who_stays_away() -> None:
    table, truth = invented("unseen")
    shares = missing_scores(table, NORMS, last=WINDOW, method="points")
    for name in ("completers", "weighted", "mixed model"):
        assert shares[name].value > truth + 0.03, name
    assert shares["none of the unseen"].value < truth < shares["all of the unseen"].value
    shift = tipping_point(table, NORMS, last=WINDOW, below=truth, method="points")
    assert 0 < shift.value < 5


def test_deterioration_is_predicted_on_its_own_side() -> None:
    table, _ = invented("seen", n=500)
    asked: dict[str, Any] = {"last": WINDOW, "method": "points"}
    worse = missing_scores(table, NORMS, outcome="reliably deteriorated", **asked)["mixed model"]
    better = missing_scores(table, NORMS, outcome="reliably improved", **asked)["mixed model"]
    assert worse.value < 0.1 < better.value


def test_tipping_point_is_where_the_share_falls() -> None:
    table, _ = invented("seen", n=400)
    share = missing_scores(table, NORMS, last=WINDOW, method="points")
    at_once = tipping_point(table, NORMS, last=WINDOW, below=0.99, method="points")
    never = tipping_point(
        table, NORMS, last=WINDOW, below=share["none of the unseen"].value - 0.01, method="points"
    )
    assert (at_once.value, never.value) == (0, np.inf)


def test_draws_give_the_mixed_model_an_interval() -> None:
    table, _ = invented("seen", n=150)
    one, same, none = (
        missing_scores(table, NORMS, last=WINDOW, method="points", repeats=r)["mixed model"]
        for r in (20, 20, 0)
    )
    assert 0 < one.lower < one.value < one.upper < 1
    assert one.std_error == same.std_error
    assert np.isnan(none.std_error)


@pytest.mark.parametrize(
    "before", [[1, 2, 3, 8, 9, 10], [16, 14, 10.4, 3.8, 10.3, 9], [1] * 3 + [2] * 3]
)
def test_a_score_that_tells_exactly_who_was_seen(before: list[float]) -> None:
    seen = np.array([1.0, 1, 1, 0, 0, 0])
    assert chance_of_being_seen(np.array(before, dtype=float), seen)[1] is None


def test_a_score_that_nearly_tells_who_was_seen() -> None:
    """Newton's full steps run away here; the fitted chances still balance those seen."""
    z = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 1e4, 1e4])
    seen = np.array([0.0, 0, 0, 0, 0, 0, 1, 0, 1, 1])
    x, chance = chance_of_being_seen(z, seen)
    assert chance is not None
    np.testing.assert_allclose(x.T @ (seen - chance), 0, atol=1e-7)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"last": "last"}, "last must be two days"),
        ({"last": None}, "last must be two days"),
        ({"last": 180}, "do not say which assessments"),
        ({"last": WINDOW, "outcome": "better"}, "outcome='better' is not offered"),
        ({"last": WINDOW, "method": "anchor"}, "method='anchor' is not offered"),
        ({"last": WINDOW, "cutoff": "none"}, "leaves open who has recovered"),
    ],
)
def test_refuses_what_makes_no_sense(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        missing_scores(small(), NORMS, **asked)


def test_tipping_point_of_a_bad_outcome_makes_no_sense() -> None:
    with pytest.raises(DefinitionError, match="is of a good outcome"):
        tipping_point(
            small(), NORMS, last=WINDOW, below=0.5, outcome="reliably deteriorated", method="points"
        )


def test_regression_to_the_mean_by_hand() -> None:
    table = ScoreTable(subject=[1, 2] * 2, days=[0, 0, 90, 90], value=[20, 18, 14, 16])
    found = regression_to_mean(individual_change(table, NORMS), NORMS)
    assert found["mean change"].value == -4
    assert found["expected"].value == pytest.approx(0.2 * (12 - 19))
    assert found["beyond"].value == pytest.approx(-4 + 1.4)
    assert found["mean change"].std_error == pytest.approx(np.sqrt(8) / np.sqrt(2))


def test_regression_to_the_mean_of_nobody_knows_whom() -> None:
    bare = attrs.evolve(NORMS, referral_mean=None)
    table = ScoreTable(subject=[1, 2] * 2, days=[0, 0, 90, 90], value=[20, 18, 14, 16])
    found = regression_to_mean(individual_change(table, bare), bare)
    assert np.isnan(found["expected"].value)
    assert any("not estimable" in note for note in found.about.notes)
