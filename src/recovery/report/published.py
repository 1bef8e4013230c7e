"""Figures for programs outside the house: protected, versioned, with a schema."""

from __future__ import annotations

import json
from typing import Any, Literal

import attrs
import msgspec

from recovery.disclosure import (
    Policy,
    Protected,
    ShownFunnel,
    ShownImpact,
    ShownReport,
    ShownResults,
)
from recovery.errors import DefinitionError, ReleaseError
from recovery.tables import About
from recovery.wire.documents import schema_of
from recovery.wire.forms import form_of

__all__ = [
    "ImpactDocument",
    "OutcomeDocument",
    "funnel_schema",
    "impact_schema",
    "outcome_schema",
    "published_json",
    "published_schema",
    "report_json",
]


@attrs.frozen(kw_only=True)
class PublishedResults:
    """Protected figures of one period, and what was held to."""

    type: Literal["published_results"] = "published_results"
    version: Literal[1] = 1
    internal: str
    policy: Policy
    about: About
    results: ShownResults


@attrs.frozen(kw_only=True)
class PublishedFunnel:
    """Protected groups beside what chance alone would make of them, and what was held to."""

    type: Literal["published_funnel"] = "published_funnel"
    version: Literal[1] = 1
    internal: str
    policy: Policy
    about: About
    funnel: ShownFunnel


@attrs.frozen(kw_only=True)
class ImpactDocument:
    """The impact report as :func:`recovery.write_report` writes it for programs."""

    format: Literal["recovery-impact"] = "recovery-impact"
    version: Literal[1] = 1
    internal: str
    policy: Policy
    report: ShownImpact


@attrs.frozen(kw_only=True)
class OutcomeDocument:
    """The report on waits as :func:`recovery.write_report` writes it for programs."""

    format: Literal["recovery-report"] = "recovery-report"
    version: Literal[1] = 1
    internal: str
    policy: Policy
    report: ShownReport


def published_json(protected: Protected) -> bytes:
    """Write protected figures of a period, or compared groups, as JSON for programs outside.

    Parameters
    ----------
    protected
        What :func:`recovery.protect` made of :class:`~recovery.results.Results`
        or of a :class:`~recovery.results.Funnel`.

    Returns
    -------
    bytes
        A document as :func:`published_schema` describes it, or
        :func:`funnel_schema`. Where there is no
        number it holds ``null``, never 0. ``internal`` says why it must stay
        in the house, and is empty when it need not.

    Raises
    ------
    ReleaseError
        If the figures are not protected.
    DefinitionError
        If it is something else that is protected.

    Examples
    --------
    >>> from recovery.results import Results
    >>> published_json(Results({}, period=("2022-03-01", "2022-08-31")))
    Traceback (most recent call last):
    ...
    recovery.errors.ReleaseError: only what is protected is published, not a value of type
    Results: pass it through recovery.protect first
    """
    if not isinstance(protected, Protected):
        message = (
            f"only what is protected is published, not a value of type "
            f"{type(protected).__name__}: pass it through recovery.protect first"
        )
        raise ReleaseError(message)
    shown = protected.value
    document: PublishedResults | PublishedFunnel
    if isinstance(shown, ShownResults):
        document = PublishedResults(**_held(protected), results=shown)
    elif isinstance(shown, ShownFunnel):
        document = PublishedFunnel(**_held(protected), funnel=shown)
    else:
        message = (
            f"this holds protected {protected.kind}, and no figures of a period: protect what "
            "evaluate or compare_groups returns; write_report writes reports"
        )
        raise DefinitionError(message)
    return msgspec.json.encode(form_of(type(document)).write(document))


def _held(protected: Protected) -> dict[str, Any]:
    return {name: getattr(protected, name) for name in ("internal", "policy", "about")}


def report_json(document: ImpactDocument | OutcomeDocument) -> str:
    """Write a report as JSON that a person can read as well."""
    plain = msgspec.to_builtins(form_of(type(document)).write(document))
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def published_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what :func:`published_json` writes.

    Examples
    --------
    >>> published_schema()["$id"]
    'urn:recovery:published_results:1'
    """
    return schema_of(form_of(PublishedResults), "published_results")


def funnel_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the groups that :func:`published_json` writes.

    Examples
    --------
    >>> funnel_schema()["$id"]
    'urn:recovery:published_funnel:1'
    """
    return schema_of(form_of(PublishedFunnel), "published_funnel")


def impact_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the impact report's JSON.

    Examples
    --------
    >>> impact_schema()["$defs"]["ImpactDocument"]["required"]
    ['format', 'version', 'internal', 'policy', 'report']
    """
    return schema_of(form_of(ImpactDocument), "impact_report")


def outcome_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the JSON of the report on waits.

    Examples
    --------
    >>> outcome_schema()["$defs"]["OutcomeDocument"]["required"]
    ['format', 'version', 'internal', 'policy', 'report']
    """
    return schema_of(form_of(OutcomeDocument), "outcome_report")
