"""What nobody can know at the origin, and by which groups may not be made from there on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recovery.register import Snapshot

__all__ = ["learned_later"]

MILESTONE = (
    "{0!r} is a milestone, and whoever waits longer has more time to reach it (immortal time): "
    "group those who still wait on some day by what they had reached by then, "
    "cohort.landmark(outcome, by={0!r}, day=91); or let it be a covariate of cox that changes on "
    "its day, in two rows a subject. A column of what held at the origin needs another name"
)
SERVICE = (
    "{0!r} is a service, and whoever waits longer receives more of it (immortal time): let it be "
    "a covariate of cox that changes on its day, in several rows a subject; or keep those who "
    "still wait on some day, recovery.tables.landmark(events, 91), and group them by what they "
    "had received by then"
)


def learned_later(
    snapshot: Snapshot, origin: str, names: Sequence[str], columns: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the names of what comes after the origin, each with what to do instead.

    A column that has the name of a milestone says whether it ever came, and is
    no better than the milestone itself. One that has the name of a service,
    such as education, may well say what held at the origin.
    """
    for name in names:
        if name in snapshot.vocabulary.milestones and name != origin:
            yield name, MILESTONE.format(name)
        elif name in snapshot.vocabulary.services and name not in columns:
            yield name, SERVICE.format(name)
