"""Commands that write what others read: schemas of documents, and how the work is done."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from recovery.cli.exits import Exit
from recovery.cli.foreign import vocabulary_of
from recovery.cli.own import read_own

if TYPE_CHECKING:
    from recovery.indicators import Indicator

__all__ = ["blueprint", "schema"]

CARDS = ".toml"
"""How the name of a file of cards ends."""


def blueprint(asked: argparse.Namespace) -> Exit:
    """Write cards, mapping, records and the plan of analysis as one document, and the cards."""
    from recovery.indicators.toml_cards import cards_text
    from recovery.report import blueprint as written

    if asked.out is not None and asked.out.suffix.lower() == CARDS:
        asked.wrong("--out is a document in Markdown; the indicators are written beside it")
    vocabulary = vocabulary_of(asked.vocabulary)
    cards = _cards(asked)
    text = written(
        cards,
        mapping=asked.mapping,
        vocabulary=vocabulary,
        **({} if asked.title is None else {"title": asked.title}),
    )
    if asked.out is None:
        print(text, end="")
        return Exit.DONE
    beside = asked.out.with_suffix(CARDS)
    own = cards_text(cards, vocabulary=vocabulary)
    may_write = _may_write(own, beside, read=asked.indicators)
    asked.out.write_text(text, encoding="utf-8")
    if may_write:
        beside.write_text(own, encoding="utf-8")
    if not asked.quiet:
        print(f"Wrote {asked.out}, and its indicators to be adopted as {beside}.")
    return Exit.DONE


def _cards(asked: argparse.Namespace) -> tuple[Indicator, ...]:
    """Return the cards of a blueprint: all that are shipped, unless others take their place."""
    from recovery.indicators import BESIDE, EARLIER, adopt

    own = read_own(asked)
    known = vocabulary_of(asked.vocabulary)
    headline, outcomes = adopt(own, only=asked.only_own, vocabulary=known)
    if asked.only_own:
        return own
    taken = {card.code for card in own}
    beside = (card for card in BESIDE if card.code not in taken or card in own)
    earlier = (card for card in EARLIER if card not in headline)
    return (*headline, *beside, *earlier, *outcomes)


def _may_write(text: str, path: Path, *, read: Path | None) -> bool:
    """Return whether cards are to be written; not over any that somebody may have changed."""
    from recovery.errors import DefinitionError

    if read is not None and path.exists() and path.samefile(read):
        return False
    if path.exists() and path.read_text("utf-8", "replace") != text:
        message = (
            f"{path.name} is there already and holds something else, perhaps cards of your own: "
            f"name another document with --out, move it away, or read it with --indicators"
        )
        raise DefinitionError(message)
    return True


def schema(asked: argparse.Namespace) -> Exit:
    """Show the JSON Schema of one kind of document, or write those of all."""
    from recovery.errors import DefinitionError, allowed
    from recovery.report import schemas, write_schemas
    from recovery.report.schemas import schema_text

    if asked.out is not None:
        files = write_schemas(asked.out)
        if not asked.quiet:
            print(f"Wrote {len(files)} schemas to {asked.out}.")
        return Exit.DONE
    known = schemas()
    if asked.kind not in known:
        message = f"no document is of the kind {asked.kind!r}; {allowed(known)}"
        raise DefinitionError(message)
    print(schema_text(known[asked.kind]), end="")
    return Exit.DONE
