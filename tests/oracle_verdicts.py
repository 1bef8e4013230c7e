"""A slow, literal twin of how proceedings ended: one accused, one charge after the other.

A record is a mapping of the cells of a line; a day is a day number. All days
are certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["ended"]

Record = Mapping[str, object]
Ending = tuple[object, object, str, int]
"""Case, accused, what ended it, and the day."""

CLOSES = (
    "accused_died",
    "unfit_to_plead",
    "acquitted",
    "conviction_quashed",
    "discontinued",
    "no_further_action",
    "sentenced",
)
UNSAID = "appealed"
REOPENS = ("charged", "charges_framed", "trial_started")


def _day(record: Record) -> int:
    day = record["day"]
    assert isinstance(day, int)
    return day


def _about(record: Record, charge: object) -> bool:
    return charge is None or record["charge"] in (None, charge)


def _guilty(record: Record) -> bool:
    return record["code"] in ("convicted", "pleaded_guilty")


def ended(proceedings: list[Record]) -> set[Ending]:
    """Return every conviction that stands, those unsaid of what, or else the last closing."""
    found: set[Ending] = set()
    for case, who in {(row["case"], row["who"]) for row in proceedings}:
        own = [row for row in proceedings if (row["case"], row["who"]) == (case, who)]
        stand = [row for row in own if _guilty(row) and _stands(row, own)]
        verdicts = {(case, who, str(row["code"]), _day(row)) for row in stand if row["related"]}
        unsaid = {(case, who, UNSAID, _day(row)) for row in stand if row["related"] is None}
        closed = {(case, who, code, day) for code, day in _last_closing(own)}
        found |= verdicts or unsaid or closed
    return found


def _stands(verdict: Record, own: list[Record]) -> bool:
    later = [r for r in own if _day(r) >= _day(verdict) and _about(r, verdict["charge"])]
    undone = [_day(r) for r in later if r["code"] in ("conviction_quashed", "retrial_ordered")]
    restored = [_day(r) for r in later if r["code"] == "conviction_upheld"]
    return not undone or (bool(restored) and max(restored) > max(undone))


def _last_closing(own: list[Record]) -> Iterator[tuple[str, int]]:
    charges = {row["charge"] for row in own} - {None} or {None}
    closings = [_closing(charge, own) for charge in charges]
    known = [closing for closing in closings if closing is not None]
    if len(known) == len(charges):
        day = max(day for _, day in known)
        yield min((code for code, on in known if on == day), key=CLOSES.index), day


def _closing(charge: object, own: list[Record]) -> tuple[str, int] | None:
    theirs = [r for r in own if _about(r, charge) or r["code"] == "accused_died"]
    closes = []
    for row in theirs:
        other = _guilty(row) and row["related"] is False
        code = "sentenced" if other else str(row["code"])
        if other or (code in CLOSES and code != "sentenced"):
            closes.append((code, _day(row)))
    if not closes:
        return None
    last = max(day for _, day in closes)
    code = min((code for code, day in closes if day == last), key=CLOSES.index)
    if not any(row["code"] == "accused_died" for row in theirs):
        for row in theirs:
            if row["code"] == "retrial_ordered" and _day(row) >= last:
                return None
            if row["code"] in REOPENS and _day(row) > last:
                return None
    return code, last
