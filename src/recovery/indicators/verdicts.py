"""How the proceedings against somebody ended, as far as they stand: one definition for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import polars as pl

from recovery.indicators.beside import Beside
from recovery.indicators.clauses import is_event
from recovery.register.cells import latest

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = [
    "CLOSING",
    "CONVICTED",
    "OTHER_OFFENCE",
    "UNDONE",
    "UNSAID",
    "as_they_stand",
    "in_plain_words",
    "outcomes",
]

CONVICTED = ("convicted", "pleaded_guilty")
"""Found guilty, by verdict or own plea."""

OTHER_OFFENCE = "sentenced"
"""Stands for a conviction said to have nothing to do with exploitation: no code of its own has."""

UNSAID = "appealed"
"""Stands for a conviction of which nobody said whether it has to do with exploitation."""

STANDS_FOR = {
    OTHER_OFFENCE: "convicted of another offence",
    UNSAID: "convicted, relation not said",
}
"""What the outcomes of proceedings are called that have no code of their own."""

CLOSING = (
    "accused_died",
    "unfit_to_plead",
    "acquitted",
    "conviction_quashed",
    "discontinued",
    "no_further_action",
    OTHER_OFFENCE,
)
"""What closes a charge without a conviction that stands; on one day the first counts."""

UNDONE = Beside(
    table="proceedings",
    on=("case_id", "accused_id"),
    where=(is_event("conviction_quashed", "retrial_ordered"),),
    when="after",
    agree=(("charge_id", "charge_id"),),
    cleared_by=(is_event("conviction_upheld"),),
    otherwise="quashed",
)
"""A conviction that was undone: of the same charge, where both say which, and not restored."""

_RESUMED = ("charged", "charges_framed", "trial_started")
_CASE = ["case_id", "accused_id"]
_CHARGE = [*_CASE, "charge_id"]
_FIRST, _LAST = pl.col("occurred_on"), pl.col("occurred_on_latest")


def as_they_stand(known: Snapshot) -> Snapshot:
    """Return what was known, with nothing but the outcomes among the proceedings."""

    def standing() -> Snapshot:
        return attrs.evolve(known, tables={**known.tables, "proceedings": outcomes(known)})

    stands: Snapshot = known.remember("proceedings as they stand", standing)
    return stands


def in_plain_words(text: str) -> str:
    """Return a text about outcomes of proceedings with the words for those without a code."""
    codes = "|".join(STANDS_FOR)
    return re.sub(rf"\b({codes})\b", lambda found: STANDS_FOR[found[0]], text)


def outcomes(known: Snapshot) -> pl.DataFrame:
    """Return how it ended for each accused in each case, as far as it has.

    Every conviction that stands is an outcome, of an offence said to be related
    to exploitation. Where there is none, one of which nobody said so is. Where there is none
    either, and every charge is closed, the last that was closed is. A charge closed is open
    again once a retrial is ordered, or it is charged or tried on a later day;
    nothing follows the death of the accused. To abscond closes nothing. What
    names no charge is about all charges in the case.

    Returns
    -------
    polars.DataFrame
        ``case_id``, ``accused_id``, ``event``, ``occurred_on`` and
        ``occurred_on_latest``; no row where charges are open.
    """
    rows = (
        known.tables["proceedings"]
        .filter(pl.col("accused_id").is_not_null())
        .select(*_CHARGE, "event", "occurred_on", latest("occurred_on"), "exploitation_related")
    )
    guilty, related = pl.col("event").is_in(CONVICTED), pl.col("exploitation_related")
    other = guilty & (~related).fill_null(value=False)
    standing = rows.filter(guilty & ~other)
    standing = standing.filter(~UNDONE.found(standing, known, "occurred_on"))
    convicted = standing.filter(related)
    unsaid = standing.filter(related.is_null()).join(convicted, on=_CASE, how="anti")
    told = pl.col("event").cast(pl.String)
    event = (
        pl.when(other)
        .then(pl.lit(OTHER_OFFENCE))
        .otherwise(pl.when(told != OTHER_OFFENCE).then(told))  # a sentence itself closes nothing
    )
    closed = _closed(rows.with_columns(event=event).join(standing, on=_CASE, how="anti"))
    columns = [*_CASE, "event", "occurred_on", latest("occurred_on")]
    as_before = pl.col("event").cast(rows.schema["event"])
    found = (convicted, unsaid.with_columns(event=pl.lit(UNSAID)), closed)
    return pl.concat([part.select(columns).with_columns(as_before) for part in found])


def _closed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the last closing of each accused in each case of whom every charge is closed."""
    charges = rows.select(_CHARGE).unique()
    named = charges.filter(pl.col("charge_id").is_not_null())
    charges = pl.concat([named, charges.join(named, on=_CASE, how="anti")])
    events = rows.rename({"charge_id": "_named"}).filter(
        pl.col("event").is_in([*CLOSING, "retrial_ordered", *_RESUMED])
    )
    same = (pl.col("_named") == pl.col("charge_id")).fill_null(value=True)
    died = pl.col("event") == "accused_died"
    per_charge = charges.join(events, on=_CASE).filter(same | died)
    order = pl.col("event").replace_strict(
        {code: len(CLOSING) - place for place, code in enumerate(CLOSING)}, default=0
    )
    per_charge = per_charge.with_columns(_order=order).sort(latest("occurred_on"), "_order")
    closing = pl.col("_order") > 0
    ends = per_charge.group_by(_CHARGE, maintain_order=True).agg(
        *(
            pl.col(name).filter(closing).last()
            for name in ("event", "occurred_on", latest("occurred_on"), "_order")
        ),
        _retried=_LAST.filter(pl.col("event") == "retrial_ordered").max(),
        _resumed=_FIRST.filter(pl.col("event").is_in(_RESUMED)).max(),
        _died=died.any(),
    )
    again = (pl.col("_retried") >= _FIRST) | (pl.col("_resumed") > _LAST)
    stays = pl.col("event").is_not_null() & (pl.col("_died") | ~again.fill_null(value=False))
    ends = charges.join(ends, on=_CHARGE, how="left", nulls_equal=True).with_columns(_open=~stays)
    ended = ends.filter(~pl.col("_open").any().over(_CASE))
    return ended.sort(latest("occurred_on"), "_order").unique(
        _CASE, keep="last", maintain_order=True
    )
