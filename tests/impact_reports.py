"""Indicators and an impact report made by hand, so that every number in them is known."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from recovery.estimators import funnel
from recovery.indicators import Indicator
from recovery.register import Snapshot
from recovery.results import (
    Decision,
    FindingCount,
    Groups,
    ImpactReport,
    IndicatorResult,
    MaturityRow,
    NotMeasured,
    Restated,
    Restatement,
    Results,
    TableCount,
)
from recovery.results.afterwards import Afterwards
from recovery.tables import About

PERIOD, BEFORE = ("2022-03-01", "2022-08-31"), ("2021-09-01", "2022-02-28")
AS_OF = "2024-06-30"
ABOUT = About(as_of=AS_OF, purpose="internal_learning", level=0.95, method="share of all")


@attrs.frozen(kw_only=True)
class Told:
    """A rule that only says what it is."""

    origin: str = "intake"
    days: int = 365
    needs: tuple[Any, ...] = ()

    @property
    def in_words(self) -> str:
        return f"We count <who> began, by {self.days} days."

    def measure(
        self, known: Snapshot, card: Indicator, period: Any, purpose: str | None
    ) -> IndicatorResult:
        raise NotImplementedError


def card(code: str, unit: Any = "share", *, rule: Any = None, **fields: Any) -> Indicator:
    whole: dict[str, Any] = {
        "name": code.replace("_", " ").capitalize(),
        "disclosure": "breakdown",
        "population": "everyone",
        "numerator": "those of them",
        "dated_by": "the intake",
        "key": "the survivor",
        **fields,
    }
    return Indicator(code=code, unit=unit, rule=rule or Told(origin=code), **whole)


def figure(of: Indicator, value: float, **fields: Any) -> IndicatorResult:
    whole: dict[str, Any] = {"about": ABOUT, "unit": of.unit, "name": of.name, **fields}
    return IndicatorResult(code=of.code, version=of.version, value=value, card=of, **whole)


def share(of: Indicator, had: int, people: int, **fields: Any) -> IndicatorResult:
    """Return a share with the interval of plus and minus five per cent."""
    value = had / people
    whole: dict[str, Any] = {
        "lower": value - 0.05,
        "upper": value + 0.05,
        "numerator": had,
        "denominator": people,
        "parts": {of.code: had, "not yet known": 3, "at least": value, "at most": value + 0.02},
        **fields,
    }
    return figure(of, value, **whole)


def results(*figures: IndicatorResult | NotMeasured, period: tuple[str, str] = PERIOD) -> Results:
    return Results({each.code: each for each in figures}, period=period, about=ABOUT)


FREED = card(
    "survivors_freed", "people", disclosure="total", contribution="material", evidence=True
)
CONVICTED = card("exploiters_convicted", "people", disclosure="public_record")
TRAINED = card("professionals_trained", "people", disclosure="total")
UNIDENTIFIED = card("people_freed_unidentified", "people", disclosure="total")
HOUSED, LOST, RARE = card("housed"), card("lost", direction="lower"), card("rare")
WAIT = card("wait", "days", direction="lower")
UNMEASURED = NotMeasured(
    code="professionals_trained",
    version=1,
    name="Professionals trained",
    reason="these records have no table <trainings>",
    card=TRAINED,
    about=ABOUT,
)

AFTERWARDS = Afterwards(
    code="survivors_freed",
    name="Survivors freed",
    period=PERIOD,
    people=137,
    days=np.array([365, 730, 1095]),
    within=91,
    fates={
        "in touch": np.array([101, 62, 0]),
        "re-trafficked": np.array([4, 6, 6]),
        "died": np.array([2, 2, 2]),
        "lost": np.array([30, 33, 0]),
        "not yet known": np.array([0, 34, 129]),
        "no consent to be followed": np.array([0, 0, 0]),
    },
    on_record=np.array([12, 8, 0]),
    states={"safely housed": np.array([56, 61, 0]), "recovered": np.array([3, 25, 0])},
    known={"safely housed": np.array([101, 62, 0]), "recovered": np.array([31, 47, 0])},
    share={
        "re-trafficked": np.array([0.0301, 0.0502, np.nan]),
        "safely housed": np.array([0.5112, 0.6234, np.nan]),
    },
    lower={
        "re-trafficked": np.array([0.0101, 0.0202, np.nan]),
        "safely housed": np.array([0.4112, 0.5234, np.nan]),
    },
    upper={
        "re-trafficked": np.array([0.0701, 0.0902, np.nan]),
        "safely housed": np.array([0.6112, 0.7234, np.nan]),
    },
    at_least={
        "re-trafficked": np.array([0.0292, 0.0438, 0.0438]),
        "safely housed": np.array([0.4088, 0.4453, 0.0]),
    },
    at_most={
        "re-trafficked": np.array([0.2482, 0.5328, 0.9854]),
        "safely housed": np.array([0.6277, 0.9343, 1.0]),
    },
    about=ABOUT,
)

SITES = {
    "north <1>": (150, 300),
    "east": (31, 62),
    "south": (45, 100),
    "west": (12, 100),
    "hill": (3, 43),
    "dale": (12, 24),
}
COMPARED = funnel(SITES, about=attrs.evolve(ABOUT, clock="Housed, by site"))

REPORT = ImpactReport(
    title="What became & remained",
    source="example",
    period=PERIOD,
    before=BEFORE,
    as_of=AS_OF,
    purpose="internal_learning",
    afterwards=Groups(
        {"survivors_freed": AFTERWARDS, "professionals_trained": UNMEASURED}, by=("indicator",)
    ),
    outcomes=results(
        share(HOUSED, 124, 200, naive=0.7, naive_reason="of those <decided> only"),
        share(LOST, 60, 200),
        share(RARE, 4, 200),
        figure(
            WAIT,
            203.0,
            lower=150.0,
            upper=300.0,
            numerator=123,
            denominator=200,
            parts={"housed": 123, "died": 4},
        ),
    ),
    outcomes_before=results(
        share(HOUSED, 80, 200),
        share(LOST, 40, 200),
        share(RARE, 30, 200),
        figure(
            WAIT,
            210.0,
            lower=160.0,
            upper=310.0,
            numerator=80,
            denominator=200,
            parts={"housed": 80},
        ),
        period=BEFORE,
    ),
    headline=results(
        figure(
            FREED,
            137,
            parts={"rescue episodes": 158, "for the first time": 133, "children": 44},
            excluded={"unattributed": 57, "unevidenced": 3},
        ),
        figure(CONVICTED, 3, parts={"convictions": 4}),
        UNMEASURED,
    ),
    apart=results(figure(UNIDENTIFIED, 23)),
    compared=Groups({"housed": COMPARED, "trained": UNMEASURED}, by=("indicator",)),
    compared_by="site",
    headline_before=results(figure(FREED, 101), figure(CONVICTED, 5), UNMEASURED, period=BEFORE),
    calendar=(
        MaturityRow(
            code="housed",
            name="Housed",
            period=PERIOD,
            days=731,
            first="2024-03-01",
            full="2024-08-31",
            mature=False,
        ),
    ),
    restated=Restatement(
        {
            "survivors_freed": Restated(
                code="survivors_freed",
                name="Survivors freed",
                unit="people",
                days=("2022-03-30", AS_OF),
                versions=(1, 1),
                values=(88.0, 101.0),
                changes=({"late_entry": 15.0, "duplicate_merged": -2.0},),
                not_measured=("", ""),
            )
        },
        period=BEFORE,
        reasons={"late_entry": "", "duplicate_merged": ""},
    ),
    decisions=(
        Decision(
            decided_on="2022-05-01",
            latest="2022-05-01",
            indicator="housed",
            name="Housed",
            change="more <flats> | with landlords",
            before={"2021-09-01/2022-02-28": share(HOUSED, 80, 200)},
            during={"2022-03-01/2022-08-31": share(HOUSED, 124, 200)},
        ),
    ),
    findings=(
        FindingCount(
            code="bad_date",
            severity="error",
            table="milestones",
            column="occurred_on",
            count=7,
            meaning="a date cannot be read",
            remedy="Write it as a day.",
        ),
    ),
    records=(TableCount(table="milestones", read=5077, set_aside=7),),
    narrative="# Our <year>\n\nWe *learned*.\n\n### Deep\n\n- one\n- two",
    verdict="The figures hold. <script>alert(1)</script>",
    notes=("Invented & made up.",),
    about=ABOUT,
)
