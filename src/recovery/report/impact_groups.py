"""Sites or other groups by outcomes, beside what chance alone would make of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from recovery.days import Period
from recovery.errors import DefinitionError, TableError
from recovery.indicators import Indicator, compare_groups
from recovery.indicators.compare_groups import check_groups
from recovery.results import Funnel, Groups, NotMeasured

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["COMPARED", "compared", "usual_groups"]

COMPARED = ("home_12m", "employment_held_6m", "exploiter_convicted_24m", "follow_up_12m_done")
"""Codes of the outcomes that are compared unless others are named: shares of people that are
counted, no two of which tell of few by what lies between them."""
SITE = "site"


def usual_groups(known: Snapshot) -> str:
    """Return ``site`` where the records name two or more, else nothing."""
    survivors = known.tables["survivors"]
    if SITE not in survivors.columns:
        return ""
    return SITE if survivors[SITE].drop_nulls().n_unique() > 1 else ""


def compared(
    known: Snapshot, cards: Iterable[Indicator], period: Period, *, by: str, purpose: str
) -> Groups[str, Funnel | NotMeasured] | None:
    """Compare groups by some indicators; where they cannot be, it says why.

    Raises
    ------
    DefinitionError
        If ``by`` makes no groups that can be compared.
    """
    if not by:
        return None
    check_groups(known, by)
    found = {card.code: _compared(known, card, period, by, purpose) for card in cards}
    return Groups(found, by=("indicator",))


def _compared(
    known: Snapshot, card: Indicator, period: Period, by: str, purpose: str
) -> Funnel | NotMeasured:
    try:
        return compare_groups(known, card, period, by=by, purpose=purpose)
    except (DefinitionError, TableError) as error:
        return NotMeasured(
            code=card.code,
            version=card.version,
            name=card.name,
            reason="; ".join(error.faults) or str(error),
            card=card,
        )
