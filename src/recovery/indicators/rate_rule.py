"""Re-trafficking: per 100 years of observed contact, and by a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.entry import Entry
from recovery.cohort.observed import CONTACT_TABLES
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.wait import NEVER, Seen, first_days
from recovery.days import Period
from recovery.errors import DefinitionError, allowed
from recovery.indicators.card import Indicator, Needs
from recovery.indicators.outcome_parts import (
    LEVEL,
    NAN,
    cohort_of,
    left_out,
    needs_of,
    result_of,
    share_by,
)
from recovery.results import IndicatorResult
from recovery.tables import EventTable
from recovery.tables.arrays import IntArray

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
        found.
    competing
        Milestones after which it cannot come.
    figure
        ``rate``, of those found per 100 years of observed contact, each taken
        to lie in the middle between the last safe contact and its discovery;
        or ``share``, found by day ``days``.
    days
        The horizon of the share.
    """

    origin: str = "rescued"
    outcome: str = "re_trafficked"
    competing: tuple[str, ...] = ("died",)
    figure: Figure = "rate"
    days: int = 365

    def __attrs_post_init__(self) -> None:
        if self.figure not in get_args(Figure):
            message = f"figure was {self.figure!r}; {allowed(get_args(Figure))}"
            raise DefinitionError(message)

    @property
    def needs(self) -> Needs:
        """The tables of the origin and of the outcome."""
        return needs_of(self.origin, self.outcome)

    @property
    def follows_for(self) -> int:
        """For how many days each must be followed."""
        return self.days if self.figure == "share" else 0

    @property
    def in_words(self) -> str:
        """The rule in plain sentences."""
        figure = {
            "rate": f"how many were found to be {self.outcome} per {PER} person-years of observed "
            "contact",
            "share": f"the share found to be {self.outcome} within {self.days:,} days",
        }[self.figure]
        return (
            f"The cohort of a period is every survivor whose {self.origin} lies in it. Since then, "
            f"{figure}. Contact is observed up to the last safe contact; what was found came at "
            "some time since then, and the figure is given for both ends."
        )

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Return the figure of the cohort of a period."""
        found = _Exposed.of(cohort_of(known, self.origin, period, purpose), self)
        if self.figure == "rate":
            return self._rate(card, found)
        return self._share(card, found, mature=known.day >= period.end + self.days)

    def _rate(self, card: Indicator, found: _Exposed) -> IndicatorResult:
        many = int(found.found.sum())
        late, early = found.exit - found.start, found.safe - found.start
        middle = (late + early) / 2
        years, most, least = (float(days.sum()) / YEAR for days in (middle, late, early))
        value, lower, upper = _rate(many, years)
        about = attrs.evolve(
            found.events.about,
            level=LEVEL,
            method="found per person-years, each in the middle of its interval; exact Poisson",
        )
        return result_of(
            card,
            about,
            value,
            interval=(lower, upper),
            denominator=len(found.exit),
            parts={
                "found": many,
                "person-years": years,
                "rate if on the day it was found": _rate(many, most)[0],
                "rate if right after the last safe contact": _rate(many, least)[0],
            },
            excluded=left_out(found.events.about, self.origin),
            naive=(_rate(many, float(found.to_cut.sum()) / YEAR)[0], SILENCE),
        )

    def _share(self, card: Indicator, found: _Exposed, *, mature: bool) -> IndicatorResult:
        share = share_by(found.events, self.days, mature=mature)
        early = share_by(found.earliest, self.days, mature=mature)
        people = len(found.exit)
        silent = int((found.found & (found.exit <= self.days)).sum()) / people if people else NAN
        return result_of(
            card,
            share.about,
            share.value,
            interval=(share.lower, share.upper),
            denominator=share.n,
            parts=share.parts(self.outcome)
            | {"share if right after the last safe contact": early.value},
            excluded=left_out(found.events.about, self.origin),
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


@attrs.frozen(eq=False)
class _Exposed:
    """From when to when each member was seen to be safe, in days since the origin.

    Attributes
    ----------
    start
        From when on they were observed.
    safe, exit
        The last safe contact; where the harm was found, the last one before it
        and the day on which it was found; both the same for all others.
    found
        Who was found.
    to_cut
        Days up to the discovery or the death, or else the day of the data.
    events, earliest
        The same as tables of events: each on the day on which it was found,
        and each right after the last safe contact.
    """

    start: IntArray
    safe: IntArray
    exit: IntArray
    found: BoolArray
    to_cut: IntArray
    events: EventTable
    earliest: EventTable

    @classmethod
    def of(cls, cohort: Cohort, rule: RateRule) -> _Exposed:
        """Observe the members of a cohort."""
        events = cohort.time_to(rule.outcome, competing=rule.competing)
        kept = _followed(cohort, rule)
        origin = day_numbers(kept.members["origin"])
        seen = Seen.of(kept, (rule.outcome, *rule.competing))
        since = seen.certain & ~seen.before
        first = [
            first_days(len(kept), seen.member[since & rows], seen.day[since & rows])
            for rows in (seen.code == 0, seen.code > 0)
        ]
        entry = np.maximum(Entry.of(kept).after, -1)
        start = np.where(entry >= 0, entry + 1, 0)
        found = first[0] < NEVER
        found &= first[0] <= first[1]
        until = np.where(found, first[0], kept.snapshot.day + 1)
        last = _last_safe(kept, until, rule.outcome)
        exit_day = np.where(found, first[0], last) - origin
        dead = ~found & (first[1] < NEVER)
        exit_day = np.where(dead, first[1] - origin, exit_day)
        safe = np.where(found, last - origin, exit_day)
        safe, exit_day = np.maximum(safe, start), np.maximum(exit_day, start)
        to_cut = np.where(found | dead, exit_day, kept.snapshot.day - origin) - start
        event = np.select([found, dead], [1, 2], 0)
        watched = exit_day > entry
        late = (entry[watched] >= 0).any()
        table = EventTable(
            exit=exit_day[watched],
            event=event[watched],
            entry=entry[watched] if late else None,
            causes=(rule.outcome, "ended"),
            about=events.about,
        )
        soonest = np.where(found, np.maximum(np.minimum(safe + 1, exit_day), entry + 1), exit_day)
        earliest = attrs.evolve(table, exit=soonest[watched])
        return cls(start, safe, exit_day, found, to_cut, table, earliest)


def _followed(cohort: Cohort, rule: RateRule) -> Cohort:
    """Return the members of whom the days are certain."""
    seen = Seen.of(cohort, (rule.outcome, *rule.competing))
    doubtful = seen.members(~seen.certain & ~seen.before) | seen.members(seen.before)
    certain = (cohort.members["origin"] == cohort.members["origin_latest"]).to_numpy()
    kept = certain & ~doubtful & ~Entry.of(cohort).unknown
    return attrs.evolve(cohort, members=cohort.members.filter(pl.Series(kept, dtype=pl.Boolean)))


def _last_safe(cohort: Cohort, before: IntArray, outcome: str) -> IntArray:
    """Return the last day before some day on which each member was in contact and not in danger."""
    asked = cohort.members.select("survivor_id").with_row_index("member")
    until = pl.DataFrame({"member": asked["member"], "before": before})
    contacts = cohort.snapshot.remember(
        ("safe contacts", outcome), lambda: _safe_contacts(cohort.snapshot, outcome)
    )
    last = (
        contacts.lazy()
        .join(asked.lazy(), on="survivor_id")
        .join(until.lazy(), on="member")
        .filter(pl.col("day") < pl.col("before"))
        .group_by("member")
        .agg(pl.col("day").max())
        .collect()
    )
    days = day_numbers(cohort.members["origin"]).copy()
    np.maximum.at(days, day_numbers(last["member"]), day_numbers(last["day"]))
    return days


def _safe_contacts(known: Snapshot, outcome: str) -> pl.DataFrame:
    """Return the days on which anyone was in contact and not in danger, each once."""
    found = [
        rows.lazy()
        .filter(_is_safe(table, outcome))
        .select("survivor_id", day=pl.col(day).cast(pl.Int64))
        .filter(pl.col("day") <= known.day)
        for table, day in CONTACT_TABLES.items()
        if (rows := known.tables.get(table)) is not None
    ]
    return pl.concat(found).unique().collect()


def _is_safe(table: str, outcome: str) -> pl.Expr:
    if table == "contacts":
        danger = pl.col("safety").cast(pl.String).is_in(["unsafe", "re_exploited", "not_assessed"])
        return (pl.col("result") == "reached") & ~danger.fill_null(value=False)
    if table == "support":
        return (pl.col("attendance") == "attended").fill_null(value=True)
    if table == "assessments":
        return (pl.col("status") == "done").fill_null(value=True)
    certain = pl.col("occurred_on") == pl.col("occurred_on_latest")
    return certain & (pl.col("milestone") != outcome) if table == "milestones" else certain
