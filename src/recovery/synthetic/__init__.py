"""Invented registers of known truth: seeded, made in one go, every table filled."""

from recovery.synthetic.invent import Invented, invented_register
from recovery.synthetic.truth import Truth
from recovery.synthetic.write import write_example

__all__ = ["Invented", "Truth", "invented_register", "write_example"]
