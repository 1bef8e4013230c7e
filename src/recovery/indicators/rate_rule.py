"""Re-trafficking: per 100 years of observed contact, and by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from recovery.cohort import select_cohort
from recovery.cohort.discoveries import FOUND_AGAIN
from recovery.cohort.wait import Wait, clock_faults
from recovery.days import Period
from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.courses import Course
from recovery.indicators.exposed import Exposed
from recovery.indicators.field_types import days_faults, several, type_faults
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    cohort_of,
    left_out,
    needs_of,
    result_of,
)
from recovery.indicators.share_between import share_between
from recovery.results import IndicatorResult

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["RateRule", "poisson_interval"]

YEAR = 365.25
PER = 100
SILENCE = "until the day of the data: silence is taken for safety"
Figure = Literal["rate", "share"]


@attrs.frozen(kw_only=True)
class RateRule:
    """How often a harm is found, that came at some time since the last safe contact.

    Attributes
    ----------
    origin, outcome
        The milestone that starts the clock, and the one by which the harm is
        found; a contact may have found it as well (``re_exploited``).
    competing
        Milestones after which it cannot come.
    figure
        ``rate``, of those found per 100 years of observed contact, each taken
        to lie in the middle between the last safe contact and its discovery;
        or ``share``, to whom it came by day ``days``: the most likely one, where
        the day lies between these two.
    days
        The horizon of the share.
    """

    origin: str = "rescued"
    outcome: str = "re_trafficked"
    competing: tuple[str, ...] = attrs.field(default=("died",), converter=several)
    figure: Figure = "rate"
    days: int = 365

    def __attrs_post_init__(self) -> None:
        faults = list(type_faults(self))
        if not faults:
            faults += days_faults(self)
            faults += clock_faults(self.origin, (self.outcome,), self.competing)
        if faults:
            message = "this rule makes no sense:"
            raise DefinitionError(message, faults=faults)

    @property
    def needs(self) -> Needs:
        """The tables of the origin and of the outcome."""
        return needs_of(self.origin, self.outcome)

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.days if self.figure == "share" else 0

    @property
    def course(self) -> Course:
        """Whom it follows, to what."""
        return Course(f"survivor from {self.origin}", (self.outcome,), self.days)

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        figure = {
            "rate": f"how many were found to be {self.outcome} per {PER} person-years of observed "
            "contact",
            "share": f"the share found to be {self.outcome} within {self.days:,} days",
        }[self.figure]
        between = {
            "rate": "In the figure itself it came in the middle between them.",
            "share": "Where the day lies between them, the figure is the most likely one.",
        }[self.figure]
        again = " A contact that found somebody exploited again is a discovery like the milestone."
        found = again if self.outcome == FOUND_AGAIN else ""
        return (
            f"The cohort of a period is every survivor whose {self.origin} lies in it. Since then, "
            f"{figure}. Contact is observed up to the last safe contact; what was found came at "
            f"some time since then, and the figure is given for both ends. {between}{found} A safe "
            "contact is a meeting with the person without a word of danger; what is decided about "
            "them, or only heard of them, is none. What is found after death came before it."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the figure of the cohort of a period."""
        wait = Wait(self.outcome, self.competing, "last_contact")
        seen = Exposed.of(cohort_of(known, self.origin, period, purpose), wait)
        if self.figure == "rate":
            return self._rate(card, seen)
        return self._share(card, seen, mature=known.day >= period.end + self.days)

    def contact(self, known: Snapshot, period: Period, purpose: str | None) -> float:
        """Return the years of observed contact that fell in a period, of all whose origin came.

        Parameters
        ----------
        known
            What was known.
        period
            Both days within.
        purpose
            As for :func:`recovery.indicators.evaluate`.
        """
        wait = Wait(self.outcome, self.competing, "last_contact")
        seen = Exposed.of(select_cohort(known, origin=self.origin, purpose=purpose), wait)
        origin = known.day - seen.day
        start = np.maximum(origin + seen.start, period.start)
        end = np.minimum(origin + (seen.safe + seen.exit) / 2, period.end + 1)
        return float(np.maximum(end - start, 0).sum()) / YEAR

    def _rate(self, card: Indicator, seen: Exposed) -> IndicatorResult:
        many = int(seen.found.sum())
        late, early = seen.exit - seen.start, seen.safe - seen.start
        middle = (late + early) / 2
        to_cut = np.where(seen.cause > 0, seen.exit, seen.day) - seen.start
        years, most, least = (float(days.sum()) / YEAR for days in (middle, late, early))
        value, lower, upper = _rate(many, years)
        about = attrs.evolve(
            seen.about,
            level=LEVEL,
            method="found per person-years, each in the middle of its interval; exact Poisson",
        )
        return result_of(
            card,
            about,
            value,
            interval=(lower, upper),
            numerator=many,
            denominator=len(seen),
            parts={
                "found": many,
                "person-years": years,
                "rate if on the day it was found": _rate(many, most)[0],
                "rate if right after the last safe contact": _rate(many, least)[0],
            },
            excluded=left_out(about, self.origin),
            naive=(_rate(many, float(to_cut.sum()) / YEAR)[0], SILENCE),
        )

    def _share(self, card: Indicator, seen: Exposed, *, mature: bool) -> IndicatorResult:
        share, late, early = share_between(seen, self.days, mature=mature)
        silent = (
            int((seen.found & (seen.exit <= self.days)).sum()) / len(seen) if len(seen) else NAN
        )
        return result_of(
            card,
            share.about,
            share.value,
            interval=(share.lower, share.upper),
            numerator=share.had,
            denominator=share.n,
            censored=share.censored,
            parts=share.parts(self.outcome)
            | {
                "share if on the day it was found": late,
                "share if right after the last safe contact": early,
            },
            excluded=left_out(share.about, self.origin),
            naive=(silent, f"of everyone, {SILENCE}"),
        )


def _rate(many: int, years: float) -> tuple[float, float, float]:
    """Return a rate per 100 years with its exact interval; NaN where nobody was observed."""
    if not years > 0:
        return NAN, NAN, NAN
    lower, upper = poisson_interval(many)
    return many * PER / years, lower * PER / years, upper * PER / years


def poisson_interval(many: int) -> tuple[float, float]:
    """Return the exact interval of the mean of a count (Garwood)."""
    from scipy.special import gammaincinv

    tail = (1 - LEVEL) / 2
    lower = float(gammaincinv(many, tail)) if many else 0.0
    return lower, float(gammaincinv(many + 1, 1 - tail))
