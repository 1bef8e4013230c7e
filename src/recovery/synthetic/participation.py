"""A survivor's part in a case: engaging, giving evidence, compensation ordered and paid."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.cases import Cases
from recovery.synthetic.follow import Sight, Watch
from recovery.synthetic.frames import Draft, among, dates, names, spread, take, words
from recovery.synthetic.hazards import NEVER, Days
from recovery.synthetic.justice import Prosecutions
from recovery.synthetic.people import Lives
from recovery.vocabulary import VOCABULARY

__all__ = ["Orders", "invent_orders", "participation_table"]

CODES = VOCABULARY.codes("participation")
_CURRENCIES = {"INR": 0.6, "GBP": 0.3, "MYR": 0.1}
_PAYERS = {"scheme": 0.6, "offender": 0.4}


@attrs.frozen(eq=False)
class Orders:
    """Orders of compensation, a row for each survivor and case; ``NEVER`` where there is none."""

    ordered: Days
    paid: Days
    held: Days


def invent_orders(
    rng: np.random.Generator, lives: Lives, watched: Watch, cases: Cases, went: Prosecutions
) -> Orders:
    """Draw orders after the first sentence of a case, for survivors in contact, and payment."""
    n = len(cases.victims)
    first = np.full(len(cases.reported), NEVER)
    np.minimum.at(first, cases.accused_case, went.sentenced)
    ordered = first[cases.victim_case] + spread(rng, n, 0, 30)
    known = (lives.first_contact[cases.victims] < ordered) & (
        ordered < watched.in_sight_until[cases.victims]
    )
    chosen = known & (rng.random(n) < rates.SHARES["compensation_ordered"])
    ordered = np.where(chosen, ordered, NEVER)
    paid = np.minimum(ordered + rates.PAID.draw(rng, n), NEVER)
    paid = np.where(paid < lives.died[cases.victims], paid, NEVER)
    held = np.where(chosen, np.minimum(paid, np.int32(rates.CUT)), 0)
    return Orders(ordered, paid, held)


def participation_table(
    rng: np.random.Generator,
    cases: Cases,
    orders: Orders,
    went: Prosecutions,
    sight: Sight,
    lives: Lives,
    ids: pl.Series,
) -> Draft:
    """Draw what each survivor does in each case, up to the order of compensation."""
    n, who = len(cases.victims), cases.victims
    begin = np.maximum(cases.reported[cases.victim_case], lives.first_contact[who])
    trial = np.full(len(cases.reported), NEVER)
    charge_ends = np.where(went.cause == 0, went.end - 20, NEVER)
    np.minimum.at(trial, cases.accused_case, charge_ends)
    chance = rng.random((4, n))
    engaged = np.where(chance[0] < 0.7, begin + spread(rng, n, 0, 40), NEVER)
    statement = np.where(chance[1] < 0.75, engaged + spread(rng, n, 1, 60), NEVER)
    withdrew = np.where(chance[2] < 0.1, np.minimum(engaged, NEVER) + 61, NEVER)
    testified = np.where((chance[2] > 0.4) & (engaged < NEVER), trial[cases.victim_case], NEVER)
    testified = np.where(testified > engaged + 61, testified, NEVER)
    declined = np.where(chance[0] > 0.8, begin + spread(rng, n, 0, 40), NEVER)
    days = {
        "engaged_with_justice": engaged,
        "declined_to_engage": declined,
        "navigator_engaged": np.where(chance[3] < 0.4, engaged + 3, NEVER),
        "statement_given": statement,
        "withdrew_from_case": withdrew,
        "testified": testified,
        "special_measures": np.where(chance[3] < 0.5, testified, NEVER),
    }
    seen = {
        code: np.flatnonzero((day < orders.ordered) & sight.sees(day, who))
        for code, day in days.items()
    }
    days |= {"compensation_ordered": orders.ordered, "compensation_paid": orders.paid}
    seen |= {code: np.flatnonzero(days[code] <= rates.CUT) for code in tuple(days)[-2:]}
    row = np.concatenate(list(seen.values()))
    day = np.concatenate([days[code][rows] for code, rows in seen.items()]).astype(np.int32)
    code = np.repeat([CODES.index(code) for code in seen], [len(rows) for rows in seen.values()])
    order = np.lexsort((code, day, row))
    return _written(rng, cases, row[order], day[order], code[order], ids)


def _written(
    rng: np.random.Generator,
    cases: Cases,
    row: npt.NDArray[np.intp],
    day: Days,
    code: npt.NDArray[np.integer],
    ids: pl.Series,
) -> Draft:
    pairs = len(cases.victims)
    money = code >= CODES.index("compensation_ordered")
    amount = np.round(rng.lognormal(8.2, 0.6, pairs), -1)
    part = np.where(rng.random(pairs) < 0.7, 1.0, 0.5)
    paid = code == CODES.index("compensation_paid")
    sums = amount[row] * np.where(paid, part[row], 1.0)
    currency, payer = among(rng, _CURRENCIES, pairs)[row], among(rng, _PAYERS, pairs)[row]
    columns = {
        "case_id": take(names("C", len(cases.reported)), cases.victim_case[row]),
        "survivor_id": take(ids, cases.victims[row]),
        "event": words(CODES, code),
        "occurred_on": dates(day),
        "amount": pl.Series(sums).set(pl.Series(~money), None),
        "currency": words(tuple(_CURRENCIES), np.where(money, currency, -1)),
        "payer": words(tuple(_PAYERS), np.where(money, payer, -1)),
    }
    return Draft(columns, day, day)
