"""The rule by which recovery has lasted."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Literal, get_args

import attrs

from recovery.change.cutoffs import Cutoff, cutoff_of
from recovery.change.indices import reliable_points
from recovery.errors import DefinitionError, allowed
from recovery.norms import Norms

__all__ = ["Reliable", "Sustained"]

Reliable = Literal["jacobson-truax", "points", "none"]
"""From which size on a change is reliable: by spread and reliability, published, or any."""


def _plain(number: int) -> int:
    """Return a whole number of any type as an ``int``, and anything else as it came."""
    whole = isinstance(number, Integral) and not isinstance(number, bool)
    return int(number) if whole else number


@attrs.frozen(kw_only=True)
class Sustained:
    """Recovery that lasts: good at several assessments in a row, over some time.

    An assessment is *good* when its score is not that of a case and is
    reliably better than the first one. Recovery is *sustained* once ``visits``
    good assessments have followed on one another, the last of them at least
    ``span_days`` after the first, and none between them that was not good.
    The first of them is its *onset*, the one that completes the run its
    *confirmation*. Afterwards a *relapse* is a score that is that of a case
    again and reliably worse than the best since the onset.

    A form without a score neither counts nor breaks a run. With one visit
    and no span the first good assessment confirms itself.

    Attributes
    ----------
    norms
        The figures by which scores are judged, and whose they are.
    visits
        How many good assessments, 1 or more.
    span_days
        How many days the run lasts at least, 0 or more.
    cutoff
        Where being a case ends, as in :func:`recovery.change.individual_change`.
    reliable
        ``jacobson-truax``, by the norms' spread and reliability at ``level``;
        ``points``, from the norms' published reliable change on; or ``none``:
        the cut-off alone decides. If nothing is said, the first of these, or
        the second where the norms only have that one.
    level
        Confidence of a reliable change.

    Raises
    ------
    DefinitionError
        If the rule makes no sense, or the norms lack what it needs; every
        fault is named.

    Examples
    --------
    >>> norms = Norms(better="lower", cutoff=10, reliable_change=6,
    ...     population="talking therapies", source="named in the report")
    >>> Sustained(norms=norms, visits=2, span_days=91, reliable="points").in_words
    'recovered at 2 assessments in a row over 91 days or more, published cut-off 10, change of at
    least 6 points'
    """

    norms: Norms = attrs.field(kw_only=False)
    visits: int = attrs.field(converter=_plain)
    span_days: int = attrs.field(default=0, converter=_plain)
    cutoff: Cutoff = "norms"
    reliable: Reliable = attrs.field()
    level: float = 0.95

    @reliable.default
    def _what_the_norms_have(self) -> Reliable:
        only_published = isinstance(self.norms, Norms) and (
            self.norms.reliable_change is not None and math.isnan(self.norms.sem)
        )
        return "points" if only_published else "jacobson-truax"

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.norms, Norms):
            message = (
                f"norms must be Norms, but was a {type(self.norms).__name__}: an instrument has "
                "norms of named populations, of which one must be chosen"
            )
            raise DefinitionError(message)
        faults = [
            *_whole("visits", self.visits, 1),
            *_whole("span_days", self.span_days, 0),
        ]
        if not (isinstance(self.level, Real) and 0 < self.level < 1):
            faults.append(f"level must lie strictly between 0 and 1, but was {self.level!r}")
        if self.reliable not in get_args(Reliable):
            faults.append(f"reliable={self.reliable!r} is not known; {allowed(get_args(Reliable))}")
        elif self.reliable == "points" and self.norms.reliable_change is None:
            faults.append("the norms lack reliable_change, which reliable='points' needs")
        elif self.reliable == "jacobson-truax" and math.isnan(self.norms.sem):
            faults.append(
                "the norms lack sd or reliability: give them, or use reliable='points' for a "
                "published change, or reliable='none' to let the cut-off alone decide"
            )
        if self.cutoff == "none":
            faults.append("cutoff='none' leaves open who has recovered: name a cut-off")
        if faults:
            message = "this rule of sustained recovery makes no sense:"
            raise DefinitionError(message, faults=tuple(faults))
        cutoff_of(self.norms, self.cutoff)

    @property
    def bound(self) -> float:
        """The cut-off."""
        return cutoff_of(self.norms, self.cutoff)[0]

    @property
    def points(self) -> float:
        """The size of change that is reliable, in points."""
        if self.reliable == "none":
            return 0.0
        return reliable_points(self.norms, self.reliable, self.level)

    @property
    def in_words(self) -> str:
        """The rule in one line."""
        many = "assessment" if self.visits == 1 else f"{self.visits} assessments in a row"
        over = f" over {self.span_days:,} days or more" if self.span_days else ""
        change = {
            "points": f", change of at least {self.points:g} points",
            "jacobson-truax": f", change of more than {self.points:.4g} points",
            "none": "",
        }[self.reliable]
        return f"recovered at {many}{over}, {cutoff_of(self.norms, self.cutoff)[1]}{change}"


def _whole(name: str, value: object, lowest: int) -> list[str]:
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= lowest
    return [] if whole else [f"{name} must be a whole number, {lowest} or more, but was {value!r}"]
