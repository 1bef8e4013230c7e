"""The prosecution track: how each prosecution goes, and the tables of the cases."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.cases import Cases, Places
from recovery.synthetic.frames import Draft, among, dates, names, spread, take, words
from recovery.synthetic.hazards import NEVER, Days, first_of
from recovery.vocabulary import VOCABULARY

__all__ = ["Prosecutions", "invent_prosecutions", "justice_tables"]

ENDS = ("convicted", *rates.ENDS_OF_CASE)
CODES = (
    *VOCABULARY.codes("proceedings", subject="case"),
    *VOCABULARY.codes("proceedings", subject="accused × case"),
)
_JURISDICTIONS = {"IN-MH": 0.3, "IN-WB": 0.25, "GB-EAW": 0.3, "MY": 0.15}
_SUPPORTED = {"none": 0.35, "victim": 0.35, "prosecutor": 0.15, "both": 0.15}
_ROLES = {"none": 0.4, "informed": 0.3, "material": 0.25, "led": 0.05}
_EVIDENCE = {"documented": 0.6, "partner_confirmed": 0.25, "none": 0.15}


@attrs.frozen(eq=False)
class Prosecutions:
    """What happens to each accused in each case; every array has a row a pair.

    ``end`` and ``cause`` are how the charge ended, ``closed`` is the day of
    closing without charge.
    """

    company: npt.NDArray[np.bool_]
    charged: Days
    closed: Days
    end: Days
    cause: Places
    pleaded: npt.NDArray[np.bool_]
    sentenced: Days


def invent_prosecutions(rng: np.random.Generator, cases: Cases) -> Prosecutions:
    """Draw the charge, what ended it, and the sentence."""
    n, reported = len(cases.accused), cases.reported[cases.accused_case]
    people = int(cases.accused.max()) + 1
    company = (rng.random(people) < rates.SHARES["company"])[cases.accused]
    charged = reported + rates.CHARGED.draw(rng, n)
    closed = reported + rates.NOT_CHARGED.draw(rng, n)
    charged = np.where((charged <= closed) & ~company, charged, NEVER)
    waits = [hazard.draw(rng, n) for hazard in (rates.CONVICTED, *rates.ENDS_OF_CASE.values())]
    wait, cause = first_of(waits)
    end = np.minimum(charged + wait, NEVER)
    sentenced = np.where(cause == 0, end + rng.geometric(1 / 25, n).astype(np.int32) - 1, NEVER)
    return Prosecutions(
        company=company,
        charged=charged,
        closed=np.where(charged < NEVER, NEVER, closed),
        end=end,
        cause=cause,
        pleaded=rng.random(n) < rates.SHARES["pleaded_guilty"],
        sentenced=np.minimum(sentenced, NEVER),
    )


def _events(rng: np.random.Generator, reported: Days, went: Prosecutions) -> list[tuple[str, Days]]:
    """Return every event of each prosecution, with the day on which it happens."""
    n, end, charged = len(went.charged), went.end, went.charged
    chance = rng.random((5, n))

    def before_end(day: Days, chosen: npt.NDArray[np.bool_]) -> Days:
        kept: Days = np.where(chosen & (day < np.minimum(end, went.closed)), day, NEVER)
        return kept

    is_charged, convicted = charged < NEVER, went.cause == 0
    earlier = np.maximum(np.where(is_charged, charged - spread(rng, n, 0, 90), 0), reported)
    earlier = np.where(is_charged, earlier, reported + spread(rng, n, 1, 60))
    later = np.where(is_charged, charged + 1 + spread(rng, n, 0, 60), NEVER)
    arrested = np.where(chance[0] < 0.4, earlier, np.where(chance[0] < 0.95, later, NEVER))
    arrested = before_end(arrested, ~went.company)
    wait = np.where(is_charged, end - charged, 0)
    tried = ~(convicted & went.pleaded) & (went.cause != ENDS.index("no_further_action"))
    framed = charged + np.ceil(0.2 * wait).astype(np.int32)
    trial = charged + np.ceil(0.6 * wait).astype(np.int32)
    appealed = went.sentenced + spread(rng, n, 7, 60)
    appealed = np.where(chance[3] < 0.15, appealed, NEVER)
    decided = appealed + spread(rng, n, 90, 600)
    quashed = np.where(chance[4] < 0.2, decided, NEVER)
    ends = [
        (code, np.where((went.cause == place) & is_charged, end, NEVER))
        for place, code in enumerate(ENDS)
        if place
    ]
    return [
        ("arrested", arrested),
        ("bailed", before_end(arrested + 1 + spread(rng, n, 0, 40), chance[1] < 0.4)),
        ("charged", charged),
        ("charges_framed", before_end(framed, is_charged & (chance[2] < 0.6))),
        ("trial_started", before_end(trial, is_charged & tried)),
        ("pleaded_guilty", np.where(convicted & went.pleaded, end, NEVER)),
        ("convicted", np.where(convicted & ~went.pleaded, end, NEVER)),
        *ends,
        ("no_further_action", went.closed),
        ("sentenced", went.sentenced),
        ("protection_order", np.where(chance[1] < 0.1, went.sentenced, NEVER)),
        ("appealed", appealed),
        ("conviction_quashed", quashed),
        ("conviction_upheld", np.where(chance[4] < 0.2, NEVER, decided)),
        ("retrial_ordered", np.where(chance[4] < 0.06, quashed + 10, NEVER)),
    ]


def justice_tables(
    rng: np.random.Generator, cases: Cases, went: Prosecutions, ids: pl.Series, on_record: Days
) -> dict[str, Draft]:
    """Return cases, accused, exploited and proceedings.

    What is about a survivor is known once they are on record.
    """
    case_ids = names("C", len(cases.reported))
    accused_ids = names("A", int(cases.accused.max()) + 1)
    reported = np.minimum(cases.reported, np.int32(rates.CUT))
    jurisdiction = among(rng, _JURISDICTIONS, len(reported))
    of_accused = np.full(len(accused_ids), rates.CUT, dtype=np.int32)
    np.minimum.at(of_accused, cases.accused, reported[cases.accused_case])
    kind = words(("person", "company"), went.company.astype(np.int8))

    def draft(day: Days, known_from: Days, **columns: pl.Series) -> Draft:
        return Draft(columns, day, known_from)

    return {
        "cases": draft(
            reported[cases.victim_case],
            on_record[cases.victims],
            case_id=take(case_ids, cases.victim_case),
            survivor_id=take(ids, cases.victims),
            jurisdiction=words(tuple(_JURISDICTIONS), jurisdiction[cases.victim_case]),
        ),
        "accused": draft(
            reported[cases.accused_case],
            reported[cases.accused_case],
            case_id=take(case_ids, cases.accused_case),
            accused_id=take(accused_ids, cases.accused),
            kind=kind,
        ),
        "exploited": draft(
            of_accused[cases.exploiter],
            on_record[cases.exploited],
            accused_id=take(accused_ids, cases.exploiter),
            survivor_id=take(ids, cases.exploited),
        ),
        "proceedings": _proceedings(rng, cases, went, case_ids, accused_ids),
    }


def _proceedings(
    rng: np.random.Generator,
    cases: Cases,
    went: Prosecutions,
    case_ids: pl.Series,
    accused_ids: pl.Series,
) -> Draft:
    events = _events(rng, cases.reported[cases.accused_case], went)
    rows = [np.flatnonzero(day <= rates.CUT) for _, day in events]
    of_case = np.flatnonzero(cases.reported <= rates.CUT)
    case = np.concatenate([of_case, *(cases.accused_case[row] for row in rows)])
    accused = np.concatenate(
        [np.full(len(of_case), len(accused_ids)), *(cases.accused[row] for row in rows)]
    )
    places = [CODES.index("reported"), *(CODES.index(code) for code, _ in events)]
    code = np.repeat(places, [len(of_case), *map(len, rows)])
    days = [day[row] for (_, day), row in zip(events, rows, strict=True)]
    day = np.concatenate([cases.reported[of_case], *days]).astype(np.int32)
    order = np.lexsort((code, day, case))
    case, accused, code, day = case[order], accused[order], code[order], day[order]
    n = len(day)
    pool = pl.concat([accused_ids, pl.Series([None], dtype=pl.String)])
    supported = among(rng, _SUPPORTED, n)
    started = day - spread(rng, n, 0, 120)
    columns = {
        "case_id": take(case_ids, case),
        "event": words(CODES, code),
        "occurred_on": dates(day),
        "accused_id": take(pool, accused),
        "charge_id": take(pool + "-1", accused),
        "exploitation_related": pl.Series(rng.random(n) < 0.9),
        "supported": words(tuple(_SUPPORTED), supported),
        "support_started_on": dates(started, where=supported > 0),
        "contribution": words(tuple(_ROLES), among(rng, _ROLES, n)),
        "evidence": words(tuple(_EVIDENCE), among(rng, _EVIDENCE, n)),
    }
    return Draft(columns, day, day)
