"""Cohorts: who is studied, from when, and the questions that make tables of them.

This is the only room that knows both survivors and tables.
"""

from __future__ import annotations

from recovery.cohort.attrition import Attrition
from recovery.cohort.cohort import Cohort
from recovery.cohort.select import select_cohort
from recovery.cohort.subjects import SUBJECTS, Subject

__all__ = ["SUBJECTS", "Attrition", "Cohort", "Subject", "select_cohort"]
