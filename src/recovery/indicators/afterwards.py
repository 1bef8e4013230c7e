"""What became of them: the people of a figure, 12, 24, 36 and 60 months on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort import Attrition, Cohort
from recovery.cohort.attrition import BoolArray
from recovery.cohort.consent import consent_notes, consenting
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.subjects import subject_named
from recovery.days import Period, iso_day
from recovery.errors import DefinitionError
from recovery.estimators import state_occupation
from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule
from recovery.indicators.evaluate import asked_faults, unanswerable
from recovery.indicators.outcome_parts import LEVEL, not_measured
from recovery.indicators.outcomes_recovery import RECOVERY
from recovery.indicators.recovered import recovered
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.standing import HARMS, STATES, Standing
from recovery.indicators.tally import people_of
from recovery.results import Afterwards, Curve, Groups, NotMeasured
from recovery.tables import About
from recovery.tables.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["WITHIN", "YEARS", "afterwards", "afterwards_of"]

YEARS = (365, 730, 1095, 1825)
"""12, 24, 36 and 60 months in days."""
WITHIN = 91
"""For how many days a contact tells how somebody is: three months."""
NOT_SURVIVORS = "it does not count survivors, whose courses are followed"
NO_CONSENT, LOST, NOT_YET = "no consent to be followed", "lost", "not yet known"
_RULE = next(card.rule for card in RECOVERY if card.code == "recovered_12m")


def afterwards(
    known: Snapshot,
    indicators: Iterable[Indicator],
    period: Period,
    *,
    days: tuple[int, ...] = YEARS,
    within: int = WITHIN,
    purpose: str | None = None,
    scores: ScoreRule | None = None,
) -> Groups[str, Afterwards | NotMeasured]:
    """Return what became of the people whom figures of a period count.

    Each person is followed from the day in the period on which they were first
    counted. On every day asked for, each has exactly one fate: died, found
    exploited again, in touch, lost (that day has passed, and they are on record
    as lost or nothing was heard of them for longer than ``within`` days before
    it), not yet known (that day lies ahead), or no consent to be followed. Of
    those in touch it is told how many were safely housed, in work or school,
    recovered, or home and safe, as last known on that day.

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
    within
        For how many days a contact tells how somebody is: whoever is seen once
        in three months is in touch between two contacts. Whoever is on record
        as lost, or as having left, and was not in contact since, is lost from
        the last contact on.
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
        If a day is not 1 or more, ``within`` is negative, the period had not
        ended on the day of the snapshot, or the purpose is none of consent.

    Notes
    -----
    One definition of when something holds gives both the counts and the
    estimates, so that these lie within the bounds, and are the share counted
    where everybody was followed.

    *Safely housed* and *home and safe* hold from ``safe_housing`` or
    ``arrived_home`` to ``housing_lost`` or ``return_failed``, unless the last
    word about safety since then was that the person was not safe: at a contact,
    or by the result of a follow-up after a return. *In work or school* holds
    while work is confirmed, which a start or a check does for 183 days and up to
    a later check, or from ``school_enrolled`` to ``school_left``. *Recovered*
    are those who were a case when first assessed and were good when last
    assessed in the 183 days before. Somebody is *re-trafficked* by the milestone
    or by a contact that found them exploited again, after the day on which they
    were counted, and until they died; a death is counted whatever came before.

    What came on an uncertain day is known from the last on that it can have
    been; what ended something, from the first.

    The shares are state-occupation probabilities: those lost are taken to be
    like those still followed who were in the same state. There is none for
    *recovered*, since who is assessed depends on how they are: its bounds are
    given, and of how many it can be told; the outcome indicators estimate it.
    Where there are no assessments with its instrument it is not among the
    states, and a note says so: nobody assessed is not nobody recovered.
    """
    if faults := (*asked_faults(known, period, purpose), *_faults(days, within)):
        message = "what became of the people of this period cannot be told:"
        raise DefinitionError(message, faults=faults)
    rule = _scores(scores)
    found: dict[str, Afterwards | NotMeasured] = {}
    for card in indicators:
        count = card.rule
        if not isinstance(count, CountRule) or count.unit[:1] != ("survivor_id",):
            found[card.code] = not_measured(card, known, purpose, NOT_SURVIVORS)
            continue
        if reason := unanswerable(known, card, period):
            found[card.code] = not_measured(card, known, purpose, reason)
            continue
        people = people_of(count, known, period, purpose)
        result = afterwards_of(
            known, people, days=days, within=within, purpose=purpose, scores=rule
        )
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
    within: int = WITHIN,
    purpose: str | None = None,
    scores: ScoreRule | None = None,
) -> Afterwards:
    """Return what became of some people.

    Parameters
    ----------
    known
        What was known.
    people
        ``survivor_id`` and ``day``, a day number from which on each of them is
        followed; the first, where somebody is there more than once.
    days, within, purpose, scores
        As in :func:`afterwards`.

    Raises
    ------
    DefinitionError
        If a day is not 1 or more, ``within`` is negative, somebody is not among
        the survivors on record, or was counted after the day of the snapshot.

    Examples
    --------
    Of two people the first was housed, and seen a month before the year was
    over; of the second nothing was heard for longer than three months.

    >>> from recovery import read_register
    >>> from recovery.days import day_number
    >>> reached = pl.DataFrame({
    ...     "survivor_id": ["A", "A", "B"],
    ...     "milestone": ["safe_housing", "legal_aid", "safe_housing"],
    ...     "occurred_on": ["2020-06-01", "2021-02-01", "2020-06-01"],
    ... })
    >>> survivors = pl.DataFrame({"survivor_id": ["A", "B"]})
    >>> records = read_register({"survivors": survivors, "milestones": reached})
    >>> people = survivors.with_columns(day=day_number("2020-03-01"))
    >>> afterwards_of(records.as_of("2021-12-31"), people, days=(365,))
    Afterwards(people, 2020-03-01 to 2020-03-01: 2 people)
      after 365 days: 1 in touch, 0 re-trafficked, 0 died, 1 lost, ...
    """
    people = _each_once(known, people, days, within)
    everyone = people.height
    cohort = _cohort(known, people, purpose)
    standing, rule = Standing.of(cohort, within=within), _scores(scores)
    told = [_on(cohort, standing, rule, day) for day in days]
    fates, states, can_tell, doubt, on_record = (
        {name: np.array([counts[name] for counts in each]) for name in each[0]}
        for each in zip(*told, strict=True)
    )
    untold = _no_recovery(known, rule)
    if untold:
        for counts in (states, can_tell, doubt):
            del counts["recovered"]
    silent = everyone - len(cohort)
    fates[NO_CONSENT] = np.full(len(days), silent)
    unknown = fates[LOST] + fates[NOT_YET] + silent
    share, lower, upper = _estimated(standing, days)
    harms = {name: fates[name] for name in HARMS}
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
        within=within,
        fates=fates,
        on_record=on_record[LOST],
        states=states,
        known=can_tell,
        share=share,
        lower=lower,
        upper=upper,
        at_least=at_least,
        at_most=at_most,
        about=_about(cohort).noting(*([f"recovered is not measured: {untold}"] if untold else [])),
    )


def _no_recovery(known: Snapshot, rule: ScoreRule) -> str:
    """Say why nobody can be known to have recovered; empty where somebody can."""
    if rule.norms is not None and "assessments" not in known.tables:
        return "these records have no table assessments"
    return rule.unanswered(known)


def _faults(days: tuple[int, ...], within: int) -> Iterator[str]:
    """Yield what makes no sense of the days that are asked for."""
    if not days or min(days) < 1:
        yield f"days must be 1 or more, but were {days!r}"
    if within < 0:
        yield f"within must be 0 or more, but was {within!r}"


def _each_once(
    known: Snapshot, people: pl.DataFrame, days: tuple[int, ...], within: int
) -> pl.DataFrame:
    """Return each person once, from the first day on, if the question makes sense."""
    ids = known.tables["survivors"]["survivor_id"]
    asked = people.select(pl.col("survivor_id").cast(pl.String), pl.col("day").cast(pl.Int64))
    strange = asked.join(ids.cast(pl.String).to_frame(), on="survivor_id", how="anti").height
    faults = [*_faults(days, within)]
    if strange:
        faults.append(
            f"{strange:,} of {asked.height:,} rows of people are of nobody among the survivors on "
            "record; of an id that was merged, name the one that was kept"
        )
    if late := asked.filter((pl.col("day") > known.day).fill_null(value=True)).height:
        faults.append(f"{late:,} rows of people have no day, or one after the day of the snapshot")
    if faults:
        message = "what became of these people cannot be told:"
        raise DefinitionError(message, faults=tuple(faults))
    asked = asked.with_columns(pl.col("survivor_id").cast(ids.dtype))
    return asked.group_by("survivor_id").agg(pl.col("day").min())


def _about(cohort: Cohort) -> About:
    method = (
        "counts; shares by Aalen–Johansen state occupation, those lost being taken to be like "
        "those in touch who were in the same state"
    )
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
) -> tuple[Counts, Counts, Counts, Counts, Counts]:
    """Return what is known some days after they were counted.

    Fates, states, of how many in touch a state can be told, of how many it is in
    doubt, and how many of those lost are on record as lost.
    """
    on = np.full(len(cohort), day)
    died = standing.died <= on
    again = ~died & (standing.found <= on)
    ahead = ~died & ~again & (on > standing.today)
    here = ~died & ~again & ~ahead & (standing.until >= on)
    lost = ~died & ~again & ~ahead & ~here
    fates = {
        "in touch": here,
        "re-trafficked": again,
        "died": died,
        LOST: lost,
        NOT_YET: ahead,
    }
    holds = {name: standing.surely[name].on(on) for name in STATES}
    doubt = {name: standing.perhaps[name].on(on) & ~holds[name] for name in STATES}
    told = {name: ~marks for name, marks in doubt.items()}
    good, case, assessed = recovered(cohort, rule, day_numbers(cohort.members["origin"]) + on)
    holds["recovered"], told["recovered"], doubt["recovered"] = good, case, ~assessed
    of_state = tuple(
        _many({name: marks & here for name, marks in each.items()}) for each in (holds, told, doubt)
    )
    return _many(fates), *of_state, _many({LOST: lost & standing.gone})  # type: ignore[return-value]  # of five


def _many(marks: dict[str, BoolArray]) -> Counts:
    return {name: int(rows.sum()) for name, rows in marks.items()}


def _share(count: IntArray, everyone: int) -> FloatArray:
    return count / everyone if everyone else np.full(len(count), np.nan)


Shares = dict[str, FloatArray]


def _estimated(standing: Standing, days: tuple[int, ...]) -> tuple[Shares, Shares, Shares]:
    """Estimate the shares from all who were followed, as far as they were."""
    curves: dict[str, Curve] = {}
    if len(standing.died):
        harms = state_occupation(standing.harms(max(days)), level=LEVEL)
        curves |= {name: harms[name] for name in HARMS}
        for name in STATES:
            curves[name] = state_occupation(standing.stays(name, max(days)), level=LEVEL)[name]
    told = {name: curve.estimate(days) for name, curve in curves.items()}
    value, lower, upper = (
        {name: np.array([getattr(at[day], field) for day in days]) for name, at in told.items()}
        for field in ("value", "lower", "upper")
    )
    return value, lower, upper
