"""Which id is kept after merges, and which merges are at fault."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.register.merging import closes_a_circle, kept_codes

IDS = pl.Enum(["A", "B", "C", "D", "E"])


def merges(*pairs: str, days: tuple[int, ...] = ()) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "old_id": [pair[0] for pair in pairs],
            "kept_id": [pair[1] for pair in pairs],
            "day": days or (0,) * len(pairs),
        },
        schema={"old_id": IDS, "kept_id": IDS, "day": pl.Int32},
    )


def kept(*pairs: str) -> str:
    return "".join(IDS.categories[int(code)] for code in kept_codes(merges(*pairs), 5))


@pytest.mark.parametrize(
    ("pairs", "after"),
    [
        ((), "ABCDE"),
        (("BA",), "AACDE"),
        (("CB", "BA"), "AAADE"),
        (("ED", "DC", "CB", "BA"), "AAAAA"),
        (("BA", "CA"), "AAADE"),
        (("CA", "CB"), "ABADE"),
        (("AB", "BA"), "ABCDE"),
        (("AB", "BC", "CA", "ED"), "ABCDD"),
        (("AA",), "ABCDE"),
        (("CA", "AB", "BA"), "ABCDE"),
    ],
    ids=[
        "none", "one", "chain", "long chain", "two into one", "conflict: the smaller id is kept",
        "circle", "circle and another", "itself", "into a circle",
    ],
)  # fmt: skip
def test_the_id_that_is_kept(pairs: tuple[str, ...], after: str) -> None:
    assert kept(*pairs) == after
    assert kept(*reversed(pairs)) == after


@pytest.mark.parametrize(
    ("pairs", "days", "wrong"),
    [
        (("BA", "CB"), (), []),
        (("AB", "BA"), (), [0, 1]),
        (("AB", "BA"), (1, 2), [1]),
        (("AB", "BA"), (2, 1), [0]),
        (("AB", "BC", "CA"), (1, 2, 3), [2]),
        (("AB", "BC", "CA", "DA"), (1, 1, 1, 9), [0, 1, 2]),
        (("AA", "BA"), (), [0]),
        (("AB", "BA", "AC", "CA"), (1, 2, 3, 4), [1, 3]),
    ],
    ids=[
        "chain", "at once", "one after another", "the other way round", "three",
        "one that leads into a circle", "itself", "two circles",
    ],
)  # fmt: skip
def test_the_merge_that_closes_a_circle_is_at_fault(
    pairs: tuple[str, ...], days: tuple[int, ...], wrong: list[int]
) -> None:
    assert closes_a_circle(merges(*pairs, days=days)).nonzero()[0].tolist() == wrong


pairs_on_days = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), st.integers(0, 3)), max_size=8
)


@settings(deadline=None)
@given(pairs_on_days)
def test_without_those_at_fault_no_id_goes_round(rows: list[tuple[str, str, int]]) -> None:
    frame = merges(*(old + new for old, new, _ in rows), days=tuple(day for *_, day in rows))
    sound = frame.filter(~pl.Series(closes_a_circle(frame), dtype=pl.Boolean))
    assert not closes_a_circle(sound).any()
    ends = kept_codes(sound, 5)
    assert (ends[ends] == ends).all()


@settings(deadline=None)
@given(pairs_on_days, pairs_on_days)
def test_a_later_merge_puts_no_earlier_one_at_fault(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]]
) -> None:
    rows = [*before, *((old, new, day + 4) for old, new, day in after)]
    known = merges(*(old + new for old, new, _ in before), days=tuple(day for *_, day in before))
    all_ = merges(*(old + new for old, new, _ in rows), days=tuple(day for *_, day in rows))
    assert closes_a_circle(all_)[: len(before)].tolist() == closes_a_circle(known).tolist()
