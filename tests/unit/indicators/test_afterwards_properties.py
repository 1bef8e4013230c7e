"""What became of people: as told literally, and with shares that never leave their bounds."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_afterwards import Life, lives, occupied
from recovery.days import day_number, iso_day
from recovery.indicators import afterwards_of
from recovery.indicators.reached import CODES
from recovery.indicators.safety import FOLLOW_UPS
from recovery.register import Snapshot, read_register
from recovery.results import Afterwards

START = day_number("2020-01-01")
WHO = "ABCDE"
MARKS = (1, 30, 91, 200, 366)
STATES = ("safely housed", "in work or school", "home and safe")
ROUNDING = 1e-9
EXAMPLES = 15


@st.composite
def written_days(draw: st.DrawFn) -> str:
    """Return a day as it is written: mostly certain, or a span, a month, a year, or unknown."""
    day = START + draw(st.integers(-60, 420))
    kind = draw(st.sampled_from(("day", "day", "day", "day", "span", "month", "year", "unknown")))
    if kind == "span":
        return f"{iso_day(day)}/{iso_day(day + draw(st.integers(1, 60)))}"
    return {"day": iso_day(day), "month": iso_day(day)[:7], "year": iso_day(day)[:4]}.get(
        kind, kind
    )


results = st.sampled_from(("safe", "ok", "unsafe", "moved_on", "unknown", None))
reached = st.tuples(
    st.sampled_from(WHO), st.sampled_from((*CODES, *FOLLOW_UPS[:2])), written_days(), results
)
contacted = st.tuples(
    st.sampled_from(WHO),
    written_days(),
    st.sampled_from(("reached", "reached", "not_reached", None)),
    st.sampled_from(("safe", "safe", "unsafe", "re_exploited", "not_assessed", None)),
)
Reach = tuple[str, str, str, str | None]
Contact = tuple[str, str, str | None, str | None]
reaches = st.lists(reached, max_size=30, unique_by=lambda row: row[:3])
contacts = st.lists(contacted, max_size=15, unique_by=lambda row: row[:3])
origins = st.fixed_dictionaries({who: st.integers(0, 60) for who in WHO})
as_ofs = st.sampled_from(("2020-03-01", "2020-12-31", "2022-12-31"))
withins = st.sampled_from((0, 30, 91))


def records(milestones: list[Reach], said: list[Contact], as_of: str) -> Snapshot:
    schema = ("survivor_id", "milestone", "occurred_on", "result")
    calls = ("survivor_id", "contacted_on", "result", "safety")
    frames = {
        "survivors": pl.DataFrame({"survivor_id": list(WHO)}),
        "milestones": pl.DataFrame(
            milestones, schema=dict.fromkeys(schema, pl.String), orient="row"
        ),
        "contacts": pl.DataFrame(said, schema=dict.fromkeys(calls, pl.String), orient="row"),
    }
    return read_register(frames).as_of(as_of)


def followed(known: Snapshot, days: dict[str, int], within: int) -> tuple[Afterwards, list[Life]]:
    counted = {who: START + day for who, day in days.items()}
    people = pl.DataFrame({"survivor_id": list(counted), "day": list(counted.values())})
    found = afterwards_of(known, people, days=MARKS, within=within)
    return found, lives(known, counted, within)


@settings(max_examples=EXAMPLES)
@given(reaches, contacts, origins, as_ofs, withins)
def test_counts_and_shares_are_those_of_the_literal_twin(
    milestones: list[Reach], said: list[Contact], days: dict[str, int], as_of: str, within: int
) -> None:
    found, everyone = followed(records(milestones, said, as_of), days, within)
    for place, mark in enumerate(MARKS):
        fates = [life.fate(life.origin + mark) for life in everyone]
        assert {n: int(c[place]) for n, c in found.fates.items() if c[place]} == {
            fate: fates.count(fate) for fate in fates
        }
        lost = [life for life, fate in zip(everyone, fates, strict=True) if fate == "lost"]
        assert found.on_record[place] == sum(life.gone() for life in lost)
        here = [life for life, fate in zip(everyone, fates, strict=True) if fate == "in touch"]
        for state in STATES:
            held = sum(life.holds(state, life.origin + mark) for life in here)
            assert found.states[state][place] == held, state
        for course, names in (("harms", ("died", "re-trafficked")), *((s, (s,)) for s in STATES)):
            expected = occupied(everyone, course, mark)
            for name in names:
                share = float(found.share[name][place])
                if expected is None:
                    assert math.isnan(share)
                else:
                    assert math.isclose(share, expected.get(name, 0), abs_tol=ROUNDING), name


@settings(max_examples=EXAMPLES)
@given(reaches, contacts, origins, as_ofs, withins, st.randoms())
def test_shares_lie_within_their_bounds(
    milestones: list[Reach],
    said: list[Contact],
    days: dict[str, int],
    as_of: str,
    within: int,
    random: Random,
) -> None:
    found, _ = followed(records(milestones, said, as_of), days, within)
    assert (np.sum(list(found.fates.values()), axis=0) == found.people).all()
    assert (found.on_record <= found.fates["lost"]).all()
    for name, count in found.states.items():
        assert (count <= found.known[name]).all()
        assert (found.known[name] <= found.fates["in touch"]).all()
    for name, low in found.at_least.items():
        assert (low <= found.at_most[name] + ROUNDING).all()
        assert (found.at_most[name] <= 1 + ROUNDING).all()
    unknown = found.fates["lost"] + found.fates["not yet known"]
    for name, share in found.share.items():
        told = ~np.isnan(share)
        assert (found.at_least[name][told] <= share[told] + ROUNDING).all(), name
        assert (share[told] <= found.at_most[name][told] + ROUNDING).all(), name
        counts = {**found.fates, **found.states}[name] / found.people
        assert told[unknown == 0].all()
        assert np.allclose(share[unknown == 0], counts[unknown == 0], rtol=0, atol=ROUNDING)
    random.shuffle(milestones)
    random.shuffle(said)
    again, _ = followed(records(milestones, said, as_of), days, within)
    for name, column in found.columns().items():
        assert column.tolist() == again.columns()[name].tolist() or np.array_equal(
            column, again.columns()[name], equal_nan=True
        )


@settings(max_examples=EXAMPLES)
@given(reaches, contacts, origins)
def test_who_is_seen_often_enough_is_counted_as_estimated(
    milestones: list[Reach], said: list[Contact], days: dict[str, int]
) -> None:
    """A contact on the day of the data follows everybody up to it, but for those in doubt."""
    calls: list[Contact] = [(who, "2022-12-31", "reached", None) for who in WHO]
    found, _ = followed(records(milestones, said + calls, "2022-12-31"), days, 0)
    assert not found.fates["lost"].any()
    for name, share in found.share.items():
        counts = {**found.fates, **found.states}[name]
        assert np.allclose(share, counts / found.people, rtol=0, atol=ROUNDING)
