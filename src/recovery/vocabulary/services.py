"""The kinds of support that are delivered, and the reasons why support ends early."""

from __future__ import annotations

from recovery.vocabulary.kinds import ExitReason, Service

__all__ = ["EXIT_REASONS", "SERVICES"]

SERVICES: tuple[Service, ...] = (
    Service("shelter", "a safe place to stay"),
    Service("housing", "help to find or keep housing of one's own"),
    Service("basic_needs", "food, clothing, hygiene, other goods"),
    Service("medical", "medical attention"),
    Service("counselling", "counselling or another psychosocial session"),
    Service("therapy", "psychological treatment"),
    Service("legal", "legal advice or representation"),
    Service("navigation", "accompaniment through police and court"),
    Service("documents", "help with identity papers and status"),
    Service("education", "schooling"),
    Service("skills", "skills training"),
    Service("livelihood", "help into work or business"),
    Service("financial", "money or other financial help"),
    Service("safety_planning", "risk assessment and safety planning"),
    Service("family", "family tracing, mediation or contact"),
    Service("return", "preparation and accompaniment of a return"),
    Service("mentoring", "peer support and mentoring"),
    Service("interpreting", "interpreting and cultural mediation"),
    Service("case_management", "case management and review"),
    Service("other", "support of another kind"),
)

EXIT_REASONS: tuple[ExitReason, ...] = (
    ExitReason("withdrew", "withdrew consent to be supported"),
    ExitReason("refused", "refused the support that was offered"),
    ExitReason("missing", "ran away or went missing"),
    ExitReason("transferred", "transferred to another organisation"),
    ExitReason("moved", "moved out of the area"),
    ExitReason("ineligible", "no longer meets the criteria"),
    ExitReason("resources", "the organisation lacked the resources"),
)
