"""Beside the headline figures: events, stricter variants, and what is never added to them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from recovery.indicators.beside import Beside
from recovery.indicators.beside_cards import CARDS, OWN, events, variant
from recovery.indicators.beside_learning import LEARNING
from recovery.indicators.card import Indicator
from recovery.indicators.clauses import NOT_A_VICTIM, OWN_TEAM, coded, is_milestone
from recovery.indicators.conditions import Condition
from recovery.indicators.counting import CountRule, Instances
from recovery.indicators.headline import counted
from recovery.indicators.headline_rules import (
    BROUGHT_HOME,
    CONVICTED,
    FREED,
    SUPPORTED,
)
from recovery.indicators.safety import FOLLOW_UPS, FOUND_SAFE

__all__ = ["APART", "BESIDE"]

MINUTES = 15.0
"""How long an instance lasts at least, in the strict variant."""

_TWICE = SUPPORTED.instances or Instances()
_EPISODE = ("survivor_id", "episode")
_INSTANCE = ("survivor_id", "delivered_on", "delivered_on_latest", "service", "professional_id")


def _followed(*codes: str, otherwise: str, **how: object) -> Beside:
    return Beside(
        table="milestones",
        on=_EPISODE,
        where=(is_milestone(*codes),),
        must=True,
        otherwise=otherwise,
        **how,  # type: ignore[arg-type]  # the clause checks its fields
    )


BESIDE: tuple[Indicator, ...] = (
    events(
        "survivors_freed",
        attrs.evolve(
            FREED,
            unit=_EPISODE,
            says="We count the rescues behind the people freed: each episode of exploitation once.",
        ),
        code="rescue_episodes",
        name="Rescue episodes",
        numerator="the rescues in which the organisation had a clear part",
        key="the survivor and the episode",
    ),
    counted(
        CountRule(
            table="operations",
            total="unidentified",
            where=(Condition(column="unidentified", test="said"),),
            says=(
                "We add up the people freed in interventions of the period whose identity is not "
                "known. They are never added to the people freed."
            ),
        ),
        code="people_freed_unidentified",
        name="People freed whose identity is not known",
        unit="people",
        population="people freed in recorded interventions",
        numerator="those whose identity is not known, as far as they were numbered",
        dated_by="the day of the intervention",
        key="none: the same person may be in it twice",
        limitations=(
            "the organisation's own part is not recorded for an intervention as a whole",
            "numbers are often rough",
        ),
        source=OWN,
    ),
    counted(
        attrs.evolve(
            SUPPORTED,
            instances=attrs.evolve(_TWICE, first_time=True),
            says=(
                "We count the people supported for the first time: their second instance of "
                "specialist support by our own team lies in the period."
            ),
        ),
        code="newly_supported",
        name="Survivors newly supported",
        unit="people",
        population=CARDS["survivors_supported"].population,
        numerator="those whose second instance of support lies in the period",
        dated_by="the second instance of support",
        key="the survivor; an instance by its day, service and professional",
        period_rule="half-years; a person is new once, so that the figures may be added up",
        source=OWN,
    ),
    variant(
        "survivors_supported",
        attrs.evolve(
            SUPPORTED,
            requires=(
                *SUPPORTED.requires,
                Condition(
                    column="minutes",
                    test="at_least",
                    values=(MINUTES,),
                    or_else=coded("service", "basic_needs"),
                    otherwise="shorter, or no length recorded",
                ),
            ),
            says=(
                "As survivors supported, but an instance counts only if it lasted at least 15 "
                "minutes or goods were delivered."
            ),
        ),
        name="Survivors supported, instances of 15 minutes or more",
        numerator="those who at least twice had specialist support by the own team that lasted 15 "
        "minutes or delivered goods",
    ),
    events(
        "survivors_supported",
        CountRule(
            table="support",
            unit=_INSTANCE,
            requires=(*SUPPORTED.requires,),
            ours=(OWN_TEAM,),
            beside=(NOT_A_VICTIM,),
            says=(
                "We count the instances of specialist support by our own team: each day, service "
                "and professional once for a person, also where it is the only one."
            ),
        ),
        code="support_instances",
        name="Instances of support",
        numerator="the instances of specialist support by the own team, a person's only one too",
        dated_by="the day on which support was delivered",
        key="the survivor, day, service and professional",
    ),
    events(
        "survivors_brought_home",
        attrs.evolve(
            BROUGHT_HOME,
            unit=_EPISODE,
            says="We count the completed returns behind the people brought home: each move once.",
        ),
        code="completed_returns",
        name="Completed returns",
        numerator="the arrivals from another country with the organisation's clear part in them",
        key="the survivor and the move",
    ),
    variant(
        "survivors_brought_home",
        attrs.evolve(
            BROUGHT_HOME,
            beside=(
                *BROUGHT_HOME.beside,
                _followed("return_risk_cleared", when="before", otherwise="no risk assessment"),
                _followed("consented_to_return", when="before", otherwise="no consent to return"),
                _followed(
                    *FOLLOW_UPS,
                    when="after",
                    first=True,
                    result=(coded("result", *FOUND_SAFE),),
                    otherwise="not yet found safe at the first follow-up",
                ),
            ),
            says=(
                "As survivors brought home, but a return counts only if a risk assessment was "
                "passed and consent to return recorded before, and the first follow-up found the "
                "person safe. Until then it is provisional and left out."
            ),
        ),
        name="Survivors brought home, found safe at the first follow-up",
        numerator="those who came home from another country with the organisation's clear part in "
        "it, after a risk assessment and their consent, and were found safe at the first follow-up",
    ),
    counted(
        attrs.evolve(
            BROUGHT_HOME,
            parts=(),
            beside=(
                attrs.evolve(
                    BROUGHT_HOME.beside[0],
                    must=True,
                    otherwise="returned across a border, or not said",
                ),
                *BROUGHT_HOME.beside[1:],
            ),
            says=(
                "We count the people who reached the home of their choice within the country in "
                "which they were exploited, by the same rule as survivors brought home."
            ),
        ),
        code="survivors_returned_domestically",
        name="Survivors who returned home within the country",
        unit="people",
        population=CARDS["survivors_brought_home"].population,
        numerator="those whose home is in the country of exploitation",
        dated_by=CARDS["survivors_brought_home"].dated_by,
        key="the survivor",
        source=OWN,
    ),
    events(
        "exploiters_convicted",
        attrs.evolve(
            CONVICTED,
            unit=("accused_id", "case_id"),
            says=(
                "We count the convictions behind the people convicted: each accused person once "
                "in each case."
            ),
        ),
        code="convictions",
        name="Convictions",
        numerator="the convictions with the organisation's support of the victim or the prosecutor",
        key="the case and the accused person",
    ),
    counted(
        attrs.evolve(
            CONVICTED,
            parts=(),
            beside=(
                attrs.evolve(CONVICTED.beside[0], must=True, otherwise="people, or not said"),
                *CONVICTED.beside[1:],
            ),
            says="We count the companies found guilty, by the same rule as exploiters convicted.",
        ),
        code="companies_convicted",
        name="Companies convicted",
        unit="events",
        population="companies accused in recorded cases",
        numerator="those found guilty with the organisation's support of the victim or prosecutor",
        dated_by=CARDS["exploiters_convicted"].dated_by,
        key="the company",
        disclosure="public_record",
        source=OWN,
    ),
    *LEARNING,
)
"""Figures that stand beside the headline ones, under codes of their own."""

APART: Mapping[str, tuple[Indicator, ...]] = MappingProxyType(
    {
        headline: tuple(card for card in BESIDE if card.code in codes)
        for headline, codes in {
            "survivors_freed": ("people_freed_unidentified",),
            "survivors_brought_home": ("survivors_returned_domestically",),
            "exploiters_convicted": ("companies_convicted",),
            "professionals_trained": ("training_headcounts",),
            "vulnerable_people_educated": (
                "prevention_reach_counted",
                "prevention_reach_estimated",
            ),
        }.items()
    }
)
"""Whom each headline figure leaves out and are counted apart: nobody is in both."""
