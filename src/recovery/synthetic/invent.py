"""Put the tables of an invented register together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs
import numpy as np
import numpy.typing as npt
import polars as pl

from recovery.errors import DefinitionError
from recovery.register.schema import TABLES
from recovery.synthetic import (
    attributes,
    consents,
    follow,
    happenings,
    justice,
    participation,
    people,
    programme,
    rates,
    returns,
    scores,
    support,
)
from recovery.synthetic.faults import RECORDED_AFTER_CUT, with_faults
from recovery.synthetic.frames import Draft, names
from recovery.synthetic.happenings import HARMLESS
from recovery.synthetic.hazards import Days
from recovery.synthetic.history import with_history
from recovery.synthetic.truth import Truth
from recovery.synthetic.twice import Twice, invent_merges, merges_table, superseded

__all__ = ["FEWEST", "Invented", "invented_register"]

FEWEST = 10
"""From about a hundred survivors on, no table is empty."""

RECORD_IDS = {name: f"{place:02d}-" for place, name in enumerate(TABLES)}
"""How the record ids of each table begin."""

_PROMPT = ("survivors", "operations", "cases", "accused", "exploited", "merges")


@attrs.frozen(eq=False)
class Invented:
    """An invented register.

    Attributes
    ----------
    tables
        Every table of the records, as it would stand in a file.
    truth
        What is true of it.
    """

    tables: Mapping[str, pl.DataFrame] = attrs.field(repr=False)
    truth: Truth = attrs.field(repr=False)


def invented_register(survivors: int = 1000, *, seed: int = 0, faults: bool = True) -> Invented:
    """Invent a register whose truth is known.

    Survivors are taken in from 2018 to the middle of 2024 and followed to the
    end of 2024; what happens to them is drawn from the daily hazards in the
    truth. Contact is lost sooner after a bad score. Days that no clock depends
    on are sometimes uncertain; rows are recorded late, corrected, withdrawn
    and merged.

    Parameters
    ----------
    survivors
        How many people, at least 10.
    seed
        Equal seeds give equal registers.
    faults
        Whether to put faults into a few rows, each counted in the truth.

    Returns
    -------
    Invented
        The tables, and their truth.

    Raises
    ------
    DefinitionError
        If fewer than 10 survivors are asked for.

    Examples
    --------
    >>> invented = invented_register(200, seed=7, faults=False)
    >>> invented.tables["survivors"].select("survivor_id", "gender").row(0)
    ('S0000000', 'female')
    >>> round(invented.truth.incidence("return_home", "arrived_home", 365), 2)
    0.42
    """
    if survivors < FEWEST:
        message = f"a register takes at least {FEWEST} survivors, but was asked for {survivors}"
        raise DefinitionError(message)
    lived, followed, told, recorded, faulty = np.random.default_rng(seed).spawn(5)
    lives = people.invent_lives(lived, survivors)
    visits = follow.invent_visits(lived, lives)
    watched = follow.watch(followed, lives, visits)
    moves = returns.invent_returns(followed, lives, watched)
    cases = justice.invent_cases(followed, lives)
    went = justice.invent_prosecutions(followed, cases)
    orders = participation.invent_orders(followed, lives, watched, cases, went)
    held = _held(survivors, *((m.who, m.held) for m in moves), (cases.victims, orders.held))
    sight = follow.follow(followed, lives, watched, held)
    story = _Story(lives, visits, moves, cases, went, orders, sight)
    twice = invent_merges(recorded, lives)
    tables = _tables(story, twice, told, recorded)
    counts = {"registered_twice": len(twice.who)}
    injected: dict[str, dict[str, int]] = {}
    if faults:
        tables, injected = with_faults(faulty, tables)
        counts |= {RECORDED_AFTER_CUT: sum(injected.pop(RECORDED_AFTER_CUT).values())}
    truth = Truth(
        survivors=survivors,
        seed=seed,
        shares={
            "gender": rates.GENDERS,
            "consent": rates.CONSENTS,
            "loss": rates.LOSS,
            "chance": rates.SHARES,
        },
        counts=counts,
        faults=injected,
    )
    return Invented(MappingProxyType(tables), truth)


@attrs.frozen(eq=False)
class _Story:
    """Everything that happens and is seen, before it is written down."""

    lives: people.Lives
    visits: follow.Visits
    moves: tuple[returns.Returns, returns.Returns]
    cases: justice.Cases
    went: justice.Prosecutions
    orders: participation.Orders
    sight: follow.Sight


def _held(survivors: int, *parts: tuple[npt.NDArray[np.intp], Days]) -> Days:
    held = np.zeros(survivors, dtype=np.int32)
    for who, until in parts:
        np.maximum.at(held, who, until)
    return held


def _tables(
    story: _Story, twice: Twice, rng: np.random.Generator, recording: np.random.Generator
) -> dict[str, pl.DataFrame]:
    """Write the story down, table by table."""
    n = len(story.lives)
    ids = names("S", n + len(twice.who))
    born = attributes.birth_years(rng, story.lives)
    drafts = _drafts(story, twice, born, rng, ids)
    wrong = drafts["milestones"].columns["milestone"].is_in(HARMLESS).to_numpy()
    tables = {
        name: with_history(
            recording,
            RECORD_IDS[name],
            drafts.pop(name),
            prompt=name in _PROMPT,
            correctable=wrong if name == "milestones" else None,
        )
        for name in tuple(drafts)
    }
    tables["survivors"] = superseded(tables["survivors"], twice)
    tables["consents"] = consents.consents_table(recording, story.lives, born, ids)
    audits = programme.audits_table(recording, tables)
    tables["audits"] = with_history(recording, RECORD_IDS["audits"], audits)
    return {name: tables[name] for name in TABLES}


def _drafts(
    story: _Story, twice: Twice, born: Days, rng: np.random.Generator, ids: pl.Series
) -> dict[str, Draft]:
    lives, sight, n = story.lives, story.sight, len(story.lives)
    end = support.support_end(lives, sight)
    told = happenings.Happenings(sight)
    support.add_support_milestones(rng, lives, told)
    again = support.add_second_episodes(rng, lives, told)
    for moves in story.moves:
        returns.add_returns(rng, told, moves)
    survivors = attributes.survivors_table(rng, lives, born, twice, ids)
    nationality = survivors.columns["nationality"]
    return {
        "survivors": survivors,
        "merges": merges_table(twice, ids, n),
        **happenings.milestones_tables(rng, told.collected(), lives, ids, nationality),
        "assessments": scores.assessments_table(rng, story.visits, sight, end, ids),
        "goals": scores.goals_table(rng, lives, sight, end, ids),
        "priorities": scores.priorities_table(rng, lives, ids),
        "support": support.support_table(rng, lives, sight, twice, ids),
        "contacts": support.contacts_table(rng, lives, sight, again, twice, ids),
        **justice.justice_tables(rng, story.cases, story.went, ids),
        "participation": participation.participation_table(
            rng, story.cases, story.orders, story.went, sight, lives, ids
        ),
        "trainings": programme.trainings_table(rng, n),
        "prevention": programme.prevention_table(rng, n),
        "costs": programme.costs_table(rng),
        "decisions": programme.decisions_table(rng),
    }
