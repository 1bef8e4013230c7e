"""The seven outcomes that survivors and others agreed should be reported for all of them.

They say what to report, not how to measure it. Which records of this library
bear on each is its own judgement; where none does, the outcome has no measure.
"""

from __future__ import annotations

from recovery.vocabulary.kinds import Outcome

__all__ = ["OUTCOMES"]

OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "secure_housing",
        "secure and suitable housing",
        milestones=("safe_housing", "housing_lost"),
        scales=("cast_needs.housing",),
    ),
    Outcome(
        "safety",
        "safety from any trafficker or other abuser",
        milestones=("re_trafficked",),
        scales=("aso.safety",),
    ),
    Outcome("consistent_support", "long-term, consistent support"),
    Outcome("informed_services", "compassionate, trauma-informed services"),
    Outcome(
        "purpose",
        "finding purpose and self-actualisation",
        milestones=("champion",),
        scales=("gas.level", "gbo.goal"),
    ),
    Outcome(
        "medical_treatment",
        "access to medical treatment",
        milestones=("medical_treated", "therapy_started"),
        scales=("cast_needs.medical",),
    ),
    Outcome(
        "education",
        "access to education",
        milestones=("school_enrolled", "skills_started"),
    ),
)
"""The Modern Slavery Core Outcome Set (Jannesari 2024; modernslaverypec.org)."""
