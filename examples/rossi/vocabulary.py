"""The words of the Rossi records: released from prison, re-arrested.

These are not survivors: the records stand in for theirs, to show that another
programme brings its own vocabulary.
"""

from __future__ import annotations

from recovery.vocabulary import Clock, Headline, Milestone, Pathway, Vocabulary

__all__ = ["ROSSI"]

ROSSI = Vocabulary(
    milestones=(
        Milestone(
            "released",
            "Left prison; invented to be the same day for everybody.",
            track="release",
            subject="survivor",
            table="milestones",
            undone_by="rearrested",
            begins_observation=True,
        ),
        Milestone(
            "rearrested",
            "Was arrested for the first time since; on the last day of the recorded week.",
            track="release",
            subject="survivor",
            table="milestones",
        ),
    ),
    pathways=(
        Pathway(
            code="release",
            track="release",
            subject="survivor",
            title="Release from prison",
            states={
                "in_prison": "Not released yet.",
                "free": "Released, and not arrested since.",
                "arrested": "Arrested after the release.",
            },
            enters={"released": "free", "rearrested": "arrested"},
            moves={"in_prison": ("free",), "free": ("arrested",)},
        ),
    ),
    clocks=(
        Clock(
            code="rearrest",
            track="release",
            title="From release to re-arrest",
            subject="survivor",
            origin="released",
            outcome=("rearrested",),
        ),
    ),
    headlines=(
        Headline("people", "people released (not survivors)", "survivors", unit="survivor_id"),
        Headline(
            "rearrested",
            "people re-arrested within 52 weeks",
            "milestones",
            unit="survivor_id",
            column="milestone",
            codes=("rearrested",),
        ),
    ),
)
"""The vocabulary of these records."""
