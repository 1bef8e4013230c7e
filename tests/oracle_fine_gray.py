"""A slow, literal twin of Fine–Gray regression: every subject on every day, in one row each.

The shares still followed are exact fractions; the partial likelihood is written out event by event.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from oracle import Row, rows_of
from recovery.tables import EventTable

Array = npt.NDArray[np.float64]


def share_followed(rows: list[Row], day: int, *, shared_days: bool) -> Fraction:
    """Return the share not censored before the day, times that entered by it."""
    share = Fraction(1)
    for u in range(day):
        risk = sum(f for e, x, k, f in rows if e < u <= x and (shared_days or x > u or not k))
        censored = sum(f for _, x, k, f in rows if x == u and not k)
        if risk > censored:
            share *= 1 - Fraction(censored, risk)
    for u in range(day + 1, 1 + max(x for _, x, _, _ in rows)):
        risk = sum(f for e, x, _, f in rows if e < u <= x)
        entered = sum(f for e, x, _, f in rows if e + 1 == u)
        if risk > entered:
            share *= 1 - Fraction(entered, risk)
    return share


def counted(table: EventTable, cause: int, *, shared_days: bool) -> dict[int, Array]:
    """Return for each event day what each row counts for among those at risk."""
    rows = rows_of(table)
    days = sorted({x for _, x, k, _ in rows if k == cause})
    found = {}
    for day in days:
        now = share_followed(rows, day, shared_days=shared_days)
        weights = []
        for entry, exit_, event, _ in rows:
            if entry < day <= exit_:
                weights.append(Fraction(1))
            elif exit_ < day and event not in (0, cause):
                weights.append(now / share_followed(rows, exit_, shared_days=shared_days))
            else:
                weights.append(Fraction(0))
        found[day] = np.array([float(weight) for weight in weights])
    return found


def partial_likelihood(
    table: EventTable, values: Array, effects: Array, cause: int, *, efron: bool, shared_days: bool
) -> tuple[float, Array, Array, Array]:
    """Return its logarithm, its slope, the information, and the score of each row."""
    n, p = values.shape
    mass = np.ones(n) if table.weight is None else np.array(table.weight)
    relative = np.exp(values @ effects)
    strata = np.zeros(n) if table.stratum is None else table.stratum
    log, slope, information, score = 0.0, np.zeros(p), np.zeros((p, p)), np.zeros((n, p))
    for stratum in np.unique(strata):
        inside = np.flatnonzero(strata == stratum)
        columns = {name: column[inside] for name, column in table.columns().items()}
        part = EventTable(**columns, causes=table.causes, about=table.about)
        for day, weights in counted(part, cause, shared_days=shared_days).items():
            at_risk = np.zeros(n)
            at_risk[inside] = weights
            happened = (strata == stratum) & (table.exit == day) & (table.event == cause)
            dying = np.flatnonzero(happened & (mass > 0))
            for turn in range(len(dying)):
                gone = turn / len(dying) if efron else 0.0
                counts = at_risk * (1 - gone * np.isin(np.arange(n), dying))
                risk = counts * relative * mass
                mean = risk @ values / risk.sum()
                each = mass[dying].mean()
                log += float(np.log(relative[dying]) @ mass[dying]) / len(dying)
                log -= each * float(np.log(risk.sum()))
                apart = values - mean
                slope += mass[dying] @ apart[dying] / len(dying)
                information += each * (apart.T * risk) @ apart / risk.sum()
                score[dying] += apart[dying] * mass[dying, None] / len(dying)
                score -= apart * (risk * each / risk.sum())[:, None]
    return log, slope, information, score
