"""Sites and other groups, by one indicator, beside what chance alone would make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan

import attrs
import polars as pl

from recovery.cohort import attribute_names
from recovery.days import Period, iso_day
from recovery.errors import DefinitionError, ReleaseError, allowed
from recovery.estimators.funnel import funnel
from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule
from recovery.indicators.evaluate import evaluate
from recovery.register import Snapshot
from recovery.register.schema import TABLES
from recovery.results import Funnel, IndicatorResult, NotMeasured

__all__ = ["check_groups", "compare_groups", "snapshot_of"]

NOT_RECORDED = "not recorded"
NOBODY = "groups in which nobody could be counted: {count}"
OVERLAP = (
    "who belongs to several groups is counted in each of them, and once in the whole that they are "
    "compared with, so that all of them may lie above it"
)
OUTSIDE = "what belongs to no group is counted in the whole that they are compared with"
UNPLACED = (
    "{code!r} counts rows of {tables}, which belong to no survivor and so to no group: all of them "
    "would be counted in each group"
)
_BY_CASE = ("accused", "proceedings")
_Result = IndicatorResult | NotMeasured
WHOLE = 1e-6
"""How far a share times its denominator may lie from a whole number."""


def compare_groups(
    known: Snapshot,
    card: Indicator,
    period: Period,
    *,
    by: str,
    per: Indicator | None = None,
    purpose: str | None = None,
    target: float | None = None,
    levels: Sequence[float] = (0.95, 0.998),
    least: int = 1,
) -> Funnel:
    """Compare groups of survivors by one indicator with funnel limits; nothing is ranked.

    The indicator is asked of the records of each group alone. A share that
    was counted has binomial limits. A count needs ``per``, an indicator that
    says in what it could have happened, and has the Poisson limits of their
    rate. They are compared with the figure of everyone, which is not that of
    the groups added up where what is counted is no survivor: somebody accused
    who has victims in two groups belongs to both.

    Parameters
    ----------
    known
        What was known.
    card
        A share that is a count of a denominator, or a count.
    period
        Both days within.
    by
        An attribute of the survivors, such as ``site``.
    per
        For a count, another count, such as the people supported.
    purpose
        As for :func:`evaluate`.
    target
        What groups are compared with; the figure of everyone when ``None``.
    levels
        As for :func:`recovery.estimators.funnel`.
    least
        People in a group, or events of its ``per``, without whom it cannot be
        told of, for an answer that leaves the house as it stands.

    Returns
    -------
    Funnel
        Exact, for internal work; :func:`recovery.protect` gives what may be
        seen of it. Groups of which nobody could be counted are left out.

    Raises
    ------
    DefinitionError
        If ``by`` is no attribute with one value a person or says what came of
        them, the indicator is neither such a share nor a count with ``per``,
        it is an estimate with people still followed, or it counts what belongs
        to no survivor, such as trainings.
    TableError
        If something happened in a group of which ``per`` counts nobody.
    ReleaseError
        If a group is smaller than ``least``: leaving it out would give it
        away, so join it to others or choose a longer period.
    """
    labels = _labels(known, by)
    cards = [card] if per is None else [card, per]
    whole = evaluate(known, cards, period, purpose=purpose)
    _check(whole, cards)
    found = {}
    for label, people in labels.items():
        results = evaluate(snapshot_of(known, people), cards, period, purpose=purpose)
        found[label] = _numbers(*(results[each.code] for each in cards))
    counted = {label: pair for label, pair in found.items() if any(pair)}
    _large_enough([size for _, size in counted.values()], by, least)
    everyone = _numbers(*(whole[each.code] for each in cards))
    compared = funnel(
        counted,
        kind="share" if per is None else "rate",
        target=everyone[0] / everyone[1] if target is None and everyone[1] else target,
        levels=levels,
    )
    notes = [*_added_up(counted.values(), everyone)]
    if empty := len(found) - len(counted):
        notes.append(NOBODY.format(count=empty))
    about = attrs.evolve(
        whole[card.code].about.noting(*compared.about.notes, *notes),
        method=compared.about.method,
        level=None,
        clock=f"{card.name}{'' if per is None else f' per {per.name}'}, by {by}",
        as_of=iso_day(known.day),
        purpose=purpose or "",
    )
    return attrs.evolve(compared, about=about)


def _added_up(
    groups: Iterable[tuple[float, float]], everyone: tuple[float, float]
) -> Iterator[str]:
    """Say where groups added up are not everyone."""
    of_groups = [sum(numbers) for numbers in zip(*groups, strict=True)]
    if any(many > once for many, once in zip(of_groups, everyone, strict=False)):
        yield OVERLAP
    if any(many < once for many, once in zip(of_groups, everyone, strict=False)):
        yield OUTSIDE


def _large_enough(sizes: Sequence[float], by: str, least: int) -> None:
    small = sum(0 < size < least for size in sizes)
    if small:
        message = (
            f"{small} of {len(sizes)} groups by {by} are of fewer than {least}, and leaving them "
            "out would give them away by subtraction: join groups, choose a longer period or "
            "another attribute"
        )
        raise ReleaseError(message)


def check_groups(known: Snapshot, by: str) -> None:
    """Refuse what makes no groups of survivors that can be compared.

    Raises
    ------
    DefinitionError
        If ``by`` is no attribute with one value a person, or says what came of them.
    """
    names = attribute_names(known, "survivor")
    column = TABLES["survivors"].columns.get(by)
    faults = []
    if by not in names:
        faults.append(f"{by!r} is no attribute of survivors; {allowed(names)}")
    elif by in known.vocabulary.milestones:
        faults.append(f"{by!r} says what came of people: groups by it are no fair comparison")
    elif column is not None and column.many:
        faults.append(f"{by!r} may have several values a person, so its groups would overlap")
    if faults:
        message = "these groups cannot be compared:"
        raise DefinitionError(message, faults=faults)


def _labels(known: Snapshot, by: str) -> dict[str, pl.DataFrame]:
    """Return the ids of each group, by its label."""
    check_groups(known, by)
    survivors = known.tables["survivors"]
    text = survivors[by].cast(pl.String).fill_null(NOT_RECORDED)
    label = survivors.select("survivor_id", text.alias("_label"))
    return {
        str(key): rows.select("survivor_id")
        for (key,), rows in sorted(label.partition_by("_label", as_dict=True).items())
    }


def snapshot_of(known: Snapshot, people: pl.DataFrame) -> Snapshot:
    """Return what was known of some survivors: their rows, and those of their cases.

    Parameters
    ----------
    known
        What was known of everyone.
    people
        Column ``survivor_id``.

    Returns
    -------
    Snapshot
        Tables that are about nobody, such as operations, are whole; a case
        with survivors of several groups is in each of them.
    """
    tables = dict(known.tables)
    for name, rows in known.tables.items():
        if "survivor_id" in rows.columns:
            tables[name] = rows.join(people, on="survivor_id", how="semi", maintain_order="left")
    cases = tables.get("cases")
    for name in _BY_CASE:
        if name in tables and cases is not None:
            tables[name] = tables[name].join(cases, on="case_id", how="semi", maintain_order="left")
    return attrs.evolve(known, tables=tables)


def _check(found: Mapping[str, _Result], cards: Sequence[Indicator]) -> None:
    if faults := list(_faults(found, cards)):
        message = "this indicator cannot be compared between groups:"
        raise DefinitionError(message, faults=faults)


def _faults(found: Mapping[str, _Result], cards: Sequence[Indicator]) -> Iterator[str]:
    counts = ("people", "events")
    for card in cards:
        result = found[card.code]
        if isinstance(result, NotMeasured):
            yield f"{card.code!r} is not measured: {result.reason}"
        elif unplaced := _unplaced(card):
            yield UNPLACED.format(code=card.code, tables=" and ".join(unplaced))
        elif len(cards) == 1 and (card.unit != "share" or result.denominator is None):
            yield (
                f"{card.code!r} is no share: name in per=… a count in which it could have happened"
            )
        elif len(cards) == 2 and card.unit not in counts:
            yield f"{card.code!r} is no count of people or events"
        elif len(cards) == 1 and result.denominator and isnan(result.value):
            yield f"{card.code!r} cannot be told yet: not everybody was followed for long enough"
        elif len(cards) == 1 and not _is_counted(result):
            yield (
                f"{card.code!r} is an estimate with people still followed, and no share that was "
                "counted, so limits for counts do not hold: compare its curves by group"
            )


def _unplaced(card: Indicator) -> tuple[str, ...]:
    """Return the tables a figure is of, where their rows are not about survivors or their cases."""
    rule = card.rule
    read = (rule.table,) if isinstance(rule, CountRule) else tuple(name for name, _ in rule.needs)
    return () if any(map(_is_placed, read)) else read


def _is_placed(table: str) -> bool:
    return table in _BY_CASE or (table in TABLES and "survivor_id" in TABLES[table].columns)


def _is_counted(share: IndicatorResult) -> bool:
    """Say whether a share times its denominator is a whole number of people."""
    of = share.denominator or 0
    return not of or abs(share.value * of - round(share.value * of)) <= WHOLE * of


def _numbers(result: _Result, per: _Result | None = None) -> tuple[float, float]:
    """Return how many, and of how many, in one group; 0 of 0 where nobody could be counted."""
    if isinstance(result, NotMeasured) or isinstance(per, NotMeasured):
        return 0.0, 0.0
    if per is not None:
        return float(result.value), float(per.value)
    of = result.denominator or 0
    return (float(round(result.value * of)) if of else 0.0), float(of)
