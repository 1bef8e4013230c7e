"""Instruments as data: one file each, or one for a small family.

Each number stands with its population and source; what could not be verified
is absent and listed in :attr:`Instrument.lacks`. Item wording is never here.
"""

from __future__ import annotations

from recovery.vocabulary.instruments.anti_trafficking import ASO, CAST_NEEDS, OHTS
from recovery.vocabulary.instruments.cantril import CANTRIL
from recovery.vocabulary.instruments.children import CRIES8, SDQ
from recovery.vocabulary.instruments.core10 import CORE10
from recovery.vocabulary.instruments.dass21 import DASS21
from recovery.vocabulary.instruments.figures import (
    Bands,
    Category,
    Cutoff,
    Figure,
    Mean,
    Reliability,
    ReliableChange,
    SmallestChange,
    Source,
)
from recovery.vocabulary.instruments.gad7 import GAD7
from recovery.vocabulary.instruments.goals import GAS, GBO
from recovery.vocabulary.instruments.instrument import Instrument
from recovery.vocabulary.instruments.k10 import K10
from recovery.vocabulary.instruments.parts import (
    COMPLETE,
    Ages,
    Coding,
    GapRule,
    ItemOrder,
    Licence,
    Scale,
)
from recovery.vocabulary.instruments.pcl5 import PCL5
from recovery.vocabulary.instruments.phq9 import PHQ9
from recovery.vocabulary.instruments.rses import RSES
from recovery.vocabulary.instruments.swemwbs import SWEMWBS
from recovery.vocabulary.instruments.who5 import WHO5
from recovery.vocabulary.instruments.whodas12 import WHODAS12
from recovery.vocabulary.instruments.whoqolbref import WHOQOLBREF

__all__ = [
    "COMPLETE",
    "INSTRUMENTS",
    "Ages",
    "Bands",
    "Category",
    "Coding",
    "Cutoff",
    "Figure",
    "GapRule",
    "Instrument",
    "ItemOrder",
    "Licence",
    "Mean",
    "Reliability",
    "ReliableChange",
    "Scale",
    "SmallestChange",
    "Source",
]

INSTRUMENTS: tuple[Instrument, ...] = (
    PHQ9,
    GAD7,
    PCL5,
    CORE10,
    DASS21,
    K10,
    WHO5,
    SWEMWBS,
    WHOQOLBREF,
    WHODAS12,
    RSES,
    CANTRIL,
    GAS,
    GBO,
    OHTS,
    ASO,
    CAST_NEEDS,
    CRIES8,
    SDQ,
)
