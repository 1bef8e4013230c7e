"""What became of them: the people of a figure, 12, 24, 36 and 60 months on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Attrition, Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.consent import consent_notes, consenting
from recovery.cohort.subjects import subject_named
from recovery.days import Period, iso_day
from recovery.errors import DefinitionError
from recovery.estimators import aalen_johansen, state_occupation
from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule
from recovery.indicators.evaluate import asked_faults, lacking
from recovery.indicators.outcome_parts import LEVEL, not_measured
from recovery.indicators.outcomes_recovery import RECOVERY
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.standing import PAIRS, Standing, recovered, unsafe
from recovery.indicators.tally import people_of
from recovery.results import Afterwards, Curve, Groups, NotMeasured
from recovery.tables import About
from recovery.tables.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["YEARS", "afterwards", "afterwards_of"]

YEARS = (365, 730, 1095, 1825)
"""12, 24, 36 and 60 months in days."""
NOT_SURVIVORS = "it does not count survivors, whose courses are followed"
NO_CONSENT, LOST, NOT_YET = "no consent to be followed", "lost", "not yet known"
_RULE = next(card.rule for card in RECOVERY if card.code == "recovered_12m")


def afterwards(
    known: Snapshot,
    indicators: Iterable[Indicator],
    period: Period,
    *,
    days: tuple[int, ...] = YEARS,
    purpose: str | None = None,
    scores: ScoreRule | None = None,
) -> Groups[str, Afterwards | NotMeasured]:
    """Return what became of the people whom figures of a period count.

    Each person is followed from the day in the period on which they were first
    counted. On every day asked for, each has exactly one fate: died, found
    exploited again, in touch, lost (that day has passed, and nothing is known
    of it), not yet known (that day lies ahead), or no consent to be followed.
    Of those in touch it is told how many were safely housed, in work or
    school, recovered, or home and safe.

    Parameters
    ----------
    known
        What was known.
    indicators
        Cards, such as the headline figures.
    period
        Both days within.
    days
        How many days after they were counted.
    purpose
        The purpose of consent that the answer serves.
    scores
        By which instrument and norms somebody has recovered.

    Returns
    -------
    Groups
        By code; a figure that does not count survivors, or that these records
        cannot give, is :class:`~recovery.results.NotMeasured`.

    Raises
    ------
    DefinitionError
        If a day is not 1 or more, the period had not ended on the day of the
        snapshot, or the purpose is none of consent.
    """
    if faults := tuple(asked_faults(known, period, purpose)):
        message = "what became of the people of this period cannot be told:"
        raise DefinitionError(message, faults=faults)
    rule = _scores(scores)
    found: dict[str, Afterwards | NotMeasured] = {}
    for card in indicators:
        count = card.rule
        if not isinstance(count, CountRule) or count.unit[:1] != ("survivor_id",):
            found[card.code] = not_measured(card, known, purpose, NOT_SURVIVORS)
            continue
        if reason := lacking(known, card):
            found[card.code] = not_measured(card, known, purpose, reason)
            continue
        people = people_of(count, known, period, purpose)
        result = afterwards_of(known, people, days=days, purpose=purpose, scores=rule)
        span = (iso_day(period.start), iso_day(period.end))
        found[card.code] = attrs.evolve(result, code=card.code, name=card.name, period=span)
    return Groups(found, by=("indicator",))


def _scores(scores: ScoreRule | None) -> ScoreRule:
    if scores is not None:
        return scores
    return _RULE if isinstance(_RULE, ScoreRule) else ScoreRule()


def afterwards_of(
    known: Snapshot,
    people: pl.DataFrame,
    *,
    days: tuple[int, ...] = YEARS,
    purpose: str | None = None,
    scores: ScoreRule | None = None,
) -> Afterwards:
    """Return what became of some people.

    Parameters
    ----------
    known
        What was known.
    people
        ``survivor_id`` and ``day``, from which on each of them is followed.
    days, purpose, scores
        As in :func:`afterwards`.

    Raises
    ------
    DefinitionError
        If a day is not 1 or more.
    """
    if not days or min(days) < 1:
        message = f"days must be 1 or more, but were {days!r}"
        raise DefinitionError(message)
    everyone = people.height
    cohort = _cohort(known, people, purpose)
    standing, rule = Standing.of(cohort), _scores(scores)
    rows = [_on(cohort, standing, rule, day) for day in days]
    fates = {name: np.array([row[0][name] for row in rows]) for name in rows[0][0]}
    silent = everyone - len(cohort)
    fates[NO_CONSENT] = np.full(len(days), silent)
    states = {name: np.array([row[1][name] for row in rows]) for name in rows[0][1]}
    doubt = {name: np.array([row[2][name] for row in rows]) for name in rows[0][1]}
    unknown = fates[LOST] + fates[NOT_YET] + silent
    share, lower, upper = _estimated(standing, days)
    harms = {name: fates[name] for name in ("died", "re-trafficked")}
    at_least = {n: _share(count, everyone) for n, count in (harms | states).items()}
    at_most = {n: _share(count + unknown, everyone) for n, count in harms.items()}
    at_most |= {n: _share(c + unknown + doubt[n], everyone) for n, c in states.items()}
    first, last = (people["day"].min(), people["day"].max()) if everyone else (None, None)
    return Afterwards(
        code="",
        name="people",
        period=tuple("" if day is None else iso_day(int(day)) for day in (first, last)),  # type: ignore[arg-type]  # two of them
        people=everyone,
        days=np.array(days, dtype=np.int64),
        fates=fates,
        states=states,
        share=share,
        lower=lower,
        upper=upper,
        at_least=at_least,
        at_most=at_most,
        about=_about(cohort),
    )


def _about(cohort: Cohort) -> About:
    method = "counts; shares by Aalen–Johansen, those lost being taken to be like those in touch"
    about = cohort.about("survivor: from when they were counted", cohort.attrition, ())
    return attrs.evolve(about, method=method, level=LEVEL)


def _cohort(known: Snapshot, people: pl.DataFrame, purpose: str | None) -> Cohort:
    """Return the people as a cohort, from the day on which they were counted."""
    members = people.select("survivor_id", origin="day", origin_latest="day").sort("survivor_id")
    attrition = Attrition((("people counted", members.height),))
    if purpose and "consents" in known.tables:
        kept = members.join(consenting(known, purpose), on="survivor_id", how="semi")
        reason = f"no consent for {purpose} on the day of the data"
        attrition = attrition.less(reason, members.height - kept.height, asked=True)
        members = kept.sort("survivor_id")
    return Cohort(
        snapshot=known,
        subject="survivor",
        origin="the day on which they were counted",
        purpose=purpose,
        members=members,
        attrition=attrition,
        notes=consent_notes(known, subject_named("survivor"), purpose),
    )


Counts = dict[str, int]


def _on(
    cohort: Cohort, standing: Standing, rule: ScoreRule, day: int
) -> tuple[Counts, Counts, Counts]:
    """Return fates, states, and of how many in touch a state is not known, after some days."""
    on = standing.origin + day
    died = standing.died <= on
    again = ~died & (standing.found <= on)
    ahead = ~died & ~again & (on > standing.day)
    lost = ~died & ~again & ~ahead & (standing.contact < on)
    here = ~died & ~again & ~ahead & ~lost
    fates = {
        "in touch": here,
        "re-trafficked": again,
        "died": died,
        LOST: lost,
        NOT_YET: ahead,
    }
    good, told = recovered(cohort, rule, on)
    holds = {name: standing.holds(name, on) for name in PAIRS}
    holds["home and safe"] &= ~unsafe(cohort, on)
    holds["recovered"] = good
    nobody = np.zeros(len(here), dtype=bool)
    doubt = dict.fromkeys(holds, nobody) | {"recovered": ~told}
    doubt["in work or school"] = standing.may_work(on) & ~holds["in work or school"]
    return (
        _many(fates),
        _many({name: marks & here for name, marks in holds.items()}),
        _many({name: marks & here for name, marks in doubt.items()}),
    )


def _many(marks: dict[str, BoolArray]) -> Counts:
    return {name: int(rows.sum()) for name, rows in marks.items()}


def _share(count: IntArray, everyone: int) -> FloatArray:
    return count / everyone if everyone else np.full(len(count), np.nan)


Shares = dict[str, FloatArray]


def _estimated(standing: Standing, days: tuple[int, ...]) -> tuple[Shares, Shares, Shares]:
    """Estimate the shares from all who were followed, as far as they were."""
    curves: dict[str, Curve] = {}
    if len(standing.origin):
        curves |= dict(aalen_johansen(standing.harms(), level=LEVEL))
        for name in PAIRS:
            curves[name] = state_occupation(standing.stays(name), level=LEVEL)[name]
    told = {name: curve.estimate(days) for name, curve in curves.items()}
    value, lower, upper = (
        {name: np.array([getattr(at[day], field) for day in days]) for name, at in told.items()}
        for field in ("value", "lower", "upper")
    )
    return value, lower, upper
