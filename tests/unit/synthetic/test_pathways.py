"""Without faults nobody makes a move that a pathway does not permit."""

from collections.abc import Iterable

import polars as pl

from recovery.synthetic import Invented
from recovery.vocabulary import VOCABULARY, Pathway


def strange_moves(pathway: Pathway, codes: Iterable[str]) -> list[str]:
    state, strange = pathway.start, []
    for code in codes:
        target = pathway.enters[code]
        if state in pathway.keeps.get(code, ()) or target == state:
            continue
        if target not in pathway.moves[state]:
            strange.append(f"{state} → {target}")
        state = target
    return strange


def journeys(frame: pl.DataFrame, pathway: Pathway, code: str, *who: str) -> pl.DataFrame:
    """Return the codes that move each subject, in order; of one day in that of the vocabulary."""
    place = {name: place for place, name in enumerate(VOCABULARY.milestones)}
    rows = frame.filter(pl.col("superseded_on").is_null(), pl.col(code).is_in([*pathway.enters]))
    rows = rows.with_columns(place=pl.col(code).replace_strict(place, return_dtype=pl.Int64))
    ordered = rows.sort(*who, "occurred_on", "place")
    return ordered.group_by(who, maintain_order=True).agg(codes=pl.col(code))


def all_strange(found: pl.DataFrame, pathway: Pathway) -> list[str]:
    return [move for codes in found["codes"] for move in strange_moves(pathway, codes)]


def test_a_strange_move_is_seen() -> None:
    support = VOCABULARY.pathways["support"]
    assert strange_moves(support, ("intake", "unplanned_exit", "independent_living")) == [
        "exited → independent"
    ]


def test_support(sound: Invented) -> None:
    pathway = VOCABULARY.pathways["support"]
    found = journeys(sound.tables["milestones"], pathway, "milestone", "survivor_id")
    assert len(found) == 1500
    assert all_strange(found, pathway) == []


def test_repatriation(sound: Invented) -> None:
    pathway = VOCABULARY.pathways["repatriation"]
    rows = sound.tables["milestones"].filter(pl.col("milestone") != "died")
    found = journeys(rows, pathway, "milestone", "survivor_id", "episode")
    assert len(found) > 300
    assert all_strange(found, pathway) == []


def test_prosecution(sound: Invented) -> None:
    pathway = VOCABULARY.pathways["prosecution"]
    rows = sound.tables["proceedings"].drop_nulls("accused_id")
    found = journeys(rows, pathway, "event", "case_id", "accused_id")
    assert len(found) > 200
    assert all_strange(found, pathway) == []


def test_justice(sound: Invented) -> None:
    pathway = VOCABULARY.pathways["justice"]
    found = journeys(sound.tables["participation"], pathway, "event", "case_id", "survivor_id")
    assert len(found) > 200
    assert all_strange(found, pathway) == []


def test_an_arrest_comes_before_the_charge_or_after_it(sound: Invented) -> None:
    rows = sound.tables["proceedings"]
    arrest, charge = (rows.filter(event=code) for code in ("arrested", "charged"))
    both = arrest.join(charge, on=["case_id", "accused_id"], suffix="_charge")
    earlier = (both["occurred_on"] <= both["occurred_on_charge"]).sum()
    assert 0.3 < earlier / len(both) < 0.6


def test_nothing_of_a_survivor_happens_out_of_contact(sound: Invented) -> None:
    rows = sound.tables["milestones"].filter(pl.col("superseded_on").is_null())
    day = pl.col("occurred_on").str.to_date(strict=False)
    lost, back = (
        rows.filter(milestone=code).select("survivor_id", day.alias(code))
        for code in ("lost_contact", "recontacted")
    )
    later = (
        rows.with_columns(day=day)
        .join(lost, on="survivor_id")
        .join(back, on="survivor_id", how="left")
        .filter(pl.col("day") > pl.col("lost_contact"))
    )
    unheard = pl.col("recontacted").is_null() | (pl.col("day") < pl.col("recontacted"))
    assert len(later) > 0
    assert later.filter(unheard).is_empty()
