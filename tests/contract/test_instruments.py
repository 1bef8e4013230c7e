"""Every instrument keeps the promises of its kind, and a literal that does not is refused."""

from __future__ import annotations

import re
from typing import Any

import attrs
import numpy as np
import pytest

from recovery.errors import DefinitionError
from recovery.norms import Norms
from recovery.vocabulary import VOCABULARY
from recovery.vocabulary.instruments import (
    Bands,
    Category,
    Coding,
    Cutoff,
    Figure,
    GapRule,
    Instrument,
    ItemOrder,
    Licence,
    Mean,
    Reliability,
    ReliableChange,
    SmallestChange,
    Source,
)

INSTRUMENTS = VOCABULARY.instruments
EACH = pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda i: i.code)
FIGURES = [
    pytest.param(instrument, figure, id=f"{instrument.code}-{k}")
    for instrument in INSTRUMENTS.values()
    for k, figure in enumerate(instrument.figures)
]
HERE = Source("this programme")


def test_the_instruments_that_were_asked_for_are_there() -> None:
    asked = "phq9 gad7 pcl5 core10 dass21 who5 k10 swemwbs whodas12 rses cantril gbo gas ohts aso"
    assert {*asked.split(), "cast_needs", "cries8", "sdq", "whoqolbref"} == set(INSTRUMENTS)


@EACH
def test_it_says_what_it_is_and_on_what_terms(instrument: Instrument) -> None:
    assert instrument.title
    assert instrument.measures
    assert instrument.licence.terms
    assert instrument.licence.embed in ("wording", "rules")
    assert instrument.licence.source.citation
    assert instrument.source.citation
    assert set(instrument.respondents) <= {"survivor", "caseworker", "guardian"}
    assert instrument.respondents


@EACH
def test_it_says_what_it_lacks_and_nothing_that_it_has(instrument: Instrument) -> None:
    lacks = " ".join(instrument.lacks)
    assert ("the age range" in lacks) == (instrument.ages is None)
    assert ("a published reliable change" in lacks) == (not instrument.reliable_changes)
    assert len(set(instrument.lacks)) == len(instrument.lacks)


@EACH
def test_every_item_belongs_to_a_scale_or_is_named_as_unscored(instrument: Instrument) -> None:
    scored = {item for scale in instrument.scales for item in scale.items}
    unscored = set(range(1, instrument.items + 1)) - scored
    assert not unscored or (instrument.code == "whoqolbref" and unscored == {1, 2})


@EACH
def test_no_wording_of_an_item_is_carried(instrument: Instrument) -> None:
    fields = {field.name for field in attrs.fields(Instrument)}
    assert not fields & {"wording", "questions", "text"}
    assert not any(re.search(r"\bI (have|feel|am|was)\b", text) for text in _texts(instrument))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if attrs.has(type(value)):
        return [text for f in attrs.fields(type(value)) for text in _texts(getattr(value, f.name))]
    if isinstance(value, tuple | list):
        return [text for part in value for text in _texts(part)]
    return []


@pytest.mark.parametrize(("instrument", "figure"), FIGURES)
def test_a_figure_names_population_and_source(instrument: Instrument, figure: Figure) -> None:
    assert figure.population.strip()
    assert figure.source.citation.strip()
    assert instrument.scale(figure.scale)
    if isinstance(figure, ReliableChange | SmallestChange):
        assert figure.basis.strip()


@EACH
def test_each_population_gives_norms_of_its_own(instrument: Instrument) -> None:
    """Or says which choice is needed; nothing is chosen silently."""
    for population in instrument.populations:
        for scale in instrument.scales:
            own = [
                f
                for f in instrument.figures
                if (f.population, f.scale) == (population, scale.code) and not isinstance(f, Bands)
            ]
            if not own:
                continue
            named: dict[str, Any] = {}
            if types := _several(own, Reliability, "type"):
                with pytest.raises(DefinitionError, match="reliability_type="):
                    instrument.norms(population, scale=scale.code)
                named["reliability_type"] = types[0]
            if separated := _several(own, Cutoff, "separates"):
                with pytest.raises(DefinitionError, match="name one with"):
                    instrument.norms(population, scale=scale.code)
                named["separates"] = separated[0]
            if points := _several(own, SmallestChange, "points"):
                with pytest.raises(DefinitionError, match="smallest_change="):
                    instrument.norms(population, scale=scale.code, **named)
                named["smallest_change"] = points[0]
            norms = instrument.norms(population, scale=scale.code, **named)
            assert isinstance(norms, Norms)
            assert norms.population == population
            assert norms.better == scale.better
            assert (norms.lowest, norms.highest) == (scale.lowest, scale.highest)
            assert norms.source


