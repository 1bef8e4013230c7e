"""Survivors' own goals and priorities, levels in many domains, and what the records cover."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from recovery.change import Domains
from recovery.cohort import Cohort, select_cohort
from recovery.disclosure import protect
from recovery.errors import DefinitionError, ReleaseError
from recovery.register import read_register
from recovery.results import Coverage
from recovery.scoring import goal_attainment
from timelines import COLUMNS, table

MILESTONES = """
    A intake       2022-01-01
    A safe_housing 2022-03-01
    B intake       2022-01-01
    B died         2022-06-01
    C intake       2022-01-01
"""
GOALS = "survivor_id goal_id reviewed_on scale level baseline weight set_by"
PRIORITIES = "survivor_id domain weight stated_on"


def cohort(milestones: str = MILESTONES, **more: Any) -> Cohort:
    columns = {**COLUMNS, "goals": GOALS, "priorities": PRIORITIES}
    source = {name: table(lines, columns[name]) for name, lines in more.items()}
    source["milestones"] = table(milestones, COLUMNS["milestones"])
    source["survivors"] = source["milestones"].select("survivor_id").unique()
    known = read_register(source).as_of("2022-12-31")
    return select_cohort(known, origin="intake")


def rows(found: Any) -> list[tuple[int, int, float]]:
    order = found.order
    columns = (found.subject[order], found.days[order], found.value[order])
    return [(int(s), int(d), round(float(v), 9)) for s, d, v in zip(*columns, strict=True)]


def t(levels: list[float], weights: list[float]) -> float:
    return float(goal_attainment(["one"] * len(levels), levels, weight=weights)[1][0])


TWO_GOALS = """
    A G1 2022-01-11 gas -1 -1 2 survivor
    A G2 2022-01-11 gas -2 -2 1 survivor
    A G1 2022-05-01 gas  1 -1 2 survivor
    A G2 2022-05-01 gas -1 -2 1 survivor
    C G3 2022-02-01 gbo  3  2 - survivor
    C G4 2022-02-01 gbo  8  4 - survivor
