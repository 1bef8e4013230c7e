"""Every kind of rule, by the word that names it in a file, and in what its figures are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from recovery.errors import allowed
from recovery.indicators.card import Indicator, Rule
from recovery.indicators.counting import CountRule
from recovery.indicators.dose_rule import DoseRule
from recovery.indicators.equity_rule import EquityRule
from recovery.indicators.held_rules import HeldRule, MeasuresUsed, ReachedRule
from recovery.indicators.justice_rule import JusticeRule
from recovery.indicators.loss_rule import LossRule
from recovery.indicators.money_rules import CompensationPaid, CostOfRecovery
from recovery.indicators.rate_rule import RateRule
from recovery.indicators.score_rule import ScoreRule
from recovery.indicators.share_rules import AssessmentsDue, FollowUpDone
from recovery.indicators.time_rule import TimeRule
from recovery.indicators.told_rules import AgreementRule, CoverageRule, GoalRule
from recovery.register.schema import TABLES

__all__ = ["RULES", "kind_of", "unit_faults"]

RULES: Mapping[str, type[Rule]] = MappingProxyType(
    {
        "count": CountRule,
        "reached": ReachedRule,
        "time": TimeRule,
        "held": HeldRule,
        "rate": RateRule,
        "lost": LossRule,
        "score": ScoreRule,
        "goals": GoalRule,
        "agreement": AgreementRule,
        "equity": EquityRule,
        "dose": DoseRule,
        "assessments_due": AssessmentsDue,
        "follow_up": FollowUpDone,
        "exploiter_convicted": JusticeRule,
        "special_measures": MeasuresUsed,
        "compensation_paid": CompensationPaid,
        "cost_of_recovery": CostOfRecovery,
        "core_outcomes": CoverageRule,
    }
)
"""The kinds of rules by the words of a file; a word never changes its meaning."""

_PEOPLE = ("survivor_id", "participant_id", "accused_id")
"""The columns of which each different value is a person whom a figure can be about."""
_UNITS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("count", ""): ("people", "events", "money"),
    ("reached", ""): ("people",),
    ("time", "share"): ("share",),
    ("time", "median"): ("days",),
    ("time", "mean wait"): ("days",),
    ("time", "still waiting"): ("share",),
    ("held", ""): ("share",),
    ("rate", "rate"): ("rate",),
    ("rate", "share"): ("share",),
    ("lost", ""): ("share",),
    ("score", "recovered"): ("share",),
    ("score", "relapse-free"): ("share",),
    ("score", "deteriorated"): ("share",),
    ("score", "improved"): ("share",),
    ("score", "days to improvement"): ("days",),
    ("goals", ""): ("points",),
    ("agreement", ""): ("points",),
    ("equity", ""): ("points",),
    ("dose", ""): ("difference",),
    ("assessments_due", ""): ("share",),
    ("follow_up", ""): ("share",),
    ("exploiter_convicted", ""): ("share",),
    ("special_measures", ""): ("share",),
    ("compensation_paid", ""): ("share",),
    ("cost_of_recovery", ""): ("money",),
    ("core_outcomes", ""): ("share",),
}
"""In what a figure is told, by the kind of rule and the figure that it is asked for."""


def kind_of(rule: object) -> str:
    """Return the word for the kind of a rule; empty where it is none of these."""
    return next((word for word, kind in RULES.items() if type(rule) is kind), "")


def unit_faults(card: Indicator) -> Iterator[str]:
    """Yield what is wrong with the unit of a card: it must be that of the rule's figure."""
    kind, figure = kind_of(card.rule), getattr(card.rule, "figure", "")
    units = _UNITS.get((kind, figure), (card.unit,))
    if card.unit not in units:
        of = f" with figure {figure!r}" if figure else ""
        yield f"unit was {card.unit!r}, for a rule of the kind {kind!r}{of}; {allowed(units)}"
    elif isinstance(card.rule, CountRule):
        yield from _counted(card.unit, card.rule)


def _counted(unit: str, rule: CountRule) -> Iterator[str]:
    """Yield what is wrong with what a count calls those that it counts."""
    column = TABLES[rule.table].columns.get(rule.total)
    if unit == "money" and not rule.total:
        yield "unit was 'money', and the rule adds nothing up: name the column as total"
    elif unit == "people" and rule.total:
        if column is not None and column.kind != "integer":
            yield f"unit was 'people', and the rule adds up {rule.total}, which is no headcount"
    elif unit == "people" and not _is_person(rule):
        yield (
            f"unit was 'people', and the rule counts different {' and '.join(rule.unit)}: "
            f"people are counted by one of {', '.join(_PEOPLE)}; anything else is 'events'"
        )


def _is_person(rule: CountRule) -> bool:
    """Return whether each thing counted is a person; an unknown column may be of people."""
    columns = TABLES[rule.table].columns
    return len(rule.unit) == 1 and (rule.unit[0] in _PEOPLE or rule.unit[0] not in columns)
