"""What is refused, what is pooled, and that nothing of the raw result stays reachable."""

from __future__ import annotations

import gc
import types
from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plain_values import plain
from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.disclosure import (
    POLICY,
    Policy,
    Protected,
    ShownClock,
    ShownCurves,
    ShownReport,
    protect,
)
from recovery.disclosure.outcomes import TOO_FEW
from recovery.errors import DefinitionError, ReleaseError
from recovery.estimators import aalen_johansen, kaplan_meier
from recovery.results import (
    ClockResult,
    Curve,
    Curves,
    Estimate,
    FindingCount,
    Groups,
    OutcomeReport,
    TableCount,
    Total,
)
from recovery.tables import CONSENT_NOT_RECORDED, About, EventTable

ABOUT = About(attrition=(("survivors on record", 90), ("no intake", 27), ("no consent", 3)))
UNTOLD = About()


def one_a_day(n: int, about: About = UNTOLD) -> EventTable:
    return EventTable(exit=range(1, n + 1), event=[1] * n, about=about)


EVENTS = one_a_day(60, ABOUT)
CURVES = aalen_johansen(EVENTS)


def clock(curves: Curves = CURVES, groups: Groups[str, Curves] | None = None) -> ClockResult:
    return ClockResult(
        code="housing", track="support", title="From intake to housing", subject="survivor",
        origin="intake", outcome="outcome", curves=curves, groups=groups, about=curves.about,
    )  # fmt: skip


def finding(severity: str, count: int) -> FindingCount:
    return FindingCount(
        code="bad_date", severity=severity, table="milestones", count=count, meaning="m", remedy="r"
    )


def outcome(**fields: Any) -> OutcomeReport:
    whole = OutcomeReport(
        title="Report", source="", as_of="2024-12-31", purpose="internal_learning",
        tracks=("support",), totals=(Total(code="freed", label="freed", unit="u", value=4),),
        findings=(finding("error", 7), finding("warning", 25)), clocks=(clock(),),
        records=(TableCount(table="milestones", read=500, set_aside=27),),
    )  # fmt: skip
    return attrs.evolve(whole, **fields)


def report_of(result: OutcomeReport) -> ShownReport:
    value = protect(result).value
    assert isinstance(value, ShownReport)
    return value


@pytest.mark.parametrize(
    "result",
    [EVENTS, 812, None, object(), Groups({"a": EVENTS}), Groups({"a": 3}), Groups({})],
)
def test_what_cannot_be_protected_is_refused_by_name(result: object) -> None:
    with pytest.raises(ReleaseError, match="allowed: Curve, Curves, Groups"):
        protect(result)


def test_there_is_no_ledger_yet() -> None:
    with pytest.raises(ReleaseError, match="without ledger="):
        protect(CURVES, ledger=object())  # type: ignore[arg-type]  # wrong on purpose


def test_nothing_raw_can_be_put_into_a_protected() -> None:
    with pytest.raises(TypeError):
        Protected(kind="curves", value=CURVES, policy=POLICY, about=About())  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("purpose", ["research", "publication", "sharing", ""])
def test_without_consents_nothing_is_released(purpose: str) -> None:
    about = About(purpose=purpose, notes=(CONSENT_NOT_RECORDED,))
    curve = kaplan_meier(attrs.evolve(EVENTS, about=about))
    with pytest.raises(ReleaseError, match="add a table 'consents'"):
        protect(curve)


def test_without_a_purpose_nothing_is_released() -> None:
    about = About(notes=(CONSENT_NOT_APPLIED,))
    with pytest.raises(ReleaseError, match="purpose="):
        protect(kaplan_meier(attrs.evolve(EVENTS, about=about)))


@pytest.mark.parametrize("purpose", ["service", "internal_learning"])
def test_without_consents_internal_purposes_are_marked(purpose: str) -> None:
    about = About(purpose=purpose, notes=(CONSENT_NOT_RECORDED,))
    safe = protect(kaplan_meier(attrs.evolve(EVENTS, about=about)))
    assert safe.internal == "internal: consent is not recorded; not for release"


