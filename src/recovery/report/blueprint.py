"""What an organisation records, counts and estimates, as one document to adopt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined

from recovery.cohort import PURPOSES
from recovery.days import MONTHS
from recovery.disclosure import POLICY, Policy
from recovery.errors import DefinitionError
from recovery.indicators import Indicator
from recovery.indicators.rules import kind_of
from recovery.indicators.toml_cards import cards_text
from recovery.register.columns import HISTORY, Column
from recovery.register.mapping import mapping_text
from recovery.register.schema import TABLES
from recovery.report.estimation import how_estimated
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["blueprint"]

TITLE = "How we know whether lives got better: a blueprint"
CODES = ("milestones", "services", "exit_reasons")
"""Catalogues whose codes stand in records."""

Rows = tuple[tuple[str, ...], ...]


@attrs.frozen
class Section:
    """A table with what stands above it."""

    name: str
    rows: Rows
    meaning: str = ""


@attrs.frozen
class Card:
    """One indicator as the document shows it."""

    code: str
    version: int
    name: str
    how_we_count: str
    rows: Rows


def blueprint(
    indicators: Iterable[Indicator],
    *,
    mapping: str | Path | None = "htcds",
    vocabulary: Vocabulary = VOCABULARY,
    policy: Policy = POLICY,
    title: str = TITLE,
) -> str:
    """Write cards, mapping, records and the plan of analysis as one Markdown document.

    Parameters
    ----------
    indicators
        Cards; several versions of an indicator may stand beside each other.
    mapping
        A TOML file that translates foreign records, the name of a shipped one,
        or ``None`` for records that need no translation.
    vocabulary
        What the codes mean, and the clocks.
    policy
        What may be seen.
    title
        Title of the document.

    Returns
    -------
    str
        Markdown, the same for the same arguments. The cards and the mapping
        stand in it as TOML as well.

    Raises
    ------
    DefinitionError
        If a version of an indicator is given more than once.
    RecordError
        If there is no such mapping, or it makes no sense.

    Examples
    --------
    >>> text = blueprint((), title="How we count")
    >>> text.splitlines()[0]
    '# How we count'
    """
    from recovery import __version__

    cards = tuple(indicators)
    _each_once(cards)
    environment = Environment(
        loader=PackageLoader("recovery.report"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # Markdown, not HTML
    )
    environment.filters["cell"] = _cell
    template = environment.get_template("blueprint.md")
    text = template.render(
        title=title,
        version=__version__,
        months=list(MONTHS.values()),
        purposes=PURPOSES,
        contributions=TABLES["milestones"].columns["contribution"].codes,
        policy=policy,
        clocks=list(_clocks(vocabulary)),
        estimates=[_estimate(card) for card in cards],
        cards=[_card(card) for card in cards],
        tables=list(_tables()),
        codes=[_codes(vocabulary, name) for name in CODES],
        mapping=None if mapping is None else mapping_text(mapping),
        cards_toml=cards_text(filter(_in_a_file, cards), vocabulary=vocabulary),
        others=[f"`{card.code}`" for card in cards if not _in_a_file(card)],
    )
    return text.rstrip() + "\n"


def _in_a_file(card: Indicator) -> bool:
    """Say whether a file can hold the rule of a card; one that is somebody's own program cannot."""
    return bool(kind_of(card.rule))


def _each_once(cards: Sequence[Indicator]) -> None:
    versions = [(card.code, card.version) for card in cards]
    twice = sorted({each for each in versions if versions.count(each) > 1})
    if twice:
        faults = [f"{code!r} version {version} is given more than once" for code, version in twice]
        message = "no blueprint can be written of these indicators: leave each in once"
        raise DefinitionError(message, faults=faults)


def _line(text: str) -> str:
    """Write a text as one line of Markdown that loads nothing: cards may be those of others."""
    return " ".join(text.split()).replace("<", "\\<").replace("[", "\\[")


def _cell(value: object) -> str:
    """Write a value as the text of a table cell."""
    return _line(str(value)).replace("|", "\\|")


def _words(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes) or "–"


def _clocks(vocabulary: Vocabulary) -> Rows:
    return tuple(
        (
            clock.title,
            clock.subject,
            f"`{clock.origin}`",
            _words(clock.outcome),
            _words(clock.competing),
            clock.censor.replace("_", " "),
        )
        for clock in vocabulary.clocks.values()
    )


def _estimate(card: Indicator) -> tuple[str, ...]:
    return card.name, str(card.version), card.unit, how_estimated(card), card.direction


def _card(card: Indicator) -> Card:
    said = [(name, text) for name, text in _fields(card) if text]
    name, how = _line(card.name), _line(card.how_we_count)
    return Card(card.code, card.version, name, how, tuple(said))


def _fields(card: Indicator) -> Iterator[tuple[str, str]]:
    yield "unit of count", card.unit
    for name in ("population", "numerator", "denominator", "dated_by", "period_rule", "key"):
        yield name.replace("_", " "), getattr(card, name)
    yield "least contribution", card.contribution + (", with evidence" if card.evidence else "")
    yield "disaggregations", ", ".join(card.disaggregations)
    yield "better is", card.direction
    yield "shaped by survivors", card.shaped_by.replace("_", " ")
    yield "valid", _span(card.valid_from, card.valid_to)
    yield "supersedes", f"version {card.supersedes}" if card.supersedes else ""
    yield "restatement", card.restated
    yield "disclosure", card.disclosure.replace("_", " ")
    yield "reads", "; ".join(f"`{name}`: {_words(of)}" for name, of in card.rule.needs)
    yield "source", card.source


def _span(start: str | None, end: str | None) -> str:
    parts = [f"from {start}" if start else "", f"to {end}" if end else ""]
    return " ".join(filter(None, parts))


def _tables() -> Iterator[Section]:
    for name, table in TABLES.items():
        yield Section(f"`{name}`", _columns(table.own), f"One row is {table.meaning}.")
    yield Section("History", _columns(HISTORY), "Any table may have these.")


def _columns(columns: Iterable[Column]) -> Rows:
    return tuple((f"`{c.name}`", "yes" if c.required else "", c.kind, _holds(c)) for c in columns)


def _holds(column: Column) -> str:
    """Say which codes or ids a column holds."""
    if column.refers_to:
        text = f"an id in `{'.'.join(column.refers_to)}`"
    elif isinstance(column.codes, str):
        text = f"a code of {column.codes}"
    else:
        text = ", ".join(f"`{code}`" for code in column.codes)
    return f"several of: {text or 'words'}" if column.many else text


def _codes(vocabulary: Vocabulary, name: str) -> Section:
    entries: Iterable[Any] = getattr(vocabulary, name).values()
    rows = tuple((f"`{entry.code}`", entry.meaning) for entry in entries)
    return Section(name.replace("_", " ").capitalize(), rows)
