"""What scoring returns: scores, why there is none, and which forms a person must look at."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.vocabulary.instruments import Instrument

__all__ = ["REASONS", "Alerts", "Scores"]

FloatArray = npt.NDArray[np.float64]
CodeArray = npt.NDArray[np.int8]

REASONS = (
    "",
    "nothing answered",
    "too many unanswered",
    "declined",
    "not asked",
    "not applicable",
    "outside the coding",
)
"""Why a form has no score on a scale; empty where it has one."""


@attrs.frozen(eq=False, repr=False)
class Alerts:
    """Forms that a person must look at now, because of an answer about safety.

    They are for whoever is responsible for the survivor. No table, count or
    report of this library shows them.

    Attributes
    ----------
    items
        The items that were looked at.
    raised
        Positions of the forms with an answer above the lowest.
    unanswered
        Positions of the forms on which such an item was left open while others
        were answered: silence is not safety.
    """

    items: tuple[int, ...]
    raised: npt.NDArray[np.int64]
    unanswered: npt.NDArray[np.int64]

    def __repr__(self) -> str:
        listed = ", ".join(map(str, self.items)) or "none"
        return f"Alerts(safety items: {listed}; .raised and .unanswered are for a person to act on)"


@attrs.frozen(eq=False, repr=False)
class Scores:
    """Scores of ``n`` forms of one instrument.

    Attributes
    ----------
    instrument
        What was scored.
    values
        Scale to its scores, shape ``(n,)``; NaN where a form has none.
    reasons
        Scale to positions in :data:`REASONS`, shape ``(n,)``.
    answered
        Shape ``(n,)``; how many items were answered.
    filled
        Scale to how many unanswered items the rule made good, shape ``(n,)``.
    alerts
        The forms that a person must look at.
    method
        Coding, order and rule that were used, in words.
    """

    instrument: Instrument
    values: Mapping[str, FloatArray]
    reasons: Mapping[str, CodeArray]
    answered: npt.NDArray[np.int64]
    filled: Mapping[str, npt.NDArray[np.int64]]
    alerts: Alerts
    method: str

    def __len__(self) -> int:
        return len(self.answered)

    def __getitem__(self, scale: str) -> FloatArray:
        """Return the scores on one scale."""
        if scale not in self.values:
            message = f"{self.instrument.code} has no scale {scale!r}; {allowed(self.values)}"
            raise DefinitionError(message)
        return self.values[scale]

    def why(self, scale: str = "total") -> npt.NDArray[np.object_]:
        """Return for each form why it has no score on a scale; empty where it has one."""
        self[scale]
        return np.array(REASONS, dtype=object)[self.reasons[scale]]

    def category(self) -> npt.NDArray[np.object_]:
        """Return the category of each form; empty where a score it needs is lacking.

        A form that is in none of the categories is ``"neither"``.
        """
        categories = self.instrument.categories
        needed = {scale for category in categories for scale, _, _ in category.within}
        known = np.ones(len(self), dtype=bool)
        for scale in needed:
            known &= ~np.isnan(self.values[scale])
        found = np.where(known, "neither" if categories else "", "").astype(object)
        for category in reversed(categories):
            held = known.copy()
            for scale, low, high in category.within:
                held &= (self.values[scale] >= low) & (self.values[scale] <= high)
            found[held] = category.code
        return found

    def columns(self) -> dict[str, FloatArray]:
        """Return one array for each scale."""
        return dict(self.values)

    def __repr__(self) -> str:
        lines = [f"Scores({self.method}; {len(self):,} forms)"]
        for scale, values in self.values.items():
            lines.append(f"  {scale:16}{np.count_nonzero(~np.isnan(values)):>10,} scored")
        return "\n".join(lines)