@pytest.mark.parametrize(
    ("purpose", "told"),
    [
        ("service", "internal: made for running the service; not for release"),
        (
            "internal_learning",
            "internal: made for learning inside the organisation; not for release",
        ),
        ("research", ""),
        ("publication", ""),
        ("sharing", ""),
        ("", ""),
    ],
)
def test_who_consented_to_internal_work_only_is_not_released(purpose: str, told: str) -> None:
    about = attrs.evolve(ABOUT, purpose=purpose)
    assert protect(kaplan_meier(attrs.evolve(EVENTS, about=about))).internal == told


def test_what_is_protected_shows_itself_shortly() -> None:
    safe = protect(CURVES)
    assert repr(safe).startswith("Protected(curves, nothing about fewer than 10")
    assert len(repr(safe)) < 150
    assert safe._repr_html_() == f"<p>{safe!r}</p>"


def test_one_clock_without_consents_marks_the_report() -> None:
    noted = Curves(dict(CURVES), about=ABOUT.noting(CONSENT_NOT_RECORDED))
    clocks = (clock(), clock(noted))
    assert protect(outcome(clocks=clocks)).internal
    with pytest.raises(ReleaseError):
        protect(outcome(clocks=clocks, purpose="publication"))


def reachable(value: object) -> Iterator[object]:
    """Walk over everything a value refers to, but not into code and classes."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if id(here) in seen or isinstance(here, type | types.ModuleType | types.FunctionType):
            continue
        seen.add(id(here))
        yield here
        waiting.extend(gc.get_referents(here))


@pytest.mark.parametrize(
    "result",
    [
        CURVES,
        CURVES["outcome"],
        clock(groups=Groups({"a": CURVES, "b": CURVES}, by=("site",))),
        outcome(),
    ],
)
def test_nothing_unprotected_stays_reachable(result: object) -> None:
    raw = (Curve, Curves, EventTable, Estimate, OutcomeReport, FindingCount, np.ndarray)
    found = [value for value in reachable(protect(result)) if isinstance(value, raw)]
    assert found == []


def test_sizes_and_those_left_out_are_multiples_of_the_threshold() -> None:
    rows = (("survivors on record", 97), ("no intake", 24), ("no consent", 3), ("no day", 3))
    curves = aalen_johansen(one_a_day(67, About(attrition=rows)))
    value = protect(curves).value
    assert isinstance(value, ShownCurves)
    assert value.n == 60
    assert value.attrition == (("survivors on record", 90), ("no intake", 20), ("no day", 10))
    assert value.curves["outcome"].median.n == 60


def test_two_clocks_do_not_tell_how_many_lie_between_them() -> None:
    """Of 120 survivors, 60 of them women, three women are missing from the first clock."""
    seen = [
        protect(clock(curves, Groups({"woman": women, "man": men}, by=("gender",)))).value
        for curves, women, men in (
            map(aalen_johansen, map(one_a_day, sizes)) for sizes in ((117, 57, 60), (120, 60, 60))
        )
    ]
    sizes = [
        (each.curves.n, *(group.n for group in each.groups.groups.values()))
        for each in seen
        if isinstance(each, ShownClock) and each.curves and each.groups
    ]
    assert sizes == [(110, 50, 60), (120, 60, 60)]


def waiting(n: int, about: About = UNTOLD) -> Curves:
    return aalen_johansen(EventTable(exit=[5] * n, event=[0] * n, about=about))


def report_of_sizes(total: int, clocks: list[tuple[list[int], list[int]]]) -> ShownReport:
    """Return the report of clocks, given by those who stay after each reason and by group sums."""
    measured = []
    for stay, sums in clocks:
        reasons = [(f"reason {place}", -int(n)) for place, n in enumerate(np.diff([total, *stay]))]
        about = About(attrition=(("on record", total), *reasons))
        parts = {str(place): waiting(n) for place, n in enumerate(np.diff([0, *sums]))}
        measured.append(clock(waiting(sums[-1], about), Groups(parts, by=("site",))))
    totals = (Total(code="all", label="on record", unit="survivor_id", value=total),)
    return report_of(outcome(totals=totals, clocks=tuple(measured)))


reasons_and_groups = st.tuples(
    st.lists(st.integers(0, 25), min_size=1, max_size=4),
    st.lists(st.integers(10, 40), min_size=1, max_size=4),
)


@settings(deadline=None)
@given(st.lists(reasons_and_groups, min_size=1, max_size=3), st.integers(0, 12))
def test_no_difference_of_few_people_follows_from_a_report(
    drawn: list[tuple[list[int], list[int]]], more: int
) -> None:
    """The same report could be about people whose numbers all differ by whole tens.

    So no difference of 1 to 9 between the total on record, the sizes of
    cohorts and groups, and those left out can be worked out from it.
    """
    total = max(sum(left) + sum(groups) for left, groups in drawn) + more
    true, other = [], []
    for left, groups in drawn:
        sums = np.cumsum(groups)
        stay = np.append(total - np.cumsum(left), sums[-1])
        true.append((stay.tolist(), sums.tolist()))
        in_tens = [counts // 10 * 10 + total % 10 for counts in (stay, sums)]
        assert all(np.all((total - counts) % 10 == 0) for counts in in_tens)
        other.append((in_tens[0].tolist(), in_tens[1].tolist()))
    assert plain(report_of_sizes(total, true)) == plain(report_of_sizes(total, other))


def test_notes_that_tell_of_few_or_of_days_are_left_out() -> None:
    about = ABOUT.noting("delayed entry: 806 came later", "two events: 3", "flat from day 40 on")
    assert protect(attrs.evolve(CURVES, about=about)).about.notes == (
        "delayed entry: about 800 came later",
    )


def test_totals_are_exact_and_few_faults_are_few() -> None:
    value = report_of(outcome())
    assert value.totals[0].value == 4
    assert [(f.count, f.below) for f in value.findings] == [(None, True), (25, False)]


def test_the_rows_set_aside_do_not_tell_of_few_faults() -> None:
    assert report_of(outcome()).records[0].set_aside is None
    many = outcome(findings=(finding("error", 27), finding("warning", 3)))
    assert report_of(many).records[0].set_aside == 27


def test_a_clock_that_was_not_measured_keeps_its_reason() -> None:
    nothing = Curves({}, about=About(notes=("the table cases is not among the records",)))
    value = protect(clock(nothing)).value
    assert isinstance(value, ShownClock)
    assert (value.curves, value.reason) == (None, "the table cases is not among the records")


def test_an_estimate_is_refused_since_it_may_tell_of_one_person() -> None:
    """One event among two at risk: read on the days around it, the curve falls by half."""
    events = EventTable(exit=[*range(1, 61), 400, 401], event=[1] * 20 + [0] * 40 + [1, 0])
    curve = kaplan_meier(events)
    for estimate in (curve.estimate([399, 400]), curve.estimate([400])[400], curve.median):
        with pytest.raises(ReleaseError, match="protect the curve instead"):
            protect(estimate)
    safe = protect(curve).value
    assert isinstance(safe, ShownCurves)
    assert max(safe.curves["outcome"].days) < 60


@pytest.mark.parametrize("n", [0, 1, 9])
def test_a_clock_of_few_people_looks_like_one_that_nobody_started(n: int) -> None:
    few = aalen_johansen(EventTable(exit=range(1, n + 1), event=[1] * n, about=ABOUT))
    value = protect(clock(few, Groups({"a": few}, by=("site",)))).value
    assert isinstance(value, ShownClock)
    assert (value.curves, value.groups, value.about.attrition) == (None, None, ())
    assert value.reason == TOO_FEW.format(origin="intake")


@pytest.mark.parametrize(
    "fields", [{"threshold": 1}, {"grid_days": 0}, {"decimals": 0}, {"horizons": (365, 183)}]
)
def test_a_policy_that_cannot_be_followed_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match=next(iter(fields))):
        Policy(**fields)  # type: ignore[arg-type]  # fields of several types
