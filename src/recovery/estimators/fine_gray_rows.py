"""Rows of a Fine–Gray model: those at risk, and the tails of those who had a competing event.

A subject with a competing event has a second row, its *tail*, which is in the risk sets of all the
later event days of its stratum, and counts there for a number of the subject times a number of the
day. So there are at most twice as many rows as subjects, whatever the number of days.
"""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.estimators.covariates import Design, design
from recovery.estimators.cox_problem import number_strata
from recovery.estimators.cox_rows import RiskRows, risk_rows, running
from recovery.estimators.fine_gray_weights import Convention, Followed, followed
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["SubProblem", "TailedRows", "sub_problem"]


@attrs.frozen(eq=False)
class TailedRows(RiskRows):
    """Rows by risk set, as those of a Cox model, and after them the tails.

    Attributes
    ----------
    plain
        How many pieces are of rows at risk; the others are of tails.
    begins
        Shape ``(pieces - plain,)``; the first risk set of the tails of each piece.
    share
        Shape ``(m,)``; what tails count for in each risk set, times their mass.
    """

    plain: int
    begins: IntArray
    share: FloatArray

    def in_risk_sets(self, numbers: FloatArray, late: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Sum a number of the rows over each risk set, and over those who die in it."""
        whole, tied = self._at_risk().in_risk_sets(numbers[..., : self.plain], late)
        begun = np.zeros_like(whole)
        begun[..., self.begins] = numbers[..., self.plain :]
        return whole + self.share * running(begun, self.stratum), tied

    def over_follow_up(self, numbers: FloatArray, spared: FloatArray) -> FloatArray:
        """Sum a number of each risk set over those a row is in, times what it counts there."""
        spent = self._at_risk().over_follow_up(numbers, spared)
        ahead = running((self.share * numbers)[::-1], self.stratum[::-1])[::-1]
        sizes = np.diff(self.starts[self.plain :], append=len(self.order))
        return np.append(spent, np.repeat(ahead[self.begins], sizes))

    @property
    def end(self) -> int:
        """Where the tails begin."""
        return int(np.append(self.starts, len(self.order))[self.plain])

    def _at_risk(self) -> RiskRows:
        """Return the rows that are no tails."""
        end = self.end
        fields = {name: getattr(self, name) for name in attrs.fields_dict(RiskRows)}
        fields |= {name: fields[name][:end] for name in ("order", "first", "last", "died")}
        fields |= {name: fields[name][: self.plain] for name in ("starts", "keys")}
        return RiskRows(**{**fields, "mass": None, "weight": None})


@attrs.frozen(eq=False)
class SubProblem:
    """Rows and tails, and their terms.

    Attributes
    ----------
    design
        What the terms are, without their values.
    rows
        Those in any risk set.
    values
        Shape ``(p, rows)``; their terms, less the means.
    means
        Shape ``(p, strata)``; the mean of each term in each stratum.
    strata
        Labels of the strata; ``None`` without.
    stratum
        Shape ``(n,)``; number of each table row's stratum.
    followed
        The share still followed, of each stratum.
    """

    design: Design
    rows: TailedRows
    values: FloatArray
    means: FloatArray
    strata: npt.NDArray[Any] | None
    stratum: IntArray
    followed: tuple[Followed, ...]


def sub_problem(
    events: EventTable, covariates: Any, *, cause: int, convention: Convention
) -> SubProblem:
    """Lay out the rows of a table, their tails and their terms.

    Parameters
    ----------
    events, covariates
        As in :func:`recovery.estimators.fine_gray`.
    cause
        Number of the event.
    convention
        Who can be censored on the day of an event.
    """
    made = design(covariates, rows=len(events))
    strata, numbers = number_strata(events.stratum)
    alike = np.broadcast_to(np.int64(0), len(events))  # held once
    stratum = alike if numbers is None else numbers
    parts = _parts(stratum, 1 if strata is None else len(strata))
    shares = tuple(followed(events, part, cause=cause, convention=convention) for part in parts)
    at_risk = risk_rows(
        events.exit,
        events.event == cause,
        entry=events.entry,
        stratum=numbers,
        weight=events.weight,
        frequency=events.frequency,
    )
    rows = _with_tails(at_risk, events, stratum, shares, cause)
    del at_risk
    means = np.zeros((len(made.terms), len(parts)))
    values = np.empty((len(made.terms), len(rows.order)))
    for place, term in enumerate(made.values.T):
        means[place] = [term[part].mean() if len(part) else 0.0 for part in parts]
        np.take(term, rows.order, out=values[place], mode="clip")  # without a copy on the way
        values[place] -= means[place, 0 if numbers is None else numbers[rows.order]]
    return SubProblem(
        attrs.evolve(made, values=made.values[:0].copy()),
        rows,
        values,
        means,
        strata,
        stratum,
        shares,
    )


def _parts(stratum: IntArray, many: int) -> list[IntArray]:
    """Return the rows of each stratum."""
    order = np.argsort(stratum, kind="stable")
    ends = np.searchsorted(stratum[order], np.arange(1, many))
    return np.split(order, ends)


def _with_tails(
    base: RiskRows,
    events: EventTable,
    stratum: IntArray,
    shares: tuple[Followed, ...],
    cause: int,
) -> TailedRows:
    """Add the tails after the rows at risk, in the order of their first risk set."""
    gone = (events.event > 0) & (events.event != cause)
    if events.weight is not None:
        gone &= events.weight > 0
    subjects = np.flatnonzero(gone)
    begins = _next_risk_set(base, events.exit[subjects], stratum[subjects])
    within = np.append(base.stratum, -1)[begins] == stratum[subjects]
    order = np.argsort(begins[within], kind="stable")
    subjects, begins = subjects[within][order], begins[within][order]
    share, at_exit = np.ones(len(base.day)), np.ones(len(events))
    ends = np.searchsorted(base.stratum, np.arange(len(shares) + 1))
    for one, begin, end in zip(shares, ends[:-1], ends[1:], strict=True):
        share[begin:end] = one.on(base.day[begin:end])
        at_exit[one.rows] = one.on(events.exit[one.rows])
    mass: FloatArray = 1 / at_exit[subjects]
    for heavy in (events.weight, events.frequency):
        mass = mass if heavy is None else mass * heavy[subjects]
    pieces = np.flatnonzero(np.diff(begins, prepend=-1))
    plain = np.ones(len(base.order)) if base.mass is None else base.mass
    many = len(subjects)
    return TailedRows(
        order=np.append(base.order, subjects),
        first=np.append(base.first, begins),
        last=np.append(base.last, begins),
        died=np.append(base.died, np.zeros(many, dtype=bool)),
        mass=np.append(plain, mass),
        weight=None,
        late=base.late,
        starts=np.append(base.starts, len(base.order) + pieces),
        keys=base.keys,
        day=base.day,
        stratum=base.stratum,
        deaths=base.deaths,
        struck=base.struck,
        plain=len(base.starts),
        begins=begins[pieces],
        share=share,
    )


def _next_risk_set(base: RiskRows, days: IntArray, stratum: IntArray) -> IntArray:
    """Return the first risk set after each day, in its stratum or a later one."""
    span = int(max(base.day.max(initial=0), days.max(initial=0))) + 1
    codes = base.stratum * span + base.day
    return np.searchsorted(codes, stratum * span + days, side="right")
