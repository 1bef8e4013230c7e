"""Beside the people trained and educated: attendances, a stricter variant, and mere numbers."""

from __future__ import annotations

import attrs

from recovery.indicators.beside_cards import OWN, events, variant
from recovery.indicators.card import Indicator
from recovery.indicators.clauses import coded
from recovery.indicators.conditions import Condition
from recovery.indicators.headline import counted
from recovery.indicators.headline_rules import EDUCATED, TRAINED

__all__ = ["LEARNING"]

SHARE = 0.8
"""How much of a course is attended at least, in the strict variant."""

LEARNING: tuple[Indicator, ...] = (
    events(
        "professionals_trained",
        attrs.evolve(
            TRAINED,
            unit=("participant_id", "course_id"),
            says="We count the courses completed by the professionals trained: each person and "
            "course once.",
        ),
        code="training_attendances",
        name="Attendances of training",
        numerator="the courses by the own team completed by those who meet victims in their work, "
        "for each participant",
        key="the participant and the course",
    ),
    variant(
        "professionals_trained",
        attrs.evolve(
            TRAINED,
            parts=(),
            requires=(
                *TRAINED.requires,
                Condition(
                    column="attended_share",
                    test="at_least",
                    values=(SHARE,),
                    otherwise="attended less than 80 %, or not said",
                ),
            ),
            says=(
                "As frontline professionals trained, but only those count who attended at least "
                "80 % of the course."
            ),
        ),
        name="Frontline professionals trained, at least 80 % attended",
        numerator="those who meet victims in their work and attended at least 80 % of training by "
        "the own team",
    ),
    counted(
        attrs.evolve(
            TRAINED,
            unit=(),
            parts=(),
            total="attendances",
            where=(
                Condition(column="participant_id", test="empty"),
                Condition(column="attendances", test="said"),
            ),
            says=(
                "We add up the attendances of training by our own team where participants were "
                "only numbered. The same person may be in it more than once."
            ),
        ),
        code="training_headcounts",
        name="Attendances that were only numbered",
        unit="events",
        population="sign-in sheets without names",
        numerator="the attendances on them",
        dated_by="the completion of the course",
        key="none: attendances, not people",
        source=OWN,
    ),
    *(
        counted(
            attrs.evolve(
                EDUCATED,
                unit=(),
                parts=(),
                total="reached",
                where=(
                    Condition(column="participant_id", test="empty"),
                    Condition(column="reached", test="said"),
                ),
                requires=(
                    coded("counted", how, otherwise=f"not said to be {how}"),
                    *EDUCATED.requires,
                ),
                says=(
                    f"We add up the numbers of vulnerable people reached by targeted work as they "
                    f"were {how} at each session. They are never added to people known one by one."
                ),
            ),
            code=f"prevention_reach_{how}",
            name=f"Vulnerable people reached, {how} only",
            unit="people",
            population="recorded prevention sessions whose participants were not listed",
            numerator=f"the people {how} at them",
            dated_by="the session",
            key="none: the same person may be in it more than once",
            source=OWN,
        )
        for how in ("counted", "estimated")
    ),
    events(
        "vulnerable_people_educated",
        attrs.evolve(
            EDUCATED,
            unit=("participant_id", "session_id"),
            says="We count attendances behind the people educated: each person and session once.",
        ),
        code="prevention_attendances",
        name="Attendances of prevention work",
        numerator="the sessions of targeted work attended by those with a recorded vulnerability, "
        "for each participant",
        key="the participant and the session",
    ),
)
"""Cards of what was learned by people who are not counted as survivors."""
