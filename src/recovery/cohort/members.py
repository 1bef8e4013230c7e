"""Members of a cohort: who is studied, how they are chosen and divided, who was left out."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.cohort.attributes import chosen_values, group_labels, matching
from recovery.cohort.attrition import Attrition
from recovery.days import iso_day
from recovery.errors import DefinitionError
from recovery.results import Groups
from recovery.tables import About

if TYPE_CHECKING:
    from typing import Self

    from recovery.register import Snapshot

__all__ = ["Members"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Members:
    """Those who reached an origin, before any question is asked of them; see :class:`Cohort`."""

    snapshot: Snapshot
    subject: str
    origin: str
    purpose: str | None
    members: pl.DataFrame
    attrition: Attrition
    notes: tuple[str, ...] = ()

    def where(self, *, because: str, **values: object) -> Self:
        """Keep the members who have some values.

        Parameters
        ----------
        because
            Why, in words; it stands in the attrition.
        **values
            For each attribute the value, or a tuple of values, to keep. An
            empty cell never matches. A cell with several values matches by
            any of them.

        Raises
        ------
        DefinitionError
            If no reason is given, a column is no attribute or says what came
            after the origin, or nobody has a value; it lists those that many
            have.
        """
        if not because.strip():
            message = "say in because=… why others are left out: it stands in the attrition"
            raise DefinitionError(message)
        kept = matching(self, values)
        chosen = " and ".join(
            f"{name} {' or '.join(chosen_values(value))}" for name, value in values.items()
        )
        return self._keeping(kept, f"not {chosen} ({because})")

    def split(self, *attributes: str) -> Groups[str, Self]:
        """Divide the cohort by attributes that held at the origin.

        Parameters
        ----------
        *attributes
            Columns of the survivors (or of the accused and cases). An empty
            cell makes the group "not recorded"; the words ``not_asked``,
            ``declined``, ``not_applicable`` and ``unknown`` are groups of
            their own. Several columns make a group of each combination.

        Raises
        ------
        DefinitionError
            If a column is no attribute; it lists those that are. Also if it
            is named like a milestone: what comes after the origin makes no
            fair groups from the origin on (immortal time); see
            :meth:`landmark`.
        """
        reason = f"in another group by {', '.join(attributes)}"
        parts = {
            label: self._keeping(kept, reason) for label, kept in group_labels(self, attributes)
        }
        return Groups(parts, by=attributes)

    def about(self, clock: str, attrition: Attrition, notes: Iterable[str]) -> About:
        """Say what an answer of this cohort is about."""
        return About(
            clock=clock,
            subject=self.subject,
            as_of=iso_day(self.snapshot.day),
            purpose=self.purpose or "",
            attrition=attrition.rows,
        ).noting(*self.notes, *notes)

    def _keeping(self, kept: pl.Series, reason: str) -> Self:
        attrition = self.attrition.less(reason, int((~kept).sum()), asked=True)
        return attrs.evolve(self, members=self.members.filter(kept), attrition=attrition)

    def __len__(self) -> int:
        return len(self.members)

    def __repr__(self) -> str:
        everyone, total = self.attrition.rows[0]
        return (
            f"{type(self).__name__}({len(self):,} of {total:,} {everyone}, "
            f"from {self.origin}, as of {iso_day(self.snapshot.day)})"
        )

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p>{escape(repr(self))}</p>{self.attrition._repr_html_()}{notes}"
