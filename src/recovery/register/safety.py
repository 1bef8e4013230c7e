"""Answers about safety that a person must act on: a list for whoever is responsible."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.register.cells import latest
from recovery.scoring import assessed
from recovery.vocabulary import Vocabulary
from recovery.vocabulary.instruments import COMPLETE, Instrument

__all__ = ["SafetyAlerts", "safety_alerts"]

INTERNAL = "internal: for whoever is responsible for these survivors, not for release"
ANSWERED = "an answer above the lowest"
LEFT_OPEN = "left open while others were answered"
UNREADABLE = "answered in a way that cannot be read: look at the form itself"
UNREAD = ("coding not known", "outside the coding")
_DAY = "assessed_on"
_SCHEMA = {
    "survivor_id": pl.String,
    "assessed_on": pl.Date,
    "assessed_on_latest": pl.Date,
    "instrument": pl.String,
    "items": pl.String,
    "why": pl.String,
}


@attrs.frozen(eq=False, repr=False)
class SafetyAlerts:
    """Forms on which a survivor's answer about safety asks for a person's attention.

    It shows no number of itself, is in no table, report or JSON of this
    library, and cannot be protected, since it is no statistic.

    Attributes
    ----------
    rows
        One row a form, the latest first: survivor, first and last day on which
        it may have been filled in, instrument, items, and why.
    """

    rows: pl.DataFrame
    internal: str = INTERNAL

    def __repr__(self) -> str:
        return f"SafetyAlerts({self.internal}; .rows lists them)"


def safety_alerts(
    tables: Mapping[str, pl.DataFrame], vocabulary: Vocabulary, since: int | None
) -> SafetyAlerts:
    """Find the forms with such an answer, filled in on a day or later."""
    forms = tables.get("assessments")
    found = [] if forms is None else [_of(forms, vocabulary, c) for c in vocabulary.instruments]
    rows = pl.concat([pl.DataFrame(schema=_SCHEMA), *(f for f in found if f is not None)])
    if since is not None:
        day = pl.lit(since).cast(pl.Date)
        rows = rows.filter((pl.col(latest(_DAY)) >= day).fill_null(value=True))
    return SafetyAlerts(
        rows.sort(latest(_DAY), "survivor_id", "instrument", descending=[True, False, False])
    )


def _of(forms: pl.DataFrame, vocabulary: Vocabulary, code: str) -> pl.DataFrame | None:
    instrument = vocabulary.instruments[code]
    if not instrument.safety_items:
        return None
    order = instrument.orders[0].code if instrument.orders else None
    scale = instrument.scales[0].code
    found = assessed(forms, instrument, scale=scale, order=order, missing=COMPLETE)
    raised, left_open = found.alerts.raised, found.alerts.unanswered
    unread = found.row[np.isin(found.reason, UNREAD) & _answered(forms, instrument)[found.row]]
    unread = np.setdiff1d(unread, raised)
    left_open = np.setdiff1d(left_open, unread)
    items = ", ".join(map(str, instrument.safety_items))
    return pl.concat(
        forms[places].select(
            pl.col("survivor_id").cast(pl.String),
            _DAY,
            latest(_DAY),
            pl.col("instrument").cast(pl.String),
            items=pl.lit(items),
            why=pl.lit(why),
        )
        for places, why in ((raised, ANSWERED), (left_open, LEFT_OPEN), (unread, UNREADABLE))
    )


def _answered(forms: pl.DataFrame, instrument: Instrument) -> npt.NDArray[np.bool_]:
    """Mark the forms with anything in the cell of a safety item."""
    filled = np.zeros(forms.height, dtype=bool)
    for item in instrument.safety_items:
        if f"item_{item}" in forms.columns:
            filled |= forms[f"item_{item}"].is_not_null().to_numpy()
    return filled
