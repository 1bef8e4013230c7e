"""The six headline indicators: different people, by the published words alone."""

from __future__ import annotations

from recovery.indicators.card import Indicator
from recovery.indicators.counting import CountRule
from recovery.indicators.headline_rules import (
    BROUGHT_HOME,
    CONVICTED,
    EDUCATED,
    FREED,
    SUPPORTED,
    TRAINED,
)

__all__ = ["HEADLINE", "counted"]

SOURCE = "the organisation's published impact definitions"
RELEASED = "each period is frozen at its cut; both figures are shown with the reason for a change"
PERIODS = (
    "half-years from March to August and from September to February; people are counted once "
    "in each, so that a year is not the sum of its halves"
)
WHERE_SURVIVORS_ARE = ("country", "gender", "nationality", "exploitation")


def counted(rule: CountRule, **fields: object) -> Indicator:
    """Return the card of a count; what the rule itself says is taken from it.

    It is activity, of which more is by itself neither better nor worse.
    """
    card = {
        "rule": rule,
        "contribution": rule.contribution,
        "evidence": rule.evidence,
        "period_rule": PERIODS,
        "restated": RELEASED,
        "disclosure": "total",
        "direction": "neither",
        "source": SOURCE,
        **fields,
    }
    return Indicator(**card)  # type: ignore[arg-type]  # the card checks its fields


survivors_freed = counted(
    FREED,
    code="survivors_freed",
    name="Survivors freed",
    unit="people",
    population="survivors with a recorded rescue",
    numerator="those in whose rescue the organisation had a clear part",
    dated_by="the rescue (milestone rescued)",
    key="the survivor; a new rescue of the same person is another episode",
    includes=(
        "two teams at one rescue as one",
        "a person freed again in a later period, in that period too",
    ),
    excludes=(
        "people who left by themselves and were helped afterwards",
        "people whose identity is not known: they are shown apart",
        "rescues for which the organisation only passed on information",
        "people found later not to be victims",
    ),
    disaggregations=WHERE_SURVIVORS_ARE,
    limitations=("a finding that somebody was not a victim may come after publication",),
)

survivors_supported = counted(
    SUPPORTED,
    code="survivors_supported",
    name="Survivors supported",
    unit="people",
    population="survivors with recorded support",
    numerator="those who had specialist support by the own team at least twice",
    dated_by="the day on which support was delivered; the first instance may lie before the period",
    key="the survivor; an instance by its day, service and professional",
    excludes=(
        "support by partners",
        "appointments missed or cancelled",
        "people found not to be victims, family members among them",
    ),
    disaggregations=WHERE_SURVIVORS_ARE,
    limitations=(
        "support that goes on counts the same person in each period",
        "a professional who is not recorded is taken for another one",
    ),
)

survivors_brought_home = counted(
    BROUGHT_HOME,
    code="survivors_brought_home",
    name="Survivors brought home",
    unit="people",
    population="survivors with a recorded arrival at home",
    numerator="those who came home from another country with the organisation's clear part in it",
    dated_by="the arrival at home (milestone arrived_home)",
    key="the survivor",
    excludes=(
        "returns within the country of exploitation: they are shown apart",
        "deportations and returns that were refused",
        "returns whose last risk assessment before arrival was failed",
        "people found not to be victims",
    ),
    disaggregations=WHERE_SURVIVORS_ARE,
    limitations=(
        "where no destination is recorded the return is taken for one across a border",
        "how people fared afterwards is not in this figure: see the strict variant and follow-up",
    ),
)

exploiters_convicted = counted(
    CONVICTED,
    code="exploiters_convicted",
    name="Exploiters convicted",
    version=2,
    supersedes=1,
    unit="people",
    population="people accused in recorded cases",
    numerator="those found guilty with the organisation's support of the victim or the prosecutor",
    dated_by="the first verdict or plea of guilty in the case, and not the sentence",
    key="the accused person; a conviction by case and accused",
    includes=(
        "guilty pleas",
        "lesser offences, where they are related",
        "convictions under appeal",
    ),
    excludes=(
        "companies: they are shown apart",
        "convictions quashed, or sent back for retrial, as far as known",
        "verdicts before which no support of the victim or the prosecutor had begun",
    ),
    disaggregations=("country", "jurisdiction"),
    limitations=("an appeal may undo a conviction after publication",),
    disclosure="public_record",
)

professionals_trained = counted(
    TRAINED,
    code="professionals_trained",
    name="Frontline professionals trained",
    unit="people",
    population="participants of recorded courses",
    numerator="those who meet victims in their work and completed training by the own team",
    dated_by="the completion of the course",
    key="the participant; several courses are one person",
    excludes=(
        "courses given by partners or by people who were trained to train",
        "participants who were only numbered: they are shown apart",
        "courses on another subject",
    ),
    disaggregations=("country", "profession"),
    limitations=("judges count only where direct contact with victims is recorded",),
)

vulnerable_people_educated = counted(
    EDUCATED,
    code="vulnerable_people_educated",
    name="Vulnerable people educated",
    unit="people",
    population="participants of recorded prevention work",
    numerator="those with a recorded vulnerability who were reached by targeted work",
    dated_by="the session",
    key="the participant",
    includes=("online sessions for people who were invited",),
    excludes=(
        "media and posts",
        "people who were only numbered, counted or estimated: they are shown apart",
    ),
    disaggregations=("country",),
    limitations=(
        "some may also be survivors supported; they are in both figures",
        "a session of which it is not said whose it was counts as the organisation's own",
    ),
)

HEADLINE: tuple[Indicator, ...] = (
    survivors_freed,
    survivors_supported,
    survivors_brought_home,
    exploiters_convicted,
    professionals_trained,
    vulnerable_people_educated,
)
"""The six headline indicators, in the order in which they are published; never to be added up."""
