"""Commands that write what others read: schemas of documents, and how the work is done."""

from __future__ import annotations

import argparse

from recovery.cli.exits import Exit

__all__ = ["blueprint", "schema"]


def blueprint(asked: argparse.Namespace) -> Exit:
    """Write cards, mapping, records and the plan of analysis as one document."""
    from recovery.cli.foreign import vocabulary_at
    from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES, read_cards
    from recovery.report import blueprint as written
    from recovery.vocabulary import VOCABULARY

    counts = (*HEADLINE, *BESIDE, *EARLIER) if asked.cards is None else read_cards(asked.cards)
    text = written(
        (*counts, *OUTCOMES),
        mapping=asked.mapping,
        vocabulary=VOCABULARY if asked.vocabulary is None else vocabulary_at(asked.vocabulary),
        **({} if asked.title is None else {"title": asked.title}),
    )
    if asked.out is None:
        print(text, end="")
        return Exit.DONE
    asked.out.write_text(text, encoding="utf-8")
    if not asked.quiet:
        print(f"Wrote {asked.out}.")
    return Exit.DONE


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
