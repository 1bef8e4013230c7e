"""Restatement: what was published, what is known now, and why the two differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import attrs

from recovery.days import Day, Period, day_number, iso_day
from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.periods import of_period
from recovery.indicators.versions import by_code
from recovery.register import Register, Snapshot
from recovery.register.revisions import REASONS, Revisions, revisions
from recovery.results import IndicatorResult, NotMeasured, Restated, Restatement
from recovery.tables import About

__all__ = ["restate"]

_Figures = Mapping[str, IndicatorResult | NotMeasured]
_Versions = Mapping[str, tuple[Indicator, ...]]
DEFINED_ANEW = "definition_changed"


def restate(
    register: Register,
    indicators: Iterable[Indicator],
    period: Period,
    *,
    days: Sequence[Day],
    published_by: Iterable[Indicator] = (),
    purpose: str | None = None,
) -> Restatement:
    r"""Return each figure of a period as it was published and as it became known, with the reasons.

    Parameters
    ----------
    register
        Every record, with its whole history.
    indicators
        Cards. Of a code there may be several versions: as in :func:`series`,
        the period is counted by the one in force on all its days, the latest
        if there are several, whatever the day of asking.
    period
        Both days within.
    days
        Two days or more, in order. On the first, the cut, the figures were
        published; the others are days on which they are looked at again.
    published_by
        Cards by which the figures were published, of the codes for which that
        was another version than the one by which the period is counted now,
        as when a definition that covers it was introduced later.
    purpose
        As for :func:`evaluate`. Consent is that of each day.

    Returns
    -------
    Restatement
        By code; the changes by reason add up to the whole change.

    Raises
    ------
    DefinitionError
        If there are fewer than two days, they are not in order, the period
        had not ended on the first of them, a version is given twice, or a
        figure was published that is not asked for.

    Notes
    -----
    Between two days, the changes of the records are taken into account reason
    by reason, in the order of :data:`recovery.register.revisions.REASONS`, and
    the figure is taken after each, by the definition of the earlier day. What it
    changed by is what that reason did, so that with figures
    :math:`f_0, f_1, \dots, f_m` the changes :math:`f_j - f_{j-1}` add up to
    :math:`f_m - f_0`, for any indicator. Last, the definition
    of today takes the place of the one that was published. Where a person is touched by
    two reasons, the order decides: somebody entered late who turns out to be a
    duplicate is one more for the first and one less for the second. A figure
    that cannot be taken in between counts as unchanged there.

    Examples
    --------
    >>> import polars as pl
    >>> from recovery.register import read_register
    >>> register = read_register({
    ...     "survivors": pl.DataFrame({"survivor_id": ["S1", "S2"]}),
    ...     "milestones": pl.DataFrame({
    ...         "survivor_id": ["S1", "S2"], "milestone": ["intake", "intake"],
    ...         "occurred_on": ["2022-04-01", "2022-05-01"],
    ...         "recorded_on": ["2022-04-02", "2022-12-01"]})})
    >>> restate(register, (), Period.months("2022-03/2022-08"), days=("2022-09-30", "2023-03-31"))
    Restatement of 2022-03-01 to 2022-08-31
    """
    numbers = _checked(days, period)
    cards = by_code(indicators)
    asked = [_published(cards, published_by), *([cards] * (len(numbers) - 1))]
    known = [register.as_of(day) for day in numbers]
    taken = [
        of_period(snapshot, versions, period, purpose)
        for snapshot, versions in zip(known, asked, strict=True)
    ]
    changes = [
        _changes(_Step(register, period, purpose, *both), versions, figures)
        for both, versions, figures in zip(
            pairwise(known), pairwise(asked), pairwise(taken), strict=True
        )
    ]
    written = tuple(map(iso_day, numbers))
    parts = {
        code: Restated(
            code=code,
            name=taken[-1][code].name,
            unit=cards[code][-1].unit,
            days=written,
            versions=tuple(figures[code].version for figures in taken),
            values=tuple(_value(figures[code]) for figures in taken),
            changes=tuple(step[code] for step in changes),
            not_measured=tuple(getattr(figures[code], "reason", "") for figures in taken),
        )
        for code in cards
    }
    about = About(as_of=written[-1], purpose=purpose or "")
    return Restatement(
        parts, period=(iso_day(period.start), iso_day(period.end)), reasons=REASONS, about=about
    )


def _checked(days: Sequence[Day], period: Period) -> list[int]:
    numbers = [] if isinstance(days, str) else [day_number(day) for day in days]
    faults = []
    if len(numbers) < 2:
        faults.append("give two days or more: that of the cut, and those to look again")
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        faults.append("each day must lie after the one before it")
    if numbers and min(numbers) < period.end:
        faults.append(f"no day may lie before the end of the period, {iso_day(period.end)}")
    if faults:
        message = "this period cannot be restated on these days:"
        raise DefinitionError(message, faults=faults)
    return numbers


def _published(cards: _Versions, published_by: Iterable[Indicator]) -> _Versions:
    """Return the versions as of the first day: of some only the one that was published."""
    first = by_code(published_by)
    faults = [f"{code!r} was published, and is not asked for" for code in first.keys() - cards]
    faults += [
        f"{code!r} was published by one version only: choose one"
        for code, given in first.items()
        if len(given) > 1
    ]
    if faults:
        message = "these figures cannot be restated:"
        raise DefinitionError(message, faults=sorted(faults))
    used = {
        code: (attrs.evolve(card, valid_from=None, valid_to=None),)
        for code, (card,) in first.items()
    }
    return {**cards, **used}


@attrs.frozen
class _Step:
    """From what was known on one day to what was known on the next."""

    register: Register
    period: Period
    purpose: str | None
    earlier: Snapshot
    later: Snapshot

    def figures(self, snapshot: Snapshot, cards: _Versions) -> _Figures:
        return of_period(snapshot, cards, self.period, self.purpose)

    def after_each_reason(
        self, cards: _Versions, final: _Figures | None
    ) -> Iterator[tuple[str, _Figures]]:
        """Take the figures again after the changes of each reason, by the earlier definitions.

        ``final`` are those after all of them, where they are known already.
        """
        between = revisions(self.register, self.earlier.day, self.later.day)
        *first, last = between.found
        for place, reason in enumerate(first, start=1):
            yield reason, self.figures(self._with(between, first[:place]), cards)
        yield last, self.figures(self.later, cards) if final is None else final

    def _with(self, between: Revisions, applied: Sequence[str]) -> Snapshot:
        return between.with_only(applied).as_of(self.later.day)


def _changes(
    step: _Step, asked: Sequence[_Versions], taken: Sequence[_Figures]
) -> dict[str, dict[str, float]]:
    """Return for each figure what each reason changed it by, from one day to the next."""
    earlier, later = asked
    first, final = taken
    values = {code: _value(first[code]) for code in later}
    found: dict[str, dict[str, float]] = {code: {} for code in later}
    steps = step.after_each_reason(earlier, final if earlier == later else None)
    for reason, figures in (*steps, (DEFINED_ANEW, final)):
        for code, before in values.items():
            after = _value(figures[code])
            if math.isnan(before) or math.isnan(after):
                continue
            values[code] = after
            if change := after - before:
                found[code][reason] = found[code].get(reason, 0.0) + change
    return {code: {} if math.isnan(_value(final[code])) else found[code] for code in found}


def _value(result: IndicatorResult | NotMeasured) -> float:
    return math.nan if isinstance(result, NotMeasured) else float(result.value)
