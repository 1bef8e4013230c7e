"""How often things happen in an invented register: every number of it, in one place.

Nothing here was measured. The sizes are chosen so that curves are worth looking at.
"""

from __future__ import annotations

from recovery.days import day_number
from recovery.synthetic.hazards import Hazard

__all__ = ["CUT", "INTAKE_FROM", "INTAKE_TO"]

INTAKE_FROM = day_number("2018-01-01")
INTAKE_TO = day_number("2024-06-30")
CUT = day_number("2024-12-31")
"""The data cut: nothing that happened later is known."""

# Support, in days since first contact (the first two) or since intake.
DIED = Hazard((1,), (3.5e-5,))
RE_TRAFFICKED = Hazard((1,), (1.3e-4,))
DEPORTED = Hazard((1, 366), (1.6e-4, 5e-5))
EXITED = Hazard((1, 91, 366), (9e-4, 4e-4, 1.5e-4))
HOUSED = Hazard((0, 1, 31, 181, 366), (0.02, 6e-4, 3e-3, 1.6e-3, 9e-4))
EMPLOYED = Hazard((30, 181, 731), (7e-4, 1.2e-3, 6e-4))
CLOSED = Hazard((30,), (1 / 120,))
"""Since both safe housing and work were reached."""

LOSS = {"daily": 3e-4, "at_score": 10.0, "log_hazard_per_point": 0.09}
"""Losing contact: the chance per day at a last score, and how it rises with the score."""
RECONTACTED = 0.15

# Return, in days since the survivor consented to it.
ARRIVED_HOME = Hazard((21, 181, 731), (1e-3, 2.4e-3, 1.3e-3))
REFUSED_RETURN = Hazard((1,), (2e-4,))
SETTLED_LOCALLY = Hazard((1, 181), (1e-4, 3e-4))
RETURN_FAILED = Hazard((20,), (4e-4,))
CONSENTED_TO_RETURN = Hazard((20,), (1 / 120,))
CONSENTED_AGAIN = Hazard((10,), (1 / 60,))

# Prosecution, in days since the report or since the charge.
CHARGED = Hazard((5, 181), (4e-3, 1.5e-3))
NOT_CHARGED = Hazard((30,), (1.5e-3,))
CONVICTED = Hazard((60, 366, 1096), (5e-4, 1.4e-3, 7e-4))
ENDS_OF_CASE = {
    "acquitted": Hazard((180, 366), (1.2e-4, 4e-4)),
    "no_further_action": Hazard((1, 366), (1.4e-4, 4e-5)),
    "discontinued": Hazard((1,), (1.7e-4,)),
    "absconded": Hazard((1,), (9e-5,)),
    "accused_died": Hazard((1,), (2.5e-5,)),
    "unfit_to_plead": Hazard((1,), (2e-5,)),
}

# Compensation, in days since the order.
PAID = Hazard((28, 366), (1.6e-3, 8e-4))

SHARES = {
    "rescued": 0.70,
    "escaped": 0.18,
    "identified": 0.12,
    "sibling": 0.06,
    "own_business": 0.20,
    "return": 0.36,
    "in_a_case": 0.34,
    "assessed_with_phq9": 0.24,
    "company": 0.03,
    "pleaded_guilty": 0.35,
    "compensation_ordered": 0.85,
    "merged": 0.004,
    "corrected": 0.012,
    "uncertain": 0.06,
    "late_entry": 0.03,
    "consent_withdrawn": 0.03,
}
GENDERS = {"female": 0.68, "male": 0.27, "other": 0.02, "declined": 0.02, "not_asked": 0.01}
CONSENTS = {
    "service": 0.995,
    "internal_learning": 0.97,
    "research": 0.22,
    "publication": 0.12,
    "sharing": 0.10,
}
NATIONALITIES = {
    "BD": 0.30, "NP": 0.18, "IN": 0.14, "VN": 0.10, "NG": 0.08,
    "AL": 0.08, "RO": 0.07, "NA": 0.02, "GB": 0.03,
}  # fmt: skip
COUNTRIES = {"IN": 0.55, "GB": 0.30, "MY": 0.15}
EXPLOITATION = {
    "sexual": 0.36,
    "labour": 0.30,
    "domestic_servitude": 0.12,
    "sexual;labour": 0.08,
    "criminal": 0.08,
    "forced_marriage": 0.04,
    "unknown": 0.02,
}
DISABILITY = {"no": 0.70, "yes": 0.12, "not_asked": 0.12, "declined": 0.06}
PROGRAMMES = {"harbour": 0.45, "bridge": 0.35, "lantern": 0.20}
SITES = {"north": 0.4, "east": 0.25, "south": 0.2, "coast": 0.15}
EXIT_REASONS = {
    "withdrew": 0.20, "refused": 0.12, "missing": 0.24, "transferred": 0.18,
    "moved": 0.14, "ineligible": 0.06, "resources": 0.06,
}  # fmt: skip

FURTHER_MILESTONES: tuple[tuple[str, str, float, int, int], ...] = (
    # milestone, after which, share of those, within these days
    ("needs_assessed", "intake", 0.20, 0, 21),
    ("safety_plan", "intake", 0.10, 0, 30),
    ("medical_assessed", "intake", 0.12, 0, 45),
    ("medical_treated", "medical_assessed", 0.40, 1, 40),
    ("psychological_assessed", "intake", 0.15, 3, 60),
    ("therapy_started", "psychological_assessed", 0.60, 5, 90),
    ("therapy_completed", "therapy_started", 0.55, 90, 300),
    ("legal_aid", "intake", 0.10, 5, 90),
    ("victim_status_pending", "intake", 0.12, 5, 60),
    ("victim_status_granted", "victim_status_pending", 0.65, 45, 600),
    ("immigration_status", "victim_status_granted", 0.35, 20, 300),
    ("identity_documents", "intake", 0.10, 30, 400),
    ("school_enrolled", "intake", 0.05, 20, 200),
    ("school_left", "school_enrolled", 0.25, 30, 400),
    ("skills_started", "intake", 0.12, 40, 300),
    ("skills_completed", "skills_started", 0.60, 60, 200),
    ("employment_confirmed", "employed", 0.35, 85, 200),
    ("employment_lost", "employed", 0.22, 20, 500),
    ("income_secure", "employed", 0.15, 60, 400),
    ("reintegrated", "safe_housing", 0.10, 60, 400),
    ("housing_lost", "safe_housing", 0.10, 20, 500),
    ("champion", "therapy_completed", 0.10, 60, 400),
)
"""Milestones on which no clock of the truth depends; blurred and corrected now and then."""
