"""What became of people, taken literally: one person, one day, one question after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import attrs

from recovery.register import Snapshot

PAIRS = {
    "safely housed": ({"safe_housing"}, {"housing_lost"}),
    "home and safe": ({"arrived_home"}, {"return_failed"}),
}
WORK = {"employed", "own_business", "employment_confirmed"}
SCHOOL = ({"school_enrolled"}, {"school_left"})
LEFT = {"lost_contact", "unplanned_exit", "withdrew_from_service"}
BACK = {"recontacted", "consented_to_service"}
NOTHING = {None, "not_asked", "declined", "not_applicable", "unknown"}

Days = tuple[int, int]


def days_of(rows: Iterable[Mapping[str, Any]], name: str, today: int) -> list[tuple[Days, Any]]:
    """Return between which days each row lies, as far as it can have come by today, and the row."""
    found = []
    for row in rows:
        first, last = (row[column].toordinal() - 719163 for column in (name, f"{name}_latest"))
        if first <= today:
            found.append(((first, min(last, today)), row))
    return found


def overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@attrs.frozen
class Life:
    """The records of one person who was counted on a day."""

    origin: int
    today: int
    milestones: list[tuple[Days, Any]]
    contacts: list[tuple[Days, Any]]
    within: int

    def reached(self, codes: set[str]) -> list[Days]:
        return [days for days, row in self.milestones if row["milestone"] in codes]

    def words(self) -> list[tuple[Days, str]]:
        found = []
        for days, row in self.contacts:
            word = row["safety"]
            if word in ("unsafe", "re_exploited") or (
                word == "safe" and row["result"] == "reached"
            ):
                found.append((days, word))
        for days, row in self.milestones:
            if row["milestone"].startswith("follow_up_") and row["result"] not in NOTHING:
                found.append((days, "safe" if row["result"] in ("safe", "ok") else "unsafe"))
        return found

    def last_contact(self) -> int:
        certain = [days[0] for days, _ in self.milestones if days[0] == days[1]]
        reached = [days[0] for days, row in self.contacts if row["result"] == "reached"]
        return max([self.origin, *certain, *reached])

    def harm(self, fate: str) -> list[Days]:
        if fate == "died":
            return [(a, max(b, self.origin)) for a, b in self.reached({"died"})]
        words = [days for days, word in self.words() if word == "re_exploited"]
        found = self.reached({"re_trafficked"}) + words
        return [days for days in found if days[1] > self.origin]

    def until(self) -> int:
        """Return the last day on which they were in touch if they came to no harm."""
        contact = self.last_contact()
        end = contact if self.gone() else contact + self.within
        for first, last in self.harm("died") + self.harm("re-trafficked"):
            if first < last:
                end = min(end, max(contact, first - 1))
        return min(end, self.today)

    def gone(self) -> bool:
        left, back = self.reached(LEFT), self.reached(BACK)
        since = max((a for a, _ in left), default=None)
        if since is None or max(b for _, b in left) < self.last_contact():
            return False
        return all(b < since for _, b in back)

    def fate(self, day: int) -> str:
        for fate in ("died", "re-trafficked"):
            if any(last <= day for _, last in self.harm(fate)):
                return fate
        if day > self.today:
            return "not yet known"
        return "in touch" if self.until() >= day else "lost"

    def lasts(self, pair: tuple[set[str], set[str]], day: int) -> int | None:
        """Return since when it has surely lasted, if it has."""
        ends = self.reached(pair[1])
        begins = [b for b in self.reached(pair[0]) if not any(overlap(b, e) for e in ends)]
        since = max((last for _, last in begins if last <= day), default=None)
        if since is None or any(since <= first <= day for first, _ in ends):
            return None
        return since

    def safely(self, state: str, day: int) -> bool:
        since = self.lasts(PAIRS[state], day)
        if since is None:
            return False
        bad = [days for days, word in self.words() if word != "safe"]
        good = [days for days, word in self.words() if word == "safe"]
        good = [g for g in good if not any(overlap(g, b) for b in bad)]
        calm = max([since, *(last for _, last in good if last <= day)])
        return not any(calm <= end <= day for each in bad for end in each)

    def in_work(self, day: int) -> bool:
        since = self.lasts((WORK, {"employment_lost"}), day)
        if since is None:
            return False
        told = [last for _, last in self.reached({"employment_confirmed"})]
        told += [first for first, _ in self.reached({"employment_lost"})]
        return day - since <= 183 or any(other >= day for other in told)

    def holds(self, state: str, day: int) -> bool:
        if state in PAIRS:
            return self.safely(state, day)
        return self.in_work(day) or self.lasts(SCHOOL, day) is not None

    def harmed(self) -> int | None:
        days = [last for fate in ("died", "re-trafficked") for _, last in self.harm(fate)]
        return min(days, default=None)

    def course(self, state: str, day: int) -> str:
        """Return where they were in the course that a share is estimated from."""
        if state == "harms":
            fate = self.fate(day)
            return fate if fate in ("died", "re-trafficked") else "neither"
        harmed = self.harmed()
        if harmed is not None and harmed <= day:
            return "harmed"
        return state if day <= self.until() and self.holds(state, day) else "not"


def lives(known: Snapshot, people: Mapping[str, int], within: int) -> list[Life]:
    """Return everybody's records."""
    today = known.day
    found = []
    for who, origin in people.items():
        rows = {
            table: [row for row in known.tables[table].to_dicts() if row["survivor_id"] == who]
            for table in ("milestones", "contacts")
        }
        milestones = days_of(rows["milestones"], "occurred_on", today)
        contacts = days_of(rows["contacts"], "contacted_on", today)
        found.append(Life(origin, today, milestones, contacts, within))
    return found


def occupied(everyone: list[Life], state: str, mark: int) -> dict[str, Fraction] | None:
    """Return the share in each place of a course on a day, day after day; ``None`` past it."""
    harmed = [life.harmed() for life in everyone]
    ends = [
        life.until() - life.origin if harm is None else harm - life.origin
        for life, harm in zip(everyone, harmed, strict=True)
    ]
    last = max(ends)
    if None not in harmed:
        last = max(last, mark)
    if mark > last:
        return None
    end = [e if h is None else last for e, h in zip(ends, harmed, strict=True)]
    was = [life.course(state, life.origin) for life in everyone]
    shares = counted(was)
    for day in range(1, mark + 1):
        now = [life.course(state, life.origin + day) for life in everyone]
        at_risk = [place for place, stop in enumerate(end) if stop >= day]
        if any(now[place] != was[place] for place in at_risk):
            shares = after_moves(shares, [(was[place], now[place]) for place in at_risk])
        was = now
    return shares


def after_moves(shares: dict[str, Fraction], moves: list[tuple[str, str]]) -> dict[str, Fraction]:
    """Let each share go where those followed went who were there."""
    found: dict[str, Fraction] = {}
    for place, share in shares.items():
        went = counted([to for at, to in moves if at == place]) or {place: Fraction(1)}
        for to, part in went.items():
            found[to] = found.get(to, Fraction(0)) + share * part
    return found


def counted(places: list[str]) -> dict[str, Fraction]:
    return {place: Fraction(places.count(place), len(places)) for place in set(places)}
