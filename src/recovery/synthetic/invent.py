"""Put the tables of an invented register together."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import polars as pl

from recovery.errors import DefinitionError
from recovery.synthetic import consents, follow, history, people, rates, support
from recovery.synthetic.frames import Draft, dates, names, take
from recovery.synthetic.happenings import Happenings, milestones_tables
from recovery.synthetic.history import take_rows, with_history
from recovery.synthetic.truth import Truth

__all__ = ["Invented", "invented_register"]


@attrs.frozen(eq=False)
class Invented:
    """An invented register: its tables as they would stand in files, and its truth."""

    tables: Mapping[str, pl.DataFrame]
    truth: Truth


def invented_register(survivors: int = 1000, *, seed: int = 0, faults: bool = True) -> Invented:
    """Invent a register."""
    if survivors < 10:
        message = f"a register needs at least 10 survivors, but {survivors} were asked for"
        raise DefinitionError(message)
    streams = np.random.default_rng(seed).spawn(10)
    n = survivors
    lives = people.invent_lives(streams[0], n)
    visits = follow.invent_visits(streams[1], lives)
    watched = follow.watch(streams[1], lives, visits)
    held = np.zeros(n, dtype=np.int32)
    sight = follow.follow(streams[1], lives, watched, held)
    twice = history.invent_merges(streams[2], lives)
    ids = names("S", n + len(twice.who))

    rng = streams[3]
    born = people.birth_years(rng, lives)
    draft = people.survivors_table(rng, lives, born, ids[:n])
    happenings = Happenings(sight)
    support.add_support_milestones(rng, lives, happenings)
    again = support.add_second_episodes(rng, lives, happenings)
    tables = {}
    rows = happenings.collected()
    drafts = milestones_tables(rng, rows, lives, ids, draft.columns["nationality"])
    tables["survivors"] = with_history(rng, "R", draft)
    harmless = rows.of(*(code for code, *_ in rates.FURTHER_MILESTONES))
    tables["milestones"] = with_history(rng, "M", drafts["milestones"], correctable=harmless)
    tables["operations"] = with_history(rng, "OR", drafts["operations"])
    tables["consents"] = consents.consents_table(rng, lives, born, ids)
    c, _ = support.contacts_table(rng, lives, sight, again, ids)
    tables["contacts"] = with_history(rng, "T", c)
    c, _ = support.support_table(rng, lives, sight, ids)
    tables["support"] = with_history(rng, "U", c)
    return Invented(tables, Truth(survivors=n, seed=seed, shares={}, counts={}, faults={}))
