"""One survivor's journey, for internal work only."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import polars as pl

from recovery.days import EARLIEST, LATEST, iso_day
from recovery.errors import JourneyError
from recovery.register.cells import latest
from recovery.register.columns import HISTORY
from recovery.register.schema import TABLES
from recovery.vocabulary import Vocabulary

__all__ = ["INTERNAL", "Journey", "Step", "journey_of"]

INTERNAL = "internal: a view of one person, not for release"

_HIDDEN = {column.name for column in HISTORY} | {"survivor_id", "recorded_on_latest"}
_HIDDEN |= {"superseded_on_latest", "accused_id", "case_id"}


@attrs.frozen
class Step:
    """One thing that happened.

    Attributes
    ----------
    earliest, latest
        First and last day on which it can have happened, as days since
        1970-01-01; equal where the day is certain.
    what
        Its code: a milestone, an instrument, a service.
    track
        ``support``, ``repatriation`` or ``prosecution``.
    details
        What else was recorded about it.
    """

    earliest: int
    latest: int
    what: str
    track: str
    details: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def when(self) -> str:
        """The day in words: ``2021-03-14``, a span, or ``unknown``."""
        if self.earliest == self.latest:
            return iso_day(self.earliest)
        if (self.earliest, self.latest) == (EARLIEST, LATEST):
            return "unknown"
        return f"{iso_day(self.earliest)}/{iso_day(self.latest)}"


@attrs.frozen(repr=False)
class Journey:
    """All that was known of one survivor on a day.

    Attributes
    ----------
    survivor_id, as_of
        Whose journey, and the ISO day on which it was known.
    support, repatriation, prosecution
        The three tracks, each in order of time. Nothing about an accused
        person is here but that a case of the survivor's went on.
    assessments, services
        What was asked, and what was delivered, in order of time.
    """

    survivor_id: str
    as_of: str
    support: tuple[Step, ...] = ()
    repatriation: tuple[Step, ...] = ()
    prosecution: tuple[Step, ...] = ()
    assessments: tuple[Step, ...] = ()
    services: tuple[Step, ...] = ()
    internal: str = INTERNAL

    def _parts(self) -> Iterator[tuple[str, tuple[Step, ...]]]:
        for name in ("support", "repatriation", "prosecution", "assessments", "services"):
            if steps := getattr(self, name):
                yield name, steps

    def __repr__(self) -> str:
        lines = [f"Journey of {self.survivor_id} as known on {self.as_of} ({self.internal})"]
        for name, steps in self._parts():
            lines.append(f"  {name}")
            lines += [f"    {step.when:<22}{step.what}" for step in steps]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td>{step.when}</td><td>{html.escape(step.what)}</td></tr>"
            for name, steps in self._parts()
            for step in steps
        )
        return (
            f"<p><strong>{self.internal}</strong></p>"
            f"<p>{html.escape(self.survivor_id)}, as known on {self.as_of}</p>"
            f"<table><tr><th>part</th><th>when</th><th>what</th></tr>{rows}</table>"
        )


def journey_of(
    survivor_id: str, tables: Mapping[str, pl.DataFrame], day: int, vocabulary: Vocabulary
) -> Journey:
    """Collect one survivor's journey from the tables of a snapshot.

    Raises
    ------
    JourneyError
        If the survivor is not in the tables.
    """
    known = tables["survivors"]["survivor_id"].cast(pl.String)
    if not (known == survivor_id).any():
        message = (
            f"this survivor_id was not known on {iso_day(day)}: use one that is in "
            "snapshot.tables['survivors'] (an id that was merged into another is not)"
        )
        raise JourneyError(message)
    own = {
        name: frame.filter(pl.col("survivor_id").cast(pl.String) == survivor_id)
        for name, frame in tables.items()
        if "survivor_id" in frame.columns
    }
    milestones = [
        attrs.evolve(step, track=vocabulary.milestones[step.what].track)
        for step in _steps(own, "milestones", "milestone", "support")
    ]
    return Journey(
        survivor_id=survivor_id,
        as_of=iso_day(day),
        support=tuple(step for step in milestones if step.track != "repatriation"),
        repatriation=tuple(step for step in milestones if step.track == "repatriation"),
        prosecution=_in_order(
            [
                *_steps(own, "participation", "event", "prosecution"),
                *_case_steps(own, tables),
            ]
        ),
        assessments=_steps(own, "assessments", "instrument", "support"),
        services=_steps(own, "support", "service", "support"),
    )


def _case_steps(own: Mapping[str, pl.DataFrame], tables: Mapping[str, pl.DataFrame]) -> list[Step]:
    """Return the events of the survivor's cases that are not about one accused."""
    if "cases" not in own or "proceedings" not in tables:
        return []
    cases = own["cases"]["case_id"].unique()
    rows = tables["proceedings"].filter(
        pl.col("case_id").is_in(cases.implode()), pl.col("accused_id").is_null()
    )
    return list(_steps({"proceedings": rows}, "proceedings", "event", "prosecution"))


def _steps(own: Mapping[str, pl.DataFrame], table: str, what: str, track: str) -> tuple[Step, ...]:
    frame = own.get(table)
    occurred = TABLES[table].occurred
    if frame is None or occurred is None:
        return ()
    taken = {what, occurred, latest(occurred)} | _HIDDEN
    rows = frame.with_columns(pl.col(occurred, latest(occurred)).cast(pl.Int32)).to_dicts()
    return _in_order(
        [
            Step(
                earliest=row[occurred],
                latest=row[latest(occurred)],
                what=row[what],
                track=track,
                details={k: v for k, v in row.items() if k not in taken and v is not None},
            )
            for row in rows
            if row[occurred] is not None
        ]
    )


def _in_order(steps: list[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: (step.earliest, step.latest, step.what)))
