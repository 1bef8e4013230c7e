"""What an organisation does besides: trainings, prevention, costs, audits, decisions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, among, dates, names, spread, take, words
from recovery.synthetic.hazards import Days

__all__ = ["audits_table", "costs_table", "decisions_table", "prevention_table", "trainings_table"]

_PROFESSIONS = {"police": 0.4, "social_work": 0.25, "health": 0.15, "judiciary": 0.1, "labour": 0.1}
_SUBJECTS = {"identification": 0.55, "care": 0.3, "other": 0.15}
_TEAMS = {"own_team": 0.7, "partner": 0.2, "cascade": 0.1}
_VULNERABILITIES = {"migrating_soon": 0.4, "out_of_school": 0.25, "debt": 0.15, "": 0.2}
_CHANNELS = {"in_person": 0.55, "online_targeted": 0.2, "holistic_support": 0.15, "media": 0.1}
_CURRENCIES = {"harbour": "INR", "bridge": "GBP", "lantern": "MYR"}
_AUDITED = ("milestones", "support", "proceedings")
_RESULTS = {"confirmed": 0.9, "corrected": 0.07, "unsupported": 0.03}
_CHANGES = (
    ("safe_housing_12m", "agree on move-on flats with two landlords"),
    ("employed_12m", "start skills courses within 60 days of intake"),
    ("re_trafficked_12m", "call everyone 30 days after closure"),
    ("home_12m", "ask for nationality checks in the week of consent"),
    ("convicted_24m", "give each witness a named companion"),
    ("compensation_paid_12m", "follow every order up after six months"),
)


def _days(rng: np.random.Generator, size: int) -> Days:
    return spread(rng, size, rates.INTAKE_FROM, rates.CUT)


def trainings_table(rng: np.random.Generator, survivors: int) -> Draft:
    """Draw courses of twenty people known by id, and a few of which only a number is known."""
    courses = max(4, survivors // 200)
    counted = max(2, courses // 5)
    n = courses * 20
    course = np.concatenate([np.repeat(np.arange(courses), 20), courses + np.arange(counted)])
    size, all_courses = n + counted, courses + counted
    known = np.arange(size) < n
    day = _days(rng, all_courses)[course]
    completed = ~known | (rng.random(size) < 0.88)
    # one in ten takes another course as well
    once = (rng.random(size) < 0.9) | (course == 0)
    person = np.arange(size) - np.where(once, 0, 20)
    columns = {
        "course_id": take(names("E", all_courses), course),
        "completed_on": dates(day, where=completed),
        "participant_id": take(names("Q", size), person).set(pl.Series(~known), None),
        "attendances": pl.Series(spread(rng, size, 8, 60)).set(pl.Series(known), None),
        "profession": words(tuple(_PROFESSIONS), among(rng, _PROFESSIONS, size)),
        "direct_victim_contact": pl.Series(rng.random(size) < 0.6),
        "subject": words(tuple(_SUBJECTS), among(rng, _SUBJECTS, all_courses)[course]),
        "attended_share": pl.Series(
            np.where(completed, 1 - 0.05 * spread(rng, size, 0, 4), 0.3).round(2)
        ),
        "delivered_by": words(tuple(_TEAMS), among(rng, _TEAMS, all_courses)[course]),
        "country": words(tuple(rates.COUNTRIES), among(rng, rates.COUNTRIES, all_courses)[course]),
    }
    return Draft(columns, day, day)


def prevention_table(rng: np.random.Generator, survivors: int) -> Draft:
    """Draw sessions of fifteen people known by id, and others of which a number is known."""
    sessions = max(4, survivors // 80)
    counted = max(2, sessions // 3)
    n = sessions * 15
    session = np.concatenate([np.repeat(np.arange(sessions), 15), sessions + np.arange(counted)])
    size, every = n + counted, sessions + counted
    known = np.arange(size) < n
    day = _days(rng, every)[session]
    channel = np.where(np.arange(every) < sessions, 0, among(rng, _CHANNELS, every))[session]
    vulnerability = among(rng, _VULNERABILITIES, size)
    columns = {
        "session_id": take(names("D", every), session),
        "held_on": dates(day),
        "participant_id": take(names("W", size), np.arange(size)).set(pl.Series(~known), None),
        "reached": pl.Series(spread(rng, size, 20, 4000)).set(pl.Series(known), None),
        "targeted": pl.Series(known | (rng.random(size) < 0.3)),
        "vulnerability": words((*tuple(_VULNERABILITIES)[:-1], None), vulnerability),
        "channel": words(tuple(_CHANNELS), channel),
        "counted": words(("counted", "estimated"), np.where(known, 0, 1)),
        "country": words(tuple(rates.COUNTRIES), among(rng, rates.COUNTRIES, every)[session]),
    }
    return Draft(columns, day, day)


def costs_table(rng: np.random.Generator) -> Draft:
    """Draw what each programme spent on a day of every month."""
    months = np.arange(rates.INTAKE_FROM + 14, rates.CUT, 30, dtype=np.int32)
    day = np.repeat(months, len(_CURRENCIES))
    programme = np.tile(np.arange(len(_CURRENCIES)), len(months))
    columns = {
        "programme": words(tuple(_CURRENCIES), programme),
        "spent_on": dates(day),
        "amount": pl.Series(rng.lognormal(10, 0.4, len(day)).round(2)),
        "currency": words(tuple(_CURRENCIES.values()), programme),
    }
    return Draft(columns, day, day)


def audits_table(rng: np.random.Generator, tables: Mapping[str, pl.DataFrame]) -> Draft:
    """Draw a sample of recorded rows that were checked against their evidence."""
    parts = []
    for name in _AUDITED:
        rows = np.sort(rng.choice(len(tables[name]), len(tables[name]) // 200, replace=False))
        parts.append(tables[name][rows].select("record_id", "recorded_on"))
    sizes = [len(part) for part in parts]
    audited = pl.concat(parts)
    day = audited["recorded_on"].cast(pl.Int32).to_numpy() + spread(rng, len(audited), 10, 400)
    day = np.minimum(day, np.int32(rates.CUT))
    columns = {
        "table": words(_AUDITED, np.repeat(np.arange(len(_AUDITED)), sizes)),
        "record_id": audited["record_id"],
        "audited_on": dates(day),
        "result": words(tuple(_RESULTS), among(rng, _RESULTS, len(audited))),
        "auditor": words(("internal", "independent"), rng.integers(0, 2, len(audited))),
    }
    return Draft(columns, day, day)


def decisions_table(rng: np.random.Generator) -> Draft:
    """Draw what was decided twice a year, recorded when it was looked back on."""
    day = np.arange(rates.INTAKE_FROM + 200, rates.CUT - 200, 182, dtype=np.int32)
    which = rng.integers(0, len(_CHANGES), len(day))
    review = day + spread(rng, len(day), 120, 180)
    columns = {
        "decided_on": dates(day),
        "indicator": words([indicator for indicator, _ in _CHANGES], which),
        "change": words([change for _, change in _CHANGES], which),
        "review_on": dates(review),
        "result": words(("kept", "dropped"), rng.integers(0, 2, len(day))),
    }
    return Draft(columns, day, review)
