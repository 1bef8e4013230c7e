"""Transition probabilities from those who were in the state themselves, Markov or not."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from recovery.estimators.choices import check_choice
from recovery.estimators.intervals import Interval
from recovery.estimators.moves import stays_after
from recovery.estimators.state_occupation import state_occupation
from recovery.estimators.transition_probabilities import transition_probabilities
from recovery.results import Curves
from recovery.tables import StateTable
from recovery.tables.timeline import subject_codes

__all__ = ["landmark_aalen_johansen"]


def landmark_aalen_johansen(
    states: StateTable,
    *,
    landmark: int,
    state: str,
    variance: Literal["robust", "greenwood"] = "robust",
    level: float = 0.95,
    interval: Interval = "log-log",
) -> Curves:
    r"""Estimate the chances to be in each state, given the state on a landmark day.

    It follows only those who were in the state :math:`h` just after the
    landmark :math:`s`, from there on, and takes the shares of each state among
    them, :math:`P_{hj}(s, t)` for all :math:`j`. Unlike
    :func:`transition_probabilities`, which borrows from everyone who is seen
    in a state later on, it is right also where the moves depend on the past,
    at the price of a wider interval.

    Parameters
    ----------
    states
        Stays of ``n`` subjects in whole days since the origin, with or
        without delayed entry and frequencies; the robust variance also takes
        weights and clusters.
    landmark
        The day :math:`s`, -1 or later.
    state
        Name of the state :math:`h`.
    variance
        ``robust``: the infinitesimal jackknife, which does not need the
        Markov property either; ``greenwood``: of Greenwood's kind.
    level
        Coverage of the pointwise intervals, strictly between 0 and 1.
    interval
        Scale of the intervals: ``plain``, ``log``, ``log-log``, ``logit`` or
        ``arcsine``.

    Returns
    -------
    Curves
        One curve for each state, in the order of the table, from the landmark
        on; ``n`` counts who was in the state there. Nobody was: NaN.

    Raises
    ------
    DefinitionError
        If a choice is not among those allowed, or Greenwood variance is asked of
        a table with weights or clusters.

    Notes
    -----
    Whoever is first seen after the landmark is left out, as their state on it
    is not known. Censoring must not depend on the course.

    References
    ----------
    .. [1] Putter, H. and Spitoni, C. (2018). Statistical Methods in Medical
       Research 27, 2081-2092.

    Examples
    --------
    Two survivors are in the community on day 20; one of them returns.

    >>> stays = StateTable(subject=[1, 1, 1, 2, 2, 3], start=[-1, 10, 30, -1, 20, -1],
    ...     stop=[10, 30, 80, 20, 60, 50],
    ...     state=["shelter", "community", "shelter", "shelter", "community", "shelter"],
    ...     to=["community", "shelter", None, "community", None, None],
    ...     states=("shelter", "community"))
    >>> curves = landmark_aalen_johansen(stays, landmark=20, state="community")
    >>> curves["shelter"].n, curves["shelter"].at([20, 30])
    (2, array([0. , 0.5]))
    """
    check_choice("variance", variance, ("robust", "greenwood"))
    check_choice("state", state, states.states)
    after = stays_after(states, landmark, name="landmark")
    here = (after.start == landmark) & (after.state == states.states.index(state))
    code, many = subject_codes(after.subject)
    chosen = np.zeros(many, dtype=bool)
    chosen[code[here]] = True
    kept = {name: column[chosen[code]] for name, column in after.columns().items()}
    subset = StateTable(**kept, states=states.states, about=states.about)
    if variance == "robust":
        curves = state_occupation(subset, landmark=landmark, level=level, interval=interval)
    else:
        found = transition_probabilities(subset, start=landmark, level=level, interval=interval)
        curves = Curves(
            {name: attrs.evolve(found.curve(state, name), cause=name) for name in states.states},
            about=found.about,
        )
    _, spread = curves.about.method.split(", ", 1)
    method = f"landmark Aalen–Johansen from {state} after day {landmark}, {spread}"
    about = attrs.evolve(curves.about, method=method)
    return Curves(
        {name: attrs.evolve(curve, about=about) for name, curve in curves.items()}, about=about
    )
