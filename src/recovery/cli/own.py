"""An organisation's own indicators, as a command is told of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from recovery.cli.foreign import vocabulary_of

if TYPE_CHECKING:
    from recovery.indicators import Indicator

__all__ = ["own_cards", "read_own"]


def read_own(asked: argparse.Namespace) -> tuple[Indicator, ...]:
    """Read the cards of the file that is named; there are none where no file is."""
    if asked.indicators is None:
        if asked.only_own:
            asked.wrong("--only-own goes with --indicators FILE")
        return ()
    from recovery.indicators import read_cards

    return read_cards(asked.indicators, vocabulary=vocabulary_of(asked.vocabulary))


def own_cards(
    asked: argparse.Namespace,
) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """Return headline figures and outcomes, with those of the file in them."""
    from recovery.indicators import adopt

    known = vocabulary_of(asked.vocabulary)
    return adopt(read_own(asked), only=asked.only_own, vocabulary=known)
