"""The impact report protected: what leads it, and that no part undoes another."""

from __future__ import annotations

import json
import math

import attrs
import pytest

from impact_reports import AFTERWARDS, AS_OF, REPORT, UNMEASURED, Told, card, results, share
from plain_values import plain
from recovery.disclosure import POLICY, ShownImpact, ShownLater, ShownRestated, protect
from recovery.disclosure.afterwards import protect_afterwards
from recovery.errors import ReleaseError
from recovery.results import Decision
from recovery.tables import CONSENT_NOT_RECORDED


def impact() -> ShownImpact:
    value = protect(REPORT).value
    assert isinstance(value, ShownImpact)
    return value


def later(what: str) -> tuple[ShownLater, ...]:
    return impact().afterwards[0].of(what)


def test_fates_are_in_tens_and_few_look_like_none() -> None:
    assert [each.count for each in later("in touch")] == [100, 60]
    assert [each.count for each in later("re-trafficked")] == [None, None]
    assert [each.count for each in later("no consent to be followed")] == [None, None]


def test_a_share_is_shown_once_unless_enough_more_had_it() -> None:
    """56 were housed after a year and 61 after two: five more, which nobody may work out."""
    first, second = later("safely housed")
    assert (first.value, math.isnan(first.lower), math.isnan(first.upper)) == (0.5, True, True)
    assert math.isnan(second.value)


def test_a_share_of_few_is_not_shown() -> None:
    assert all(math.isnan(each.value) for each in later("re-trafficked"))


def test_days_that_nobody_has_reached_are_told_and_not_shown() -> None:
    group = impact().afterwards[0]
    assert group.days == (365, 730)
    assert group.known_on == ("", "2024-08-30")
    assert group.ahead == ((1095, "2025-08-30"),)


def test_people_are_exact_only_where_their_figure_is() -> None:
    assert impact().afterwards[0].people == 137
    assert protect_afterwards(AFTERWARDS, AS_OF, POLICY, exact=False).people == 130


def test_few_people_are_not_followed_in_public() -> None:
    few = protect_afterwards(attrs.evolve(AFTERWARDS, people=9), AS_OF, POLICY, exact=True)
    assert (few.people, few.later) == (None, ())
    assert few.withheld == "fewer than 10 people are counted, or nobody"


def test_who_is_not_followed_says_why() -> None:
    assert impact().afterwards[1].reason == UNMEASURED.reason


def restated(first: float, code: str = "survivors_freed", /, **reasons: float) -> ShownRestated:
    """Return a figure that these reasons changed, as the report shows it."""
    assert REPORT.restated is not None
    found = attrs.evolve(
        REPORT.restated["survivors_freed"],
        code=code,
        values=(first, first + sum(reasons.values())),
        changes=(reasons,),
    )
    parts = attrs.evolve(REPORT.restated, parts={code: found})
    value = protect(attrs.evolve(REPORT, restated=parts)).value
    assert isinstance(value, ShownImpact)
    return value.restated[0]


def numbers(figure: ShownRestated) -> dict[str, float | None]:
    return {part.label: part.value for part in figure.reasons}


def test_a_restated_total_is_exact_and_so_are_its_reasons() -> None:
    found = restated(88, late_entry=25, duplicate_merged=-12)
    assert (found.first, found.last) == (88, 101)
    assert numbers(found) == {"late_entry": 25, "duplicate_merged": -12}


def test_a_reason_of_few_does_not_follow_from_the_others() -> None:
    """From 112 to 121 by 11 who came late and 2 who withdrew: 11 would tell of the 2."""
    found = restated(112, late_entry=11, consent_withdrawn=-2)
    assert (found.last, numbers(found)) == (121, {})
    assert found.withheld == "some may stand for fewer than 10 people"


@pytest.mark.parametrize(
    "reasons",
    [
        {"late_entry": 1},
        {"consent_withdrawn": -9},
        {"consent_withdrawn": -1, "duplicate_merged": -1},
    ],
)
def test_a_change_by_few_names_no_reason(reasons: dict[str, float]) -> None:
    """What changed is known exactly, so that names alone would say how many each stands for."""
    found = restated(34, **reasons)
    assert (found.first, found.last) == (34, 34 + sum(reasons.values()))
    assert (found.reasons, found.withheld) == ((), "some may stand for fewer than 10 people")


def test_nor_does_what_is_on_public_record_since_a_withdrawn_consent_is_not() -> None:
    changes: tuple[dict[str, float], ...] = ({"late_entry": -1}, {"consent_withdrawn": -1})
    told = [restated(5, "exploiters_convicted", **reasons) for reasons in changes]
    assert told[0] == told[1]
    assert told[0].reasons == ()


def test_an_unchanged_figure_has_no_reason() -> None:
    found = restated(34)
    assert (found.reasons, found.withheld) == ((), "")


def test_what_is_not_an_own_total_is_not_restated() -> None:
    none = attrs.evolve(REPORT, headline_before=REPORT.outcomes_before)
    value = protect(none).value
    assert isinstance(value, ShownImpact)
    assert value.restated == ()


def test_a_decision_cites_protected_figures() -> None:
    (decision,) = impact().decisions
    assert [(each.place, each.figure.value) for each in decision.cited] == [
        ("before", 0.4),
        ("during", 0.62),
    ]


def test_what_is_withheld_of_a_period_is_not_cited_of_it() -> None:
    """56 were housed by one day and 61 by a later one: five more, which no decision may tell."""
    early, late = (
        share(card(f"housed_{days}", rule=Told(days=days)), had, 200)
        for days, had in ((365, 56), (730, 61))
    )
    period = "/".join(REPORT.period)
    cites = [
        Decision(
            decided_on="2022-05-01",
            latest="2022-05-01",
            indicator=each.code,
            change="more flats",
            during={period: each},
            after={"2022-09-01/2023-02-28": each},
        )
        for each in (early, late)
    ]
    shown = protect(
        attrs.evolve(REPORT, outcomes=results(early, late), decisions=tuple(cites))
    ).value
    assert isinstance(shown, ShownImpact)
    told = [[bool(each.figure.withheld) for each in d.cited] for d in shown.decisions]
    assert told == [[False, False], [True, True]]
    assert [bool(each.withheld) for each in shown.outcomes.indicators] == [False, True]


def test_no_small_number_is_beside_any_figure() -> None:
    """Three without evidence, three not yet known, four found again: none may be found."""
    shown = (impact().headline.indicators[0], *impact().outcomes.indicators)
    counts = [p.value for each in shown for p in (*each.parts, *each.excluded) if p.unit != "share"]
    assert {value % 10 for value in counts if value is not None} == {0}


def test_few_faults_have_no_number() -> None:
    text = json.dumps(plain(impact()))
    assert '"count": null' in text
    assert '"count": 7' not in text
    assert '"set_aside": 7' not in text


def test_without_consents_it_stays_inside_or_is_refused() -> None:
    noted = attrs.evolve(REPORT, about=REPORT.about.noting(CONSENT_NOT_RECORDED))
    assert "not for release" in protect(noted).internal
    with pytest.raises(ReleaseError, match="consent is not recorded"):
        protect(attrs.evolve(noted, purpose="publication"))