def _several(own: list[Figure], kind: type[Figure], field: str) -> list[Any]:
    values = [
        getattr(f, field)
        for f in own
        if isinstance(f, kind) and not isinstance(getattr(f, "value", None), tuple)
    ]
    return values if len(values) > 1 else []


def test_norms_are_those_of_the_population_that_was_named() -> None:
    nhs = INSTRUMENTS["phq9"].norms("NHS Talking Therapies, England")
    assert (nhs.cutoff, nhs.reliable_change, nhs.reliable_change_level) == (10, 6, None)
    assert nhs.sd is None
    assert nhs.functional_mean is None
    veterans = INSTRUMENTS["pcl5"].norms("male veterans of trial 1, USA")
    assert (veterans.cutoff, veterans.case_at_cutoff) == (28, False)
    assert (veterans.reliable_change, veterans.reliable_change_level) == (15, 0.95)


def test_people_at_large_and_patients_do_not_stand_for_one_another() -> None:
    gad7 = INSTRUMENTS["gad7"]
    mixed = gad7.norms("primary care patients, Germany")
    assert (mixed.sd, mixed.clinical_sd, mixed.functional_sd) == (4.76, None, None)
    general = gad7.norms("men of the general population, Germany")
    assert (general.sd, general.clinical_sd, general.functional_sd) == (3.12, None, 3.12)
    clinical = gad7.norms("psychiatric patients of all diagnoses, USA")
    assert (clinical.sd, clinical.clinical_sd, clinical.functional_sd) == (5.62, 5.62, None)


def test_norms_of_several_populations_name_all_of_them_and_their_sources() -> None:
    norms = INSTRUMENTS["core10"].norms(
        "primary care counselling, UK",
        functional="general population, UK",
        reliability_of="primary care patients, UK",
        cutoff_of="primary care patients, UK",
        separates="depression",
    )
    assert (norms.clinical_sd, norms.functional_sd, norms.sd) == (7.7, 4.8, 7.7)
    assert (norms.reliability, norms.reliability_type) == (0.9, "internal consistency")
    assert norms.cutoff == 13
    for named in ("counselling", "general population", "patients, UK"):
        assert named in norms.population
    assert "Barkham 2013" in norms.source
    assert "quoted by NovoPsych" in norms.source


def test_the_published_reliable_change_follows_from_its_norms() -> None:
    # 1.645 · √2 · 7.7 · √(1 - 0.9) is 5.66, which was rounded up to 6
    norms = INSTRUMENTS["core10"].norms(
        "primary care counselling, UK", reliability_of="primary care patients, UK"
    )
    assert 1.645 * np.sqrt(2) * norms.sem == pytest.approx(5.66, abs=0.01)


def test_a_population_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(DefinitionError, match="allowed: 'general population, UK'") as caught:
        INSTRUMENTS["core10"].norms("survivors", functional="everybody")
    assert len(caught.value.faults) == 2
    with pytest.raises(DefinitionError, match="no figures for that scale"):
        INSTRUMENTS["ohts"].norms("survivors", scale="category_1")
    with pytest.raises(DefinitionError, match="no type 'inter-rater'"):
        INSTRUMENTS["phq9"].norms("primary care patients, USA", reliability_type="inter-rater")


def test_of_several_smallest_changes_one_is_named() -> None:
    needs = INSTRUMENTS["cast_needs"]
    survivors = needs.populations[0]
    for points in (0.5, 1.0):
        norms = needs.norms(survivors, scale="housing", smallest_change=points)
        assert norms.smallest_change == points
    with pytest.raises(DefinitionError, match=r"with smallest_change=; allowed: 0\.5, 1\.0"):
        needs.norms(survivors, scale="housing")
    with pytest.raises(DefinitionError, match=r"no points 2 is published.*allowed: 0\.5, 1\.0"):
        needs.norms(survivors, scale="housing", smallest_change=2)


