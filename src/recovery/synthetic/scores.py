"""What survivors say about themselves: answer sheets, goals, and what matters most to them."""

from __future__ import annotations

import numpy as np
import polars as pl

from recovery.synthetic.follow import DECLINED, DONE, MISSED, Sight, Visits
from recovery.synthetic.frames import Draft, among, dates, names, spread, take, words
from recovery.synthetic.hazards import NEVER, Days
from recovery.synthetic.people import Lives

__all__ = ["assessments_table", "goals_table", "priorities_table"]

_STATUS = {DONE: "done", MISSED: "missed", DECLINED: "declined"}
_RESPONDENTS = {"survivor": 0.93, "caseworker": 0.07}
_DOMAINS = ("safety", "housing", "health", "finances", "relationships", "agency")
_SETTERS = {"survivor": 0.85, "caseworker": 0.15}


def assessments_table(
    rng: np.random.Generator, visits: Visits, sight: Sight, end: Days, ids: pl.Series
) -> Draft:
    """Return the visits of the PHQ-9 that fall into support; missed ones have no answers."""
    who = np.broadcast_to(visits.who[:, None], visits.day.shape)
    row, visit = np.nonzero((visits.day < end[who]) & sight.sees(visits.day, who))
    who, day = visits.who[row], visits.day[row, visit]
    status, answers = visits.status[row, visit], visits.items[row, visit]
    done = status == DONE
    raters = names("P", max(5, len(ids) // 60))
    n, not_done = len(who), pl.Series(~done)
    columns = {
        "survivor_id": take(ids, who),
        "instrument": words(("phq9",), np.zeros(n, dtype=np.int8)),
        "assessed_on": dates(day),
        "coding": words(("0-3",), np.zeros(n, dtype=np.int8)),
        "status": words(tuple(_STATUS.values()), status),
        "due_on": dates(visits.due[row, visit]),
        "respondent": words(tuple(_RESPONDENTS), among(rng, _RESPONDENTS, n)),
        "rater_id": take(raters, rng.integers(0, len(raters), n)),
        **{
            f"item_{item + 1}": pl.Series(answers[:, item]).set(not_done, None)
            for item in range(answers.shape[1])
        },
    }
    return Draft(columns, day, day)


def goals_table(
    rng: np.random.Generator, lives: Lives, sight: Sight, end: Days, ids: pl.Series
) -> Draft:
    """Draw goals of one survivor in eleven, set at intake and reviewed up to three times."""
    chosen = np.flatnonzero((rng.random(len(lives)) < 0.09) & (lives.intake < NEVER))
    goals = np.repeat(chosen, 1 + rng.integers(0, 2, len(chosen)))
    goal = np.repeat(np.arange(len(goals)), 4)
    review = np.tile(np.arange(4, dtype=np.int32), len(goals))
    who = goals[goal]
    day = lives.intake[who] + 14 + review * 120 + spread(rng, len(who), 0, 30)
    seen = (day < end[who]) & sight.sees(day, who)
    goal, review, who, day = goal[seen], review[seen], who[seen], day[seen]
    gas = (rng.random(len(goals)) < 0.6)[goal]
    drift = np.round(rng.normal(0.6, 0.8, len(who)) * review).astype(np.int32)
    level = np.where(gas, np.clip(drift - 1, -2, 2), np.clip(2 * drift + 2, 0, 10))
    weight = rng.integers(1, 4, len(goals))[goal]
    setter = among(rng, _SETTERS, len(goals))[goal]
    columns = {
        "survivor_id": take(ids, who),
        "goal_id": take(names("G", len(goals)), goal),
        "reviewed_on": dates(day),
        "scale": words(("gbo", "gas"), gas.astype(np.int8)),
        "level": pl.Series(level),
        "baseline": pl.Series(np.where(gas, -1, 2)),
        "weight": pl.Series(weight),
        "set_by": words(tuple(_SETTERS), setter),
    }
    return Draft(columns, day, day)


def priorities_table(rng: np.random.Generator, lives: Lives, ids: pl.Series) -> Draft:
    """Draw the weights that some survivors gave to the domains of a life at intake."""
    chosen = np.flatnonzero((rng.random(len(lives)) < 0.06) & (lives.intake < NEVER))
    who = np.repeat(chosen, len(_DOMAINS))
    domain = np.tile(np.arange(len(_DOMAINS)), len(chosen))
    day = lives.intake[who]
    columns = {
        "survivor_id": take(ids, who),
        "domain": words(_DOMAINS, domain),
        "weight": pl.Series(rng.integers(0, 6, len(who))),
        "stated_on": dates(day),
    }
    return Draft(columns, day, day)
