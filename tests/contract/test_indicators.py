"""Every indicator answers, or says why it does not, whatever the records lack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product

import attrs
import jsonschema
import polars as pl
import pytest

import recovery as rc
from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES, Indicator, evaluate, judged_by
from recovery.register import Snapshot
from recovery.report import published_json, published_schema
from recovery.results import IndicatorResult, NotMeasured, Results
from recovery.tables import About
from recovery.vocabulary import VOCABULARY
from recovery.wire import from_json, json_schema, to_json
from small_register import sound_tables

NORMS = VOCABULARY.instruments["phq9"].norms("NHS Talking Therapies, England")
CARDS = (
    *HEADLINE,
    *BESIDE,
    *EARLIER,
    *judged_by(OUTCOMES, instrument="phq9", norms=NORMS),
)
PERIODS = {
    "nobody yet": rc.Period("2010-03-01", "2010-08-31"),
    "some": rc.Period("2021-03-01", "2021-08-31"),
    "one day": rc.Period("2021-01-11", "2021-01-11"),
}


def known_of(tables: Mapping[str, pl.DataFrame]) -> Snapshot:
    """Return what was known in the end."""
    return rc.read_register(dict(tables)).as_of("2022-12-31")


FULL = sound_tables()
RECORDS = {
    "all tables": known_of(FULL),
    "survivors and milestones": known_of({n: FULL[n] for n in ("survivors", "milestones")}),
    "tables without rows": known_of(
        {n: rows if n == "survivors" else rows.clear() for n, rows in FULL.items()}
    ),
}


Asked = tuple[str, str]


@pytest.fixture(scope="module", params=product(RECORDS, PERIODS), ids=" of ".join)
def asked(request: pytest.FixtureRequest) -> Asked:
    """Return the names of some records and a period."""
    found: Asked = request.param
    return found


@pytest.fixture(scope="module")
def results(asked: Asked) -> Results:
    """Return the answers of all cards."""
    records, period = asked
    return Results(
        {f"{card.code}-{card.version}": _answer(card, records, period) for card in CARDS},
        period=("2021-03-01", "2021-08-31"),
        about=About(as_of="2022-12-31", purpose="internal_learning"),
    )


def _answer(card: Indicator, records: str, period: str) -> IndicatorResult | NotMeasured:
    known, half = RECORDS[records], PERIODS[period]
    return evaluate(known, [card], half, purpose="internal_learning")[card.code]


def test_every_card_answers_or_says_why_not(results: Results) -> None:
    for card, found in zip(CARDS, results.values(), strict=True):
        assert (found.code, found.version, found.name) == (card.code, card.version, card.name)
        if isinstance(found, NotMeasured):
            assert found.reason
        else:
            assert found.unit == card.unit
            assert not found.value < 0 or card.unit in ("points", "share")
            assert not found.lower > found.upper


def test_every_answer_goes_out_as_json_and_comes_back(results: Results) -> None:
    """A document holds one version of each; the earlier ones go out in one of their own."""
    answers = list(zip(CARDS, results.values(), strict=True))
    for earlier in (False, True):
        parts = {card.code: found for card, found in answers if (card in EARLIER) == earlier}
        document = to_json(attrs.evolve(results, parts=parts))
        jsonschema.validate(json.loads(document), json_schema(Results))
        assert to_json(from_json(document)) == document


def test_what_may_be_seen_is_a_number_or_a_reason(results: Results) -> None:
    document = json.loads(published_json(rc.protect(results)))
    jsonschema.validate(document, published_schema())
    for shown in document["results"]["indicators"]:
        silent = [bool(shown["reason"]), bool(shown["withheld"])]
        assert sum(silent) == (shown["value"] is None)


@pytest.mark.parametrize("card", HEADLINE, ids=lambda card: card.code)
def test_a_headline_figure_without_its_table_is_never_a_zero(card: Indicator) -> None:
    table = card.rule.needs[0][0]
    tables = {n: rows for n, rows in RECORDS["all tables"].tables.items() if n != table}
    known = attrs.evolve(RECORDS["all tables"], tables=tables)
    found = evaluate(known, [card], PERIODS["some"])[card.code]
    assert isinstance(found, NotMeasured)
    assert f"these records have no table {table}" in found.reason
