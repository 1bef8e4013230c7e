"""Cards about what the other outcomes rest on: assessments done, outcomes covered, money spent."""

from __future__ import annotations

from recovery.indicators.card import Indicator
from recovery.indicators.money_rules import CostOfRecovery
from recovery.indicators.outcomes_recovery import SUSTAINED
from recovery.indicators.share_rules import AssessmentsDue
from recovery.indicators.told_rules import CoverageRule

__all__ = ["QUALITY"]

QUALITY: tuple[Indicator, ...] = (
    Indicator(
        code="assessments_done",
        name="Assessments done when due",
        rule=AssessmentsDue(),
        unit="share",
        population="assessments that were due in the period",
        numerator="those done within 30 days of the due day",
        denominator="all that were due, also those that nobody did, declined ones among them",
        dated_by="due_on",
        period_rule="each assessment belongs to the period in which it was due",
        key="assessment",
        limitations=(
            "assessments that nobody wrote down as due are not seen",
            "a low share may be of many who declined, which is their right, and no fault of anyone",
        ),
        source="this library",
    ),
    Indicator(
        code="core_outcomes_covered",
        name="Core outcomes of which anything is on record",
        rule=CoverageRule(),
        unit="share",
        population="survivors whose intake lies in the period",
        numerator="outcomes of which anything is on record for any of them",
        denominator="the seven outcomes of the Modern Slavery Core Outcome Set",
        dated_by="intake",
        period_rule="each person belongs to the period of their intake",
        key="survivor",
        limitations=("for two of the seven nothing in the vocabulary is a measure",),
        source="Jannesari 2024",
    ),
    Indicator(
        code="cost_per_sustained_recovery",
        name="Spent for each sustained recovery",
        rule=CostOfRecovery(of=SUSTAINED),
        unit="money",
        population="everything that was spent in the period",
        numerator="the amount spent",
        denominator="people whose sustained recovery was confirmed in the period",
        dated_by="the confirmation of the recovery, and the day of the expense",
        period_rule="costs and confirmations of the same months",
        key="survivor",
        direction="lower",
        limitations=(
            "the money of a period also serves people who recover later, or never",
            "a low cost may come of choosing those who recover easily",
        ),
        source="this library",
    ),
)
