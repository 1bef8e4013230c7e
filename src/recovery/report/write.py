"""Write a protected report as one web page, and the same as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from recovery.disclosure import Protected, ShownReport
from recovery.errors import DefinitionError, ReleaseError
from recovery.report.page import page
from recovery.report.plain import FORMAT, plain

__all__ = ["write_report"]

SUFFIXES = (".html", ".htm")


def write_report(protected: Protected, path: str | Path) -> tuple[Path, Path]:
    """Write a report as one HTML file that needs nothing else, and as JSON beside it.

    Parameters
    ----------
    protected
        What :func:`recovery.protect` made of an outcome report.
    path
        Where the page goes, ending in ``.html``. The JSON file has the same
        name, ending in ``.json``. Files that are there are replaced.

    Returns
    -------
    tuple of pathlib.Path
        The page and the JSON file.

    Raises
    ------
    ReleaseError
        If the report is not protected.
    DefinitionError
        If it is no report, or ``path`` does not end in ``.html``.
    """
    if not isinstance(protected, Protected):
        message = (
            f"write_report takes only what is protected, not a value of type "
            f"{type(protected).__name__}: pass it through recovery.protect first"
        )
        raise ReleaseError(message)
    if not isinstance(protected.value, ShownReport):
        message = (
            f"this holds protected {protected.kind}, which is no report: protect what "
            "outcome_report returns; plot() draws single curves"
        )
        raise DefinitionError(message)
    html = Path(path)
    if html.suffix.lower() not in SUFFIXES:
        message = f"the report is a web page: let its path end in .html, not {html.suffix!r}"
        raise DefinitionError(message)
    whole = {**FORMAT, "internal": protected.internal, "policy": plain(protected.policy)}
    whole["report"] = plain(protected.value)
    beside = html.with_suffix(".json")
    html.write_text(page(protected, protected.value), encoding="utf-8")
    beside.write_text(
        json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8"
    )
    return html, beside
