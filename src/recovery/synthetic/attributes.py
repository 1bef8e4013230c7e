"""What is written about each survivor: year of birth, gender, where from, which household."""

from __future__ import annotations

import numpy as np
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, among, names, take, words
from recovery.synthetic.hazards import Days
from recovery.synthetic.people import Lives
from recovery.synthetic.twice import Twice

__all__ = ["birth_years", "survivors_table"]

_MINOR = 18
_PLACES = (
    ("country", rates.COUNTRIES),
    ("exploitation", rates.EXPLOITATION),
    ("disability", rates.DISABILITY),
    ("programme", rates.PROGRAMMES),
    ("site", rates.SITES),
)


def birth_years(rng: np.random.Generator, lives: Lives) -> Days:
    """Draw years of birth: most survivors are young adults, one in eight a child."""
    age = 8 + np.minimum(rng.gamma(4.0, 4.8, len(lives)), 60.0)
    age = np.where(rng.random(len(lives)) < 0.75, np.maximum(age, _MINOR + 1), age)
    years = 1970 + (lives.first_contact / 365.2425).astype(np.int32)
    return (years - age.astype(np.int32)).astype(np.int32)


def survivors_table(
    rng: np.random.Generator, lives: Lives, born: Days, twice: Twice, ids: pl.Series
) -> Draft:
    """Draw the attributes of each survivor; siblings share nationality and household.

    Those who are registered twice have a second row at the end.
    """
    n = len(lives)
    nationality = among(rng, rates.NATIONALITIES, n)[lives.head]
    shared = np.bincount(lives.head, minlength=n)[lives.head] > 1
    households = take(names("H", n), lives.head)
    columns = {
        "birth_year": pl.Series(born).set(pl.Series(rng.random(n) < 0.03), None),
        "gender": words(tuple(rates.GENDERS), among(rng, rates.GENDERS, n)),
        "nationality": words(tuple(rates.NATIONALITIES), nationality),
        **{name: words(tuple(of), among(rng, of, n)) for name, of in _PLACES},
        "household_id": households.set(pl.Series(~shared), None),
    }
    rows = np.concatenate([np.arange(n), twice.who])
    registered = np.concatenate([lives.first_contact, twice.registered])
    all_columns = {"survivor_id": ids} | {name: take(of, rows) for name, of in columns.items()}
    return Draft(all_columns, registered, registered)
