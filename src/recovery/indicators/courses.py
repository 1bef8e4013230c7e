"""Of whom a figure tells to whom something happened, and by which day."""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Course", "course_of"]


def _in_order(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


@attrs.frozen
class Course:
    """What a figure is one point of: something that happened to more people day by day.

    Attributes
    ----------
    whose
        Whose course it is, from what on.
    to
        What is waited for; any of it counts.
    days
        How many days on it is looked at.

    Examples
    --------
    >>> housed = Course("survivor from intake", ("safe_housing",), 365)
    >>> housed.tells_of(Course("survivor from intake", ("safe_housing",), 400))
    True
    >>> housed.tells_of(Course("survivor from rescued", ("safe_housing",), 400))
    False
    """

    whose: str
    to: tuple[str, ...] = attrs.field(converter=_in_order)
    days: int

    def tells_of(self, other: Course) -> bool:
        """Say whether one of two figures counts people whom the other counts as well."""
        ours, theirs = set(self.to), set(other.to)
        return self.whose == other.whose and (ours <= theirs or theirs <= ours)


def course_of(rule: Any) -> Course | None:
    """Return the course of a rule; ``None`` for one that looks at no day.

    A rule that says nothing of its course is one with those that are the same
    but for their ``days``.
    """
    said = getattr(rule, "course", None)
    if isinstance(said, Course):
        return said
    if not (attrs.has(type(rule)) and hasattr(rule, "days")):
        return None
    return Course(repr(attrs.evolve(rule, days=1)), (), rule.days)
