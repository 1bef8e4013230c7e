"""The recovery score sheet of a group: every status, every denominator, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.curves import Curves
from recovery.results.estimate import FIELDS, Estimate, Estimates
from recovery.results.groups import Groups
from recovery.tables.about import COUNTS, About
from recovery.tables.show import html_table

__all__ = ["ScoreSheet"]

SHARES = {
    "recovered": "recovered, of cases",
    "reliably improved": "reliably improved, recovered or not, of all",
    "no reliable change": "no reliable change, of all",
    "reliably deteriorated": "reliably deteriorated, of all",
}
"""Shares by their name in full: a status of the same name is of cases alone, and only one each."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ScoreSheet:
    """What became of the scores of a group.

    Attributes
    ----------
    counts
        How many subjects have each status, one each; see
        :data:`recovery.results.STATUSES`. Who was no case at first stands
        there, however the score changed.
    missing
        How many cannot be judged, by reason.
    shares
        Recovered among cases; reliably improved, no reliable change and
        reliably deteriorated among all who can be judged, cases or not. Each
        says its own ``n``.
    assuming
        By outcome (``recovered``, ``reliably deteriorated``): the share by
        every assumption about those who were not seen.
    regression
        The mean change, and how much of it is regression to the mean.
    sustained
        How many had sustained recovery by which day, with what came instead;
        ``None`` where no rule was given or nobody was a case.
    sustained_by
        The share with sustained recovery by some days.
    groups
        The same for each group; ``None`` without groups.
    about
        What the sheet is about, with method and level.
    """

    counts: Mapping[str, int] = attrs.field(metadata=COUNTS)
    missing: Mapping[str, int] = attrs.field(metadata=COUNTS)
    shares: Estimates[str]
    assuming: Mapping[str, Estimates[str]]
    regression: Estimates[str]
    sustained: Curves | None
    sustained_by: Estimates[int]
    groups: Groups[str, ScoreSheet] | None = None
    about: About = attrs.field(factory=About)

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return every figure as one row: group, section, label and the figure.

        The labels of shares say of whom they are, so that none is that of a status.
        """
        rows = list(self._rows(""))
        head = ("group", "section", "label")
        columns = {
            name: np.array([row[place] for row in rows], dtype=object)
            for place, name in enumerate(head)
        }
        for name in FIELDS:
            columns[name] = np.array([getattr(estimate, name) for *_, estimate in rows])
        return columns

    def _rows(self, group: str) -> Iterator[tuple[str, str, str, Estimate]]:
        for section, counted in (("status", self.counts), ("not assessable", self.missing)):
            total = sum(self.counts.values())
            for label, count in counted.items():
                nan = float("nan")
                yield group, section, label, Estimate(float(count), nan, nan, nan, "people", total)
        sections: dict[str, Mapping[Any, Estimate]] = {"share": self._named_shares()}
        sections |= {f"{outcome}, assuming": found for outcome, found in self.assuming.items()}
        sections |= {"change": self.regression, "sustained by day": self.sustained_by}
        for section, found in sections.items():
            for label, estimate in found.items():
                yield group, section, str(label), estimate
        for label, sheet in (self.groups or {}).items():
            yield from sheet._rows(str(label))

    def _named_shares(self) -> dict[str, Estimate]:
        return {SHARES.get(name, name): share for name, share in self.shares.items()}

    def __repr__(self) -> str:
        lines = [f"ScoreSheet({sum(self.counts.values()):,} subjects)"]
        lines += [f"  {label}: {count:,}" for label, count in self.counts.items()]
        lines += [f"  share {label}: {share!r}" for label, share in self._named_shares().items()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        caption = f"Recovery score sheet: {self.about.method}"
        return html_table(caption, self.columns(), self.about.notes, rows=len(list(self._rows(""))))
