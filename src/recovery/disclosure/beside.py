"""Counts beside a figure: rounded down, and left out where few would follow from them."""

from __future__ import annotations

from collections.abc import Mapping

from recovery.disclosure.policy import Policy

__all__ = ["at_least", "beside", "no_few_between", "tens"]


def tens(number: int | None, policy: Policy) -> int | None:
    """Round a count down to a multiple of the threshold; none and few look alike."""
    if number is None:
        return None
    return number // policy.threshold * policy.threshold or None


def beside(value: int, whole: float | None, policy: Policy) -> int | None:
    """Return a count in tens beside its exact whole, or nothing where few could lie between them.

    Every number of the range shown is far enough from the whole, so that the
    range is as wide as it looks. A whole that is itself told in tens, ``None``,
    leaves room for nobody and for many.

    Examples
    --------
    >>> from recovery.disclosure import POLICY
    >>> [beside(part, 79, POLICY) for part in (9, 10, 55, 70, 79, 80, 91)]
    [None, 10, 50, None, None, None, 90]
    """
    shown = tens(value, policy)
    if shown is None or whole is None:
        return shown
    below = whole - (shown + policy.threshold - 1) >= policy.threshold
    above = shown - whole >= policy.threshold
    return shown if below or above else None


def no_few_between(
    parts: Mapping[str, int | None], least: float | None, policy: Policy
) -> Mapping[str, int | None]:
    """Leave out all parts where those shown say that one that is left out is of few.

    Parts that divide a whole of at least so many leave something for those
    that are not shown. If all but one of these were as many as few can be, and
    some of it still remained, the last would be known to be of somebody.

    Examples
    --------
    Of 60 people 20 to 29 are in touch and 20 to 29 are lost, so that 2 at least have died.

    >>> from recovery.disclosure import POLICY
    >>> no_few_between({"in touch": 20, "lost": 20, "died": None}, 60, POLICY)
    {'in touch': None, 'lost': None, 'died': None}
    >>> no_few_between({"in touch": 20, "lost": 20, "died": None, "away": None}, 60, POLICY)
    {'in touch': 20, 'lost': 20, 'died': None, 'away': None}
    """
    shown = [many for many in parts.values() if many is not None]
    few = policy.threshold - 1
    hidden = len(parts) - len(shown)
    if least is None or not shown or not hidden:
        return parts
    left = least - sum(many + few for many in shown) - few * (hidden - 1)
    return dict.fromkeys(parts) if 1 <= left <= few else parts


def at_least(whole: float | None, policy: Policy, *, exact: bool) -> float | None:
    """Return how many a whole is at least, by what is shown of it."""
    return whole if exact or whole is None else tens(int(whole), policy)
