"""What is true of an invented register: hazards, shares, and the faults put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from recovery.days import MONTHS, iso_day
from recovery.errors import DefinitionError, allowed
from recovery.synthetic import rates
from recovery.synthetic.hazards import CauseHazards, compete
from recovery.vocabulary import VOCABULARY

__all__ = ["Truth", "true_waits"]


def true_waits() -> dict[str, CauseHazards]:
    """Return what ends each wait, day by day, for each clock of the vocabulary.

    Causes are named by the first code of the outcome, as the cohort does. Of two
    that fall on one day the first in these lists is what happened.
    """
    died = ("died", rates.DIED)
    re_trafficked = ("re_trafficked", rates.RE_TRAFFICKED)
    leaving = (died, re_trafficked, ("deported", rates.DEPORTED), ("unplanned_exit", rates.EXITED))
    orders = {
        "safe_housing": (*leaving, ("safe_housing", rates.HOUSED)),
        "employment": (*leaving, ("employed", rates.EMPLOYED)),
        "re_trafficking": (died, re_trafficked),
        "return_home": (
            died,
            ("refused_return", rates.REFUSED_RETURN),
            ("settled_locally", rates.SETTLED_LOCALLY),
            ("arrived_home", rates.ARRIVED_HOME),
        ),
        "conviction": (("convicted", rates.CONVICTED), *rates.ENDS_OF_CASE.items()),
        "compensation": (died, ("compensation_paid", rates.PAID)),
    }
    waits = {}
    for code, hazards in orders.items():
        clock = VOCABULARY.clocks[code]
        waits[code] = compete(hazards, (clock.outcome[0], *clock.competing))
    return waits


@attrs.frozen(kw_only=True)
class Truth:
    """What is true of an invented register, for comparing estimates with.

    Attributes
    ----------
    survivors, seed
        How it was asked for; ``survivors`` is the number of people.
    waits
        For each clock what ends the wait, with the chance per day.
    shares
        Shares by what they are of, such as ``shares["gender"]["female"]``.
    counts
        How many rows of a kind there are, such as people registered twice.
    faults
        For each finding code, how many rows of each table have that fault.
    """

    survivors: int
    seed: int
    waits: Mapping[str, CauseHazards] = attrs.field(factory=true_waits)
    shares: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, int]
    faults: Mapping[str, Mapping[str, int]]

    def incidence(self, clock: str, cause: str, days: int) -> float:
        """Return the true probability that a wait has ended by a cause within some days.

        Raises
        ------
        DefinitionError
            If there is no such clock, or the cause does not end it.

        Examples
        --------
        >>> truth = Truth(survivors=0, seed=0, shares={}, counts={}, faults={})
        >>> round(truth.incidence("safe_housing", "safe_housing", 365), 3)
        0.474
        """
        if clock not in self.waits:
            message = f"nothing is known of the clock {clock!r}; {allowed(self.waits)}"
            raise DefinitionError(message)
        return self.waits[clock].incidence(cause, days)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, with the incidence at 6, 12 and 24 months."""
        return {
            "invented": True,
            "survivors": self.survivors,
            "seed": self.seed,
            "intake": [iso_day(rates.INTAKE_FROM), iso_day(rates.INTAKE_TO)],
            "cut": iso_day(rates.CUT),
            "waits": {
                code: {
                    **attrs.asdict(wait),
                    "incidence": {
                        cause: {str(d): wait.incidence(cause, d) for d in MONTHS.values()}
                        for cause in wait.causes
                    },
                }
                for code, wait in self.waits.items()
            },
            "shares": {name: dict(of) for name, of in self.shares.items()},
            "counts": dict(self.counts),
            "faults": {code: dict(tables) for code, tables in self.faults.items()},
        }
