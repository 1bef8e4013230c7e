"""The JSON Schema of every document that is written, for those who read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from recovery.report.published import (
    funnel_schema,
    impact_schema,
    outcome_schema,
    published_schema,
)
from recovery.wire import KINDS, VERSION, json_schema

__all__ = ["schema_text", "schemas", "write_schemas"]


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (2020-12) of each kind of document, by its ``type``, or name.

    Examples
    --------
    >>> [name for name in schemas() if "results" in name]
    ['published_results', 'results']
    """
    found = {name: json_schema(kind) for name, kind in KINDS.items()}
    found["impact_report"] = impact_schema()
    found["outcome_report"] = outcome_schema()
    found["published_funnel"] = funnel_schema()
    found["published_results"] = published_schema()
    return dict(sorted(found.items()))


def schema_text(schema: dict[str, Any]) -> str:
    """Write a schema as a person can read it, the same every time."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: str | Path) -> list[Path]:
    """Write one file for each kind of document, such as ``results.v1.json``.

    Parameters
    ----------
    folder
        Where to; made if it is not there. Files of the same name are
        replaced.

    Returns
    -------
    list of pathlib.Path
        The files.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = place / f"{name}.v{VERSION}.json"
        path.write_text(schema_text(schema), encoding="utf-8")
        paths.append(path)
    return paths
