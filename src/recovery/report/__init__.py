"""Reports: the main job, and the page that is written of it once it is protected."""

from __future__ import annotations

from recovery.report.blueprint import blueprint
from recovery.report.impact import impact_report
from recovery.report.outcome import outcome_report
from recovery.report.published import published_json, published_schema
from recovery.report.schemas import schemas, write_schemas
from recovery.report.write import write_report

__all__ = [
    "blueprint",
    "impact_report",
    "outcome_report",
    "published_json",
    "published_schema",
    "schemas",
    "write_report",
    "write_schemas",
]
