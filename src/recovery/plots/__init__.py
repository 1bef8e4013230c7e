"""Figures of results; what is not protected is marked as internal."""

from __future__ import annotations

from recovery.plots.figure import plot
from recovery.plots.vector import svg

__all__ = ["plot", "svg"]
