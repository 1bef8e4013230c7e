"""A story written down as the tables of a register."""

from __future__ import annotations

import numpy as np
import polars as pl

from recovery.register.schema import TABLES
from recovery.synthetic import (
    attributes,
    consents,
    happenings,
    justice,
    participation,
    programme,
    returns,
    scores,
    support,
)
from recovery.synthetic.frames import Draft, names
from recovery.synthetic.happenings import HARMLESS
from recovery.synthetic.hazards import Days
from recovery.synthetic.history import with_history
from recovery.synthetic.story import Story
from recovery.synthetic.twice import Twice, merges_table, superseded

__all__ = ["written_tables"]

RECORD_IDS = {name: f"{place:02d}-" for place, name in enumerate(TABLES)}
"""How the record ids of each table begin."""

_PROMPT = ("survivors", "operations", "cases", "accused", "exploited", "merges")


def written_tables(
    rng: np.random.Generator, recording: np.random.Generator, story: Story, twice: Twice
) -> dict[str, pl.DataFrame]:
    """Write a story down, table by table, in the order of the schema.

    What is in a row is drawn from one stream, when it was recorded from another.
    """
    n = len(story.lives)
    ids = names("S", n + len(twice.who))
    born = attributes.birth_years(rng, story.lives)
    drafts = _drafts(rng, story, twice, born, ids)
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
    tables["consents"] = consents.consents_table(
        recording, RECORD_IDS["consents"], story.lives, born, ids
    )
    audits = programme.audits_table(recording, tables)
    tables["audits"] = with_history(recording, RECORD_IDS["audits"], audits)
    return {name: tables[name] for name in TABLES}


def _drafts(
    rng: np.random.Generator, story: Story, twice: Twice, born: Days, ids: pl.Series
) -> dict[str, Draft]:
    """Return every table but the two that are made from written rows."""
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
        **justice.justice_tables(
            rng,
            story.cases,
            story.went,
            ids,
            on_record=np.maximum(survivors.occurred, survivors.known_from),
        ),
        "participation": participation.participation_table(
            rng, story.cases, story.orders, story.went, sight, lives, ids
        ),
        "trainings": programme.trainings_table(rng, n),
        "prevention": programme.prevention_table(rng, n),
        "costs": programme.costs_table(rng),
        "decisions": programme.decisions_table(rng),
    }
