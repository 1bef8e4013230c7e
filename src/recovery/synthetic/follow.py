"""Who is still in contact: scores, loss that depends on the last of them, and what keeps in touch.

A survivor is followed until contact is lost, support ends or the data are
cut; a return or an order of compensation that is under way keeps contact
until it is resolved. None of this looks ahead at an outcome, so that every
clock can be estimated without bias.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.synthetic import rates
from recovery.synthetic.frames import spread
from recovery.synthetic.hazards import NEVER, Days, first_of
from recovery.synthetic.people import Lives

__all__ = ["DONE", "Sight", "Visits", "Watch", "follow", "invent_visits", "watch"]

VISITS = 9
EVERY_DAYS = 90
ITEMS = 9
DONE, MISSED, DECLINED = 0, 1, 2

Flags = npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Visits:
    """Assessments of those who are assessed.

    Attributes
    ----------
    who
        Shape ``(m,)``: which survivors.
    due, day, status
        Shape ``(m, 9)``: when planned, when held, and whether it was done.
    items
        Shape ``(m, 9, 9)``: answers 0 to 3.
    """

    who: npt.NDArray[np.intp]
    due: Days
    day: Days
    status: npt.NDArray[np.int8]
    items: npt.NDArray[np.uint8]


def invent_visits(rng: np.random.Generator, lives: Lives) -> Visits:
    """Draw a slowly improving answer sheet every 90 days or so from intake on."""
    assessed = rng.random(len(lives)) < rates.SHARES["assessed_with_phq9"]
    who = np.flatnonzero(assessed & (lives.intake < NEVER))
    shape = (len(who), VISITS)
    due = lives.intake[who, None] + np.int32(EVERY_DAYS) * np.arange(VISITS, dtype=np.int32)
    drawn = rng.random(shape)
    status = np.where(drawn < 0.88, DONE, np.where(drawn < 0.96, MISSED, DECLINED))
    items = np.empty((*shape, ITEMS), dtype=np.uint8)
    severity = rng.normal(0.1, 0.9, len(who))
    for visit in range(VISITS):
        items[:, visit] = _answers(rng, severity)
        severity = 0.85 * severity - 0.15 + rng.normal(0.0, 0.35, len(who))
    late = rng.integers(0, 15, shape, dtype=np.int32)
    return Visits(who, due, due + late, status.astype(np.int8), items)


def _answers(rng: np.random.Generator, severity: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Draw nine answers from 0 to 3: binomial, with one uniform draw each."""
    p = (1 / (1 + np.exp(-severity))).astype(np.float32)
    none, one, two = (1 - p) ** 3, 3 * p * (1 - p) ** 2, 3 * p**2 * (1 - p)
    drawn = rng.random((len(p), ITEMS), dtype=np.float32)
    answers = (drawn >= none[:, None]).astype(np.uint8)
    answers += drawn >= (none + one)[:, None]
    answers += drawn >= (none + one + two)[:, None]
    return answers


def _lost(rng: np.random.Generator, lives: Lives, visits: Visits) -> Days:
    """Draw the day of the last contact of those who will be lost."""
    wait = rng.geometric(rates.LOSS["daily"], len(lives)).astype(np.int32)
    lost = lives.intake + np.minimum(wait, NEVER)
    score = np.full(len(visits.who), rates.LOSS["at_score"])
    day = np.full(len(visits.who), NEVER)
    for visit in range(VISITS):
        done = visits.status[:, visit] == DONE
        score = np.where(done, visits.items[:, visit].sum(axis=1), score)
        hazard = rates.LOSS["daily"] * np.exp(
            rates.LOSS["log_hazard_per_point"] * (score - rates.LOSS["at_score"])
        )
        wait = np.ceil(rng.exponential(size=len(score)) / -np.log1p(-hazard))
        then = visits.day[:, visit] + np.minimum(wait, NEVER).astype(np.int32)
        until = visits.day[:, visit + 1] if visit + 1 < VISITS else NEVER
        day = np.where((day == NEVER) & (then <= until), then, day)
    lost[visits.who] = day
    return np.minimum(lost, NEVER)


@attrs.frozen(eq=False)
class Watch:
    """How long each survivor would be watched, were nothing under way.

    Attributes
    ----------
    lost
        The day of last contact of those who would be lost.
    other
        The first of all other ends of contact.
    """

    lost: Days
    other: Days

    @property
    def in_sight_until(self) -> Days:
        """The last day on which something new can begin."""
        return np.minimum(self.lost, self.other)


def watch(rng: np.random.Generator, lives: Lives, visits: Visits) -> Watch:
    """Draw when contact ends: lost, ended with support, or last heard of before the cut."""
    n = len(lives)
    last_heard = np.int32(rates.CUT) - spread(rng, n, 0, 60)
    aftercare = lives.closed + spread(rng, n, 365, 1095)
    other = first_of([lives.ended, last_heard, aftercare])[0]
    return Watch(_lost(rng, lives, visits), other)


@attrs.frozen(eq=False)
class Sight:
    """Until when each survivor is in contact, and the gap of those lost and found again.

    Attributes
    ----------
    until
        The last day of contact.
    lost, recontacted
        The ends of a gap, or ``NEVER``.
    """

    until: Days
    lost: Days
    recontacted: Days

    def sees(self, day: Days, who: npt.NDArray[np.integer] | slice = slice(None)) -> Flags:
        """Say which days fall where contact is held."""
        within = (day <= self.lost[who]) | (day >= self.recontacted[who])
        seen: Flags = (day <= self.until[who]) & within
        return seen


def follow(rng: np.random.Generator, lives: Lives, watched: Watch, held: Days) -> Sight:
    """Settle until when each survivor is in contact.

    Parameters
    ----------
    rng, lives, watched
        What was drawn so far.
    held
        Until when something under way keeps contact; 0 where nothing does.
    """
    lost, other = watched.lost, watched.other
    goes = (lost < other) & (lost >= held)
    events = (lives.housed, lives.employed, lives.closed, lives.ended)
    news = first_of([np.where(day > lost, day, NEVER) for day in events])[0]
    planned = lost + spread(rng, len(lives), 30, 180)
    found = np.maximum(np.minimum(planned, news - 1), lost + 1)
    back = goes & (rng.random(len(lives)) < rates.RECONTACTED) & (found <= other)
    until = np.where(goes & ~back, lost, np.maximum(other, held))
    return Sight(
        until=np.minimum(until, lives.died),
        lost=np.where(goes, lost, NEVER),
        recontacted=np.where(back, found, NEVER),
    )
