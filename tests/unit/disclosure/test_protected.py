"""What is refused, what is pooled, and that nothing of the raw result stays reachable."""

from __future__ import annotations

import gc
import math
import types
from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import pytest

from recovery.cohort.consent import CONSENT_NOT_APPLIED
from recovery.disclosure import (
    POLICY,
    Policy,
    Protected,
    ShownClock,
    ShownCurves,
    ShownEstimate,
    ShownEstimates,
    ShownReport,
    protect,
)
from recovery.disclosure.attrition import protect_attrition
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
EVENTS = EventTable(exit=range(1, 61), event=[1] * 60, about=ABOUT)
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
        protect(CURVES, ledger=object())  # type: ignore[arg-type]


def test_nothing_raw_can_be_put_into_a_protected() -> None:
    with pytest.raises(TypeError):
        Protected(kind="curves", value=CURVES, policy=POLICY, about=About())  # type: ignore[arg-type]


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
        CURVES["outcome"].estimate([20, 30]),
    ],
)
def test_nothing_unprotected_stays_reachable(result: object) -> None:
    raw = (Curve, Curves, EventTable, Estimate, OutcomeReport, FindingCount, np.ndarray)
    found = [value for value in reachable(protect(result)) if isinstance(value, raw)]
    assert found == []


def test_the_size_stays_exact_and_few_left_out_are_pooled() -> None:
    value = protect(CURVES).value
    assert isinstance(value, ShownCurves)
    assert value.n == 60
    assert value.attrition == (("survivors on record", 90), ("no intake; or no consent", 30))


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([], ()),
        ([("all", 90)], (("all", 90),)),
        ([("all", 90), ("a", 0)], (("all", 90),)),
        ([("all", 90), ("a", 10), ("b", 20)], (("all", 90), ("a", 10), ("b", 20))),
        ([("all", 90), ("a", 9), ("b", 1)], (("all", 90), ("a; or b", 10))),
        ([("all", 90), ("a", 9), ("b", 30), ("c", 11)], (("all", 90), ("b", 30), ("a; or c", 20))),
        ([("all", 90), ("a", 4), ("b", 5)], (("left out, for any reason", None),)),
    ],
)
def test_attrition(rows: list[tuple[str, int]], seen: object) -> None:
    assert protect_attrition(rows, POLICY) == seen


def test_notes_that_tell_of_few_or_of_days_are_left_out() -> None:
    about = ABOUT.noting("delayed entry: 806 came later", "two events: 3", "flat from day 40 on")
    assert protect(attrs.evolve(CURVES, about=about)).about.notes == (
        "delayed entry: 806 came later",
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


@pytest.mark.parametrize(
    ("value", "n", "unit", "shown"),
    [
        (0.4321, 800, "probability", 0.432),
        (0.4321, 9, "probability", math.nan),
        (0.01, 800, "probability", math.nan),
        (0.99, 800, "probability", math.nan),
        (0.0, 800, "probability", math.nan),
        (1.0, 800, "probability", math.nan),
        (100.0, 800, "days", 98.0),
        (math.nan, 800, "days", math.nan),
    ],
)
def test_an_estimate_is_rounded_or_withheld(value: float, n: int, unit: str, shown: float) -> None:
    safe = protect(Estimate(value, 0.01, value, value, unit, n)).value
    assert isinstance(safe, ShownEstimate)
    assert safe.value == pytest.approx(shown, nan_ok=True)
    assert bool(safe.withheld) == math.isnan(shown)


def test_estimates_too_near_each_other_are_withheld() -> None:
    value = protect(CURVES["outcome"].estimate([20, 25, 40])).value
    assert isinstance(value, ShownEstimates)
    assert [bool(one.withheld) for one in value.parts.values()] == [False, True, False]


@pytest.mark.parametrize(
    "fields", [{"threshold": 1}, {"grid_days": 0}, {"decimals": 0}, {"horizons": (365, 183)}]
)
def test_a_policy_that_cannot_be_followed_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match=next(iter(fields))):
        Policy(**fields)  # type: ignore[arg-type]
