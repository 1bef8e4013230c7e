"""The rule of an indicator as a document tells it: to be read, not to be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from recovery.errors import DefinitionError
from recovery.indicators.courses import Course, course_of

if TYPE_CHECKING:
    from recovery.days import Period
    from recovery.indicators import Indicator, Rule
    from recovery.register import Snapshot
    from recovery.results import IndicatorResult

__all__ = ["RuleInWords", "in_words"]


@attrs.frozen(kw_only=True)
class RuleInWords:
    """What a rule says, without the program behind it.

    Attributes
    ----------
    in_words
        The rule in plain sentences.
    needs
        The tables that it reads, each with the columns it cannot do without.
    course
        Whom it follows, to what and by which day, so that figures that came
        back are protected like those that were written.
    """

    in_words: str
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    course: Course | None = None

    def measure(
        self, known: Snapshot, card: Indicator, period: Period, purpose: str | None
    ) -> IndicatorResult:
        """Refuse: the words of a rule cannot be run.

        Raises
        ------
        DefinitionError
            Always.
        """
        del known, period, purpose
        message = (
            f"the card of {card.code!r} came from JSON, which holds its rule in words only: "
            "evaluate the card of the catalogue that it was written from"
        )
        raise DefinitionError(message)


def in_words(rule: Rule) -> RuleInWords:
    """Return what a rule says.

    Examples
    --------
    >>> in_words(RuleInWords(in_words="Every intake counts."))
    RuleInWords(in_words='Every intake counts.', needs=(), course=None)
    """
    return RuleInWords(in_words=rule.in_words, needs=rule.needs, course=course_of(rule))
