"""A fitted Cox model brought together again with what it was fitted to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.cox_likelihood import Likelihood, likelihood
from recovery.estimators.cox_problem import Problem, problem
from recovery.estimators.cox_ties import Ties
from recovery.estimators.day_counts import DayCounts, count_places
from recovery.results import Effects
from recovery.tables import EventTable
from recovery.tables.arrays import IntArray
from recovery.tables.by_day import lay_out

__all__ = ["Fitted", "fitted", "stratum_counts"]

SAME = 1e-9
"""Two likelihoods of the same model, rows and covariates are as near as this, relatively."""


@attrs.frozen(eq=False)
class Fitted:
    """A model and the likelihood at its estimate.

    Attributes
    ----------
    made
        Rows by risk set, and their terms.
    at
        The likelihood.
    ties
        How events of one day were treated.
    """

    made: Problem
    at: Likelihood
    ties: Ties

    def strata(self) -> Iterator[tuple[object, int, IntArray]]:
        """Yield the label of each stratum, its number, and the places of its risk sets."""
        labels = [None] if self.made.strata is None else self.made.strata.tolist()
        for number, label in enumerate(labels):
            yield label, number, np.flatnonzero(self.made.rows.stratum == number)


def fitted(events: EventTable, covariates: Any, effects: Effects, *, cause: str | None) -> Fitted:
    """Evaluate the likelihood of a model at its estimate.

    Raises
    ------
    DefinitionError
        If the effects were not estimated from these events and covariates, or
        are not all finite.
    """
    made = problem(events, covariates, cause=cause)
    if effects.terms != made.design.terms:
        message = (
            f"the effects are of the terms {', '.join(effects.terms)}, and these covariates make "
            f"{', '.join(made.design.terms)}; give those from which the effects were estimated"
        )
        raise DefinitionError(message)
    if not np.isfinite(effects.estimate).all():
        message = (
            "an effect is not finite, so that nothing can be said from this model; leave out the "
            "terms that its notes name"
        )
        raise DefinitionError(message)
    rows = made.rows
    dying = made.values[:, rows.died]
    struck = dying.sum(axis=1) if rows.mass is None else dying @ rows.mass[rows.died]
    choices: tuple[Ties, ...] = ("efron", "breslow")
    for ties in choices:
        at = likelihood(rows, made.values, struck, effects.estimate, ties=ties)
        if abs(at.log - effects.log_likelihood) <= SAME * (1 + abs(at.log)):
            return Fitted(made, at, ties)
    message = (
        "the effects were not estimated from these events and covariates: their likelihood is "
        "another; give the same table, the same covariates and the same cause"
    )
    raise DefinitionError(message)


def stratum_counts(events: EventTable, made: Problem, number: int) -> DayCounts:
    """Count the subjects of one stratum by day, whatever they weigh."""
    part = events
    if made.stratum is not None:
        kept = np.flatnonzero(made.stratum == number)
        part = EventTable(
            exit=events.exit[kept],
            event=events.event[kept],
            entry=None if events.entry is None else events.entry[kept],
            frequency=None if events.frequency is None else events.frequency[kept],
            causes=events.causes,
        )
    days, places, first = lay_out(part.exit, None if part.entry is None else part.entry + 1)
    return count_places(part, days, places, first)
