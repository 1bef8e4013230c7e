"""The tables of a register: their columns, what each may hold, and what makes a row unique.

Every check, the mapping, the documentation and the invented registers iterate
this catalogue, so that a column is added here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recovery.register.columns import MILESTONE_CODES, SERVICE_CODES, Column, Table

__all__ = ["REQUIRED_TABLES", "TABLES"]

_SURVIVOR = Column("survivor_id", "id", required=True, refers_to=("survivors", "survivor_id"))
_CASE = Column("case_id", "id", required=True, refers_to=("cases", "case_id"))
_ROLES = ("none", "informed", "material", "led")
_EVIDENCE = ("none", "self_reported", "documented", "partner_confirmed")
_PART = (
    Column("contribution", "code", codes=_ROLES),
    Column("evidence", "code", codes=_EVIDENCE),
    Column("evidence_on", "day"),
)

_SHOWN = tuple(column.name for column in _PART)
"""Two teams at one rescue each had their own part in it: their records are no copies."""


def _day(name: str, *, required: bool = True) -> Column:
    return Column(name, "day", required=required)


_ALL: tuple[Table, ...] = (
    Table(
        "survivors",
        (
            Column("survivor_id", "id", required=True),
            Column("birth_year", "integer"),
            Column("gender"),
            Column("nationality"),
            Column("country"),
            Column("exploitation", many=True),
            Column("disability"),
            Column("programme"),
            Column("site"),
            Column("household_id", "id"),
        ),
        key=("survivor_id",),
        occurred=None,
        meaning="a survivor",
    ),
    Table(
        "merges",
        (
            Column("old_id", "id", required=True),
            Column("kept_id", "id", required=True),
            _day("merged_on", required=False),
        ),
        key=("old_id", "kept_id"),
        occurred="merged_on",
        meaning="two ids that were one person",
    ),
    Table(
        "milestones",
        (
            _SURVIVOR,
            Column("milestone", "code", required=True, codes=MILESTONE_CODES),
            _day("occurred_on"),
            Column("episode", "integer", unreadable="set aside"),
            *_PART,
            Column(
                "contribution_kind",
                "code",
                codes=(
                    "intelligence",
                    "tactical_advice",
                    "direct_assistance",
                    "oversight",
                    "assistance",
                ),
                many=True,
            ),
            Column("operation_id", "id", refers_to=("operations", "operation_id")),
            Column("destination_country"),
            Column("reason"),
            Column("result"),
            Column("source"),
        ),
        key=(
            "survivor_id",
            "milestone",
            "occurred_on",
            "occurred_on_latest",
            "episode",
            *_SHOWN,
            "contribution_kind",
        ),
        occurred="occurred_on",
        meaning="a milestone that a survivor, or a return of theirs, reached",
    ),
    Table(
        "operations",
        (
            Column("operation_id", "id", required=True),
            _day("held_on"),
            Column("unidentified", "integer"),
        ),
        key=("operation_id",),
        occurred="held_on",
        meaning="an intervention in which people were freed",
    ),
    Table(
        "assessments",
        (
            _SURVIVOR,
            Column("instrument", required=True),
            _day("assessed_on"),
            Column("coding"),
            Column("status", "code", codes=("done", "declined", "missed", "unsafe")),
            Column("due_on", "day", planned=True),
            Column("respondent", "code", codes=("survivor", "caseworker", "guardian")),
            Column("rater_id", "id"),
            Column("episode", "integer", unreadable="set aside"),
            Column("subscale"),
            Column("score", "number"),
            Column("total", "number"),
        ),
        key=(
            "survivor_id",
            "instrument",
            "assessed_on",
            "assessed_on_latest",
            "respondent",
            "rater_id",
            "episode",
            "subscale",
        ),
        occurred="assessed_on",
        meaning="an assessment of a survivor with an instrument, done or due",
        planned="due_on",
    ),
    Table(
        "goals",
        (
            _SURVIVOR,
            Column("goal_id", "id", required=True),
            _day("reviewed_on"),
            Column("scale", "code", codes=("gas", "gbo")),
            Column("level", "number", required=True),
            Column("baseline", "number"),
            Column("weight", "number"),
            Column("set_by", "code", codes=("survivor", "caseworker")),
        ),
        key=("survivor_id", "goal_id", "reviewed_on", "reviewed_on_latest"),
        occurred="reviewed_on",
        meaning="a review of one goal of a survivor",
    ),
    Table(
        "priorities",
        (
            _SURVIVOR,
            Column("domain", required=True),
            Column("weight", "number", required=True),
            _day("stated_on"),
        ),
        key=("survivor_id", "domain", "stated_on", "stated_on_latest"),
        occurred="stated_on",
        meaning="how much a domain matters to a survivor, in their own weights",
    ),
    Table(
        "support",
        (
            _SURVIVOR,
            Column("service", "code", required=True, codes=SERVICE_CODES),
            _day("delivered_on"),
            Column("support_id", "id"),
            Column("professional_id", "id"),
            Column("minutes", "number"),
            Column("attendance", "code", codes=("attended", "no_show", "cancelled")),
            Column("specialist", "boolean"),
            Column("delivered_by", "code", codes=("own_team", "partner")),
        ),
        key=(),
        occurred="delivered_on",
        meaning="one instance of support",
    ),
    Table(
        "contacts",
        (
            _SURVIVOR,
            _day("contacted_on"),
            Column("result", "code", codes=("reached", "not_reached")),
            Column("informant", "code", codes=("survivor", "family", "partner")),
            Column("safety", "code", codes=("safe", "unsafe", "re_exploited", "not_assessed")),
        ),
        key=("survivor_id", "contacted_on", "contacted_on_latest", "result", "informant", "safety"),
        occurred="contacted_on",
        meaning="an attempt to reach a survivor",
    ),
    Table(
        "consents",
        (
            _SURVIVOR,
            Column(
                "purpose",
                "code",
                required=True,
                codes=("service", "internal_learning", "research", "publication", "sharing"),
            ),
            _day("granted_on"),
            Column("withdrawn_on", "day", unreadable="unknown"),
            Column("given_by", "code", codes=("self", "guardian"), unreadable="set aside"),
            Column("assent"),
        ),
        key=(
            "survivor_id",
            "purpose",
            "granted_on",
            "granted_on_latest",
            "withdrawn_on",
            "withdrawn_on_latest",
            "given_by",
        ),
        occurred="granted_on",
        meaning="a consent to one use of a survivor's records",
    ),
    Table(
        "cases",
        (
            Column("case_id", "id", required=True),
            _SURVIVOR,
            Column("jurisdiction"),
        ),
        key=("case_id", "survivor_id"),
        occurred=None,
        meaning="a survivor who is a victim in a case",
    ),
    Table(
        "accused",
        (
            _CASE,
            Column("accused_id", "id", required=True),
            Column("kind", "code", codes=("person", "company")),
        ),
        key=("case_id", "accused_id"),
        occurred=None,
        meaning="somebody accused in a case",
    ),
    Table(
        "exploited",
        (
            Column("accused_id", "id", required=True, refers_to=("accused", "accused_id")),
            _SURVIVOR,
        ),
        key=("accused_id", "survivor_id"),
        occurred=None,
        meaning="an accused person and a survivor whom they are said to have exploited",
    ),
    Table(
        "proceedings",
        (
            _CASE,
            Column("event", "code", required=True, codes=MILESTONE_CODES),
            _day("occurred_on"),
            Column("accused_id", "id", refers_to=("accused", "accused_id"), unreadable="set aside"),
            Column("charge_id", "id"),
            Column("exploitation_related", "boolean"),
            Column("supported", "code", codes=("none", "victim", "prosecutor", "both")),
            Column("support_started_on", "day", planned=True),
            *_PART,
        ),
        key=(
            "case_id",
            "event",
            "occurred_on",
            "occurred_on_latest",
            "accused_id",
            "charge_id",
            *_SHOWN,
            "supported",
        ),
        occurred="occurred_on",
        meaning="an event of a case, or of one accused in it",
    ),
    Table(
        "participation",
        (
            _CASE,
            _SURVIVOR,
            Column("event", "code", required=True, codes=MILESTONE_CODES),
            _day("occurred_on"),
            Column("amount", "number"),
            Column("currency"),
            Column("payer"),
        ),
        key=(
            "case_id",
            "survivor_id",
            "event",
            "occurred_on",
            "occurred_on_latest",
            "amount",
            "currency",
            "payer",
        ),
        occurred="occurred_on",
        meaning="an event of a survivor's part in a case",
    ),
    Table(
        "trainings",
        (
            Column("course_id", "id", required=True),
            _day("completed_on", required=False),
            Column("participant_id", "id"),
            Column("attendances", "integer"),
            Column("profession"),
            Column("direct_victim_contact", "boolean"),
            Column("subject", "code", codes=("identification", "care", "other"), many=True),
            Column("attended_share", "number"),
            Column("delivered_by", "code", codes=("own_team", "partner", "cascade")),
            Column("country"),
        ),
        key=(),
        occurred="completed_on",
        meaning="a professional on a course, or a number of them",
    ),
    Table(
        "prevention",
        (
            Column("session_id", "id", required=True),
            _day("held_on"),
            Column("participant_id", "id"),
            Column("reached", "integer"),
            Column("targeted", "boolean"),
            Column("vulnerability"),
            Column(
                "channel",
                "code",
                codes=("in_person", "online_targeted", "holistic_support", "media"),
            ),
            Column("counted", "code", codes=("counted", "estimated")),
            Column("delivered_by", "code", codes=("own_team", "partner")),
            Column("country"),
        ),
        key=(),
        occurred="held_on",
        meaning="a person at a prevention session, or a number of them",
    ),
    Table(
        "costs",
        (
            Column("programme", required=True),
            _day("spent_on"),
            Column("amount", "number", required=True),
            Column("currency", required=True),
        ),
        key=(),
        occurred="spent_on",
        meaning="money spent by a programme",
    ),
    Table(
        "audits",
        (
            Column("table", required=True),
            Column("record_id", "id", required=True),
            _day("audited_on"),
            Column(
                "result", "code", required=True, codes=("confirmed", "corrected", "unsupported")
            ),
            Column("auditor", "code", codes=("internal", "independent")),
        ),
        key=("table", "record_id", "audited_on", "audited_on_latest", "auditor"),
        occurred="audited_on",
        meaning="a record that was checked against its evidence",
    ),
    Table(
        "decisions",
        (
            _day("decided_on"),
            Column("indicator", required=True),
            Column("change", required=True),
            Column("review_on", "day", planned=True),
            Column("result"),
        ),
        key=(),
        occurred="decided_on",
        meaning="what a programme decided to do otherwise",
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})
"""Every table, by name, in the order of the documentation."""

REQUIRED_TABLES = ("survivors", "milestones")
"""The tables that suffice, and without which there is nothing to follow."""
