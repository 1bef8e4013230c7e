"""Subjects of a table of states: for how many each stands, what it weighs, and its cluster."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import TableError
from recovery.estimators.sampled_rows import FEW_CLUSTERS
from recovery.tables import StateTable
from recovery.tables.arrays import FloatArray, IntArray
from recovery.tables.timeline import subject_codes

__all__ = ["SampledSubjects", "sampled_subjects"]


@attrs.frozen(eq=False)
class SampledSubjects:
    """The ``s`` subjects of a table, in the order of their labels.

    Attributes
    ----------
    code
        Shape ``(rows,)``; the number of each row's subject, from 0 on.
    rows
        How many labels of subjects there are, ``s``.
    frequency, weight
        Shape ``(s,)``, or ``None`` for 1 everywhere.
    cluster
        Shape ``(s,)``; the number of each subject's cluster, ``None`` when each is one.
    clusters
        How many clusters there are; 0 when each subject is one.
    """

    code: IntArray
    rows: int
    frequency: IntArray | None
    weight: FloatArray | None
    cluster: IntArray | None
    clusters: int

    @property
    def n(self) -> int:
        """How many subjects there are, each as often as it stands for."""
        return self.rows if self.frequency is None else int(self.frequency.sum())

    @property
    def variance(self) -> str:
        """The jackknife in words."""
        weighted = "" if self.weight is None else "weighted, "
        by = f" by {self.clusters:,} clusters" if self.clusters else ""
        return f"{weighted}infinitesimal jackknife{by}"

    @property
    def notes(self) -> tuple[str, ...]:
        """A warning when there are few clusters."""
        if not 0 < self.clusters < FEW_CLUSTERS:
            return ()
        return (f"fewer than {FEW_CLUSTERS} clusters: the standard errors may be too small",)

    def mass(self, power: int) -> FloatArray | None:
        """Return frequency times a power of the weight; ``None`` for 1 everywhere."""
        if self.weight is None:
            return None if self.frequency is None else self.frequency.astype(float)
        mass: FloatArray = self.weight**power
        return mass if self.frequency is None else mass * self.frequency


def sampled_subjects(states: StateTable) -> SampledSubjects:
    """Gather what a table says of each subject.

    Raises
    ------
    TableError
        If the labels of clusters cannot be compared.
    """
    code, rows = subject_codes(states.subject)
    numbered, clusters = None, 0
    if states.cluster is not None:
        numbered, clusters = _numbered(states.cluster)
    return SampledSubjects(
        code=code,
        rows=rows,
        frequency=_of_subjects(code, rows, states.frequency),
        weight=_of_subjects(code, rows, states.weight),
        cluster=_of_subjects(code, rows, numbered),
        clusters=clusters,
    )


def _of_subjects(code: IntArray, rows: int, array: npt.NDArray[Any] | None) -> Any:
    """Return the number of each subject, which all its rows share."""
    if array is None:
        return None
    found = np.zeros(rows, dtype=array.dtype)
    found[code] = array
    return found


def _numbered(labels: npt.NDArray[Any]) -> tuple[IntArray, int]:
    try:
        return subject_codes(labels)
    except TypeError:
        message = "cluster: labels must be of one kind, and none of them missing"
        raise TableError(message) from None
