"""What may be seen of groups that are compared."""

from __future__ import annotations

import attrs

from recovery.results.funnel import ENOUGH

__all__ = ["ShownFunnel", "ShownFunnelGroup"]

NAN = float("nan")


@attrs.frozen(kw_only=True)
class ShownFunnelGroup:
    """One group beside its limits.

    Attributes
    ----------
    name
        The group, as the records name it.
    size
        About how many people, or how much exposure: rounded down to a multiple
        of the threshold.
    value
        Its share, in whole per cents, or its rate.
    lower, upper
        One for each level: the limits of a group of that size, a little wide
        since the size is rounded down.
    outside
        Whether it is beyond the widest limits, both by the exact numbers and
        by those shown.
    beyond_chance
        Whether it is further from the target than chance alone would explain:
        beyond the widest limits as they are before they are widened.
    """

    name: str
    size: int
    value: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    outside: bool
    beyond_chance: bool


@attrs.frozen(kw_only=True)
class ShownFunnel:
    """Groups compared with limits that hold if they differ by chance alone; by name, not ranked.

    Attributes
    ----------
    title
        What is compared.
    kind
        ``share`` or ``rate``; empty when it was not compared.
    target
        The share or rate that all groups are compared with.
    levels
        How often a group lies within its limits by chance.
    dispersion
        How many times wider than by chance the groups that are shown vary, as
        a variance. Above 1 the limits are widened for it, where 10 or more
        are shown: of fewer it cannot be told how much such groups vary.
    differ
        Whether the groups that are shown differ, all together, by more than
        chance alone (chi-squared test, 5 %).
    groups
        Those that may be shown, by name.
    hidden
        Why some groups are not shown; empty when all are.
    reason
        Why nothing was compared; empty when something was.
    withheld
        Why nothing is shown; empty when something is.
    """

    title: str
    kind: str = ""
    target: float = NAN
    levels: tuple[float, ...] = ()
    dispersion: float = NAN
    differ: bool = False
    groups: tuple[ShownFunnelGroup, ...] = ()
    hidden: str = ""
    reason: str = ""
    withheld: str = ""

    @property
    def few(self) -> bool:
        """Whether the groups that are shown are too few to tell how much such groups vary."""
        return len(self.groups) < ENOUGH

    @property
    def outside(self) -> tuple[str, ...]:
        """The groups, by name, that lie beyond their limits."""
        return tuple(group.name for group in self.groups if group.outside)

    @property
    def beyond_chance(self) -> tuple[str, ...]:
        """The groups, by name, that are further off than chance alone would explain."""
        return tuple(group.name for group in self.groups if group.beyond_chance)
