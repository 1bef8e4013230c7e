"""What part of a life, or of the work, outcomes are about: headings for readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recovery.disclosure import ShownIndicator
from recovery.indicators.outcomes_justice import JUSTICE, RETURNS
from recovery.indicators.outcomes_quality import QUALITY
from recovery.indicators.outcomes_recovery import RECOVERY
from recovery.indicators.outcomes_support import SUPPORT

__all__ = ["by_theme"]

THEMES = (
    ("Recovery", RECOVERY),
    ("Safety, home, work, and staying in touch", SUPPORT),
    ("Return", RETURNS),
    ("Justice", JUSTICE),
    ("Quality and cost", QUALITY),
)
OTHERS = "Further outcomes"


def by_theme(
    shown: Sequence[ShownIndicator],
) -> Iterator[tuple[str, tuple[ShownIndicator, ...]]]:
    """Yield each theme with its outcomes in their order; last those of the organisation's own."""
    of = {card.code: theme for theme, cards in THEMES for card in cards}
    for theme in (*(theme for theme, _ in THEMES), OTHERS):
        found = tuple(each for each in shown if of.get(each.code, OTHERS) == theme)
        if found:
            yield theme, found
