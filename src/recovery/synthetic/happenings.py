"""The milestones of all survivors, gathered code by code and written as one table."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.synthetic import rates
from recovery.synthetic.follow import Sight
from recovery.synthetic.frames import (
    Draft,
    among,
    dates,
    names,
    some_uncertain,
    spread,
    take,
    words,
)
from recovery.synthetic.hazards import Days
from recovery.synthetic.people import Lives
from recovery.vocabulary import VOCABULARY

__all__ = ["HARMLESS", "Happenings", "Milestones", "milestones_tables"]

CODES = VOCABULARY.codes("milestones")
_PLACE = {code: np.uint8(place) for place, code in enumerate(CODES)}
_UNDONE = {milestone.undone_by for milestone in VOCABULARY.milestones.values()}
HARMLESS = tuple(
    code
    for code, *_ in rates.FURTHER_MILESTONES
    if code not in _UNDONE
    and not VOCABULARY.milestones[code].undone_by
    and code not in VOCABULARY.pathways["support"].enters
)
"""Milestones that no clock, state or other milestone hangs on: their days may be doubtful."""

_SOURCES = {"case_file": 0.6, "partner": 0.2, "police": 0.12, "self_report": 0.08}
_EVIDENCE = {"documented": 0.35, "partner_confirmed": 0.15, "self_reported": 0.15, "": 0.35}
_ROLES = {"led": 0.25, "material": 0.4, "informed": 0.2, "none": 0.15}
_KINDS = {"intelligence": 0.4, "intelligence;direct_assistance": 0.25, "direct_assistance": 0.2,
          "tactical_advice": 0.1, "oversight": 0.05}  # fmt: skip
_KINDS_HOME = {"oversight;assistance": 0.8, "assistance": 0.15, "oversight": 0.05}
_RESULTS = {"safe": 0.82, "unsafe": 0.08, "moved_on": 0.10}
_FOLLOW_UPS = tuple(code for code in CODES if code.startswith("follow_up"))
_AT_HOME = ("arrived_in_country", "arrived_home")


@attrs.frozen(eq=False)
class Milestones:
    """One row a milestone, as numbers: who, which code, when, in which episode."""

    who: npt.NDArray[np.int32]
    code: npt.NDArray[np.uint8]
    day: Days
    episode: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.who)

    def of(self, *codes: str) -> npt.NDArray[np.bool_]:
        """Say which rows have one of some codes."""
        wanted = np.zeros(len(CODES), dtype=bool)
        wanted[[_PLACE[code] for code in codes]] = True
        found: npt.NDArray[np.bool_] = wanted[self.code]
        return found


@attrs.frozen(eq=False)
class Happenings:
    """Collects what is seen to happen."""

    sight: Sight
    parts: list[Milestones] = attrs.field(factory=list)

    def add(
        self,
        code: str,
        day: Days,
        *,
        who: npt.NDArray[np.integer] | None = None,
        episode: int = 1,
        unseen: bool = False,
    ) -> npt.NDArray[np.bool_]:
        """Add a milestone on a day for each survivor (of ``who``), where it is seen.

        Returns
        -------
        numpy.ndarray of bool
            Where it was.
        """
        people = np.arange(len(day)) if who is None else who
        kept = day <= rates.CUT if unseen else self.sight.sees(day, people)
        rows = np.flatnonzero(kept)
        self.parts.append(
            Milestones(
                people[rows].astype(np.int32),
                np.full(len(rows), _PLACE[code]),
                day[rows].astype(np.int32),
                np.full(len(rows), episode, dtype=np.uint8),
            )
        )
        return kept

    def collected(self) -> Milestones:
        """Return all of them, by survivor and day."""
        who = np.concatenate([part.who for part in self.parts])
        code = np.concatenate([part.code for part in self.parts])
        day = np.concatenate([part.day for part in self.parts])
        episode = np.concatenate([part.episode for part in self.parts])
        self.parts.clear()
        order = np.argsort(
            (who.astype(np.int64) << 24) | (day.astype(np.int64) << 8) | code, kind="stable"
        )
        return Milestones(who[order], code[order], day[order], episode[order])


def milestones_tables(
    rng: np.random.Generator, rows: Milestones, lives: Lives, ids: pl.Series, nationality: pl.Series
) -> dict[str, Draft]:
    """Return the milestones, and the operations in which survivors were rescued."""
    rescued = np.flatnonzero(rows.of("rescued"))
    operations, operation_ids = _operations(rng, rows.day[rescued])
    n = len(rows)
    columns = {
        "survivor_id": take(ids, rows.who),
        "milestone": words(CODES, rows.code.astype(np.int64)),
        "occurred_on": some_uncertain(rng, rows.day, rows.of(*HARMLESS), rates.SHARES["uncertain"]),
        "episode": pl.Series(rows.episode),
        **_parts(rng, n, rescued, np.flatnonzero(rows.of("arrived_home"))),
        "evidence": words((*tuple(_EVIDENCE)[:-1], None), among(rng, _EVIDENCE, n)),
        "operation_id": _at(n, rescued, operation_ids),
        "destination_country": _where(rows.of(*_AT_HOME), nationality, rows.who),
        "reason": _drawn(rng, rows.of("unplanned_exit"), rates.EXIT_REASONS),
        "result": _drawn(rng, rows.of(*_FOLLOW_UPS), _RESULTS),
        "source": words(tuple(_SOURCES), among(rng, _SOURCES, n)),
    }
    known_from = lives.first_contact[rows.who]
    return {"milestones": Draft(columns, rows.day, known_from), "operations": operations}


def _parts(
    rng: np.random.Generator, n: int, rescued: npt.NDArray[np.intp], home: npt.NDArray[np.intp]
) -> dict[str, pl.Series]:
    """Draw which part the organisation had in rescues and in arrivals at home."""
    apart = rng.spawn(1)[0]  # what is drawn for arrivals moves no other draw
    where = np.concatenate([rescued, home])
    roles, kinds = (
        pl.concat([words(tuple(first), one), words(tuple(second), other)])
        for first, one, second, other in (
            (_ROLES, among(rng, _ROLES, len(rescued)), _ROLES, among(apart, _ROLES, len(home))),
            (
                _KINDS,
                among(rng, _KINDS, len(rescued)),
                _KINDS_HOME,
                among(apart, _KINDS_HOME, len(home)),
            ),
        )
    )
    return {"contribution": _at(n, where, roles), "contribution_kind": _at(n, where, kinds)}


def _at(n: int, rows: npt.NDArray[np.intp], values: pl.Series) -> pl.Series:
    """Put values at some rows of an otherwise empty column."""
    place = np.full(n, len(values), dtype=np.uint32)
    place[rows] = np.arange(len(values))
    return take(pl.concat([values, pl.Series([None], dtype=pl.String)]), place)


def _where(
    kept: npt.NDArray[np.bool_], pool: pl.Series, index: npt.NDArray[np.integer]
) -> pl.Series:
    rows = np.flatnonzero(kept)
    return _at(len(kept), rows, take(pool, index[rows]))


def _drawn(
    rng: np.random.Generator, kept: npt.NDArray[np.bool_], shares: dict[str, float]
) -> pl.Series:
    rows = np.flatnonzero(kept)
    return _at(len(kept), rows, words(tuple(shares), among(rng, shares, len(rows))))


def _operations(rng: np.random.Generator, days: Days) -> tuple[Draft, pl.Series]:
    """Group rescues of one day into operations; return these and the id of each rescue."""
    a_day = max(1, len(days) // 12_000)
    held, which = np.unique(
        days.astype(np.int64) * a_day + spread(rng, len(days), 0, a_day - 1), return_inverse=True
    )
    held_on = (held // a_day).astype(np.int32)
    pool = names("O", len(held))
    unidentified = rng.poisson(0.4, len(held)).astype(np.int32)
    columns = {
        "operation_id": pool,
        "held_on": dates(held_on),
        "unidentified": pl.Series(unidentified),
    }
    return Draft(columns, held_on, held_on), take(pool, which)
