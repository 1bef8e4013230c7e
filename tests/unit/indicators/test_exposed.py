"""How long people were seen safe, beside a slow literal twin."""

from __future__ import annotations

import attrs
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle_exposed import literal_exposure
from recovery.cohort import select_cohort
from recovery.cohort.wait import Wait
from recovery.days import iso_day
from recovery.indicators.exposed import Exposed
from recovery.register import read_register

START, DAYS = 18_700, 20
PEOPLE = "ABC"

days = st.integers(-2, 10)
spans = st.tuples(days, st.integers(0, 4)).map(lambda span: (span[0], span[0] + span[1]))
Span = tuple[int, int]


@attrs.frozen
class Life:
    """When somebody was found exploited again, in either table, died, and was safe."""

    milestones: list[Span]
    contacts: list[Span]
    died: list[int]
    safe: list[int]


lives = st.builds(
    Life,
    st.lists(spans, max_size=2),
    st.lists(spans, max_size=2),
    st.lists(days, max_size=1),
    st.lists(days, max_size=3),
)


def written(span: Span) -> str:
    return "/".join(iso_day(START + day) for day in span)


@settings(max_examples=60, deadline=None)
@given(st.lists(lives, min_size=1, max_size=3))
def test_is_what_a_literal_reader_finds(people: list[Life]) -> None:
    milestones = [(who, "rescued", iso_day(START)) for who, _ in zip(PEOPLE, people, strict=False)]
    contacts: list[tuple[str, ...]] = []
    for who, life in zip(PEOPLE, people, strict=False):
        milestones += [(who, "re_trafficked", written(span)) for span in life.milestones]
        milestones += [(who, "died", iso_day(START + day)) for day in life.died]
        contacts += [(who, written(span), "reached", "re_exploited") for span in life.contacts]
        contacts += [(who, iso_day(START + day), "reached", "safe") for day in life.safe]
    frames = {
        "survivors": pl.DataFrame({"survivor_id": list(PEOPLE[: len(people)])}),
        "milestones": pl.DataFrame(
            milestones, schema=["survivor_id", "milestone", "occurred_on"], orient="row"
        ),
        "contacts": pl.DataFrame(
            contacts,
            schema=dict.fromkeys(["survivor_id", "contacted_on", "result", "safety"], pl.String),
            orient="row",
        ),
    }
    known = read_register(frames).as_of(START + DAYS)
    cohort = select_cohort(known, origin="rescued")
    seen = Exposed.of(cohort, Wait("re_trafficked", "died", "last_contact"))
    wanted = [
        literal_exposure(
            0,
            [*life.milestones, *life.contacts],
            life.died,
            life.safe,
            DAYS,
        )
        for life in people
    ]
    found = zip(seen.safe.tolist(), seen.exit.tolist(), seen.cause.tolist(), strict=True)
    assert list(found) == [answer for answer in wanted if not isinstance(answer, str)]
    told = dict(seen.about.attrition)
    for reason in ("outcome before the origin", "died before the origin"):
        assert told.get(reason, 0) == wanted.count(reason)
