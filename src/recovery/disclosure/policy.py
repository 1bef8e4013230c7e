"""How much must be hidden: the thresholds of disclosure control as one value."""

from __future__ import annotations

import attrs

from recovery.errors import DefinitionError

__all__ = ["POLICY", "Policy"]


@attrs.frozen(kw_only=True)
class Policy:
    """What :func:`recovery.disclosure.protect` holds to.

    Attributes
    ----------
    threshold
        A breakdown, a step of a curve or a figure at risk is about at least so
        many people, or is not shown.
    grid_days
        Between the horizons a curve is read at most every so many days.
    horizons
        Days since the origin that come first: 6, 12 and 24 months.
    decimals
        Places to which probabilities are rounded.

    Raises
    ------
    DefinitionError
        If a number is too small, or the horizons are not ascending.

    Examples
    --------
    >>> attrs.evolve(POLICY, threshold=20)
    Policy(threshold=20, grid_days=7, horizons=(183, 365, 730), decimals=3)
    """

    threshold: int = 10
    grid_days: int = 7
    horizons: tuple[int, ...] = (183, 365, 730)
    decimals: int = 3

    def __attrs_post_init__(self) -> None:
        faults = []
        if self.threshold < 2:
            faults.append(f"threshold must be 2 or more, but was {self.threshold!r}")
        if self.grid_days < 1:
            faults.append(f"grid_days must be 1 or more, but was {self.grid_days!r}")
        if self.decimals < 1:
            faults.append(f"decimals must be 1 or more, but was {self.decimals!r}")
        if list(self.horizons) != sorted({day for day in self.horizons if day > 0}):
            faults.append(f"horizons must be days above 0, ascending, but were {self.horizons!r}")
        if faults:
            message = "this policy cannot be followed: mend these fields"
            raise DefinitionError(message, faults=faults)

    @property
    def few(self) -> str:
        """The threshold in words.

        Examples
        --------
        >>> POLICY.few
        'fewer than 10'
        """
        return f"fewer than {self.threshold}"


POLICY = Policy()
"""The policy that is used unless another is given."""
