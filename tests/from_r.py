"""Reads the reference values that R wrote into ``tests/reference``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RELATIVE = 1e-9
"""R and numpy multiply and add in another order; the files hold 15 digits."""

INTERVALS = ("plain", "log", "log-log", "logit", "arcsine")


def cases(name: str) -> list[dict[str, Any]]:
    """Read the cases of one file."""
    path = Path(__file__).parent / "reference" / f"{name}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


def numbers(values: Any) -> npt.NDArray[np.float64]:
    """Read R's numbers: a lone one comes without brackets, and NA and NaN are NaN."""
    listed = np.atleast_1d(np.array(values, dtype=object))
    return np.where(np.isin(listed, ["NA", "NaN"]), np.nan, listed).astype(np.float64)
