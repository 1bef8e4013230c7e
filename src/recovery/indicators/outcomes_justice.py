"""Cards about the way home, about justice, and about compensation."""

from __future__ import annotations

from functools import partial

from recovery.indicators.card import Indicator
from recovery.indicators.held_rules import MeasuresUsed
from recovery.indicators.justice_rule import JusticeRule
from recovery.indicators.money_rules import CompensationPaid
from recovery.indicators.share_rules import FollowUpDone
from recovery.indicators.time_rule import TimeRule
from recovery.indicators.verdicts import CLOSING, CONVICTED, UNSAID

__all__ = ["JUSTICE", "RETURNS"]

_HOME = partial(
    TimeRule,
    origin="consented_to_return",
    outcome="arrived_home",
    competing=("refused_return", "settled_locally", "died"),
    subject="return",
    censor="as_of",
    entry="origin",
)
_return = partial(
    Indicator,
    population="returns to which somebody consented in the period",
    denominator="all of them, also those who refused later, settled elsewhere or died",
    dated_by="consented_to_return",
    period_rule="each return belongs to the period of the consent",
    key="survivor and return",
    disclosure="breakdown",
    source="this library",
)
_CONVICTED = partial(
    TimeRule,
    origin="charged",
    outcome=CONVICTED,
    competing=(UNSAID, *CLOSING),
    subject="accused × case",
    censor="as_of",
    days=730,
    decided=True,
    stands=True,
)
_charged = partial(
    Indicator,
    population="people charged in the period, each in each case once",
    dated_by="charged",
    period_rule="each belongs to the period of the charge",
    key="accused and case",
    disclosure="public_record",
    excludes=(
        "convictions that were quashed, or sent back for retrial, and not followed by another",
        "convictions not said to be related to exploitation, which are told beside",
    ),
    source="this library",
)
_case = partial(
    Indicator,
    population="survivors in cases that were reported in the period",
    denominator="all of them",
    dated_by="reported",
    period_rule="each belongs to the period in which the case was reported",
    key="survivor and case",
    disclosure="breakdown",
    source="this library",
)
_IN_CASE = partial(
    TimeRule,
    origin="reported",
    competing=("died",),
    subject="survivor × case",
    censor="as_of",
    entry="origin",
)
_ORDERED = partial(
    TimeRule,
    origin="compensation_ordered",
    outcome="compensation_paid",
    competing=("died",),
    subject="survivor × case",
    censor="as_of",
    entry="origin",
)
_ordered = partial(
    Indicator,
    population="survivors in cases for whom compensation was ordered in the period",
    denominator="all of them",
    dated_by="compensation_ordered",
    period_rule="each belongs to the period of the first order",
    key="survivor and case",
    disclosure="breakdown",
    source="this library",
)

RETURNS: tuple[Indicator, ...] = (
    _return(
        code="home_days",
        name="Time from consent until half were home",
        rule=_HOME(figure="median"),
        unit="days",
        numerator="the day after the consent by which half had arrived",
        direction="lower",
    ),
    _return(
        code="home_12m",
        name="Home within 12 months of consent",
        rule=_HOME(days=365),
        unit="share",
        numerator="those who arrived",
    ),
    _return(
        code="waiting_for_home_21w",
        name="Still waiting for home after 21 weeks",
        rule=_HOME(figure="still waiting", days=147),
        unit="share",
        numerator="those who neither arrived nor gave up waiting within 21 weeks",
        direction="lower",
    ),
    *(
        Indicator(
            code=f"follow_up_{months}m_done",
            name=f"Followed up about {months} months after coming home",
            rule=FollowUpDone(milestone=f"follow_up_{months}m", after=days),
            unit="share",
            population="returns that arrived home in the period",
            numerator="those followed up; how many were found safe stands beside it",
            denominator="those of whom a follow-up was due by the day of the data",
            dated_by="arrived_home",
            period_rule="each return belongs to the period of the arrival",
            key="survivor and return",
            limitations=("no follow-up is not safety, and not harm either",),
            disclosure="breakdown",
            source="this library",
        )
        for months, days in ((3, 91), (6, 183), (12, 365), (24, 730))
    ),
)

JUSTICE: tuple[Indicator, ...] = (
    _charged(
        code="convicted_24m",
        name="Convicted within 24 months of the charge",
        rule=_CONVICTED(),
        unit="share",
        numerator="those who were convicted or pleaded guilty",
        denominator="everyone charged, also those whose case is still open",
    ),
    _charged(
        code="conviction_days",
        name="Time from charge until half were convicted",
        rule=_CONVICTED(figure="median"),
        unit="days",
        numerator="the day after the charge by which half of all charged were convicted",
        denominator="everyone charged",
        direction="lower",
    ),
    Indicator(
        code="exploiter_convicted_24m",
        name="An exploiter of theirs convicted within 24 months",
        rule=JusticeRule(),
        unit="share",
        population="survivors whose first case was reported in the period",
        numerator="those of whom at least one exploiter was convicted, and it stands",
        denominator="all of them",
        dated_by="reported",
        period_rule="each survivor belongs to the period of the first report",
        key="survivor",
        excludes=(
            "somebody accused in the case who is not said to be their exploiter",
            "convictions of offences not said to be related to exploitation",
        ),
        limitations=("whose exploiter somebody is must be on record",),
        disclosure="breakdown",
        source="this library",
    ),
    *(
        _case(
            code=f"engaged_{months}m",
            name=f"Chose to engage with police or court within {months} months",
            rule=_IN_CASE(outcome="engaged_with_justice", days=days, early_counts=True),
            unit="share",
            numerator="those who chose to engage; to decline is anyone's right",
            direction="neither",
        )
        for months, days in ((3, 91), (12, 365))
    ),
    _case(
        code="testified_24m",
        name="Gave evidence within 24 months of the report",
        rule=_IN_CASE(outcome="testified", days=730),
        unit="share",
        numerator="those who gave evidence",
        direction="neither",
    ),
    *(
        Indicator(
            code=code,
            name=name,
            rule=MeasuresUsed(children=children),
            unit="share",
            population=f"{who} who gave evidence in a case in the period",
            numerator="those who gave it with special measures, as by screen or video link",
            denominator="all of them",
            dated_by="testified",
            period_rule="each belongs to the period in which they first testified in the case",
            key="survivor and case",
            disclosure="breakdown",
            source="this library",
        )
        for code, name, children, who in (
            ("special_measures_used", "Gave evidence with special measures", False, "survivors"),
            (
                "child_friendly_procedure",
                "Children heard in a child-friendly way",
                True,
                "children",
            ),
        )
    ),
    _case(
        code="compensation_ordered_24m",
        name="Compensation ordered within 24 months of the report",
        rule=_IN_CASE(outcome="compensation_ordered", days=730),
        unit="share",
        numerator="those for whom compensation was ordered or awarded",
    ),
    _ordered(
        code="compensation_paid_12m",
        name="Compensation received within 12 months of the order",
        rule=_ORDERED(),
        unit="share",
        numerator="those who received money",
    ),
    _ordered(
        code="compensation_days",
        name="Time from order until half had received money",
        rule=_ORDERED(figure="median"),
        unit="days",
        numerator="the day after the order by which half had received money",
        direction="lower",
    ),
    _ordered(
        code="compensation_paid_share",
        name="Mean part of an order of compensation that has been paid",
        rule=CompensationPaid(),
        unit="share",
        numerator="the mean, over orders, of the part paid by the day of the data",
        limitations=(
            "every order counts alike, whatever its amount",
            "amounts in other currencies are not converted",
        ),
    ),
)
