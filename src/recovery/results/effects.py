"""Effects of covariates: what a regression estimates, term by term."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.estimate import Estimate
from recovery.tables.about import COUNTS, About
from recovery.tables.arrays import FloatArray
from recovery.tables.show import html_table

__all__ = ["Effects"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Effects:
    """How much an outcome changes with each covariate, with the uncertainty.

    Attributes
    ----------
    terms
        Names of the ``p`` terms.
    estimate
        Shape ``(p,)``; the change of the model's linear predictor by one unit
        of the covariate.
    std_error
        Shape ``(p,)``; its standard error, of the kind that ``about.method``
        names. The intervals and p-values are made from it.
    model_error
        Shape ``(p,)``; the standard error if the model held exactly and rows
        were independent. The same as ``std_error`` where that is the kind.
    lower, upper
        Shape ``(p,)``; interval of the estimate.
    p_value
        Shape ``(p,)``; two-sided, of the hypothesis that the effect is 0.
    covariance
        Shape ``(p, p)``; of the estimates, with ``std_error`` squared on the
        diagonal.
    ratio_of
        What the exponential of an estimate is: ``hazard ratio``, ``time
        ratio`` …; empty when it is nothing.
    n, events
        How many rows and how many events it was made from.
    log_likelihood, null_log_likelihood
        At the estimate, and with all effects 0; NaN where there is none.
    about
        What the effects are about, with method and level.
    """

    terms: tuple[str, ...]
    estimate: FloatArray
    std_error: FloatArray
    model_error: FloatArray
    lower: FloatArray
    upper: FloatArray
    p_value: FloatArray
    covariance: FloatArray
    ratio_of: str
    n: int = attrs.field(metadata=COUNTS)
    events: int = attrs.field(metadata=COUNTS)
    log_likelihood: float = np.nan
    null_log_likelihood: float = np.nan
    about: About = attrs.field(factory=About)

    @property
    def statistic(self) -> FloatArray:
        """Shape ``(p,)``; estimate over standard error, normal when the effect is 0."""
        return self._divided(self.estimate, self.std_error)

    @property
    def ratio(self) -> FloatArray:
        """Shape ``(p,)``; exponential of the estimate, as ``ratio_of`` names it; else NaN."""
        return self._ratio(self.estimate)

    @property
    def ratio_lower(self) -> FloatArray:
        """Shape ``(p,)``; lower end of the interval of the ratio."""
        return self._ratio(self.lower)

    @property
    def ratio_upper(self) -> FloatArray:
        """Shape ``(p,)``; upper end of the interval of the ratio."""
        return self._ratio(self.upper)

    def __getitem__(self, term: str) -> Estimate:
        """Return the effect of one term.

        Raises
        ------
        KeyError
            If there is no such term.
        """
        if term not in self.terms:
            message = f"there is no term {term!r}; there are: {', '.join(self.terms)}"
            raise KeyError(message)
        place = self.terms.index(term)
        numbers = (self.estimate, self.std_error, self.lower, self.upper)
        value, error, lower, upper = (float(array[place]) for array in numbers)
        unit = f"log {self.ratio_of}" if self.ratio_of else "difference"
        return Estimate(value, error, lower, upper, unit, self.n, self.about)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row a term."""
        return {
            "term": np.array(self.terms, dtype=object),
            "estimate": self.estimate,
            "std_error": self.std_error,
            "lower": self.lower,
            "upper": self.upper,
            "ratio": self.ratio,
            "ratio_lower": self.ratio_lower,
            "ratio_upper": self.ratio_upper,
            "statistic": self.statistic,
            "p_value": self.p_value,
        }

    def _ratio(self, values: FloatArray) -> FloatArray:
        if not self.ratio_of:
            return np.full(len(self.terms), np.nan)
        with np.errstate(over="ignore"):
            ratio: FloatArray = np.exp(values)
        return ratio

    @staticmethod
    def _divided(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
        statistic: FloatArray = np.full(len(numerator), np.nan)
        np.divide(numerator, denominator, out=statistic, where=denominator > 0)
        return statistic

    def __repr__(self) -> str:
        terms = ", ".join(self.terms)
        return f"Effects({terms}: n={self.n:,}, events={self.events:,}, {self.about.method})"

    def _repr_html_(self) -> str:
        return html_table(repr(self), self.columns(), self.about.notes)
