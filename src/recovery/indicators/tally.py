"""Taking a count: each row to the last hurdle it passes, rows to people, people to a figure.

A row passes hurdles in order: what it must say, the organisation's part, its
evidence, what other records say. The hurdle at which the best row of a person
fails is the one reason under which that person is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.cohort.consent import consent_notes, consenting
from recovery.cohort.subjects import subject_named
from recovery.days import Period, iso_day
from recovery.indicators.beside import Beside
from recovery.indicators.contribution import UNATTRIBUTED, UNEVIDENCED, contributed, evidenced
from recovery.register.cells import latest
from recovery.tables import About

if TYPE_CHECKING:
    from recovery.indicators.counting import CountRule, Instances, Part
    from recovery.register import Snapshot

__all__ = ["COUNTED_BEFORE", "UNPLACED", "WITHDRAWN", "WITHOUT_ID", "Tally", "people_of", "tally"]

UNPLACED = "unplaced"
"""Left out because an uncertain day may or may not lie in the period."""
COUNTED_BEFORE = "counted before"
"""Left out because the same event was counted, or the same person reached it, before."""
WITHOUT_ID = "without an id"
"""Rows left out because they do not say whose they are."""
WITHDRAWN = "consent withdrawn"
"""Left out because consent to the purpose was withdrawn."""

_STAGE = "_stage"
"""How many hurdles a row passes."""


@attrs.frozen
class Tally:
    """A count, what else was counted, who was left out, and what it is about."""

    value: int
    parts: Mapping[str, int]
    excluded: Mapping[str, int]
    about: About


def tally(rule: CountRule, known: Snapshot, period: Period, purpose: str | None) -> Tally:
    """Count the people or events of a period; see :class:`CountRule`."""
    reasons = _reasons(rule, purpose)
    rows = _staged(rule, known, period, reasons)
    rows = _beside(rule, known, rows, reasons, purpose)
    passed = rows.filter(pl.col(_STAGE) == len(reasons))
    events = _events(rule, passed, period)
    units = _units(rule, events)
    counted = units.filter(pl.col("_counts"))
    parts = dict(_parts(rule, known, events, counted))
    excluded = dict.fromkeys((*reasons, *_late_reasons(rule)), 0)
    excluded |= dict(_left_out(rule, rows, units, reasons, period))
    return Tally(
        value=_size(rule, counted),
        parts=parts,
        excluded=excluded,
        about=_about(rule, known, purpose),
    )


def people_of(
    rule: CountRule, known: Snapshot, period: Period, purpose: str | None
) -> pl.DataFrame:
    """Return whom a count of survivors counts, and the first day in the period that counts them.

    Where several instances are asked for, it is the first on which there were as many.

    Returns
    -------
    polars.DataFrame
        ``survivor_id`` and ``day``, a day number; each survivor once, sorted.
    """
    reasons = _reasons(rule, purpose)
    rows = _beside(rule, known, _staged(rule, known, period, reasons), reasons, purpose)
    events = _events(rule, rows.filter(pl.col(_STAGE) == len(reasons)), period)
    counted = _units(rule, events).filter(pl.col("_counts"))
    day = pl.col(rule.dated_by).cast(pl.Int64).min()
    first = events.filter("_sure").group_by("survivor_id").agg(day=day)
    if rule.instances:
        first = _once_enough(rule.instances, rule, events, first)
    return first.join(counted, on="survivor_id", how="semi").sort("survivor_id")


def _once_enough(
    wanted: Instances, rule: CountRule, events: pl.DataFrame, first: pl.DataFrame
) -> pl.DataFrame:
    """Put off the day of whoever had not had enough instances before: by then nobody was lost."""
    last = latest(rule.dated_by)
    each = dict.fromkeys(["survivor_id", *wanted.key, rule.dated_by, last])
    done = (
        events.filter("_by_end")
        .unique(list(each))
        .sort(last)
        .group_by("survivor_id", maintain_order=True)
        .agg(enough=pl.col(last).cast(pl.Int64).get(wanted.least - 1, null_on_oob=True))
    )
    day = pl.max_horizontal("day", "enough")
    return first.join(done, on="survivor_id", how="left").select("survivor_id", day=day)


def _reasons(rule: CountRule, purpose: str | None) -> tuple[str, ...]:
    """Return what may stand in the way of a row, in the order in which it is asked."""
    found = [WITHOUT_ID] if rule.unit else []
    found += [condition.otherwise for condition in rule.requires]
    found += [UNATTRIBUTED] if rule.ours or rule.contribution != "none" else []
    found += [UNEVIDENCED] if rule.evidence else []
    found += [clause.otherwise for clause in rule.beside]
    found += [WITHDRAWN] if purpose and _of_survivors(rule) else []
    return tuple(dict.fromkeys(found))


def _late_reasons(rule: CountRule) -> tuple[str, ...]:
    """Return what may stand in the way of somebody whose rows all pass."""
    found = [UNPLACED]
    found += [_too_few(rule)] if rule.instances else []
    found += [COUNTED_BEFORE] if rule.once or (rule.instances and rule.instances.first_time) else []
    return tuple(found)


def _too_few(rule: CountRule) -> str:
    return f"fewer than {rule.instances.least}" if rule.instances else ""


def _of_survivors(rule: CountRule) -> bool:
    return "survivor_id" in rule.unit


def _staged(
    rule: CountRule, known: Snapshot, period: Period, reasons: tuple[str, ...]
) -> pl.DataFrame:
    """Return the rows in question, with how many hurdles each passes and where its day lies."""
    frame = known.tables[rule.table]
    day = rule.dated_by
    begin, end = (pl.lit(number).cast(pl.Date) for number in (period.start, period.end))
    first, last = pl.col(day), pl.col(latest(day))
    rows = frame.lazy().filter(first <= end, *(c.holds(frame, day) for c in rule.where))
    if not (rule.once or rule.instances):
        rows = rows.filter(last >= begin)
    stage = pl.lit(len(reasons), dtype=pl.UInt8)
    for reason, holds in reversed(list(_hurdles(rule, frame, known.day))):
        stage = pl.when(holds).then(stage).otherwise(pl.lit(reasons.index(reason), dtype=pl.UInt8))
    kept = dict.fromkeys((*rule.columns, day, latest(day)))
    rows = rows.select(*(n for n in kept if n in frame.columns), stage.alias(_STAGE))
    if rule.instances:
        useful = (pl.col(_STAGE) == len(reasons)) | (last >= begin)
        seen = rows.filter(last >= begin).select(rule.unit).unique()
        on = list(rule.unit)
        rows = rows.filter(useful).join(seen, on=on, how="semi", nulls_equal=True)
    return rows.collect()


def _hurdles(rule: CountRule, frame: pl.DataFrame, today: int) -> Iterator[tuple[str, pl.Expr]]:
    if rule.unit:
        yield WITHOUT_ID, pl.col(rule.unit[0]).is_not_null()
    for condition in rule.requires:
        yield condition.otherwise, condition.holds(frame, rule.dated_by)
    for condition in rule.ours:
        yield UNATTRIBUTED, condition.holds(frame, rule.dated_by)
    if rule.contribution != "none":
        yield UNATTRIBUTED, contributed(rule.contribution)
    if rule.evidence:
        yield UNEVIDENCED, evidenced(today)


def _beside(
    rule: CountRule,
    known: Snapshot,
    rows: pl.DataFrame,
    reasons: tuple[str, ...],
    purpose: str | None,
) -> pl.DataFrame:
    """Let the rows pass, or not, by what other records say."""
    everything = len(reasons)
    if rule.instead is not None:
        ours = [reasons.index(r) for r in (UNATTRIBUTED, UNEVIDENCED) if r in reasons]
        asked = rows[_STAGE].is_in(ours)
        rows = _moved(rows, asked, _found(rule, rule.instead, known, rows, asked), everything)
    for clause in rule.beside:
        asked = rows[_STAGE] == everything
        found = _found(rule, clause, known, rows, asked)
        wrong = ~found if clause.must else found
        rows = _moved(rows, asked, wrong, reasons.index(clause.otherwise))
    if WITHDRAWN in reasons and purpose and "consents" in known.tables:
        asked = rows[_STAGE] == everything
        gone = rows["survivor_id"].filter(asked).is_in(_withdrawn(known, purpose).implode())
        rows = _moved(rows, asked, gone, reasons.index(WITHDRAWN))
    return rows


def _found(
    rule: CountRule, clause: Beside, known: Snapshot, rows: pl.DataFrame, asked: pl.Series
) -> pl.Series:
    """Return which of the rows asked have such a record beside them."""
    wanted = dict.fromkeys((*clause.own_columns, rule.dated_by, latest(rule.dated_by)))
    narrow = rows.select(name for name in wanted if name in rows.columns)
    return clause.found(narrow.filter(asked), known, rule.dated_by)


def _moved(rows: pl.DataFrame, asked: pl.Series, found: pl.Series, stage: int) -> pl.DataFrame:
    """Put those found among the rows asked at another stage."""
    if not found.any():
        return rows
    places = asked.arg_true().filter(found)
    return rows.with_columns(rows[_STAGE].scatter(places, stage))


def _withdrawn(known: Snapshot, purpose: str) -> pl.Series:
    """Return who withdrew consent to a purpose and has not given it again."""
    consents = known.tables["consents"]
    withdrawn = (pl.col("purpose") == purpose) & pl.col("withdrawn_on").is_not_null()
    gone = consents.filter(withdrawn)["survivor_id"].unique()
    if not len(gone):
        return gone
    theirs = consents.filter(pl.col("survivor_id").is_in(gone.implode()))
    about_them = attrs.evolve(known, tables={**known.tables, "consents": theirs})
    given_again = consenting(about_them, purpose)["survivor_id"]
    return gone.filter(~gone.is_in(given_again.implode()))


def _events(rule: CountRule, passed: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return what happened: each event once, with whether it lies in the period."""
    day = rule.dated_by
    first, last = pl.col(day), pl.col(latest(day))
    if rule.once:
        passed = (
            passed.sort(day, latest(day), *rule.once)
            .with_columns(last.min().over(rule.once), first.min().over(rule.once))
            .unique(rule.once, keep="first", maintain_order=True)
        )
    begin, end = (pl.lit(number).cast(pl.Date) for number in (period.start, period.end))
    return passed.with_columns(
        _sure=(first >= begin) & (last <= end),
        _may=(first <= end) & (last >= begin),
        _by_end=last <= end,
        _before=last < begin,
        _maybe_before=first < begin,
    )


