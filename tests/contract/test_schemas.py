"""Every document has a JSON Schema, and those in the docs are those of the code."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from recovery.report import schemas, write_schemas
from recovery.report.schemas import schema_text
from recovery.wire import KINDS, VERSION

OUTSIDE = ("impact_report", "outcome_report", "published_funnel", "published_results")
"""Documents for programs outside the house."""
PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", schemas())
def test_the_schema_in_the_docs_is_current(name: str) -> None:
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:recovery:{name}:{VERSION}"
    kept = PUBLISHED / f"{name}.v{VERSION}.json"
    assert kept.read_text("utf-8") == schema_text(schema), (
        "write them again with: recovery schema --out docs/schemas; where the form of a document "
        "changed that others may read already, raise its version"
    )


def test_every_kind_has_one_and_no_other_lies_there(tmp_path: Path) -> None:
    written = {path.name for path in write_schemas(tmp_path / "new")}
    assert written == {path.name for path in PUBLISHED.glob("*.json")}
    assert written == {f"{name}.v{VERSION}.json" for name in [*KINDS, *OUTSIDE]}
