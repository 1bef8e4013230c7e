"""Versions of the headline figures that are no longer in use."""

from __future__ import annotations

import attrs

from recovery.indicators.beside import Beside
from recovery.indicators.card import Indicator
from recovery.indicators.clauses import coded
from recovery.indicators.conditions import Condition
from recovery.indicators.headline import HEADLINE
from recovery.indicators.headline_rules import CONVICTED

__all__ = ["EARLIER"]

_CONVICTED = next(card for card in HEADLINE if card.code == "exploiters_convicted")

EARLIER: tuple[Indicator, ...] = (
    attrs.evolve(
        _CONVICTED,
        version=1,
        supersedes=0,
        rule=attrs.evolve(
            CONVICTED,
            instead=Beside(
                table="proceedings",
                on=("case_id", "accused_id"),
                where=(
                    coded("event", "arrested"),
                    coded("contribution", "material", "led"),
                    coded("evidence", "self_reported", "documented", "partner_confirmed"),
                    Condition(column="evidence_on_latest", test="said"),
                ),
            ),
            says=(
                "We count the people found guilty in the period, by verdict or own plea, of any "
                "offence related to the exploitation of a victim, where our team supported the "
                "victim or the prosecutor in the legal process, or had a clear part in the arrest."
            ),
        ),
        limitations=(
            *_CONVICTED.limitations,
            "an earlier version; on which day it was replaced is not published",
        ),
        source="an earlier page of the same organisation",
    ),
)
"""Versions that are no longer in use, to read older figures by; no series runs across versions."""
