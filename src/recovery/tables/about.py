"""What a table or a result is: the label that travels with the numbers."""

from __future__ import annotations

import attrs

__all__ = ["CONSENT_NOT_RECORDED", "COUNTS", "About"]

CONSENT_NOT_RECORDED = "consent not recorded"
"""Note on figures from records that hold no consents; such figures cannot be released."""

COUNTS = {"counts": True}
"""Metadata of a field that counts people, by which disclosure control finds it."""


@attrs.frozen
class About:
    """What a table or a result is about; estimators copy it along unread.

    Attributes
    ----------
    clock
        The clock in words: subject, origin, outcome, competing events, and
        what censors it.
    subject
        Who is counted: ``survivor``, ``return``, ``episode`` …
    as_of
        ISO day on which the records were known.
    purpose
        The purpose of consent that the records serve.
    attrition
        ``(reason, count)`` in order: how many there were, then how many were
        left out for each reason.
    notes
        What a reader must know to read the numbers rightly.
    method
        How the numbers were made, set by the estimator.
    level
        Coverage of the intervals; ``None`` when there are none.

    Examples
    --------
    >>> About(clock="intake to safe housing").noting("few at risk").notes
    ('few at risk',)
    """

    clock: str = ""
    subject: str = ""
    as_of: str = ""
    purpose: str = ""
    attrition: tuple[tuple[str, int], ...] = attrs.field(default=(), metadata=COUNTS)
    notes: tuple[str, ...] = ()
    method: str = ""
    level: float | None = None

    def noting(self, *notes: str) -> About:
        """Return the same with these notes added, each of them once."""
        return attrs.evolve(self, notes=tuple(dict.fromkeys(self.notes + notes)))
