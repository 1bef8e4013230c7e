"""Variance of shares in states when subjects belong to clusters.

The influence of a cluster is the sum of those of its subjects, times their
weights. Every day adds what its weight in each state gains, and the jumps of
those who move. It is kept as it was on some base day, as that of a single
subject is, and touched only when one of its subjects enters or leaves a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np

from recovery.estimators.move_batches import Batches
from recovery.estimators.move_carried import Carried
from recovery.estimators.move_growth import Growth
from recovery.estimators.moves import Moves
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["cluster_covariances"]


def cluster_covariances(
    moves: Moves, steps: Iterable[FloatArray], growths: Iterable[Growth], start: FloatArray
) -> Iterator[FloatArray]:
    """Yield the covariance of numbers before the first day with a move, and after some days."""
    of, days = _Clusters.start(moves, start), Batches.of(moves)
    held: FloatArray = np.zeros((of.k, of.k))  # products of the weights in states, over clusters
    sums: FloatArray = np.zeros(
        (of.k, start.shape[1])
    )  # of the weight in a state and the influence
    covariance: FloatArray = of.base.T @ of.base
    yield covariance
    for day, (step, growth) in enumerate(zip(steps, growths, strict=True)):
        entering, leaving = days.entering[day], days.leaving[day]
        who, gained = of.by_state(entering.subject, entering.kind)
        sums += gained.T @ of.now(who)
        crossed = gained.T @ of.weight[who]
        held += crossed + crossed.T + gained.T @ gained
        of.enter(who, gained)

        sums = sums @ step
        who, lost = of.by_state(leaving.subject, leaving.kind // of.k)
        before, weight = of.now(who) @ step, of.weight[who]
        jumps = of.jumps(leaving.subject, growth.jump[leaving.kind], who)
        common = weight @ growth.shift
        cross = sums.T @ growth.shift + before.T @ jumps + common.T @ jumps
        own = growth.shift.T @ held @ growth.shift + jumps.T @ jumps
        covariance = step.T @ covariance @ step + cross + cross.T + own
        yield covariance

        sums += held @ growth.shift + weight.T @ jumps - lost.T @ (before + common + jumps)
        crossed = lost.T @ weight
        held -= crossed + crossed.T - lost.T @ lost
        of.move_on(step, growth.shift)
        of.leave(who, lost, jumps)


@attrs.define(eq=False)
class _Clusters:
    """The influence of each cluster: ``base @ steps + weight @ shifts``."""

    base: FloatArray
    weight: FloatArray
    k: int
    cluster: IntArray
    mass: FloatArray
    since: Carried

    @classmethod
    def start(cls, moves: Moves, start: FloatArray) -> _Clusters:
        """Start before the first day."""
        subjects, k = moves.subjects, moves.at_risk.shape[1]
        whole = np.arange(subjects.rows)
        cluster = whole if subjects.cluster is None else subjects.cluster
        mass = subjects.mass(1)
        mass = np.ones(subjects.rows) if mass is None else mass
        base = np.zeros((int(cluster.max()) + 1, start.shape[1]))
        np.add.at(base, cluster, mass[:, None] * start)
        weight = np.zeros((len(base), k))
        return cls(base, weight, k, cluster, mass, Carried.of(k, start.shape[1]))

    def now(self, who: IntArray) -> FloatArray:
        """Return the influence of some clusters."""
        found: FloatArray = self.base[who] @ self.since.steps
        found += self.weight[who] @ self.since.shifts
        return found

    def by_state(self, subject: IntArray, state: IntArray) -> tuple[IntArray, FloatArray]:
        """Return whose subjects these are, and their weight in each state: ``(clusters, k)``."""
        who, place = np.unique(self.cluster[subject], return_inverse=True)
        keys = place * self.k + state
        sums = np.bincount(keys, self.mass[subject], minlength=len(who) * self.k).astype(float)
        return who, sums.reshape(len(who), self.k)

    def jumps(self, subject: IntArray, jump: FloatArray, who: IntArray) -> FloatArray:
        """Return the sum of the jumps of subjects, for each of the clusters."""
        found = np.zeros((len(who), jump.shape[1]))
        place = np.searchsorted(who, self.cluster[subject])
        np.add.at(found, place, self.mass[subject][:, None] * jump)
        return found

    def enter(self, who: IntArray, gained: FloatArray) -> None:
        """Put weight into states."""
        self.base[who] -= gained @ self.since.shifts @ self.since.undone
        self.weight[who] += gained

    def move_on(self, step: FloatArray, shift: FloatArray) -> None:
        """Take a day's step; where it cannot well be undone, that day becomes the base."""
        if not self.since.take(step, shift):
            self.base = self.base @ self.since.steps + self.weight @ self.since.shifts
            self.since = Carried.of(self.k, len(step))

    def leave(self, who: IntArray, lost: FloatArray, jumps: FloatArray) -> None:
        """Take weight out of states, with the jumps of those who move."""
        self.base[who] += (lost @ self.since.shifts + jumps) @ self.since.undone
        self.weight[who] -= lost
