"""Whether the parts of a value that was read fit together, as those of one that was made do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recovery.days import span_of
from recovery.errors import RecordError
from recovery.results import Afterwards, Groups, Restatement, Results, Series

__all__ = ["check_fitting", "check_once"]


def check_once(pairs: Sequence[tuple[Any, Any]]) -> None:
    """Refuse pairs of which two have one name: one of them would be lost in silence.

    Raises
    ------
    RecordError
        If a name stands twice; it is not repeated.
    """
    if len({name for name, _ in pairs}) < len(pairs):
        message = "this JSON names something twice where each name may stand once: remove one"
        raise RecordError(message)


def check_fitting(value: object) -> None:
    """Refuse a value of which a part bears the name of another, or whose period is none.

    Raises
    ------
    RecordError
        With what does not fit, and where; no value is repeated.
    """
    kind = type(value).__name__
    if faults := tuple(_faults(value)):
        message = f"this JSON is of the form of {kind}, but its parts do not fit together:"
        raise RecordError(message, faults=faults)


def _faults(value: object) -> Iterator[str]:
    if isinstance(value, Results | Restatement | Afterwards) and not _is_period(value.period):
        yield "period must be two days written as 2022-03-01, the last not before the first"
    if isinstance(value, Results | Restatement | Groups):
        yield from _misnamed(value.parts)
    if isinstance(value, Series):
        for place, (name, results) in enumerate(value.items()):
            if name != "/".join(results.period):
                yield f"part {place} stands under another name than its own period"


def _misnamed(parts: Mapping[Any, Any]) -> Iterator[str]:
    """Yield what is a figure and stands under another code than its own."""
    for place, (name, part) in enumerate(parts.items()):
        if getattr(part, "code", name) != name:
            yield f"part {place} stands under another code than its own"


def _is_period(period: tuple[str, str]) -> bool:
    """Say whether two texts are days in order; of nobody both may be empty."""
    if period == ("", ""):
        return True
    days = [span_of(text) if len(text) == len("2022-03-01") else None for text in period]
    first, last = days
    return first is not None and last is not None and first[0] <= last[0]
