"""Indicators over several periods, with the breaks between versions of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from recovery.results.groups import Labelled
from recovery.results.indicators import IndicatorResult, NotMeasured, Results
from recovery.tables.about import About
from recovery.tables.show import html_table

__all__ = ["Series"]


@attrs.frozen(eq=False, repr=False)
class Series(Labelled[str, Results]):
    """Results of several periods, in their order, such as ``"2022-03-01/2022-08-31"``.

    Figures that were counted by different versions of a definition are never
    joined: they stand in different stretches, and :attr:`breaks` says where.
    Nor do figures of people add up: whoever is counted in two half-years is
    one person in the year.

    Attributes
    ----------
    parts
        The results of each period.
    about
        As-of day, purpose and notes.
    """

    about: About = attrs.field(factory=About, kw_only=True)

    @property
    def codes(self) -> tuple[str, ...]:
        """The indicators, in the order in which they were asked for."""
        return tuple(dict.fromkeys(code for results in self.values() for code in results))

    def stretches(self, code: str) -> tuple[dict[str, IndicatorResult | NotMeasured], ...]:
        """Return the figures of an indicator by period, one stretch a run of one version.

        Periods in which no version was in force end a stretch and are in none.

        Raises
        ------
        KeyError
            If there is no such indicator.
        """
        numbers = self._numbers(code)
        found: dict[int, dict[str, IndicatorResult | NotMeasured]] = {}
        for (period, results), number in zip(self.items(), numbers, strict=True):
            if number:
                found.setdefault(number, {})[period] = results[code]
        return tuple(found.values())

    @property
    def breaks(self) -> tuple[tuple[str, str], ...]:
        """For each break its indicator, and the first period that is not comparable to the last."""
        periods = list(self)
        return tuple(
            (code, periods[place + 1])
            for code in self.codes
            for place, (one, other) in enumerate(pairwise(self._versions(code)))
            if one != other
        )

    def _versions(self, code: str) -> list[int]:
        """Return the version that answers each period; 0 where none was in force."""
        return [results[code].version for results in self.values()]

    def _numbers(self, code: str) -> list[int]:
        """Number the stretches from 1 on; 0 where no version was in force."""
        numbers, number, last = [], 0, 0
        for version in self._versions(code):
            number += version not in (0, last)
            numbers.append(number if version else 0)
            last = version
        return numbers

    def _rows(self) -> Iterator[dict[str, Any]]:
        for code in self.codes:
            for (period, results), number in zip(self.items(), self._numbers(code), strict=True):
                start, end = period.split("/")
                yield {
                    "code": code,
                    "start": start,
                    "end": end,
                    "version": results[code].version,
                    "stretch": number,
                    **_figures(results[code]),
                }

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Return one row an indicator and period.

        ``stretch`` counts the runs of one version: rows of different stretches
        are not comparable. It is 0, like ``version``, where none was in force.
        """
        rows = list(self._rows())
        kinds = {"version": np.int64, "stretch": np.int64} | dict.fromkeys(_NUMBERS, np.float64)
        return {
            name: np.array([row[name] for row in rows], dtype=kinds.get(name, object))
            for name in _NAMES
        }

    def __repr__(self) -> str:
        broken = "; ".join(f"{code} from {period} on" for code, period in self.breaks)
        lines = [f"Series of {len(self.codes)} indicators over {len(self)} periods"]
        lines += [f"  not comparable with before: {broken}"] if broken else []
        return "\n".join([*lines, *(f"  {results!r}" for results in self.values())])

    def _repr_html_(self) -> str:
        columns = self.columns()
        return html_table("Series", columns, self.about.notes, rows=len(columns["code"]))


_NUMBERS = ("value", "lower", "upper", "denominator")
_NAMES = ("code", "start", "end", "version", "stretch", *_NUMBERS, "unit", "not_measured")


def _figures(result: IndicatorResult | NotMeasured) -> dict[str, Any]:
    if isinstance(result, NotMeasured):
        nothing = dict.fromkeys(_NUMBERS, np.nan)
        return {**nothing, "unit": "", "not_measured": result.reason}
    of = np.nan if result.denominator is None else result.denominator
    return {
        "value": result.value,
        "lower": result.lower,
        "upper": result.upper,
        "denominator": of,
        "unit": result.unit,
        "not_measured": "",
    }