def _units(rule: CountRule, events: pl.DataFrame) -> pl.DataFrame:
    """Return those that the rows are about, with whether each counts, and why not."""
    if rule.total:
        return events.select(
            pl.col(rule.total).alias("_size"),
            _counts=pl.col("_sure"),
            _may=pl.col("_may"),
            _why=pl.lit(UNPLACED),
        )
    unit, wanted = list(rule.unit), rule.instances
    if wanted is None:
        found = events.group_by(unit).agg(_counts=pl.col("_sure").any(), _may=pl.col("_may").any())
        why = pl.when("_may").then(pl.lit(UNPLACED)).otherwise(pl.lit(COUNTED_BEFORE))
        return found.with_columns(_why=why)
    day = rule.dated_by
    different = events.unique(list(dict.fromkeys([*unit, *wanted.key, day, latest(day)])))
    found = different.group_by(unit).agg(
        _in=pl.col("_sure").any(),
        _may=pl.col("_may").any(),
        _done=pl.col("_by_end").sum() >= wanted.least,
        _perhaps=pl.len() >= wanted.least,
        _old=pl.col("_before").sum() >= wanted.least,
        _perhaps_old=pl.col("_maybe_before").sum() >= wanted.least,
    )
    new = pl.col("_done") & pl.col("_in") & ~pl.col("_perhaps_old")
    counts = new if wanted.first_time else pl.col("_done") & pl.col("_in")
    why = pl.when(~pl.col("_perhaps")).then(pl.lit(_too_few(rule))).otherwise(pl.lit(UNPLACED))
    if wanted.first_time:
        why = pl.when("_old").then(pl.lit(COUNTED_BEFORE)).otherwise(why)
    return found.with_columns(_counts=counts, _new=new, _why=why)


