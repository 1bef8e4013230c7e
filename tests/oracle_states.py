"""Slow, literal twins of the multi-state estimators, in exact fractions.

A stay is ``(subject, start, stop, state, to)``. The shares and the influence of each subject on
them are written down for every subject and every day.
"""

from __future__ import annotations

from fractions import Fraction

Stay = tuple[int, int, int, int, int]
Row = list[Fraction]


def _chances(stays: list[Stay], day: int, k: int) -> list[Row]:
    chances = [[Fraction(h == j) for j in range(k)] for h in range(k)]
    for h in range(k):
        seen = [s for s in stays if s[1] < day <= s[2] and s[3] == h]
        for j in range(k):
            moved = sum(1 for s in seen if s[2] == day and s[4] == j)
            if seen and j != h:
                chances[h][j] += Fraction(moved, len(seen))
                chances[h][h] -= Fraction(moved, len(seen))
    return chances


def _times(row: Row, matrix: list[Row]) -> Row:
    return [
        sum((a * line[j] for a, line in zip(row, matrix, strict=True)), Fraction(0))
        for j in range(len(row))
    ]


def occupation(stays: list[Stay], k: int) -> dict[int, tuple[Row, dict[int, Row]]]:
    """Return shares and influences on every day of follow-up."""
    last = max(stop for _, _, stop, _, _ in stays)
    moves = sorted({s[2] for s in stays if s[4] not in (-1, s[3])}) or [last]
    first = [s for s in stays if s[1] < moves[0] <= s[2]]
    shares = [Fraction(sum(1 for s in first if s[3] == h), len(first)) for h in range(k)]
    influence = {s[0]: [Fraction(0)] * k for s in stays}
    for s in first:
        influence[s[0]] = [(int(s[3] == h) - shares[h]) / len(first) for h in range(k)]
    found = {}
    for day in range(last + 1):
        chances = _chances(stays, day, k)
        influence = {who: _times(row, chances) for who, row in influence.items()}
        for who, start, stop, state, to in stays:
            if start < day <= stop:
                seen = sum(1 for s in stays if s[1] < day <= s[2] and s[3] == state)
                after = to if stop == day and to >= 0 else state
                for j in range(k):
                    excess = int(j == after) - chances[state][j]
                    influence[who][j] += shares[state] / seen * excess
        shares = _times(shares, chances)
        found[day] = shares, influence
    return found


def variances(influence: dict[int, Row]) -> Row:
    """Add up the squares of all influences, for each state."""
    return [
        sum((x**2 for x in column), Fraction(0)) for column in zip(*influence.values(), strict=True)
    ]


def days_in_states(stays: list[Stay], k: int, horizon: int) -> tuple[Row, Row]:
    """Return the mean days in each state up to a horizon, and their variances."""
    days = [day for day in occupation(stays, k).items() if day[0] < horizon]
    totals = [sum((shares[h] for _, (shares, _) in days), Fraction(0)) for h in range(k)]
    influence = {
        who: [sum((found[who][h] for _, (_, found) in days), Fraction(0)) for h in range(k)]
        for who, *_ in stays
    }
    return totals, variances(influence)
