"""Invented registers of known truth: seeded, made in one go, every table filled."""

from recovery.synthetic.invent import Invented, invented_register
from recovery.synthetic.truth import Truth

__all__ = ["Invented", "Truth", "invented_register"]
