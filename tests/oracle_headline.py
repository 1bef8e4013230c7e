"""Slow, literal twins of the headline figures, one person after the other.

A record is a mapping of the cells of a line; a day is a day number. All days
are certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["convicted", "freed", "supported"]

Record = Mapping[str, object]
Days = tuple[int, int]
"""First and last day of a period."""

CLEAR = ("material", "led")
SHOWN = ("self_reported", "documented", "partner_confirmed")


def _within(record: Record, period: Days) -> bool:
    return period[0] <= _day(record) <= period[1]


def _day(record: Record) -> int:
    day = record["day"]
    assert isinstance(day, int)
    return day


def _clear(record: Record) -> bool:
    return record["contribution"] in CLEAR and record["evidence"] in SHOWN


def freed(milestones: list[Record], period: Days) -> int:
    """Count the people freed."""
    found = set()
    for rescue in milestones:
        if rescue["code"] != "rescued" or not _within(rescue, period) or not _clear(rescue):
            continue
        same = [
            m for m in milestones if (m["who"], m["episode"]) == (rescue["who"], rescue["episode"])
        ]
        refuted = [_day(m) for m in same if m["code"] == "not_a_victim" and _day(m) >= _day(rescue)]
        proved = [_day(m) for m in same if m["code"] == "victim_status_granted"]
        if not refuted or any(day > max(refuted) for day in proved):
            found.add(rescue["who"])
    return len(found)


def supported(
    support: list[Record], milestones: list[Record], period: Days, *, new: bool = False
) -> int:
    """Count the people supported, or those of them who were not before."""
    count = 0
    for who in {record["who"] for record in support} - _refuted(milestones):
        own = [r for r in support if r["who"] == who and r["ours"] and r["specialist"]]
        instances = {(_day(r), r["service"], r["professional"]) for r in own}
        done = [i for i in instances if i[0] <= period[1]]
        before = [i for i in instances if i[0] < period[0]]
        inside = [i for i in done if i[0] >= period[0]]
        count += len(done) >= 2 and bool(inside) and not (new and len(before) >= 2)
    return count


def _refuted(milestones: list[Record]) -> set[object]:
    """Return who was found not to be a victim, and not recognised as one later."""
    found = set()
    for who in {m["who"] for m in milestones if m["code"] == "not_a_victim"}:
        own = [m for m in milestones if m["who"] == who]
        refuted = max(_day(m) for m in own if m["code"] == "not_a_victim")
        proved = [_day(m) for m in own if m["code"] == "victim_status_granted"]
        if not any(day > refuted for day in proved):
            found.add(who)
    return found


def convicted(proceedings: list[Record], period: Days) -> tuple[int, int]:
    """Count the people convicted, and their convictions."""
    first: dict[tuple[object, object], int] = {}
    for row in proceedings:
        stands = row["code"] in ("convicted", "pleaded_guilty") and not _quashed(row, proceedings)
        if stands and row["related"] and row["supported"] != "none" and _clear(row):
            key = (row["who"], row["case"])
            first[key] = min(first.get(key, _day(row)), _day(row))
    inside = [key for key, day in first.items() if period[0] <= day <= period[1]]
    return len({who for who, _ in inside}), len(inside)


def _quashed(verdict: Record, proceedings: Iterable[Record]) -> bool:
    return any(
        row["code"] == "conviction_quashed"
        and (row["who"], row["case"]) == (verdict["who"], verdict["case"])
        and _day(row) >= _day(verdict)
        for row in proceedings
    )
