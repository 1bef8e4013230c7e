"""Figures for programs outside the house: protected, and as their schema says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import recovery as rc
from recovery.errors import DefinitionError, ReleaseError
from recovery.estimators import funnel, kaplan_meier
from recovery.indicators import HEADLINE, evaluate
from recovery.register import Snapshot
from recovery.report import impact_report, outcome_report, published_json, published_schema, schemas
from recovery.results import IndicatorResult, NotMeasured, Results
from recovery.synthetic import invented_register
from recovery.tables import About, EventTable
from small_register import sound_tables

HALF = rc.Period("2021-03-01", "2021-08-31")


@pytest.fixture(scope="module")
def known() -> Snapshot:
    """Return what was known of a small register."""
    return rc.read_register(sound_tables()).as_of("2022-12-31")


def results(*parts: IndicatorResult | NotMeasured) -> Results:
    """Return figures that may be published."""
    return Results(
        {part.code: part for part in parts},
        period=("2021-03-01", "2021-08-31"),
        about=About(as_of="2022-12-31", purpose="publication"),
    )


def published(result: Results) -> Any:
    """Return the document, held against its schema."""
    document = json.loads(published_json(rc.protect(result)))
    validator = jsonschema.Draft202012Validator(published_schema())
    validator.validate(document)
    for wrong in ({**document, "version": 2}, {**document, "type": "results"}, {}):
        assert not validator.is_valid(wrong)
    return document


def test_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(published_schema())


def test_headline_figures_go_out_as_the_schema_says(known: Snapshot) -> None:
    document = published(evaluate(known, HEADLINE, HALF, purpose="publication"))
    assert (document["type"], document["version"]) == ("published_results", 1)
    found = {each["code"]: each for each in document["results"]["indicators"]}
    assert list(found) == [card.code for card in HEADLINE]
    assert all(each["rule"]["how_we_count"] for each in found.values())


def test_nothing_is_ever_a_zero_for_want_of_a_number() -> None:
    lacking = NotMeasured(code="a", version=1, name="A", reason="no table")
    waiting = IndicatorResult(
        code="b", version=1, name="B", value=math.nan, upper=math.inf, unit="share", denominator=40
    )
    first, second = published(results(lacking, waiting))["results"]["indicators"]
    assert (first["value"], first["reason"]) == (None, "no table")
    assert second["value"] is None
    assert second["withheld"]


def test_the_unprotected_is_refused(known: Snapshot) -> None:
    bare = evaluate(known, HEADLINE, HALF, purpose="publication")
    for value in (bare, bare["survivors_freed"], {"value": 3}, None):
        with pytest.raises(ReleaseError, match=r"only what is protected is published, not a value"):
            published_json(value)  # type: ignore[arg-type]  # what a caller might try


def test_protected_curves_are_no_figures_of_a_period() -> None:
    curve = kaplan_meier(EventTable(exit=range(1, 61), event=[1] * 60))
    with pytest.raises(DefinitionError, match=r"protected curves, and no figures of a period"):
        published_json(rc.protect(curve))


def test_groups_that_are_compared_go_out_as_the_schema_says() -> None:
    sites = {"north": (75, 300), "south": (31, 62), "west": (40, 100), "hill": (3, 40)}
    about = About(clock="housed, by site", purpose="publication")
    document = json.loads(published_json(rc.protect(funnel(sites, about=about))))
    validator = jsonschema.Draft202012Validator(schemas()["published_funnel"])
    validator.validate(document)
    assert not validator.is_valid({**document, "version": 2})
    assert [group["name"] for group in document["funnel"]["groups"]] == ["north", "west"]
    few = json.loads(published_json(rc.protect(funnel({"a": (1, 4), "b": (2, 5)}, about=about))))
    validator.validate(few)
    assert (few["funnel"]["target"], few["funnel"]["groups"]) == (None, [])
    with pytest.raises(ReleaseError, match="of type Funnel: pass it through"):
        published_json(funnel(sites, about=about))  # type: ignore[arg-type]  # on purpose


def test_figures_that_must_stay_in_the_house_say_so() -> None:
    tables = {name: rows for name, rows in sound_tables().items() if name != "consents"}
    known = rc.read_register(tables).as_of("2022-12-31")
    document = published(evaluate(known, HEADLINE, HALF, purpose="internal_learning"))
    assert document["internal"] == "internal: consent is not recorded; not for release"
    with pytest.raises(ReleaseError, match="consent is not recorded"):
        rc.protect(evaluate(known, HEADLINE, HALF, purpose="publication"))


@pytest.mark.parametrize(
    ("purpose", "told"), [("internal_learning", True), ("service", True), ("publication", False)]
)
def test_figures_to_which_people_consented_inside_only_say_so(
    known: Snapshot, purpose: str, *, told: bool
) -> None:
    document = published(evaluate(known, HEADLINE, HALF, purpose=purpose))
    assert bool(document["internal"]) is told


def test_the_impact_report_is_as_its_schema_says(tmp_path: Path) -> None:
    register = rc.read_register(invented_register(survivors=150, seed=4).tables)
    half = rc.Period("2022-03-01", "2022-08-31")
    report = impact_report(register, half, as_of="2024-12-31", purpose="publication")
    _, same, _ = rc.write_report(rc.protect(report), tmp_path / "impact.html")
    document = json.loads(same.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schemas()["impact_report"])
    validator.validate(document)
    assert not validator.is_valid({**document, "version": 2})


def test_the_report_on_waits_is_as_its_schema_says(tmp_path: Path) -> None:
    known = rc.read_register(invented_register(survivors=800, seed=4).tables).as_of("2024-12-31")
    report = rc.protect(outcome_report(known, purpose="publication", by="gender"))
    _, same = rc.write_report(report, tmp_path / "report.html")
    document = json.loads(same.read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schemas()["outcome_report"])
    validator.validate(document)
    assert (document["format"], document["internal"]) == ("recovery-report", "")
    clocks = {each["code"]: each for each in document["report"]["clocks"]}
    assert any(each["groups"]["groups"] for each in clocks.values() if each["groups"])
    assert any(each["curves"]["curves"] for each in clocks.values() if each["curves"])
    for wrong in ({**document, "version": 2}, {**document, "format": "recovery-impact"}, {}):
        assert not validator.is_valid(wrong)
