"""An invented register: its tables, and what is true of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs
import numpy as np
import polars as pl

from recovery.errors import DefinitionError
from recovery.synthetic import rates
from recovery.synthetic.faults import RECORDED_AFTER_CUT, with_faults
from recovery.synthetic.story import invent_story
from recovery.synthetic.truth import Truth
from recovery.synthetic.twice import invent_merges
from recovery.synthetic.written import written_tables

__all__ = ["FEWEST", "Invented", "invented_register"]

FEWEST = 10
"""From about a hundred survivors on, no table is empty."""


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
    story = invent_story(lived, followed, survivors)
    twice = invent_merges(recorded, story.lives)
    tables = written_tables(told, recorded, story, twice)
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
