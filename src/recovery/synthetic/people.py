"""Who the invented survivors are, and what would happen to them if all were known."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.frames import Draft, among, names, spread, take, words
from recovery.synthetic.hazards import NEVER, Days, first_of

__all__ = ["FOUND", "Lives", "invent_lives", "survivors_table"]

FOUND = ("rescued", "escaped", "identified")
"""How a survivor was found."""

_MINOR = 18
_PLACES = (
    ("country", rates.COUNTRIES),
    ("exploitation", rates.EXPLOITATION),
    ("disability", rates.DISABILITY),
    ("programme", rates.PROGRAMMES),
    ("site", rates.SITES),
)


@attrs.frozen(eq=False)
class Lives:
    """What would happen to each survivor, seen or not; every array has shape ``(n,)``.

    ``NEVER`` stands where it does not happen. Death, exploitation, deportation
    and leaving are drawn independently; of two on one day the first of these
    stands. Housing and work are reached only before any of them.
    """

    found: npt.NDArray[np.intp]
    found_on: Days
    first_contact: Days
    intake: Days
    died: Days
    re_trafficked: Days
    deported: Days
    exited: Days
    housed: Days
    employed: Days
    closed: Days
    head: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def ended(self) -> Days:
        """The first day on which something ended support otherwise than planned."""
        return first_of([self.died, self.re_trafficked, self.deported, self.exited])[0]


def _before(day: Days, *others: Days) -> Days:
    """Keep a day that comes before all others."""
    return np.where(day < first_of(others)[0], day, NEVER)


def _geometric(rng: np.random.Generator, size: int, mean: float, *, none: float) -> Days:
    """Draw a delay; a share ``none`` has none."""
    delay = rng.geometric(1 / mean, size).astype(np.int32)
    return np.where(rng.random(size) < none, np.int32(0), delay)


def invent_lives(rng: np.random.Generator, survivors: int) -> Lives:
    """Draw what happens to each survivor."""
    n = survivors
    order = np.arange(n)
    sibling = (rng.random(n) < rates.SHARES["sibling"]) & (order > 0)
    head = np.maximum.accumulate(np.where(sibling, 0, order))
    intake = np.sort(spread(rng, n, rates.INTAKE_FROM, rates.INTAKE_TO))[head]
    first_contact = intake - _geometric(rng, n, 12, none=0.5)
    found = among(rng, {kind: rates.SHARES[kind] for kind in FOUND}, n)
    found_on = first_contact - _geometric(rng, n, 30, none=0.4)

    died = first_contact + rates.DIED.draw(rng, n)
    re_trafficked = _before(first_contact + rates.RE_TRAFFICKED.draw(rng, n), died)
    intake = _before(intake, died, re_trafficked)
    deported = _before(intake + rates.DEPORTED.draw(rng, n), died, re_trafficked)
    exited = _before(intake + rates.EXITED.draw(rng, n), died, re_trafficked, deported)
    ends = (died, re_trafficked, deported, exited)
    housed = _before(intake + rates.HOUSED.draw(rng, n), *ends)
    employed = _before(intake + rates.EMPLOYED.draw(rng, n), *ends)
    closed = _before(np.maximum(housed, employed) + rates.CLOSED.draw(rng, n), *ends)
    return Lives(
        found=found,
        found_on=found_on,
        first_contact=first_contact,
        intake=intake,
        died=died,
        re_trafficked=re_trafficked,
        deported=deported,
        exited=_before(exited, closed),
        housed=housed,
        employed=employed,
        closed=closed,
        head=head,
    )


def birth_years(rng: np.random.Generator, lives: Lives) -> Days:
    """Draw years of birth: most survivors are young adults, one in eight a child."""
    age = 8 + np.minimum(rng.gamma(4.0, 4.8, len(lives)), 60.0)
    age = np.where(rng.random(len(lives)) < 0.75, np.maximum(age, _MINOR + 1), age)
    years = 1970 + (lives.first_contact / 365.2425).astype(np.int32)
    return (years - age.astype(np.int32)).astype(np.int32)


def survivors_table(
    rng: np.random.Generator, lives: Lives, born: Days, ids: pl.Series
) -> Draft:
    """Draw the attributes of each survivor; siblings share nationality and household."""
    n = len(lives)
    nationality = among(rng, rates.NATIONALITIES, n)[lives.head]
    shared = np.bincount(lives.head, minlength=n)[lives.head] > 1
    households = take(names("H", n), lives.head)
    columns = {
        "survivor_id": ids,
        "birth_year": pl.Series(born).set(pl.Series(rng.random(n) < 0.03), None),
        "gender": words(tuple(rates.GENDERS), among(rng, rates.GENDERS, n)),
        "nationality": words(tuple(rates.NATIONALITIES), nationality),
        **{name: words(tuple(of), among(rng, of, n)) for name, of in _PLACES},
        "household_id": households.set(pl.Series(~shared), None),
    }
    return Draft(columns, lives.first_contact, lives.first_contact)
