"""Slow, literal twins of the multi-state estimators, in exact fractions.

A stay is ``(subject, start, stop, state, to)``. The shares and the influence of each subject on
them are written down for every subject and every day. Weights and clusters are given by subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

Stay = tuple[int, int, int, int, int]
Row = list[Fraction]
Weights = Mapping[int, int]


def _weight(stays: list[Stay], weights: Weights | None) -> Fraction:
    return Fraction(sum(1 if weights is None else weights[s[0]] for s in stays))


def _chances(stays: list[Stay], day: int, k: int, weights: Weights | None = None) -> list[Row]:
    chances = [[Fraction(h == j) for j in range(k)] for h in range(k)]
    for h in range(k):
        seen = [s for s in stays if s[1] < day <= s[2] and s[3] == h]
        here = _weight(seen, weights)
        for j in range(k):
            moved = _weight([s for s in seen if s[2] == day and s[4] == j], weights)
            if here and j != h:
                chances[h][j] += moved / here
                chances[h][h] -= moved / here
    return chances


def _times(row: Row, matrix: list[Row]) -> Row:
    return [
        sum((a * line[j] for a, line in zip(row, matrix, strict=True)), Fraction(0))
        for j in range(len(row))
    ]


def _excess(
    stays: list[Stay], day: int, k: int, weights: Weights | None
) -> dict[tuple[int, int], Row]:
    """Return, for each who is followed, by subject and state, the derivative of the chances."""
    chances = _chances(stays, day, k, weights)
    found = {}
    for who, start, stop, state, to in stays:
        here = _weight([s for s in stays if s[1] < day <= s[2] and s[3] == state], weights)
        if start < day <= stop and here:
            after = to if stop == day and to >= 0 else state
            found[who, state] = [(int(j == after) - chances[state][j]) / here for j in range(k)]
    return found


def occupation(
    stays: list[Stay], k: int, weights: Weights | None = None
) -> dict[int, tuple[Row, dict[int, Row]]]:
    """Return shares and influences on every day of follow-up."""
    last = max(stop for _, _, stop, _, _ in stays)
    moves = sorted({s[2] for s in stays if s[4] not in (-1, s[3])}) or [last]
    first = [s for s in stays if s[1] < moves[0] <= s[2]]
    whole = _weight(first, weights)
    shares = [_weight([s for s in first if s[3] == h], weights) / whole for h in range(k)]
    influence = {s[0]: [Fraction(0)] * k for s in stays}
    for s in first:
        influence[s[0]] = [(int(s[3] == h) - shares[h]) / whole for h in range(k)]
    found = {}
    for day in range(last + 1):
        chances = _chances(stays, day, k, weights)
        influence = {who: _times(row, chances) for who, row in influence.items()}
        for (who, state), excess in _excess(stays, day, k, weights).items():
            added = zip(influence[who], excess, strict=True)
            influence[who] = [x + shares[state] * y for x, y in added]
        shares = _times(shares, chances)
        found[day] = shares, influence
    return found


def transitions(
    stays: list[Stay], k: int, start: int
) -> dict[int, tuple[list[Row], list[Row], list[Row]]]:
    """Return, for each day after ``start``, ``P(s, t)``, and its covariances.

    The first covariance is Aalen's, in the way of Greenwood, the second that of the jackknife;
    both of the probabilities one after another, row by row.
    """
    last = max(stop for _, _, stop, _, _ in stays)
    cells = range(k * k)
    value = [[Fraction(h == j) for j in range(k)] for h in range(k)]
    aalen = [[Fraction(0) for _ in cells] for _ in cells]
    influence = {s[0]: [[Fraction(0)] * k for _ in range(k)] for s in stays}
    found = {}
    for day in range(start + 1, last + 1):
        chances = _chances(stays, day, k)
        seen = [sum(1 for s in stays if s[1] < day <= s[2] and s[3] == h) for h in range(k)]
        aalen = _carried(aalen, chances, k)
        for (a, b), h in product(product(cells, cells), range(k)):
            if seen[h]:
                here = chances[h]
                spread = (here[a % k] if a % k == b % k else 0) - here[a % k] * here[b % k]
                aalen[a][b] += value[a // k][h] * value[b // k][h] * spread / seen[h]
        influence = {who: [_times(row, chances) for row in rows] for who, rows in influence.items()}
        for (who, state), excess in _excess(stays, day, k, None).items():
            for g, j in product(range(k), range(k)):
                influence[who][g][j] += value[g][state] * excess[j]
        value = [_times(row, chances) for row in value]
        flat = [[x for row in rows for x in row] for rows in influence.values()]
        robust = [[sum((x[a] * x[b] for x in flat), Fraction(0)) for b in cells] for a in cells]
        found[day] = value, [list(row) for row in aalen], robust
    return found


def _carried(covariance: list[Row], chances: list[Row], k: int) -> list[Row]:
    """Return the covariance of all numbers after a step that is the same for each row."""

    def step(flat: Row) -> Row:
        return [x for g in range(k) for x in _times(flat[g * k : (g + 1) * k], chances)]

    half = [list(column) for column in zip(*(step(row) for row in covariance), strict=True)]
    return [step(row) for row in half]


def variances(
    influence: dict[int, Row], weights: Weights | None = None, clusters: Weights | None = None
) -> Row:
    """Add up the squares of the weighted influences of all clusters, for each state."""
    totals: dict[int, Row] = {}
    for who, row in influence.items():
        weighted = [x * (1 if weights is None else weights[who]) for x in row]
        cluster = who if clusters is None else clusters[who]
        total = totals.get(cluster, [Fraction(0)] * len(row))
        totals[cluster] = [x + y for x, y in zip(total, weighted, strict=True)]
    return [
        sum((x**2 for x in column), Fraction(0)) for column in zip(*totals.values(), strict=True)
    ]


def days_in_states(
    stays: list[Stay],
    k: int,
    horizon: int,
    weights: Weights | None = None,
    clusters: Weights | None = None,
) -> tuple[Row, Row]:
    """Return the mean days in each state up to a horizon, and their variances."""
    days = [day for day in occupation(stays, k, weights).items() if day[0] < horizon]
    totals = [sum((shares[h] for _, (shares, _) in days), Fraction(0)) for h in range(k)]
    influence = {
        who: [sum((found[who][h] for _, (_, found) in days), Fraction(0)) for h in range(k)]
        for who, *_ in stays
    }
    return totals, variances(influence, weights, clusters)


def markov(
    stays: list[Stay], landmark: int, origin: int, target: int
) -> tuple[dict[int, int], dict[int, Fraction]]:
    """Return observed and expected moves by the state on a landmark, of those seen on it."""
    then = {s[0]: s[3] for s in stays if s[1] <= landmark < s[2]}
    rest = [s for s in stays if s[2] > landmark and s[3] == origin and s[0] in then]
    observed = {then[s[0]]: 0 for s in rest}
    expected = {then[s[0]]: Fraction(0) for s in rest}
    for day in {s[2] for s in rest}:
        seen = [s for s in rest if s[1] < day <= s[2]]
        moved = [s for s in seen if s[2] == day and s[4] == target]
        for s in moved:
            observed[then[s[0]]] += 1
        for s in seen:
            expected[then[s[0]]] += Fraction(len(moved), len(seen))
    return observed, expected