PHQ9, DASS21 = INSTRUMENTS["phq9"], INSTRUMENTS["dass21"]
TOTAL = PHQ9.scales[0]


def _dass_means(total_sd: float, total_mean: float = 17.46) -> tuple[Mean, ...]:
    """The table in circulation whose total cannot be that of its parts."""
    parts = {"depression": (5.66, 7.74), "anxiety": (3.76, 5.90), "stress": (8.04, 8.04)}
    whole = Mean(
        population="UK", group="general", mean=total_mean / 2, sd=total_sd / 2, source=HERE
    )
    return (
        whole,
        *(
            Mean(population="UK", group="general", scale=scale, mean=m, sd=sd, source=HERE)
            for scale, (m, sd) in parts.items()
        ),
    )


@pytest.mark.parametrize(
    ("instrument", "changes", "said"),
    [
        (PHQ9, {"scales": (attrs.evolve(TOTAL, highest=30),)}, "its items make 0 to 27"),
        (PHQ9, {"items": 8}, "names an item that is not among the 8"),
        (PHQ9, {"safety_items": (10,)}, "safety_items names an item"),
        (PHQ9, {"reverse": (1, 1)}, "reverse names an item twice"),
        (PHQ9, {"scales": (TOTAL, TOTAL)}, "scales has total twice"),
        (PHQ9, {"scales": (attrs.evolve(TOTAL, items=()),)}, "either items or parts"),
        (
            PHQ9,
            {"scales": (attrs.evolve(TOTAL, better="up"),)},  # type: ignore[arg-type]  # wrong on purpose
            "better is 'up'; allowed: 'higher', 'lower'",
        ),
        (PHQ9, {"codings": ()}, "at least one coding"),
        (PHQ9, {"codings": (Coding(code="x", values=(3, 2, 1, 0)),)}, "lowest up"),
        (PHQ9, {"codings": (*PHQ9.codings, Coding(code="y", values=(1, 2)))}, "4 different"),
        (PHQ9, {"codings": (Coding(code="x", values=(0, 1, 2, 3), words=("a",)),)}, "4 words"),
        (
            INSTRUMENTS["aso"],
            {"codings": (*INSTRUMENTS["aso"].codings, Coding(code="0-4", values=(0, 4)))},
            "span as much as the first",
        ),
        (PHQ9, {"code": "PHQ 9"}, "code must be a word"),
        (PHQ9, {"title": " "}, "title must not be empty"),
        (
            PHQ9,
            {"gap_rules": (GapRule(code="all", most=9, meaning="m", source=HERE),)},
            "without any answer",
        ),
        (
            PHQ9,
            {"gap_rules": (GapRule(code="x", most={"mood": 1}, meaning="m", source=HERE),)},
            "names the scale 'mood'",
        ),
        (
            PHQ9,
            {
                "reverse": (1,),
                "orders": (ItemOrder(code="o", reverse=(2,), meaning="m", source=HERE),),
            },
            "exclude each other",
        ),
        (
            PHQ9,
            {"means": (Mean(population="p", group="general", mean=28, source=HERE),)},
            "not on the scale",
        ),
        (
            PHQ9,
            {"means": (Mean(population="p", group="general", mean=2, sd=15, source=HERE),)},
            "at most 10 is possible",
        ),
        (
            PHQ9,
            {"means": (Mean(population="", group="general", mean=2, source=HERE),)},
            "means[0].population must not be empty",
        ),
        (
            PHQ9,
            {
                "reliabilities": (
                    Reliability(
                        population="p", type="internal consistency", value=1.2, source=HERE
                    ),
                )
            },
            "at most 1",
        ),
        (
            PHQ9,
            {"cutoffs": (Cutoff(population="p", value=33, separates="s", source=HERE),)},
            "33, which is not on the scale",
        ),
        (
            PHQ9,
            {
                "reliable_changes": (
                    ReliableChange(population="p", points=40, level=95, basis="b", source=HERE),
                )
            },
            "40 points",
        ),
        (
            PHQ9,
            {
                "bands": (
                    Bands(population="p", starts=(10, 15, 15), names=("a", "b", "c"), source=HERE),
                )
            },
            "rising scores",
        ),
        (
            PHQ9,
            {"scales": (attrs.evolve(TOTAL, method="avg"),)},  # type: ignore[arg-type]  # wrong on purpose
            "scales[0].method is 'avg'; allowed: 'count', 'mean', 'sum'",
        ),
        (PHQ9, {"scales": (attrs.evolve(TOTAL, times=-1),)}, "above 0"),
        (PHQ9, {"scales": (attrs.evolve(TOTAL, method="count"),)}, "must have at_least"),
        (PHQ9, {"scales": (attrs.evolve(TOTAL, at_least=2),)}, "must have at_least"),
        (
            PHQ9,
            {"scales": (attrs.evolve(TOTAL, method="count", at_least=2),)},
            "its items make 0 to 9",
        ),
        (
            PHQ9,
            {"scales": (attrs.evolve(TOTAL, method="count", at_least=4, highest=9),)},
            "its items make 0 to 0",
        ),
        (
            PHQ9,
            {"means": (Mean(population="p", group="functional", mean=2, source=HERE),)},  # type: ignore[arg-type]  # wrong on purpose
            "means[0].group is 'functional'; allowed: 'clinical', 'general', 'mixed'",
        ),
        (
            PHQ9,
            {"means": (Mean(population="p", group="general", mean=2, sd=1, n=0, source=HERE),)},
            "is of 0 people",
        ),
        (
            PHQ9,
            {"licence": Licence(terms="free", embed="anything", source=HERE)},  # type: ignore[arg-type]  # wrong on purpose
            "licence.embed is 'anything'; allowed: 'rules', 'wording'",
        ),
        (
            PHQ9,
            {"licence": Licence(terms="free", embed="rules", source=Source(" "))},
            "licence.source.citation must not be empty",
        ),
        (
            PHQ9,
            {
                "cutoffs": (
                    Cutoff(population="p", value=9, separates="s", sensitivity=88, source=HERE),
                )
            },
            "a sensitivity of 88, which must be from 0 to 1",
        ),
        (PHQ9, {"source": Source("")}, "source.citation must not be empty"),
        (
            PHQ9,
            {"orders": (ItemOrder(code="o", reverse=(), meaning="m", source=Source("")),)},
            "orders[0].source.citation must not be empty",
        ),
        (
            PHQ9,
            {"orders": (ItemOrder(code="o", reverse=(), meaning="m", source="here"),)},  # type: ignore[arg-type]  # wrong on purpose
            "orders[0].source must be a Source",
        ),
        (PHQ9, {"respondents": ("alien",)}, "allowed: 'caseworker', 'guardian', 'survivor'"),
        (PHQ9, {"respondents": ()}, "who fills it in"),
        (PHQ9, {"respondents": "survivor"}, "respondents must be a tuple"),
        (
            PHQ9,
            {"codings": (Coding(code="x", values=("0", "1", "2", "3")),)},  # type: ignore[arg-type]  # wrong on purpose
            "codings[0].values[0] must be a number",
        ),
        (
            PHQ9,
            {"codings": (Coding(code="x", values=(0, 1, 2, float("nan"))),)},
            "codings[0].values[3] must be a number",
        ),
        (
            PHQ9,
            {"codings": (Coding(code="x", values=(0, 1, 2, 3), words=("a", "b", "c", "c")),)},
            "each word once",
        ),
        (PHQ9, {"codings": (Coding(code="x", values=()),)}, "lowest up"),
        (PHQ9, {"items": 9.0}, "items must be a whole number"),
        (PHQ9, {"continuous": "no"}, "continuous must be True or False"),
        (
            PHQ9,
            {"gap_rules": (GapRule(code="x", most="two", meaning="m", source=HERE),)},  # type: ignore[arg-type]  # wrong on purpose
            "gap_rules[0].most must be",
        ),
        (
            PHQ9,
            {"gap_rules": (GapRule(code="x", most={"total": "2"}, meaning="m", source=HERE),)},  # type: ignore[dict-item]  # wrong on purpose
            "gap_rules[0].most",
        ),
        (
            PHQ9,
            {"scales": (attrs.evolve(TOTAL, table=[1, 2]),)},  # type: ignore[arg-type]  # wrong on purpose
            "scales[0].table must be a mapping",
        ),
        (
            PHQ9,
            {
                "reliabilities": (
                    Reliability(population="p", type="inter-rater", value=(0.5,), source=HERE),  # type: ignore[arg-type]  # wrong on purpose
                )
            },
            "reliabilities[0].value must",
        ),
        (
            PHQ9,
            {
                "categories": (
                    Category(code="c", within=(("total", 1),), source=HERE),  # type: ignore[arg-type]  # wrong on purpose
                )
            },
            "categories[0].within[0] must have 3 entries",
        ),
        (DASS21, {"means": _dass_means(14.82)}, "correlated at 0.19"),
        (DASS21, {"means": _dass_means(25)}, "correlated at 1.5"),
        (DASS21, {"means": _dass_means(19, total_mean=25)}, "its parts add up to"),
        (
            INSTRUMENTS["sdq"],
            {"scales": INSTRUMENTS["sdq"].scales[:0:-1]},
            "do not stand before it",
        ),
        (
            INSTRUMENTS["swemwbs"],
            {"scales": (attrs.evolve(INSTRUMENTS["swemwbs"].scales[1], table={7: 7, 35: 35}),)},
            "each sum from 7 to 35",
        ),
    ],
)
def test_a_literal_that_contradicts_itself_is_refused(
    instrument: Instrument, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(DefinitionError, match="contradicts itself") as caught:
        attrs.evolve(instrument, **changes)
    assert any(said in fault for fault in caught.value.faults), caught.value.faults


def test_all_faults_of_a_literal_are_said_at_once() -> None:
    wrong: dict[str, Any] = {
        "title": "",
        "safety_items": (99,),
        "scales": (attrs.evolve(TOTAL, highest=30),),
        "reliabilities": (),
    }
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(PHQ9, **wrong)
    assert len(caught.value.faults) == 3


def test_a_total_that_agrees_with_its_parts_is_accepted() -> None:
    assert attrs.evolve(DASS21, means=_dass_means(19)).means[0].sd == 9.5


def test_a_programme_adds_its_own() -> None:
    own = attrs.evolve(PHQ9, code="phq9_own")
    words = attrs.evolve(VOCABULARY, instruments=(*INSTRUMENTS.values(), own))
    assert words.instruments["phq9_own"] is own
    with pytest.raises(DefinitionError, match="'phq9' stands twice"):
        attrs.evolve(VOCABULARY, instruments=(*INSTRUMENTS.values(), PHQ9))


def test_the_seven_outcomes_name_what_bears_on_them() -> None:
    outcomes = VOCABULARY.outcomes
    assert len(outcomes) == 7
    assert [code for code, o in outcomes.items() if not (o.milestones or o.scales)] == [
        "consistent_support",
        "informed_services",
    ]
    without = [i for i in INSTRUMENTS.values() if i.code != "aso"]
    with pytest.raises(DefinitionError, match=r"'aso\.safety', which no instrument has"):
        attrs.evolve(VOCABULARY, instruments=without)


def test_a_figure_of_doubtful_origin_says_so_wherever_it_goes() -> None:
    clients = INSTRUMENTS["swemwbs"].norms("clients of cognitive hypnotherapy")
    assert (clients.reliable_change, clients.reliable_change_level) == (2.87, None)
    assert any("4.35" in line for line in INSTRUMENTS["swemwbs"].lacks)
    assert "Pereira 2019" in INSTRUMENTS["k10"].norms("adults, Portugal").source
    assert all(bands.source.quoted_by for bands in INSTRUMENTS["gad7"].bands)
    assert any("> 0.50 to > 0.75" in line for line in INSTRUMENTS["ohts"].lacks)


def test_a_coding_that_is_in_use_and_not_offered_is_named() -> None:
    assert any("1 to 4" in line for line in INSTRUMENTS["rses"].lacks)
