"""Every entry of every catalogue keeps the promises of its kind."""

from __future__ import annotations

import re
from typing import get_args

import attrs
import pytest

from recovery.errors import DefinitionError, Severity
from recovery.register.schema import TABLES
from recovery.vocabulary import VOCABULARY, Clock, Headline, Milestone, Pathway

CATALOGUES = [field.name for field in attrs.fields(type(VOCABULARY))]
ENTRIES = [(name, code) for name in CATALOGUES for code in getattr(VOCABULARY, name)]
MILESTONES = list(VOCABULARY.milestones.values())
PATHWAYS = list(VOCABULARY.pathways.values())
TABLES_OF = {
    "survivor": "milestones",
    "return": "milestones",
    "case": "proceedings",
    "accused × case": "proceedings",
    "survivor × case": "participation",
}


def code_of(entry: object) -> str:
    return str(getattr(entry, "code", entry))


@pytest.mark.parametrize(("catalogue", "code"), ENTRIES)
def test_a_code_is_a_word_and_says_what_it_means(catalogue: str, code: str) -> None:
    entry = getattr(VOCABULARY, catalogue)[code]
    words = [getattr(entry, name, "") for name in ("meaning", "title", "label")]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", code)
    assert entry.code == code
    assert any(word.strip() == word and word for word in words)


@pytest.mark.parametrize("milestone", MILESTONES, ids=code_of)
def test_a_milestone_stands_in_the_table_of_its_subject(milestone: Milestone) -> None:
    assert milestone.table == TABLES_OF[milestone.subject]
    assert milestone.track in ("support", "repatriation", "prosecution")


@pytest.mark.parametrize("milestone", MILESTONES, ids=code_of)
def test_what_undoes_or_ends_a_milestone_is_about_the_same_subject(milestone: Milestone) -> None:
    for code in {milestone.undone_by, milestone.lasts_until} - {None}:
        other = VOCABULARY.milestones[str(code)]
        assert (other.subject, other.table) == (milestone.subject, milestone.table)
        assert other != milestone
    assert milestone.lasts_until in (None, milestone.undone_by)
    assert not (milestone.terminal and milestone.undone_by)


@pytest.mark.parametrize("pathway", PATHWAYS, ids=code_of)
def test_every_state_has_a_meaning_and_can_be_reached(pathway: Pathway) -> None:
    reached, ahead = {pathway.start}, [pathway.start]
    while ahead:
        new = set(pathway.moves[ahead.pop()]) - reached
        reached |= new
        ahead += new
    assert all(pathway.states.values())
    assert reached == set(pathway.states) == set(pathway.moves)


@pytest.mark.parametrize("pathway", PATHWAYS, ids=code_of)
def test_each_state_but_the_first_is_entered_by_a_milestone(pathway: Pathway) -> None:
    assert set(pathway.states) - set(pathway.enters.values()) <= {pathway.start}


@pytest.mark.parametrize("pathway", PATHWAYS, ids=code_of)
def test_moves_go_on_to_another_state_once_each(pathway: Pathway) -> None:
    for state, targets in pathway.moves.items():
        assert state not in targets
        assert len(set(targets)) == len(targets)


@pytest.mark.parametrize("pathway", PATHWAYS, ids=code_of)
def test_only_milestones_that_lead_somewhere_are_kept_in_a_state(pathway: Pathway) -> None:
    assert set(pathway.keeps) <= set(pathway.enters)
    assert all(set(states) <= set(pathway.states) for states in pathway.keeps.values())


@pytest.mark.parametrize("pathway", PATHWAYS, ids=code_of)
def test_nothing_of_the_same_track_leaves_a_terminal_milestone(pathway: Pathway) -> None:
    for code, state in pathway.enters.items():
        if not VOCABULARY.milestones[code].terminal:
            continue
        after = {c for c, target in pathway.enters.items() if target in pathway.moves[state]}
        assert {c for c in after if VOCABULARY.milestones[c].track == pathway.track} == set()


@pytest.mark.parametrize("pathway", PATHWAYS, ids=code_of)
def test_what_can_be_undone_is_left_by_what_undoes_it(pathway: Pathway) -> None:
    for code, state in pathway.enters.items():
        undoing = pathway.enters.get(VOCABULARY.milestones[code].undone_by or "", state)
        assert undoing == state or undoing in pathway.moves[state]


@pytest.mark.parametrize("clock", VOCABULARY.clocks.values(), ids=code_of)
def test_a_clock_is_about_milestones_of_its_track(clock: Clock) -> None:
    named = [VOCABULARY.milestones[c] for c in (clock.origin, *clock.outcome)]
    assert {m.track for m in named} == {clock.track}
    assert len({*clock.outcome, *clock.competing}) == len(clock.outcome) + len(clock.competing)
    assert clock.censor in ("last_contact", "as_of")


@pytest.mark.parametrize("headline", VOCABULARY.headlines.values(), ids=code_of)
def test_a_headline_counts_in_columns_that_there_are(headline: Headline) -> None:
    columns = TABLES[headline.table].columns
    assert headline.unit in columns
    if headline.column is not None:
        column = columns[headline.column]
        listed = column.codes
        allowed = VOCABULARY.codes(headline.table) if isinstance(listed, str) else listed
        assert {*headline.codes, *filter(None, [headline.undone_by])} <= set(allowed)


@pytest.mark.parametrize("kind", VOCABULARY.findings.values(), ids=code_of)
def test_a_finding_says_how_grave_it_is_and_what_to_do(kind: object) -> None:
    assert getattr(kind, "severity", None) in get_args(Severity)
    assert str(getattr(kind, "remedy", ""))[-1:] in (".", "?")


def test_an_entry_that_names_what_is_not_there_is_refused_with_all_others() -> None:
    milestones = [
        *MILESTONES[:1],
        Milestone("a", "b", "support", "survivor", "milestones", undone_by="nowhere"),
    ]
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(VOCABULARY, milestones=milestones)
    assert len(caught.value.faults) > len(PATHWAYS)
    assert any("'nowhere'" in fault for fault in caught.value.faults)


def test_a_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'identified' stands twice"):
        attrs.evolve(VOCABULARY, milestones=[MILESTONES[0], MILESTONES[0]])


def test_a_state_that_a_pathway_does_not_have_is_refused() -> None:
    support = VOCABULARY.pathways["support"]
    stray = attrs.evolve(support, moves={**support.moves, "known": ("nowhere",)})
    with pytest.raises(DefinitionError, match="'nowhere'"):
        attrs.evolve(VOCABULARY, pathways=[stray])
