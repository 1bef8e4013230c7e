"""Cards about housing, work, school, health, safety from exploitation, and staying in touch."""

from __future__ import annotations

from functools import partial

from recovery.indicators.card import Indicator
from recovery.indicators.dose_rule import DoseRule
from recovery.indicators.equity_rule import EquityRule
from recovery.indicators.held_rules import HeldRule, ReachedRule
from recovery.indicators.loss_rule import LossRule
from recovery.indicators.rate_rule import RateRule
from recovery.indicators.time_rule import LEAVING, TimeRule

__all__ = ["SUPPORT"]

LOSS = "whoever was lost is taken to be like those who stayed; the bounds are given beside it"
_intake = partial(
    Indicator,
    population="survivors whose intake lies in the period",
    dated_by="intake",
    period_rule="each person belongs to the period of their intake",
    key="survivor",
    excludes=("those who had reached it before their intake",),
    limitations=(LOSS,),
    disclosure="breakdown",
    source="this library",
)
_found = partial(
    Indicator,
    population="survivors who were rescued in the period",
    numerator="those who were found to be exploited again",
    dated_by="rescued",
    period_rule="each person belongs to the period of their rescue",
    key="survivor",
    direction="lower",
    limitations=(
        "it is found because somebody looked: no news is not safety",
        "it came at some time between the last safe contact and its discovery",
    ),
    disclosure="breakdown",
    source="this library",
)
_HOUSED = partial(TimeRule, origin="intake", outcome="safe_housing", competing=LEAVING)
_REACHED = (
    ("medical", "Medical attention", ("medical_assessed", "medical_treated")),
    ("counselling", "Counselling or therapy", ("therapy_started",)),
    ("skills", "A skills course", ("skills_started",)),
    ("schooling", "School", ("school_enrolled",)),
)

SUPPORT: tuple[Indicator, ...] = (
    Indicator(
        code="identified_to_freed_days",
        name="Time from being identified until half were free",
        rule=TimeRule(
            origin="identified",
            outcome=("rescued", "escaped"),
            competing=("died",),
            figure="median",
            censor="as_of",
            entry="origin",
        ),
        unit="days",
        population="survivors who were identified in the period while still exploited",
        numerator="the day by which half of them were rescued or had escaped",
        denominator="all of them",
        dated_by="identified",
        period_rule="each person belongs to the period in which they were identified",
        key="survivor",
        direction="lower",
        excludes=("those who were free before they were identified",),
        limitations=("whoever was never on record as free counts as still waiting",),
        disclosure="breakdown",
        source="this library",
    ),
    _intake(
        code="safe_housing_days",
        name="Time until half were safely housed",
        rule=_HOUSED(figure="median"),
        unit="days",
        numerator="the day after intake by which half were in safe and suitable housing",
        denominator="all of them, also those whose wait ended otherwise",
        direction="lower",
    ),
    _intake(
        code="safe_housing_wait",
        name="Time without safe housing in the first year",
        rule=_HOUSED(figure="mean wait"),
        unit="days",
        numerator="the mean number of the first 365 days without safe and suitable housing",
        denominator="all of them, also those whose wait ended otherwise",
        direction="lower",
    ),
    *(
        _intake(
            code=f"safe_housing_{months}m",
            name=f"Safely housed within {months} months",
            rule=_HOUSED(days=days),
            unit="share",
            numerator="those who came to live in safe and suitable housing",
            denominator="all of them, also those whose wait ended otherwise",
        )
        for months, days in ((6, 183), (12, 365), (24, 730))
    ),
    *(
        _intake(
            code=f"{code}_12m",
            name=f"{name} within 12 months",
            rule=TimeRule(origin="intake", outcome=outcome, competing=LEAVING),
            unit="share",
            numerator="those who reached it; the median time stands beside it",
            denominator="all of them, whether they needed it or not",
        )
        for code, name, outcome in _REACHED
    ),
    _intake(
        code="employed_12m",
        name="In decent work within 12 months",
        rule=TimeRule(origin="intake", outcome=("employed", "own_business"), competing=LEAVING),
        unit="share",
        numerator="those who started decent work or an own business",
        denominator="all of them, also children and those who cannot or may not work",
    ),
    Indicator(
        code="employment_held_6m",
        name="Confirmed to be still in work after 6 months",
        rule=HeldRule(),
        unit="share",
        population="survivors whose first work started in the period, six months ago or more",
        numerator="those of whom it is confirmed that it lasted six months",
        denominator="all of them",
        dated_by="employed",
        period_rule="each person belongs to the period in which their work started",
        key="survivor",
        limitations=(
            "whoever was not asked counts as not confirmed, in the range of chance too",
            "the share still in work lies between the bounds, which stand beside it",
        ),
        disclosure="breakdown",
        source="this library",
    ),
    Indicator(
        code="champions",
        name="Survivors who took up a role as mentor or leader",
        rule=ReachedRule(milestone="champion"),
        unit="people",
        population="survivors",
        numerator="those who took up such a role for the first time",
        disclosure="breakdown",
        dated_by="champion",
        period_rule="each person once, in the period in which they took it up",
        key="survivor",
        source="this library",
    ),
    _found(
        code="re_trafficking_rate",
        name="Exploited again, per 100 years of contact",
        rule=RateRule(),
        unit="rate",
        denominator="100 person-years of observed contact",
    ),
    *(
        _found(
            code=f"re_trafficked_{months}m",
            name=f"Exploited again within {months} months",
            rule=RateRule(figure="share", days=days),
            unit="share",
            denominator="all of them",
        )
        for months, days in ((12, 365), (24, 730))
    ),
    Indicator(
        code="lost_12m",
        name="Contact lost within 12 months",
        rule=LossRule(
            of=TimeRule(
                origin="intake",
                outcome=("lost_contact", "unplanned_exit", "withdrew_from_service"),
                competing=("died", "re_trafficked", "deported", "planned_closure"),
            )
        ),
        unit="share",
        population="survivors whose intake lies in the period",
        numerator="those who left or fell silent, and were not heard of again",
        denominator="all of them",
        dated_by="intake",
        period_rule="each person belongs to the period of their intake",
        key="survivor",
        direction="lower",
        limitations=(
            "whoever is found again later was not lost: asked then, the share is less",
            "a contact that nobody wrote down looks like silence",
        ),
        disclosure="breakdown",
        source="this library",
    ),
    _intake(
        code="equity_safe_housing_12m",
        name="Largest gap between groups: safely housed within 12 months",
        rule=EquityRule(of=_HOUSED(days=365)),
        unit="points",
        numerator="the largest difference between two groups of an attribute",
        denominator="the standard deviation of the share",
        direction="lower",
    ),
    _intake(
        code="support_and_housing",
        name="Safely housed within 12 months: more hours of support less fewer",
        rule=DoseRule(of=_HOUSED(days=365)),
        unit="difference",
        numerator="the difference between those with more and with fewer hours in three months",
        denominator="those who still waited after three months",
        direction="neither",
    ),
)
