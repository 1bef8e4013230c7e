"""What the members scored on an instrument, assessment by assessment or at one time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from recovery.cohort.attrition import BoolArray
from recovery.cohort.following import Following, Forms, forms_of, of_one_kind, score_table_and_who
from recovery.cohort.occurrences import day_numbers
from recovery.cohort.time_to import origin_uncertain
from recovery.errors import DefinitionError, allowed
from recovery.scoring import assessed
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

if TYPE_CHECKING:
    from recovery.cohort.members import Members
    from recovery.register import Snapshot

__all__ = ["Measure", "levels", "measures_of", "scored_forms", "scores", "scores_and_who"]

TABLE = "assessments"
VARIANTS = ("coding", "order", "missing")


@attrs.frozen(kw_only=True)
class Measure:
    """What is measured, and by whom.

    Attributes
    ----------
    instrument, scale
        Codes of the instrument and of one of its scales.
    variant
        The named variants of the instrument: coding, order, missing.
    respondent
        Whose answers; ``None`` where only one kind of respondent is recorded.
    """

    instrument: str
    scale: str
    variant: Mapping[str, str | None]
    respondent: str | None

    def faults(self, cohort: Members) -> Iterator[str]:
        """Yield what makes no sense."""
        snapshot = cohort.snapshot
        if cohort.subject not in ("survivor", "episode", "return"):
            yield "only survivors, episodes and returns are assessed"
        if self.instrument not in snapshot.vocabulary.instruments:
            known = allowed(snapshot.vocabulary.instruments)
            yield f"{self.instrument!r} is no instrument of the vocabulary; {known}"
        if TABLE not in snapshot.tables:
            yield f"these records have no table {TABLE}"

    @property
    def clock(self) -> str:
        """What is measured, in words."""
        scale = "" if self.scale == "total" else f", {self.scale}"
        by = f" by the {self.respondent}" if self.respondent else ""
        return f"{self.instrument}{scale}{by}"


def scores(cohort: Members, measure: Measure, asked: Following) -> ScoreTable:
    """Score the members' assessments; uncertain days are left out and counted."""
    return scores_and_who(cohort, measure, asked)[0]


def scores_and_who(
    cohort: Members, measure: Measure, asked: Following
) -> tuple[ScoreTable, BoolArray]:
    """Score the members' assessments, and mark the members in the table."""
    if faults := (*asked.faults(cohort), *measure.faults(cohort)):
        message = "these scores cannot be asked for:"
        raise DefinitionError(message, faults=faults)
    clock = f"{cohort.subject}: from {cohort.origin}, {measure.clock}"
    return score_table_and_who(cohort, asked, scored_forms(cohort, measure), clock)


def scored_forms(cohort: Members, measure: Measure) -> Forms:
    """Return the scored assessments of the members."""
    key = (measure.instrument, measure.scale, tuple(measure.variant.items()), measure.respondent)
    rows, value = cohort.snapshot.remember(
        ("scored", *key), lambda: _scored_rows(cohort.snapshot, measure)
    )
    better = cohort.snapshot.vocabulary.instruments[measure.instrument].scale(measure.scale).better
    return forms_of(cohort, rows, "assessed_on", value, better=better)


def _scored_rows(snapshot: Snapshot, measure: Measure) -> tuple[pl.DataFrame, FloatArray]:
    """Return all assessments with an instrument, and their scores."""
    instrument = snapshot.vocabulary.instruments[measure.instrument]
    rows = snapshot.tables[TABLE]
    rows = rows.filter(pl.col("instrument").cast(pl.String) == measure.instrument)
    mixed = f"{measure.instrument!r} was answered by more than one kind of respondent"
    rows = of_one_kind(rows, "respondent", measure.respondent, mixed)
    found = assessed(rows, instrument, scale=measure.scale, **measure.variant)
    keys = ("survivor_id", "episode", "assessed_on", "assessed_on_latest")
    return rows[found.row].select(k for k in keys if k in rows.columns), found.value


def measures_of(
    scales: Mapping[str, tuple[str, str]],
    variants: Mapping[str, Mapping[str, str]],
    respondent: str | None,
) -> dict[str, Measure]:
    """Return what is measured in each domain, each instrument in the variant that was named."""
    asked = {code for code, _ in scales.values()}
    faults = [
        f"variants: {code!r} is not asked for; {allowed(asked)}"
        for code in variants
        if code not in asked
    ]
    for code, named in variants.items():
        if not isinstance(named, Mapping):
            faults.append(f"variants: {code!r} needs a mapping, such as {{'coding': '1-5'}}")
        elif others := [name for name in named if name not in VARIANTS]:
            faults.append(f"variants: {code!r} has no {others}; {allowed(VARIANTS)}")
    if faults:
        message = "these levels cannot be asked for:"
        raise DefinitionError(message, faults=faults)
    return {
        domain: Measure(
            instrument=code,
            scale=scale,
            variant={name: variants.get(code, {}).get(name) for name in VARIANTS},
            respondent=respondent,
        )
        for domain, (code, scale) in scales.items()
    }


def levels(
    cohort: Members, measures: Mapping[str, Measure], window: tuple[int, int]
) -> dict[str, FloatArray]:
    """Return each member's score on several scales, nearest to the middle of a window."""
    faults = [
        f"{name}: {fault}" for name, each in measures.items() for fault in each.faults(cohort)
    ]
    if len(window) != 2 or window[0] > window[1]:
        faults.append("on: must be two days in order, such as (150, 210)")
    if faults:
        message = "these levels cannot be asked for:"
        raise DefinitionError(message, faults=faults)
    return {
        name: _nearest(cohort, scored_forms(cohort, measure), window)
        for name, measure in measures.items()
    }


def _nearest(cohort: Members, forms: Forms, window: tuple[int, int]) -> FloatArray:
    """Return the score nearest to the middle; of two equally near, the earlier, then the worse."""
    origin = day_numbers(cohort.members["origin"])
    days = forms.day - origin[forms.member]
    counts = forms.certain & ~origin_uncertain(cohort)[forms.member] & ~np.isnan(forms.value)
    counts &= (days >= window[0]) & (days <= window[1])
    forms, days = forms.take(counts), days[counts]
    order = np.lexsort((forms.from_worst, days, np.abs(2 * days - sum(window)), forms.member))
    member, first = np.unique(forms.member[order], return_index=True)
    level: FloatArray = np.full(len(cohort), np.nan)
    level[member] = forms.value[order][first]
    return level
