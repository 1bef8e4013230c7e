"""Protected values as plain numbers, texts, lists and dictionaries: what JSON holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs

__all__ = ["FORMAT", "IMPACT_FORMAT", "plain"]

FORMAT = {"format": "recovery-report", "version": 1}
"""Name and version of the JSON form; a changed meaning raises the version."""
IMPACT_FORMAT = {"format": "recovery-impact", "version": 1}
"""The same of the impact report."""


def plain(value: object) -> Any:
    """Return a value made of what JSON knows; a number that is not known is ``None``.

    Examples
    --------
    >>> from recovery.disclosure import ShownEstimate
    >>> plain(ShownEstimate(value=0.5))["value"], plain(float("nan"))
    (0.5, None)
    """
    kind: Any = type(value)
    if attrs.has(kind):
        return {field.name: plain(getattr(value, field.name)) for field in attrs.fields(kind)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value