"""


def test_attainment_is_the_change_of_t_since_the_goals_were_set() -> None:
    found = cohort(goals=TWO_GOALS).goals("gas")
    gained = round(t([1, -1], [2, 1]) - t([-1, -2], [2, 1]), 9)
    assert rows(found) == [(0, 10, 0.0), (0, 120, gained)]
    assert ("no assessment on a certain day", 2) in found.about.attrition


def test_goal_based_outcomes_are_a_mean_of_changes() -> None:
    assert rows(cohort(goals=TWO_GOALS).goals("gbo")) == [(2, 31, 2.5)]


@pytest.mark.parametrize(
    "spoilt",
    [
        "A G3 2022-05-01 gas 2 - 1 survivor",  # how it was when it was set is not known
        "A G3 2022-05-01 gas 3 -1 1 survivor",  # the scale ends at 2
        "A G3 2022-05-01 gas 2 -1 0 survivor",  # weighs nothing
    ],
)
def test_a_goal_that_cannot_be_judged_is_left_out_and_counted(spoilt: str) -> None:
    whole = cohort(goals=TWO_GOALS).goals("gas")
    found = cohort(goals=TWO_GOALS + spoilt).goals("gas")
    assert rows(found) == rows(whole)
    assert any(
        "left out of a review" in note and note.endswith(": 1") for note in found.about.notes
    )


def test_goals_of_survivor_and_caseworker_are_not_mixed() -> None:
    more = TWO_GOALS + "A G9 2022-05-01 gas 2 -2 1 caseworker"
    with pytest.raises(DefinitionError, match=r"name one in set_by=.*'caseworker', 'survivor'"):
        cohort(goals=more).goals("gas")
    own = cohort(goals=more).goals("gas", set_by="survivor")
    assert rows(own) == rows(cohort(goals=TWO_GOALS).goals("gas"))


def test_what_came_after_a_death_does_not_count() -> None:
    goals = "B G1 2022-02-01 gbo 3 2 - survivor\nB G1 2022-07-01 gbo 9 2 - survivor"
    found = cohort(goals=goals).goals("gbo", competing="died")
    assert rows(found) == [(1, 31, 1.0)]
    assert found.causes == ("died",)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"scale": "gos"}, "'gos' is no scale of goals; allowed: 'gas', 'gbo'"),
        ({"scale": "gas", "correlation": 1.0}, "correlation must be from 0"),
        ({"scale": "gas", "before_days": -1}, "before_days"),
    ],
)
def test_refuses_what_makes_no_sense(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        cohort(goals=TWO_GOALS).goals(**asked)
    with pytest.raises(DefinitionError, match="no table goals"):
        cohort().goals("gas")


def test_priorities_are_those_last_stated() -> None:
    said = """
        A safety  1 2022-01-01
        A safety  5 2022-03-01
        A housing 2 2022-01-01
        C safety  3 2022-01-01
    """
    weights = cohort(priorities=said).priorities(["safety", "housing"])
    np.testing.assert_array_equal(weights["safety"], [5, np.nan, 3])
    np.testing.assert_array_equal(weights["housing"], [2, np.nan, np.nan])
    with pytest.raises(DefinitionError, match="how much 'work' matters; allowed: 'housing'"):
        cohort(priorities=said).priorities(["work"])


def test_who_has_not_said_has_no_index_by_priorities() -> None:
    lives = Domains(
        levels={"safety": [1, 4], "housing": [4, 4]}, enough={"safety": 3, "housing": 3}
    )
    index = lives.index(worst=0, best=4, weights={"safety": [1, np.nan], "housing": [3, np.nan]})
    np.testing.assert_array_equal(index, [(0.25 + 3) / 4, np.nan])


def test_levels_are_nearest_to_the_middle_and_in_the_order_of_members() -> None:
    forms = """
        A phq9 2022-01-01 done 18
        A phq9 2022-06-01 done 9
        A phq9 2022-07-01 done 5
        A gad7 2022-06-20 done 4
        C gad7 2022-07-01 done 7
    """
    levels = cohort(assessments=forms).levels(
        {"mood": ("phq9", "total"), "worry": ("gad7", "total")}, on=(120, 240)
    )
    np.testing.assert_array_equal(levels["mood"], [5, np.nan, np.nan])  # days 151 and 181
    np.testing.assert_array_equal(levels["worry"], [4, np.nan, 7])


def test_levels_on_instruments_of_which_several_variants_are_in_use() -> None:
    forms = """
        A k10  2022-06-01 done 12
        A rses 2022-06-01 done 20
        C k10  2022-06-01 done 30
    """
    people = cohort(assessments=forms)
    scales = {"distress": ("k10", "total"), "esteem": ("rses", "total")}
    variants = {
        "k10": {"coding": "0-4", "missing": "complete"},
        "rses": {"order": "worth_first"},
    }
    levels = people.levels(scales, on=(120, 240), variants=variants)
    np.testing.assert_array_equal(levels["distress"], [22, np.nan, 40])  # from 0-40 to 10-50
    np.testing.assert_array_equal(levels["esteem"], [20, np.nan, np.nan])
    written = {**variants, "k10": {"coding": "1-5", "missing": "complete"}}
    levels = people.levels(scales, on=(120, 240), variants=written)
    np.testing.assert_array_equal(levels["distress"], [12, np.nan, 30])


@pytest.mark.parametrize(
    ("variants", "said"),
    [
        ({"phq9": {"missing": "complete"}}, "'phq9' is not asked for; allowed: 'k10'"),
        ({"k10": {"rule": "complete"}}, "'k10' has no"),
        ({"k10": "complete"}, "'k10' needs a mapping"),
        ({"k10": {"coding": "1-6"}}, "coding='1-6' is not there"),
    ],
)
def test_variants_that_are_not_there_are_refused(variants: Any, said: str) -> None:
    people = cohort(assessments="A k10 2022-06-01 done 12")
    with pytest.raises(DefinitionError, match=said):
        people.levels({"distress": ("k10", "total")}, on=(0, 240), variants=variants)


def test_items_are_scored_in_the_variant_that_was_named_for_levels() -> None:
    milestones = table(MILESTONES, COLUMNS["milestones"])
    item = {f"item_{k}": [4.0] for k in range(1, 11)} | {"item_10": [None]}
    form = {"survivor_id": ["A"], "instrument": ["k10"], "assessed_on": ["2022-06-01"]}
    source = {
        "milestones": milestones,
        "survivors": milestones.select("survivor_id").unique(),
        "assessments": pl.DataFrame({**form, "status": ["done"], **item}),
    }
    people = select_cohort(read_register(source).as_of("2022-12-31"), origin="intake")
    scales = {"distress": ("k10", "total")}
    with pytest.raises(DefinitionError, match="name one with missing="):
        people.levels(scales, on=(0, 240), variants={"k10": {"coding": "1-5"}})
    named = {"k10": {"coding": "1-5", "missing": "one_of_ten"}}
    assert people.levels(scales, on=(0, 240), variants=named)["distress"][0] == 40


@pytest.mark.parametrize(
    ("scales", "on", "said"),
    [
        ({"mood": ("phq", "total")}, (1, 2), "mood: 'phq' is no instrument"),
        ({"mood": ("phq9", "total")}, (2, 1), "two days in order"),
    ],
)
def test_levels_that_make_no_sense(scales: Any, on: Any, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        cohort(assessments="A phq9 2022-01-01 done 18").levels(scales, on=on)


def test_coverage_names_what_nothing_measures() -> None:
    found = cohort(goals=TWO_GOALS).coverage()
    assert found.without_measure == ("consistent_support", "informed_services")
    assert found.recorded["secure_housing"] == ("safe_housing",)
    assert found.recorded["purpose"] == ("gas.level", "gbo.goal")
    assert (found.people["secure_housing"], found.people["purpose"], found.n) == (1, 2, 3)
    assert set(found.not_recorded) == {"safety", "medical_treatment", "education"}
    assert "long-term, consistent support: no measure" in repr(found)
    assert len(found.columns()["people"]) == 7
    assert "trauma-informed" in found._repr_html_()


def test_what_lies_before_the_origin_covers_nothing() -> None:
    early = MILESTONES + "C safe_housing 2021-05-01"
    assert cohort(early).coverage().people["secure_housing"] == 1


def test_a_form_without_a_score_covers_nothing() -> None:
    forms = "A cast_needs 2022-02-01 declined -"
    assert cohort(assessments=forms).coverage().recorded["medical_treatment"] == ()


def test_coverage_is_about_people_and_stays_in_the_house() -> None:
    found = cohort().coverage()
    assert isinstance(found, Coverage)
    with pytest.raises(ReleaseError):
        protect(found)


NOBODY = {
    "survivors": pl.DataFrame({"survivor_id": ["A", "B", "C"]}),
    "milestones": table("", COLUMNS["milestones"]),
}
ALARMING = pl.DataFrame(
    {
        "survivor_id": ["A", "A", "B", "C", "C"],
        "instrument": ["phq9", "phq9", "phq9", "core10", "phq9"],
        "assessed_on": ["2022-01-01", "2022-06-01", "2022-02-01", "2022-03-01", "2022-04-01"],
        **{f"item_{item}": ["0", "1", "2", "0", "1"] for item in range(1, 9)},
        "item_9": ["0", "1", None, None, "7"],
    }
)


def test_answers_about_safety_are_listed_for_a_person_to_act_on() -> None:
    source = {**NOBODY, "assessments": ALARMING}
    known = read_register(source).as_of("2022-12-31")
    found = known.safety_alerts()
    listed = found.rows.select("survivor_id", "instrument", "why").rows()
    assert listed == [
        ("A", "phq9", "an answer above the lowest"),
        ("C", "phq9", "answered in a way that cannot be read: look at the form itself"),
        ("B", "phq9", "left open while others were answered"),
    ]
    assert found.rows["assessed_on"].dt.to_string().to_list()[0] == "2022-06-01"
    assert known.safety_alerts(since="2022-04-02").rows.height == 1
    assert "A" not in repr(found).replace("SafetyAlerts", "")
    assert "3" not in repr(found)
    with pytest.raises(ReleaseError):
        protect(found)


def test_records_without_assessments_have_no_alerts() -> None:
    assert read_register(NOBODY).as_of("2022-12-31").safety_alerts().rows.height == 0
