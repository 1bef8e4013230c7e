"""The whole story of an invented register: everything that happens, and what of it is seen."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from recovery.synthetic.cases import Cases, invent_cases
from recovery.synthetic.follow import Sight, Visits, follow, invent_visits, watch
from recovery.synthetic.hazards import Days
from recovery.synthetic.justice import Prosecutions, invent_prosecutions
from recovery.synthetic.participation import Orders, invent_orders
from recovery.synthetic.people import Lives, invent_lives
from recovery.synthetic.returns import Returns, invent_returns

__all__ = ["Story", "invent_story"]


@attrs.frozen(eq=False)
class Story:
    """Everything that happens and is seen, before it is written down."""

    lives: Lives
    visits: Visits
    moves: tuple[Returns, Returns]
    cases: Cases
    went: Prosecutions
    orders: Orders
    sight: Sight


def invent_story(
    lived: np.random.Generator, followed: np.random.Generator, survivors: int
) -> Story:
    """Draw what happens to survivors from one stream, and what of it is seen from another."""
    lives = invent_lives(lived, survivors)
    visits = invent_visits(lived, lives)
    watched = watch(followed, lives, visits)
    moves = invent_returns(followed, lives, watched)
    cases = invent_cases(followed, lives)
    went = invent_prosecutions(followed, cases)
    orders = invent_orders(followed, lives, watched, cases, went)
    held = _held(survivors, *((m.who, m.held) for m in moves), (cases.victims, orders.held))
    sight = follow(followed, lives, watched, held)
    return Story(lives, visits, moves, cases, went, orders, sight)


def _held(survivors: int, *parts: tuple[npt.NDArray[np.intp], Days]) -> Days:
    """Return until when something under way keeps contact, 0 where nothing does."""
    held = np.zeros(survivors, dtype=np.int32)
    for who, until in parts:
        np.maximum.at(held, who, until)
    return held
