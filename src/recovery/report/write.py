"""Write a protected report as one web page, and the same as JSON and, of impact, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from recovery.disclosure import Protected, ShownImpact, ShownReport, ShownResults
from recovery.errors import DefinitionError, ReleaseError
from recovery.report.impact_page import impact_markdown, impact_page
from recovery.report.page import page
from recovery.report.published import ImpactDocument, OutcomeDocument, report_json

__all__ = ["write_report"]

SUFFIXES = (".html", ".htm")


def write_report(protected: Protected, path: str | Path) -> tuple[Path, ...]:
    """Write a report as one HTML file that needs nothing else, and the same for programs.

    Parameters
    ----------
    protected
        What :func:`recovery.disclosure.protect` made of an outcome report or an impact
        report.
    path
        Where the page goes, ending in ``.html``. The JSON file has the same
        name, ending in ``.json``; an impact report and results are written as
        Markdown, ending in ``.md``, as well. Files that are there are replaced.

    Returns
    -------
    tuple of pathlib.Path
        The page and the JSON file, and the Markdown file if there is one.

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
    html = Path(path)
    if html.suffix.lower() not in SUFFIXES:
        message = f"the report is a web page: let its path end in .html, not {html.suffix!r}"
        raise DefinitionError(message)
    texts = _texts(protected)
    places = tuple(html if suffix == SUFFIXES[0] else html.with_suffix(suffix) for suffix in texts)
    for place, text in zip(places, texts.values(), strict=True):
        place.write_text(text, encoding="utf-8")
    return places


def _texts(protected: Protected) -> Mapping[str, str]:
    """Return each file's text by its suffix."""
    report = protected.value
    if isinstance(report, ShownReport):
        return {".html": page(protected, report), ".json": _json(OutcomeDocument, protected)}
    if isinstance(report, ShownImpact):
        return {
            ".html": impact_page(protected, report),
            ".json": _json(ImpactDocument, protected),
            ".md": impact_markdown(protected, report),
        }
    if isinstance(report, ShownResults):
        return _texts(attrs.evolve(protected, value=_alone(report, protected.about.purpose)))
    message = (
        f"this holds protected {protected.kind}, which is no report: protect what "
        "outcome_report, impact_report or evaluate returns; plot() draws single curves"
    )
    raise DefinitionError(message)


def _alone(shown: ShownResults, purpose: str) -> ShownImpact:
    """Return the figures of a period as an impact report that has nothing else."""
    counts = tuple(each for each in shown.indicators if each.unit in ("people", "events"))
    rest = tuple(each for each in shown.indicators if each not in counts)
    headline, outcomes = (attrs.evolve(shown, indicators=some) for some in (counts, rest))
    nothing = attrs.evolve(shown, period=("", ""), indicators=())
    return ShownImpact(
        title="Figures",
        source="",
        period=shown.period,
        before=nothing.period,
        as_of=shown.as_of,
        purpose=purpose,
        afterwards=(),
        outcomes=outcomes,
        headline=headline,
        outcomes_before=nothing,
        headline_before=nothing,
        outcome_changes=(),
        headline_changes=(),
        calendar=(),
        restated=(),
        decisions=(),
        findings=(),
        records=(),
        narrative="",
        verdict="",
        notes=(),
        to_bear_in_mind=(),
    )


def _json(kind: type[ImpactDocument | OutcomeDocument], protected: Protected) -> str:
    document = kind(
        internal=protected.internal,
        policy=protected.policy,
        report=protected.value,  # type: ignore[arg-type]  # of this kind
    )
    return report_json(document)
