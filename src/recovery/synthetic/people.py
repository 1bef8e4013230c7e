"""Who the invented survivors are, and what would happen to them if all were known."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.synthetic import rates
from recovery.synthetic.frames import among, spread
from recovery.synthetic.hazards import NEVER, Days, first_of

__all__ = ["FOUND", "Lives", "invent_lives"]

FOUND = ("rescued", "escaped", "identified")
"""How a survivor was found."""


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
