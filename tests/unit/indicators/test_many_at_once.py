"""Any number of threads may ask the same records, and nothing is kept of what they asked."""

from __future__ import annotations

import os
import random
import sys
import threading
import warnings
from collections.abc import Sized
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import polars as pl

import recovery as rc
from recovery.indicators import BESIDE, HEADLINE, OUTCOMES, evaluate, judged_by
from recovery.register import Snapshot
from recovery.results import NotMeasured
from recovery.synthetic import invented_register
from recovery.vocabulary import VOCABULARY
from recovery.wire import to_json

THREADS = 8
NORMS = VOCABULARY.instruments["phq9"].norms("NHS Talking Therapies, England")
CARDS = (*HEADLINE, *BESIDE, *judged_by(OUTCOMES, instrument="phq9", norms=NORMS))
HALVES = (rc.Period("2021-03-01", "2021-08-31"), rc.Period("2021-09-01", "2022-02-28"))


@cache
def known(seed: int) -> Snapshot:
    """Return what was known of an invented register."""
    invented = invented_register(survivors=200, seed=seed)
    return rc.read_register(invented.tables).as_of("2024-12-31")


def answer(seed: int, half: rc.Period) -> bytes:
    """Return every figure of a half-year as one text."""
    return to_json(evaluate(known(seed), CARDS, half, purpose="internal_learning"))


def test_threads_get_what_one_alone_gets() -> None:
    alone = [answer(1, half) for half in HALVES]
    assert alone[0] != alone[1]
    start = threading.Barrier(THREADS)

    def ask(number: int) -> bytes:
        start.wait()
        return answer(1, HALVES[number % 2])

    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(ask, range(THREADS)))
    assert together == alone * (THREADS // 2)


def test_most_figures_are_measured() -> None:
    results = evaluate(known(1), CARDS, HALVES[0])
    missing = [code for code, each in results.items() if isinstance(each, NotMeasured)]
    assert len(missing) < len(CARDS) / 4


def held() -> dict[str, int]:
    """Return how much every module of the library holds, caches among it."""
    sizes = {}
    for name in [name for name in sys.modules if name.partition(".")[0] == "recovery"]:
        for key, value in vars(sys.modules[name]).items():
            if hasattr(value, "cache_info"):
                sizes[f"{name}.{key}"] = value.cache_info().currsize
            elif isinstance(value, Sized) and not isinstance(value, type) and key[:2] != "__":
                sizes[f"{name}.{key}"] = len(value)
    return sizes


def settings() -> dict[str, Any]:
    """Return what a process holds for all that runs in it."""
    return {
        "polars": pl.Config.state(),
        "environment": dict(os.environ),
        "numpy errors": np.geterr(),
        "numpy print": np.get_printoptions(),
        "numpy random": str(np.random.get_state(legacy=False)),  # noqa: NPY002  # it is not used
        "random": hash(random.getstate()),
        "warnings": list(warnings.filters),
        "recursion": sys.getrecursionlimit(),
    }


def test_nothing_is_kept_and_no_setting_is_touched() -> None:
    answer(1, HALVES[0])  # loads what is loaded when first needed
    before, kept = settings(), held()
    for seed, half in ((2, HALVES[0]), (2, HALVES[1]), (1, HALVES[1])):
        answer(seed, half)
    assert settings() == before
    assert held() == kept


def test_records_and_cards_are_as_before() -> None:
    snapshot = known(2)
    tables = {name: frame.clone() for name, frame in snapshot.tables.items()}
    evaluate(snapshot, CARDS, HALVES[0], purpose="internal_learning")
    assert list(snapshot.tables) == list(tables)
    assert all(frame.equals(tables[name]) for name, frame in snapshot.tables.items())
