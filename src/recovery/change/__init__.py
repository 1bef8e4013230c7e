"""Change: scores again and again → whether lives got better, and whether it lasted."""

from __future__ import annotations

from recovery.change.cutoffs import cutoffs
from recovery.change.individual_change import individual_change
from recovery.norms import Norms

__all__ = ["Norms", "cutoffs", "individual_change"]
