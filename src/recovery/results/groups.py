"""Values by label: groups of survivors, curves by cause, estimates by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import attrs
import numpy as np

from recovery.errors import allowed
from recovery.tables.show import html_table

__all__ = ["Groups", "Labelled"]

K = TypeVar("K")
V = TypeVar("V")
W = TypeVar("W")


@attrs.frozen(eq=False, repr=False)
class Labelled(Mapping[K, V], Generic[K, V]):
    """A mapping that does not change, in the order in which it was given."""

    parts: Mapping[K, V]

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "parts", dict(self.parts))

    def __getitem__(self, label: K) -> V:
        if label not in self.parts:
            message = f"there is nothing under {label!r}; {self._choice()}"
            raise KeyError(message)
        return self.parts[label]

    def _choice(self) -> str:
        return allowed(self.parts)

    def __contains__(self, label: object) -> bool:
        return label in self.parts

    def __iter__(self) -> Iterator[K]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def __repr__(self) -> str:
        lines = (f"  {label}: {value!r}" for label, value in self.items())
        return "\n".join([f"{type(self).__name__}({len(self)})", *lines])

    def _repr_html_(self) -> str:
        columns = {
            "label": np.array(list(self), dtype=object),
            "value": np.array([repr(value) for value in self.values()], dtype=object),
        }
        return html_table(type(self).__name__, columns)


@attrs.frozen(eq=False, repr=False)
class Groups(Labelled[K, V]):
    """One value for each group: cohorts, tables, curves.

    Attributes
    ----------
    parts
        The value of each group, by its label.
    by
        What the groups were split by.

    Examples
    --------
    >>> waits = Groups({"woman": [10, 20], "man": [30]}, by=("gender",))
    >>> waits.each(len)
    Groups by gender (2)
      woman: 2
      man: 1
    """

    by: tuple[str, ...] = attrs.field(default=(), kw_only=True)

    def _choice(self) -> str:
        """Say where the labels are; a message does not list them, for few may have one."""
        return "list(groups) names the groups that there are"

    def each(self, function: Callable[[V], W]) -> Groups[K, W]:
        """Return what the function makes of each value, in the same groups."""
        return Groups({label: function(value) for label, value in self.items()}, by=self.by)

    def __repr__(self) -> str:
        lines = (f"  {label}: {value!r}" for label, value in self.items())
        return "\n".join([f"Groups by {', '.join(self.by)} ({len(self)})", *lines])
