"""Of which core outcomes the records of a cohort tell, and of which nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from recovery.cohort.attrition import BoolArray
from recovery.cohort.following import forms_of
from recovery.cohort.occurrences import check_milestones, day_numbers
from recovery.cohort.scores import TABLE
from recovery.cohort.subjects import subject_named
from recovery.cohort.wait import Seen
from recovery.results import Coverage
from recovery.scoring import assessed
from recovery.vocabulary.instruments import COMPLETE

if TYPE_CHECKING:
    from recovery.cohort.members import Members
    from recovery.vocabulary import Outcome

__all__ = ["coverage"]

GOALS = ("gas.level", "gbo.goal")
"""Scales of which a form is one goal, which stands in a table of its own."""


def coverage(cohort: Members) -> Coverage:
    """Count for each core outcome the members of whom anything that bears on it is on record."""
    outcomes = cohort.snapshot.vocabulary.outcomes
    found = {code: dict(_measures(cohort, outcome)) for code, outcome in outcomes.items()}
    recorded = {
        code: tuple(measure for measure, marks in measures.items() if marks.any())
        for code, measures in found.items()
    }
    people = {
        code: int(np.any([*measures.values(), np.zeros(len(cohort), dtype=bool)], axis=0).sum())
        for code, measures in found.items()
    }
    return Coverage(
        outcomes={code: outcome.meaning for code, outcome in outcomes.items()},
        measures={code: (*o.milestones, *o.scales) for code, o in outcomes.items()},
        recorded=recorded,
        people=people,
        n=len(cohort),
        about=cohort.about(
            f"{cohort.subject}: from {cohort.origin}, core outcomes on record",
            cohort.attrition,
            (),
        ),
    )


def _measures(cohort: Members, outcome: Outcome) -> Iterator[tuple[str, BoolArray]]:
    """Yield each measure of an outcome, and the members of whom it is on record."""
    subject = subject_named(cohort.subject)
    for code in outcome.milestones:
        if not check_milestones(cohort.snapshot, subject, [code]):
            seen = Seen.of(cohort, (code,))
            yield code, seen.members(~seen.before)
    for scale in outcome.scales:
        yield scale, _scored(cohort, scale)


def _scored(cohort: Members, scale: str) -> BoolArray:
    """Mark the members with a score on a scale, on or after the origin."""
    marks = np.zeros(len(cohort), dtype=bool)
    code, _, part = scale.partition(".")
    tables, subject = cohort.snapshot.tables, subject_named(cohort.subject)
    if not subject.is_survivor:
        return marks
    if scale in GOALS and "goals" in tables:
        rows = tables["goals"].filter(pl.col("scale").cast(pl.String) == code)
        forms = forms_of(cohort, rows, "reviewed_on", rows["level"].cast(pl.Float64).to_numpy())
    elif scale not in GOALS and TABLE in tables:
        rows = tables[TABLE].filter(pl.col("instrument").cast(pl.String) == code)
        instrument = cohort.snapshot.vocabulary.instruments[code]
        order = instrument.orders[0].code if instrument.orders else None
        found = assessed(rows, instrument, scale=part, order=order, missing=COMPLETE)
        forms = forms_of(cohort, rows[found.row], "assessed_on", found.value)
    else:
        return marks
    origin = day_numbers(cohort.members["origin"])[forms.member]
    marks[forms.member[~np.isnan(forms.value) & (forms.latest >= origin)]] = True
    return marks
