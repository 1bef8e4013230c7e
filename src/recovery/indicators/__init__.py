"""Indicators: definitions that a person can read and a program can run."""

from __future__ import annotations

from recovery.indicators.afterwards import afterwards, afterwards_of
from recovery.indicators.beside import Beside
from recovery.indicators.card import Indicator, Rule
from recovery.indicators.compare_groups import compare_groups
from recovery.indicators.conditions import Condition
from recovery.indicators.counting import CountRule, Instances, Part
from recovery.indicators.decisions import decisions
from recovery.indicators.dose_rule import DoseRule
from recovery.indicators.equity_rule import EquityRule
from recovery.indicators.evaluate import evaluate
from recovery.indicators.headline import HEADLINE
from recovery.indicators.headline_beside import BESIDE
from recovery.indicators.headline_earlier import EARLIER
from recovery.indicators.held_rules import HeldRule, MeasuresUsed, ReachedRule
from recovery.indicators.justice_rule import JusticeRule
from recovery.indicators.loss_rule import LossRule
from recovery.indicators.maturity import maturity
from recovery.indicators.money_rules import CompensationPaid, CostOfRecovery
from recovery.indicators.outcomes import OUTCOMES, judged_by
from recovery.indicators.outcomes_recovery import days_to_gain
from recovery.indicators.own_cards import adopt
from recovery.indicators.periods import series
from recovery.indicators.precision import months_until
from recovery.indicators.rate_rule import RateRule
from recovery.indicators.restate import restate
from recovery.indicators.rules import RULES
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.share_rules import AssessmentsDue, FollowUpDone
from recovery.indicators.time_rule import TimeRule
from recovery.indicators.told_rules import AgreementRule, CoverageRule, GoalRule
from recovery.indicators.toml_cards import read_cards, write_cards

__all__ = [
    "BESIDE",
    "EARLIER",
    "HEADLINE",
    "OUTCOMES",
    "RULES",
    "AgreementRule",
    "AssessmentsDue",
    "Beside",
    "CompensationPaid",
    "Condition",
    "CostOfRecovery",
    "CountRule",
    "CoverageRule",
    "DoseRule",
    "EquityRule",
    "FollowUpDone",
    "GoalRule",
    "HeldRule",
    "Indicator",
    "Instances",
    "JusticeRule",
    "LossRule",
    "MeasuresUsed",
    "Part",
    "RateRule",
    "ReachedRule",
    "Rule",
    "ScoreRule",
    "TimeRule",
    "adopt",
    "afterwards",
    "afterwards_of",
    "compare_groups",
    "days_to_gain",
    "decisions",
    "evaluate",
    "judged_by",
    "maturity",
    "months_until",
    "read_cards",
    "restate",
    "series",
    "write_cards",
]
