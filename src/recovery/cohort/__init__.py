"""Cohorts: who is studied, from when, and the questions that make tables of them.

This is the only room that knows both survivors and tables.
"""

from __future__ import annotations

from recovery.cohort.attributes import attribute_names
from recovery.cohort.attrition import Attrition
from recovery.cohort.cohort import Cohort
from recovery.cohort.consent import PURPOSES, consent_notes
from recovery.cohort.select import select_cohort
from recovery.cohort.subjects import SUBJECTS, Subject, subject_named

__all__ = [
    "PURPOSES",
    "SUBJECTS",
    "Attrition",
    "Cohort",
    "Subject",
    "attribute_names",
    "consent_notes",
    "select_cohort",
    "subject_named",
]
