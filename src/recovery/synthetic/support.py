"""The support track: milestones of a survivor, contacts, instances of support, consents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.follow import Sight
from recovery.synthetic.frames import Draft, among, dates, names, spread, take, words
from recovery.synthetic.happenings import Happenings
from recovery.synthetic.hazards import NEVER, Days
from recovery.synthetic.people import FOUND, Lives
from recovery.synthetic.twice import Twice
from recovery.vocabulary import VOCABULARY

__all__ = ["add_support_milestones", "contacts_table", "support_end", "support_table"]

_ATTENDANCE = {"attended": 0.88, "no_show": 0.08, "cancelled": 0.04}
_INFORMANTS = {"survivor": 0.86, "family": 0.08, "partner": 0.06}
_SAFETY = {"safe": 0.80, "not_assessed": 0.14, "unsafe": 0.06}
_TEAMS = {"own_team": 0.8, "partner": 0.2}
_MINUTES = np.array([15, 30, 45, 60, 90, 120], dtype=np.int32)
_REACHED, _NOT_REACHED = 0, 1


def support_end(lives: Lives, sight: Sight) -> Days:
    """Return the day from which on no support is given any more."""
    return np.minimum(np.minimum(lives.ended, lives.closed), sight.until + 1)


def add_support_milestones(rng: np.random.Generator, lives: Lives, happenings: Happenings) -> None:
    """Add everything that happens to a survivor on the support track."""
    n, sight = len(lives), happenings.sight
    add = happenings.add
    for place, code in enumerate(FOUND):
        add(code, np.where(lives.found == place, lives.found_on, NEVER))
    add("first_contact", lives.first_contact)
    add("consented_to_service", np.where(rng.random(n) < 0.2, lives.intake, NEVER))
    add("intake", lives.intake)
    add("safe_housing", lives.housed)
    own = rng.random(n) < rates.SHARES["own_business"]
    add("own_business", np.where(own, lives.employed, NEVER))
    employed = np.where(own, NEVER, lives.employed)
    add("employed", employed)
    _add_shelter(rng, lives, happenings)
    _add_further(rng, lives, happenings, employed)
    reached = np.maximum(lives.housed, lives.employed)
    independent = reached + (lives.closed - reached) // 2
    chosen = (rng.random(n) < 0.6) & (lives.closed < NEVER)
    add("independent_living", np.where(chosen, independent, NEVER))
    add("planned_closure", lives.closed)
    add("unplanned_exit", lives.exited)
    for code, day in (
        ("deported", lives.deported),
        ("re_trafficked", lives.re_trafficked),
        ("died", lives.died),
        ("lost_contact", np.where(sight.lost <= sight.until, sight.lost, NEVER)),
        ("recontacted", sight.recontacted),
    ):
        add(code, day)


def _add_shelter(rng: np.random.Generator, lives: Lives, happenings: Happenings) -> None:
    entered = lives.intake + spread(rng, len(lives), 0, 3)
    goes = (rng.random(len(lives)) < 0.4) & (
        entered < np.minimum(lives.housed, support_end(lives, happenings.sight))
    )
    seen = happenings.add("shelter_entered", np.where(goes, entered, NEVER))
    left = np.minimum(entered + rng.geometric(1 / 80, len(lives)).astype(np.int32), lives.housed)
    leaves = seen & (left < np.minimum(lives.ended, lives.closed))
    happenings.add("shelter_left", np.where(leaves, left, NEVER))


def _add_further(
    rng: np.random.Generator, lives: Lives, happenings: Happenings, employed: Days
) -> None:
    n, end = len(lives), support_end(lives, happenings.sight)
    sees = happenings.sight.sees
    days = {"intake": lives.intake, "safe_housing": lives.housed, "employed": employed}
    for code, after, share, low, high in rates.FURTHER_MILESTONES:
        day = days[after] + spread(rng, n, low, high)
        day = np.where((rng.random(n) < share) & (day < end), day, NEVER)
        days[code] = np.where(sees(day), day, NEVER)
        happenings.add(code, days[code])


def add_second_episodes(
    rng: np.random.Generator, lives: Lives, happenings: Happenings
) -> tuple[npt.NDArray[np.intp], Days]:
    """Add the next rescue and intake of some who were exploited again.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Who, and the day on which they were last reached.
    """
    found = lives.re_trafficked + 20 + spread(rng, len(lives), 0, 300)
    intake = found + spread(rng, len(lives), 0, 20)
    ended = happenings.sight.until == lives.re_trafficked
    who = np.flatnonzero(ended & (rng.random(len(lives)) < 0.4) & (intake < rates.CUT))
    rescued = lives.found[who] == 0
    for code, where in (("rescued", rescued), ("escaped", ~rescued)):
        happenings.add(code, found[who][where], who=who[where], episode=2, unseen=True)
    happenings.add("intake", intake[who], who=who, episode=2, unseen=True)
    last = np.minimum(intake[who] + spread(rng, len(who), 0, 200), np.int32(rates.CUT))
    return who, last


def _random_days(
    rng: np.random.Generator, lives: Lives, sight: Sight, until: Days, mean: float
) -> tuple[npt.NDArray[np.intp], Days]:
    """Draw some days between intake and ``until``, in contact."""
    length = np.where(lives.intake < NEVER, until - lives.intake, 0)
    who = np.repeat(np.arange(len(lives)), np.where(length > 0, rng.poisson(mean, len(lives)), 0))
    share = rng.random(len(who)) ** 1.5
    day = lives.intake[who] + (share * length[who]).astype(np.int32)
    seen = sight.sees(day, who)
    return who[seen], day[seen]


def contacts_table(
    rng: np.random.Generator,
    lives: Lives,
    sight: Sight,
    again: tuple[npt.NDArray[np.intp], Days],
    twice: Twice,
    ids: pl.Series,
) -> Draft:
    """Draw the attempts to reach survivors, one a day at most."""
    who, day = _random_days(rng, lives, sight, sight.until, 0.7)
    last = np.flatnonzero(sight.until < lives.died)
    lost = np.flatnonzero((sight.lost == sight.until) & (rng.random(len(lives)) < 0.7))
    tried = sight.until[lost] + spread(rng, len(lost), 7, 90)
    lost, tried = lost[tried <= rates.CUT], tried[tried <= rates.CUT]
    results = (rng.random(len(who)) < 0.2).astype(np.int8)
    who = np.concatenate([last, again[0], who, lost])
    day = np.concatenate([sight.until[last], again[1], day, tried])
    sure = np.full(len(last) + len(again[0]), _REACHED, dtype=np.int8)
    result = np.concatenate([sure, results, np.full(len(lost), _NOT_REACHED, dtype=np.int8)])
    key = (who.astype(np.int64) << 24) | (day.astype(np.int64) << 8) | result
    rows = _first_of_each(key, whole=8)
    who, day, result = who[rows], day[rows], result[rows]
    safety = among(rng, _SAFETY, len(who))
    informant = among(rng, _INFORMANTS, len(who))
    columns = {
        "survivor_id": take(ids, twice.whose(who, day, len(lives))),
        "contacted_on": dates(day),
        "result": words(("reached", "not_reached"), result),
        "informant": words(tuple(_INFORMANTS), np.where(result == _REACHED, informant, -1)),
        "safety": words(tuple(_SAFETY), np.where(result == _REACHED, safety, -1)),
    }
    return Draft(columns, day, lives.first_contact[who])


def _first_of_each(key: npt.NDArray[np.int64], *, whole: int) -> npt.NDArray[np.intp]:
    """Return the first row of each key, in order of keys, its last ``whole`` bits aside."""
    order = np.argsort(key, kind="stable")
    sorted_key = key[order] >> whole
    first = np.concatenate([[True], sorted_key[1:] != sorted_key[:-1]])
    rows: npt.NDArray[np.intp] = order[first]
    return rows


def support_table(
    rng: np.random.Generator, lives: Lives, sight: Sight, twice: Twice, ids: pl.Series
) -> Draft:
    """Draw the instances of support."""
    until = np.minimum(support_end(lives, sight), sight.until)
    who, day = _random_days(rng, lives, sight, until, 2.0)
    order = np.argsort((who.astype(np.int64) << 16) | day, kind="stable")
    who, day = who[order], day[order]
    n, services = len(who), tuple(VOCABULARY.services)
    service = (len(services) * rng.random(n, dtype=np.float32) ** 1.4).astype(np.int8)
    professionals = names("P", max(5, len(lives) // 60))
    attendance = among(rng, _ATTENDANCE, n)
    minutes = pl.Series(_MINUTES[rng.integers(0, len(_MINUTES), n)])
    columns = {
        "survivor_id": take(ids, twice.whose(who, day, len(lives))),
        "service": words(services, service),
        "delivered_on": dates(day),
        "support_id": names("V", n),
        "professional_id": take(professionals, rng.integers(0, len(professionals), n)),
        "minutes": minutes.set(pl.Series(attendance > 0), None),
        "attendance": words(tuple(_ATTENDANCE), attendance),
        "specialist": pl.Series(rng.random(n, dtype=np.float32) < 0.3),
        "delivered_by": words(tuple(_TEAMS), among(rng, _TEAMS, n)),
    }
    return Draft(columns, day, lives.first_contact[who])
