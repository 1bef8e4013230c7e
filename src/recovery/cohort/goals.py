"""Survivors' own goals and priorities: how far they have come, and what matters to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, get_args

import attrs
import numpy as np
import polars as pl

from recovery.cohort.following import Following, Forms, forms_of, of_one_kind, score_table
from recovery.errors import DefinitionError, allowed
from recovery.scoring import goal_attainment
from recovery.tables import ScoreTable
from recovery.tables.arrays import FloatArray

if TYPE_CHECKING:
    from recovery.cohort.members import Members

__all__ = ["GoalScale", "Goals", "goals", "priorities"]

GoalScale = Literal["gas", "gbo"]
"""Goal Attainment Scaling, or goal-based outcomes."""
MIXED = "the goals were set by more than one kind of person"


@attrs.frozen(kw_only=True)
class Goals:
    """Which goals.

    Attributes
    ----------
    scale
        On which of the two scales they are reviewed.
    set_by
        Who set them; ``None`` where that is only one kind of person.
    correlation
        Between goals, as Goal Attainment Scaling assumes it.
    """

    scale: GoalScale
    set_by: str | None
    correlation: float

    def faults(self, cohort: Members) -> Iterator[str]:
        """Yield what makes no sense."""
        yield from _survivors_only(cohort, "goals")
        if self.scale not in get_args(GoalScale):
            yield f"{self.scale!r} is no scale of goals; {allowed(get_args(GoalScale))}"
        if not 0 <= self.correlation < 1:
            yield f"correlation must be from 0 to below 1, but was {self.correlation!r}"


def goals(cohort: Members, which: Goals, asked: Following) -> ScoreTable:
    """Return how far the goals have come since they were set, review by review."""
    if faults := (*asked.faults(cohort), *which.faults(cohort)):
        message = "these goals cannot be asked for:"
        raise DefinitionError(message, faults=faults)
    reviews, left = _reviews(cohort, which)
    clock = f"survivor: from {cohort.origin}, change of goals ({which.scale}) since they were set"
    table = score_table(cohort, asked, _forms(cohort, which, reviews), clock)
    notes = [f"goals left out of a review, without a level on the scale then or at first: {left:,}"]
    return attrs.evolve(table, about=table.about.noting(*notes[: left > 0]))


def priorities(cohort: Members, domains: Sequence[str]) -> dict[str, FloatArray]:
    """Return what weight each member gives to some domains."""
    if faults := tuple(_survivors_only(cohort, "priorities")):
        message = "these priorities cannot be asked for:"
        raise DefinitionError(message, faults=faults)
    rows = cohort.snapshot.tables["priorities"]
    stated = rows.select(
        "survivor_id", "weight", "stated_on_latest", domain=pl.col("domain").cast(pl.String)
    )
    known = stated["domain"].unique().sort().to_list()
    if strange := [domain for domain in domains if domain not in known]:
        named = ", ".join(map(repr, strange))
        message = f"nobody on record has stated how much {named} matters; {allowed(known)}"
        raise DefinitionError(message)
    latest = (
        stated.filter(pl.col("weight") >= 0)
        .sort("stated_on_latest", "weight")
        .group_by("survivor_id", "domain")
        .agg(pl.col("weight").last())
    )
    asked = cohort.members.select("survivor_id")
    return {
        domain: asked.join(latest.filter(pl.col("domain") == domain), on="survivor_id", how="left")[
            "weight"
        ]
        .cast(pl.Float64)
        .fill_null(float("nan"))
        .to_numpy()
        for domain in domains
    }


def _survivors_only(cohort: Members, table: str) -> Iterator[str]:
    if cohort.subject != "survivor":
        yield f"{table} are a survivor's: select a cohort of survivors, not of {cohort.subject}s"
    if table not in cohort.snapshot.tables:
        yield f"these records have no table {table}"


def _reviews(cohort: Members, which: Goals) -> tuple[pl.DataFrame, int]:
    """Return the reviews of goals with a level then and at first, and how many have not both."""
    instrument = cohort.snapshot.vocabulary.instruments[which.scale]
    (scale,) = instrument.scales
    rows = cohort.snapshot.tables["goals"]
    rows = rows.filter(pl.col("scale").cast(pl.String) == which.scale)
    rows = of_one_kind(rows, "set_by", which.set_by, MIXED)
    rows = rows.join(cohort.members.select("survivor_id"), on="survivor_id", how="semi")
    weight = pl.col("weight").fill_null(1.0) if "weight" in rows.columns else pl.lit(1.0)
    given = rows.with_columns(
        weight=weight,
        baseline="baseline" if "baseline" in rows.columns else pl.lit(None, pl.Float64),
    )
    fits = (
        pl.col("level").is_between(scale.lowest, scale.highest)
        & pl.col("baseline").is_between(scale.lowest, scale.highest)
        & (pl.col("weight") > 0)
    )
    usable = given.filter(fits.fill_null(value=False))
    return usable, given.height - usable.height


def _forms(cohort: Members, which: Goals, reviews: pl.DataFrame) -> Forms:
    """Put the goals that a survivor reviewed on one day together."""
    keys = ("survivor_id", "reviewed_on", "reviewed_on_latest")
    form = reviews.select(pl.struct(keys).rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    level, baseline, weight = (
        reviews[name].cast(pl.Float64).to_numpy() for name in ("level", "baseline", "weight")
    )
    if which.scale == "gas":
        then, first = (
            goal_attainment(form, levels, weight=weight, correlation=which.correlation)[1]
            for levels in (level, baseline)
        )
        change = then - first
    else:
        change = np.bincount(form, level - baseline) / np.bincount(form)
    days = reviews.select(*keys, form=pl.Series(form)).unique("form").sort("form")
    return forms_of(cohort, days, "reviewed_on", change)
