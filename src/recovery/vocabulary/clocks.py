"""The waits that a report shows for each track, and the plain totals beside them."""

from __future__ import annotations

from recovery.vocabulary.kinds import Clock, Headline

__all__ = ["CLOCKS", "HEADLINES"]

CLOCKS: tuple[Clock, ...] = (
    Clock(
        code="safe_housing",
        track="support",
        title="From intake to safe and suitable housing",
        subject="survivor",
        origin="intake",
        outcome=("safe_housing",),
        competing=("died", "re_trafficked", "deported", "unplanned_exit"),
    ),
    Clock(
        code="employment",
        track="support",
        title="From intake to decent work or an own business",
        subject="survivor",
        origin="intake",
        outcome=("employed", "own_business"),
        competing=("died", "re_trafficked", "deported", "unplanned_exit"),
    ),
    Clock(
        code="re_trafficking",
        track="support",
        title="From rescue to being found exploited again",
        subject="survivor",
        origin="rescued",
        outcome=("re_trafficked",),
        competing=("died",),
    ),
    Clock(
        code="return_home",
        track="repatriation",
        title="From consent to return to arrival at home",
        subject="return",
        origin="consented_to_return",
        outcome=("arrived_home",),
        competing=("refused_return", "settled_locally", "died"),
        censor="as_of",
    ),
    Clock(
        code="conviction",
        track="prosecution",
        title="From charge to conviction, per accused person and case",
        subject="accused × case",
        origin="charged",
        outcome=("convicted", "pleaded_guilty"),
        competing=(
            "acquitted",
            "no_further_action",
            "discontinued",
            "absconded",
            "accused_died",
            "unfit_to_plead",
        ),
        censor="as_of",
    ),
    Clock(
        code="compensation",
        track="prosecution",
        title="From an order of compensation to money received",
        subject="survivor × case",
        origin="compensation_ordered",
        outcome=("compensation_paid",),
        competing=("died",),
        censor="as_of",
    ),
)

HEADLINES: tuple[Headline, ...] = (
    Headline("survivors", "survivors on record", "survivors", unit="survivor_id"),
    Headline(
        "rescued",
        "survivors with a recorded rescue",
        "milestones",
        unit="survivor_id",
        column="milestone",
        codes=("rescued",),
    ),
    Headline(
        "supported",
        "survivors who attended support at least once",
        "support",
        unit="survivor_id",
        column="attendance",
        codes=("attended",),
    ),
    Headline(
        "home",
        "survivors who reached home",
        "milestones",
        unit="survivor_id",
        column="milestone",
        codes=("arrived_home",),
    ),
    Headline(
        "convicted",
        "accused people convicted, quashed convictions taken off",
        "proceedings",
        unit="accused_id",
        column="event",
        codes=("convicted", "pleaded_guilty"),
        undone_by="conviction_quashed",
    ),
    Headline(
        "trained",
        "professionals who completed a course",
        "trainings",
        unit="participant_id",
    ),
    Headline(
        "reached",
        "people reached by prevention sessions and known by id",
        "prevention",
        unit="participant_id",
    ),
)
