"""Written days mean a span; what is no day is said to be none."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import polars as pl
import pytest

from recovery.register.written_days import read_days

DAY = dt.date(2021, 3, 14)
SPANS = {
    "2021-03-14": (DAY, DAY),
    "2021-03": (dt.date(2021, 3, 1), dt.date(2021, 3, 31)),
    "2020-02": (dt.date(2020, 2, 1), dt.date(2020, 2, 29)),
    "2021": (dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
    "2021-03-01/2021-04-15": (dt.date(2021, 3, 1), dt.date(2021, 4, 15)),
    "2021-03/2021-04": (dt.date(2021, 3, 1), dt.date(2021, 4, 30)),
    "2020/2021-02-03": (dt.date(2020, 1, 1), dt.date(2021, 2, 3)),
    "2021-03-14/2021-03-14": (DAY, DAY),
    "unknown": (dt.date.min, dt.date.max),
    "2021-03-14T00:00:00": (DAY, DAY),
    "2021-03-14 00:00:00": (DAY, DAY),
    "2021-03-14 00:00": (DAY, DAY),
    "2021-03-14 00:00:00.000000": (DAY, DAY),
    "2021-03-14T10:30:00": (DAY, DAY),
    "2021-03-14 23:59:59.5+05:45": (DAY, DAY),
    "2021-03-14T09:30Z": (DAY, DAY),
    "0001-01-01": (dt.date.min, dt.date.min),
    "9999-12-31": (dt.date.max, dt.date.max),
}
BAD = (
    "31.12.2021", "12/31/2021", "2021-3-4", "2021-02-30", "2021-13", "2021-00-10", "21-03-14",
    "2021-04/2021-03", "/2021", "2021/", "0000-01-01", "20210314", "44269",
    "soon", "2021-03-1x", "+021-03-14", "-021-03-14", "2021/03/14", "２０２１-03-14", "2021- 3-14",
)  # fmt: skip


@pytest.mark.parametrize("written", SPANS)
def test_each_form_is_read(written: str) -> None:
    days = read_days(pl.Series([written]))
    assert (days.earliest[0], days.latest[0]) == SPANS[written]
    assert not days.unreadable.any()


@pytest.mark.parametrize("written", BAD)
def test_what_is_no_day_is_unreadable(written: str) -> None:
    days = read_days(pl.Series([written]))
    assert days.earliest.to_list() == days.latest.to_list() == [None]
    assert days.unreadable.to_list() == [True]


def test_all_at_once_in_their_order() -> None:
    cells = [*SPANS, None, *BAD, *SPANS]
    days = read_days(pl.Series(cells))
    assert days.earliest.to_list() == [SPANS[c][0] if c in SPANS else None for c in cells]
    assert days.latest.to_list() == [SPANS[c][1] if c in SPANS else None for c in cells]
    assert days.unreadable.to_list() == [c in BAD for c in cells]


def test_dates_are_days() -> None:
    days = read_days(pl.Series([DAY, None]))
    assert days.earliest.to_list() == days.latest.to_list() == [DAY, None]
    assert not days.unreadable.any()


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_of_a_time_stamp_the_day_counts(unit: Literal["ms", "us", "ns"]) -> None:
    times = [dt.datetime(2021, 3, 14), dt.datetime(2021, 3, 14, 9, 30), None]  # noqa: DTZ001  # records have no zone
    days = read_days(pl.Series(times, dtype=pl.Datetime(unit)))
    assert days.earliest.to_list() == days.latest.to_list() == [DAY, DAY, None]
    assert not days.unreadable.any()


def test_a_day_with_a_zone_is_the_day_where_it_was_written() -> None:
    written = pl.Series([dt.datetime(2021, 3, 14)]).dt.replace_time_zone("Asia/Kathmandu")  # noqa: DTZ001  # the zone is given next
    days = read_days(written)
    assert days.earliest.to_list() == [DAY]
    assert days.unreadable.to_list() == [False]
