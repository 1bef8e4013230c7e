"""The repatriation track: from consent to return to home, with a second try for some."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.synthetic import rates
from recovery.synthetic.follow import Watch
from recovery.synthetic.frames import spread
from recovery.synthetic.happenings import Happenings
from recovery.synthetic.hazards import NEVER, Days, first_of
from recovery.synthetic.people import Lives

__all__ = ["Returns", "add_returns", "invent_returns"]

DIED, REFUSED, SETTLED, HOME = range(4)

_STEPS = (
    # step, after which share of the whole wait, in which share of the returns
    ("nationality_requested", 0.05, 0.35),
    ("home_inquiry_requested", 0.10, 0.2),
    ("family_traced", 0.20, 0.2),
    ("nationality_refused", 0.30, 0.03),
    ("home_inquiry_received", 0.40, 0.2),
    ("nationality_confirmed", 0.45, 0.7),
    ("return_risk_cleared", 0.50, 0.2),
    ("repatriation_ordered", 0.60, 0.6),
    ("travel_permit", 0.75, 0.7),
    ("exit_permit", 0.85, 0.4),
)
_JOURNEY = (("departed", 3), ("handed_over_at_border", 2), ("arrived_in_country", 1))
_FOLLOW_UPS = ((91, "3m"), (183, "6m"), (365, "12m"), (730, "24m"))


@attrs.frozen(eq=False)
class Returns:
    """Moves home, one a row.

    Attributes
    ----------
    who, episode
        Whose move, and which of theirs.
    consented, arrival, end, cause, failed
        When they agreed to it; when they would arrive; when and how it was
        resolved; when it broke down after arrival.
    held
        Until when it keeps contact.
    """

    who: npt.NDArray[np.intp]
    episode: int
    consented: Days
    arrival: Days
    end: Days
    cause: npt.NDArray[np.intp]
    failed: Days
    held: Days


def _draw(
    rng: np.random.Generator,
    lives: Lives,
    who: npt.NDArray[np.intp],
    consented: Days,
    *,
    episode: int = 1,
) -> Returns:
    n = len(who)
    refused = consented + rates.REFUSED_RETURN.draw(rng, n)
    settled = consented + rates.SETTLED_LOCALLY.draw(rng, n)
    arrival = consented + rates.ARRIVED_HOME.draw(rng, n)
    end, cause = first_of([lives.died[who], refused, settled, arrival])
    failed = end + rates.RETURN_FAILED.draw(rng, n)
    failed = np.where((cause == HOME) & (failed < lives.died[who]), failed, NEVER)
    after = np.where(cause == HOME, spread(rng, n, 60, 900), 0)
    held = np.minimum(end + after, np.int32(rates.CUT))
    return Returns(who, episode, consented, arrival, end, cause, failed, held)


def invent_returns(
    rng: np.random.Generator, lives: Lives, watched: Watch
) -> tuple[Returns, Returns]:
    """Draw the first move home of those who agree to one, and the second of some."""
    chosen = np.flatnonzero(rng.random(len(lives)) < rates.SHARES["return"])
    consented = lives.intake[chosen] + rates.CONSENTED_TO_RETURN.draw(rng, len(chosen))
    in_sight = consented < watched.in_sight_until[chosen]
    first = _draw(rng, lives, chosen[in_sight], consented[in_sight])
    again = first.failed + rates.CONSENTED_AGAIN.draw(rng, len(first.who))
    wants = rng.random(len(first.who)) < 0.7
    wants &= (again < rates.CUT) & (again < lives.died[first.who])
    return first, _draw(rng, lives, first.who[wants], again[wants], episode=2)


def add_returns(rng: np.random.Generator, happenings: Happenings, moves: Returns) -> None:
    """Add the milestones of these moves."""
    n, end, who = len(moves.who), moves.end, moves.who

    def add(code: str, day: Days, *, share: float = 1.0) -> None:
        day = np.where(rng.random(n) < share, day, NEVER)
        happenings.add(code, day, who=who, episode=moves.episode)

    add("consented_to_return", moves.consented)
    wait = moves.arrival - moves.consented
    for code, after, share in _STEPS:
        day = moves.consented + (after * wait).astype(np.int32)
        add(code, np.where(day < end, day, NEVER), share=share)
    home = np.where(moves.cause == HOME, end, NEVER)
    for code, before in _JOURNEY:
        add(code, home - np.int32(before), share=0.6 if before < 3 else 1.0)
    add("arrived_home", home)
    add("refused_return", np.where(moves.cause == REFUSED, end, NEVER))
    add("settled_locally", np.where(moves.cause == SETTLED, end, NEVER))
    for after, label in _FOLLOW_UPS:
        day = home + np.int32(after) + spread(rng, n, -10, 20)
        add(f"follow_up_{label}", np.where(day < moves.failed, day, NEVER), share=0.6)
    add("return_failed", moves.failed)
