"""Events and covariates, made ready for a Cox model."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, TableError
from recovery.estimators.choices import check_choice
from recovery.estimators.covariates import Design, design
from recovery.estimators.cox_rows import RiskRows, risk_rows
from recovery.tables import EventTable
from recovery.tables.arrays import FloatArray, IntArray

__all__ = ["Problem", "number_strata", "problem"]


@attrs.frozen(eq=False)
class Problem:
    """Rows by risk set, and their terms.

    Attributes
    ----------
    design
        What the terms are, without their values.
    rows
        Those that are in any risk set.
    values
        Shape ``(p, n)``; their terms, less the means.
    means
        Shape ``(p, strata)``; the mean of each term in each stratum.
    strata
        Labels of the strata; ``None`` without.
    stratum
        Number of each table row's stratum; ``None`` without.
    outcome
        What the event is.
    """

    design: Design
    rows: RiskRows
    values: FloatArray
    means: FloatArray
    strata: npt.NDArray[Any] | None
    stratum: IntArray | None
    outcome: str


def problem(events: EventTable, covariates: Any, *, cause: str | None) -> Problem:
    """Lay out the rows of a table and their terms.

    Raises
    ------
    DefinitionError
        If the table does not know the cause, or is of counts.
    TableError
        If a covariate cannot be used, or the strata cannot be told apart.
    """
    if not isinstance(events, EventTable):
        message = "a Cox model is made from each subject's row: give the EventTable itself"
        raise DefinitionError(message)
    if cause is not None:
        check_choice("cause", cause, events.causes)
    made = design(covariates, rows=len(events))
    strata, stratum = number_strata(events.stratum)
    died = events.event > 0 if cause is None else events.event == events.causes.index(cause) + 1
    rows = risk_rows(
        events.exit,
        died,
        entry=events.entry,
        stratum=stratum,
        weight=events.weight,
        frequency=events.frequency,
    )
    means = np.zeros((len(made.terms), 1 if strata is None else len(strata)))
    values = made.values.T[:, : len(rows.order)]
    for place, term in enumerate(made.values.T):
        values[place] = term[rows.order]  # in place of the design's own: large tables fit in once
        means[place] = _centre(values[place], stratum, rows, means.shape[1])
    outcome = cause or " or ".join(events.causes)
    made = attrs.evolve(made, values=made.values[:0])
    return Problem(made, rows, values, means, strata, stratum, outcome)


def _centre(
    values: FloatArray, stratum: IntArray | None, rows: RiskRows, many: int
) -> FloatArray | float:
    """Take the mean of each stratum off a term, in place, and return it."""
    if not len(values):
        return 0.0
    if stratum is None:
        mean = float(values.mean())
        values -= mean
        return mean
    codes = stratum[rows.order]
    size = np.bincount(codes, minlength=many)
    means: FloatArray = np.bincount(codes, values, minlength=many) / np.maximum(size, 1)
    values -= means[codes]
    return means


def number_strata(
    labels: npt.NDArray[Any] | None,
) -> tuple[npt.NDArray[Any] | None, IntArray | None]:
    """Return the labels of the strata, and the number of each row's; ``None`` without strata.

    Raises
    ------
    TableError
        If the labels cannot be compared.
    """
    if labels is None:
        return None, None
    message = "stratum: labels must be of one kind, and none of them missing"
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise TableError(message)
    try:
        strata, codes = np.unique(labels, return_inverse=True)
    except TypeError:
        raise TableError(message) from None
    return strata, codes.reshape(-1)
