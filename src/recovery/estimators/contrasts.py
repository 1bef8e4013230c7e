"""How far two estimates lie apart, and whether several differ."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from recovery.errors import DefinitionError
from recovery.estimators.chi_squared import check_groups, compare, shared_about
from recovery.results import Comparison, Estimate

__all__ = ["difference", "equality", "ratio"]

K = TypeVar("K")


def difference(first: Estimate, second: Estimate, *, level: float = 0.95) -> Estimate:
    """Estimate how much larger the first of two independent estimates is.

    Parameters
    ----------
    first, second
        Estimates of the same thing in two groups that share no subjects.
    level
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Estimate
        ``first - second`` in their unit, with a symmetric interval.

    Raises
    ------
    DefinitionError
        If the units differ or ``level`` is not strictly between 0 and 1.

    References
    ----------
    .. [1] Royston, P. and Parmar, M. K. B. (2013). BMC Medical Research
       Methodology 13, 152.

    Examples
    --------
    >>> women = Estimate(120.0, 12.0, 96.5, 143.5, "days", 80)
    >>> men = Estimate(150.0, 16.0, 118.6, 181.4, "days", 60)
    >>> difference(women, men)
    Estimate(-30 days, -69.2 to 9.199, n=140)
    """
    reach = _reach(first, second, level)
    value = first.value - second.value
    std_error = float(np.hypot(first.std_error, second.std_error))
    method = "difference of two groups, plain interval"
    return Estimate(
        value,
        std_error,
        value - reach * std_error,
        value + reach * std_error,
        first.unit,
        first.n + second.n,
        shared_about([first.about, second.about], method=method, level=level),
    )


def ratio(first: Estimate, second: Estimate, *, level: float = 0.95) -> Estimate:
    """Estimate how many times as large the first of two independent estimates is.

    Parameters
    ----------
    first, second
        Estimates of the same thing in two groups that share no subjects, both
        above 0.
    level
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Estimate
        ``first / second``, with an interval that is symmetric on the
        logarithm.

    Raises
    ------
    DefinitionError
        If the units differ, an estimate is not above 0, or ``level`` is not
        strictly between 0 and 1.

    References
    ----------
    .. [1] Uno, H. and others (2014). Journal of Clinical Oncology 32, 2380-2385.

    Examples
    --------
    >>> women = Estimate(120.0, 12.0, 96.5, 143.5, "days", 80)
    >>> men = Estimate(150.0, 16.0, 118.6, 181.4, "days", 60)
    >>> ratio(women, men)
    Estimate(0.8 times, 0.6007 to 1.065, n=140)
    """
    reach = _reach(first, second, level)
    if not (first.value > 0 and second.value > 0):
        message = "a ratio takes two estimates above 0; use difference instead"
        raise DefinitionError(message)
    value = first.value / second.value
    relative = float(np.hypot(first.std_error / first.value, second.std_error / second.value))
    factor = float(np.exp(reach * relative))
    method = "ratio of two groups, interval on the logarithm"
    return Estimate(
        value,
        value * relative,
        value / factor,
        value * factor,
        "times",
        first.n + second.n,
        shared_about([first.about, second.about], method=method, level=level),
    )


def equality(groups: Mapping[K, Estimate]) -> Comparison:
    r"""Test whether independent estimates are of one and the same number.

    With :math:`w_g` the inverse of each squared standard error, the statistic
    is :math:`\sum_g w_g (x_g - \bar x)^2`, where :math:`\bar x` is the mean
    weighted by :math:`w`. For two groups it is the square of their difference
    in standard errors.

    Parameters
    ----------
    groups
        ``k`` estimates of the same thing, of groups that share no subjects,
        such as restricted means up to the same day.

    Returns
    -------
    Comparison
        On ``k - 1`` degrees of freedom; ``observed`` holds the estimates and
        ``expected`` their weighted mean.

    Raises
    ------
    DefinitionError
        If there are fewer than two groups, their units differ, or a standard
        error is not above 0.

    References
    ----------
    .. [1] Cochran, W. G. (1954). Biometrics 10, 101-129.

    Examples
    --------
    >>> women = Estimate(120.0, 12.0, 96.5, 143.5, "days", 80)
    >>> men = Estimate(150.0, 16.0, 118.6, 181.4, "days", 60)
    >>> equality({"women": women, "men": men})
    Comparison(chi-squared 2.25 on 1 df, p = 0.1336)
    """
    estimates = check_groups(groups)
    _check_units(estimates)
    values = np.array([estimate.value for estimate in estimates])
    errors = np.array([estimate.std_error for estimate in estimates])
    if not (errors > 0).all():
        message = "every estimate must have a standard error above 0 to be tested"
        raise DefinitionError(message)
    weights = errors**-2.0
    mean = np.full(len(values), weights @ values / weights.sum())
    return compare(
        list(groups),
        values,
        mean,
        np.diag(errors**2) - 1 / weights.sum(),
        scale=float((errors**2).max()),
        about=shared_about([e.about for e in estimates], method="equality of estimates (Wald)"),
    )


def _reach(first: Estimate, second: Estimate, level: float) -> float:
    _check_units([first, second])
    if not 0 < level < 1:
        message = f"level must lie strictly between 0 and 1, but was {level!r}"
        raise DefinitionError(message)
    return NormalDist().inv_cdf((1 + level) / 2)


def _check_units(estimates: list[Estimate]) -> None:
    units = {estimate.unit for estimate in estimates}
    if len(units) > 1:
        message = f"estimates that are compared must have one unit, but have {sorted(units)}"
        raise DefinitionError(message)
