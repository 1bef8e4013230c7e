"""How each headline indicator is counted, by the published words alone."""

from __future__ import annotations

import attrs

from recovery.indicators.beside import Beside
from recovery.indicators.clauses import (
    ATTENDED,
    NOT_A_VICTIM,
    OWN_TEAM,
    coded,
    is_event,
    is_milestone,
)
from recovery.indicators.conditions import Condition
from recovery.indicators.counting import CountRule, Instances, Part
from recovery.indicators.verdicts import UNDONE

__all__ = ["BROUGHT_HOME", "CONVICTED", "EDUCATED", "FREED", "SUPPORTED", "TRAINED"]

FREED = CountRule(
    table="milestones",
    unit=("survivor_id",),
    where=(is_milestone("rescued"),),
    ours=(
        Condition(
            column="contribution_kind",
            test="any_of",
            values=("intelligence", "tactical_advice", "direct_assistance"),
        ),
    ),
    contribution="material",
    evidence=True,
    beside=(
        Beside(
            table="milestones",
            on=("survivor_id", "episode"),
            where=(is_milestone("not_a_victim"),),
            when="after",
            cleared_by=(is_milestone("identified", "victim_status_granted"),),
            otherwise="found not to be a victim",
        ),
    ),
    parts=(Part(name="rescue_episodes", key=("survivor_id", "episode")),),
    says=(
        "We count the people whom police or another authority took out of exploitation in the "
        "period, where our team had a clear part in the intervention itself: it gave "
        "intelligence, tactical advice or direct help, the part was at least material, and "
        "there is evidence of it with a day."
    ),
)

SUPPORTED = CountRule(
    table="support",
    unit=("survivor_id",),
    requires=(
        ATTENDED,
        Condition(
            column="specialist", test="true", otherwise="not specialist support, or not said"
        ),
    ),
    ours=(OWN_TEAM,),
    beside=(NOT_A_VICTIM,),
    instances=Instances(least=2, key=("service", "professional_id"), new="newly_supported"),
    says=(
        "We count the people to whom our own team gave specialist support at least twice by the "
        "end of the period, and at least once within it. Two instances differ by their day, "
        "their service or the professional who gave them."
    ),
)

BROUGHT_HOME = CountRule(
    table="milestones",
    unit=("survivor_id",),
    where=(is_milestone("arrived_home"),),
    ours=(
        Condition(column="contribution_kind", test="all_of", values=("oversight", "assistance")),
    ),
    contribution="material",
    evidence=True,
    beside=(
        Beside(
            table="survivors",
            on=("survivor_id",),
            same=(("destination_country", "country"),),
            otherwise="returned within the country",
        ),
        Beside(
            table="milestones",
            on=("survivor_id", "episode"),
            where=(is_milestone("deported"),),
            when="before",
            otherwise="deported",
        ),
        Beside(
            table="milestones",
            on=("survivor_id", "episode"),
            where=(is_milestone("refused_return"),),
            when="before",
            cleared_by=(is_milestone("consented_to_return"),),
            otherwise="return refused",
        ),
        Beside(
            table="milestones",
            on=("survivor_id", "episode"),
            where=(is_milestone("return_risk_failed"),),
            when="before",
            cleared_by=(is_milestone("return_risk_cleared"),),
            otherwise="found not safe",
        ),
        NOT_A_VICTIM,
    ),
    parts=(
        Part(name="completed_returns", key=("survivor_id", "episode")),
        Part(
            name="failed within 90 days",
            holds=Beside(
                table="milestones",
                on=("survivor_id", "episode"),
                where=(is_milestone("return_failed"),),
                when="after",
                within_days=90,
            ),
        ),
    ),
    says=(
        "We count the people who reached the home of their choice in another country in the "
        "period, where our team both watched over the return and helped with it, its part was "
        "at least material, and there is evidence of it with a day. A return that was refused, "
        "forced, or found not safe beforehand does not count."
    ),
)

CONVICTED = CountRule(
    table="proceedings",
    unit=("accused_id",),
    where=(is_event("convicted", "pleaded_guilty"),),
    requires=(
        Condition(
            column="exploitation_related",
            test="true",
            otherwise="offence not related to exploitation, or not said",
        ),
    ),
    ours=(
        coded("supported", "victim", "prosecutor", "both"),
        Condition(column="support_started_on", test="not_after", empty=True),
    ),
    contribution="material",
    evidence=True,
    beside=(
        Beside(
            table="accused",
            on=("accused_id",),
            where=(coded("kind", "company"),),
            otherwise="companies",
        ),
        UNDONE,
    ),
    once=("case_id", "accused_id"),
    parts=(
        Part(name="convictions", key=("case_id", "accused_id")),
        Part(
            name="appeal pending",
            holds=Beside(
                table="proceedings",
                on=("case_id", "accused_id"),
                where=(is_event("appealed"),),
                when="after",
                cleared_by=(is_event("conviction_upheld"),),
            ),
        ),
    ),
    says=(
        "We count the people found guilty in the period, by verdict or own plea, of any offence "
        "related to the exploitation of a victim, where our team supported the victim or the "
        "prosecutor in the legal process before the verdict, its part was at least material, "
        "and there is evidence of it with a day. Each person counts once, whatever the number "
        "of victims, charges or cases."
    ),
)

TRAINED = CountRule(
    table="trainings",
    unit=("participant_id",),
    requires=(
        Condition(
            column="direct_victim_contact",
            test="true",
            otherwise="no direct contact with victims, or not said",
        ),
        Condition(
            column="subject",
            test="any_of",
            values=("identification", "care"),
            otherwise="another subject, or not said",
        ),
    ),
    ours=(OWN_TEAM,),
    parts=(Part(name="training_attendances", key=("participant_id", "course_id")),),
    says=(
        "We count the officers and other professionals who meet victims in their work and who "
        "completed, in the period, training by our own team in recognising victims or in caring "
        "for them."
    ),
)

EDUCATED = CountRule(
    table="prevention",
    unit=("participant_id",),
    requires=(
        coded(
            "channel",
            "in_person",
            "online_targeted",
            "holistic_support",
            otherwise="reached by media, or not said how",
        ),
        Condition(column="vulnerability", test="said", otherwise="no vulnerability recorded"),
        Condition(
            column="targeted",
            test="true",
            or_else=coded("channel", "holistic_support"),
            otherwise="not targeted, or not said",
        ),
    ),
    ours=(attrs.evolve(OWN_TEAM, empty=True),),
    parts=(
        Part(
            name="also survivors on record",
            holds=Beside(table="survivors", on=(("participant_id", "survivor_id"),)),
        ),
    ),
    says=(
        "We count the people with a recorded vulnerability whom our work reached in the period "
        "with prevention training meant for them, or with wider direct support. Whoever was "
        "reached by media is not counted, and people who were only numbered are shown apart. "
        "Where it is recorded that somebody else held a session, it is not ours."
    ),
)