def _size(rule: CountRule, units: pl.DataFrame) -> int:
    return int(units["_size"].sum()) if rule.total else units.height


def _parts(
    rule: CountRule, known: Snapshot, events: pl.DataFrame, counted: pl.DataFrame
) -> Iterator[tuple[str, int]]:
    """Count what else stands in the rows behind the figure."""
    if rule.instances and not rule.instances.first_time:
        yield rule.instances.new, int(counted["_new"].sum())
    if not rule.parts:
        return
    rows = events.filter("_sure").join(counted, on=list(rule.unit), how="semi", nulls_equal=True)
    for part in rule.parts:
        yield part.name, _different(rule, known, rows, part)


def _different(rule: CountRule, known: Snapshot, rows: pl.DataFrame, part: Part) -> int:
    if isinstance(part.holds, Beside):
        rows = rows.filter(part.holds.found(rows, known, rule.dated_by))
    elif part.holds is not None:
        rows = rows.filter(part.holds.holds(rows, rule.dated_by))
    return rows.n_unique(part.key or rule.unit) if rows.height else 0


def _left_out(
    rule: CountRule,
    rows: pl.DataFrame,
    units: pl.DataFrame,
    reasons: tuple[str, ...],
    period: Period,
) -> Iterator[tuple[str, int]]:
    """Count those left out, each by the last thing that stood in the way."""
    begin = pl.lit(period.start).cast(pl.Date)
    rows = rows.filter(pl.col(latest(rule.dated_by)) >= begin)
    passes = pl.col(_STAGE) == len(reasons)
    if rule.total:
        stages = rows.filter(~passes).group_by(_STAGE).agg(_size=pl.col(rule.total).sum())
        unplaced = units.filter(pl.col("_may") & ~pl.col("_counts"))
        yield UNPLACED, _size(rule, unplaced)
    else:
        unit = list(rule.unit)
        nobody = pl.col(unit[0]).is_null()
        best = rows.group_by(unit).agg(pl.col(_STAGE).max(), _size=pl.len())
        yield WITHOUT_ID, int(best.filter(nobody)["_size"].sum())
        best = best.filter(~nobody)
        stages = best.filter(~passes).group_by(_STAGE).agg(_size=pl.len())
        late = best.filter(passes).join(units.filter(~pl.col("_counts")), on=unit, nulls_equal=True)
        yield from late.group_by("_why").agg(pl.len()).iter_rows()
    for stage, size in stages.iter_rows():
        if reasons[stage] != WITHOUT_ID:  # counted by rows above
            yield reasons[stage], int(size)


def _about(rule: CountRule, known: Snapshot, purpose: str | None) -> About:
    about = About(as_of=iso_day(known.day), purpose=purpose or "", method="count")
    if not _of_survivors(rule):
        return about
    survivor = subject_named("survivor")
    about = attrs.evolve(about, subject="survivor")
    return about.noting(*consent_notes(known, survivor, purpose))
