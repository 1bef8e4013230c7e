"""What each command does; the heavy rooms are opened only then."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from recovery.cli.exits import Exit
from recovery.cli.foreign import vocabulary_of
from recovery.cli.own import own_cards
from recovery.cli.shown import listed, steps

if TYPE_CHECKING:
    from recovery.register import Register
    from recovery.results import ImpactReport, OutcomeReport

__all__ = ["check", "example", "report"]

NOTE = "NOTE.txt"
"""A file beside the records whose text stands on every report of them."""


def report(asked: argparse.Namespace) -> Exit:
    """Write a report of what was known on a day, or the impact report of a period."""
    from recovery.disclosure import protect
    from recovery.report import write_report

    impact = asked.period is not None
    _check_report(asked, impact=impact)
    asked.cards = own_cards(asked)
    with steps(4, quiet=asked.quiet) as step:
        step("reading the records")
        register = _read(asked)
        step("measuring the outcomes" if impact else "measuring the waits")
        measured = (_impact if impact else _waits)(asked, register)
        step("hiding what is about few")
        protected = protect(measured)
        step("writing the report")
        page, *same = write_report(protected, asked.out or Path("impact.html"))
    if not asked.quiet:
        others = " and ".join(map(str, same))
        print(f"Wrote {page}, and the same for programs as {others}.")
        print(f"Open it in a browser: {page.resolve().as_uri()}")
        if aside := sum(register.set_aside.values()):
            print(f"Rows set aside for errors: {aside:,}. To see why: recovery check SOURCE")
    return Exit.DONE


def _check_report(asked: argparse.Namespace, *, impact: bool) -> None:
    """Stop with the usage if options are missing, or do not go together."""
    if impact:
        return  # what it takes may be left out
    missing = [
        name for name, value in (("--as-of", asked.as_of), ("--out", asked.out)) if value is None
    ]
    if missing:
        asked.wrong(f"these are required without --period: {', '.join(missing)}")
    names = ("published", "indicators", "only_own", "narrative", "verdict")
    given = [name for name in names if getattr(asked, name) not in (None, False)]
    if alone := [f"--{name.replace('_', '-')}" for name in given]:
        asked.wrong(f"{', '.join(alone)} goes with --period only")


def _waits(asked: argparse.Namespace, register: Register) -> OutcomeReport:
    from recovery.report import outcome_report

    return outcome_report(
        register.as_of(asked.as_of),
        purpose=asked.purpose,
        by=asked.by,
        title=asked.title,
        source=_name_of(asked.source),
        notes=_notes(asked.source),
    )


def _impact(asked: argparse.Namespace, register: Register) -> ImpactReport:
    from recovery.report import impact_report

    headline, outcomes = asked.cards
    return impact_report(
        register,
        asked.period,
        as_of=asked.as_of,
        published=asked.published,
        purpose=asked.purpose,
        headline=headline,
        outcomes=outcomes,
        by=asked.by,
        title=asked.title,
        source=_name_of(asked.source),
        narrative=asked.narrative or "",
        verdict=asked.verdict or "",
        notes=_notes(asked.source),
    )


def check(asked: argparse.Namespace) -> Exit:
    """List what is wrong with the records."""
    with steps(1, quiet=asked.quiet) as step:
        step("reading and checking")
        findings = _read(asked).findings
    if asked.format == "json":
        from recovery.wire import to_json

        print(to_json(findings).decode())
    else:
        print("\n".join(listed(findings)))
    return Exit.ERRORS_FOUND if findings.count("error") else Exit.DONE


def example(asked: argparse.Namespace) -> Exit:
    """Write invented records."""
    from recovery.synthetic import write_example

    with steps(1, quiet=asked.quiet) as step:
        step("inventing survivors")
        write_example(asked.folder, survivors=asked.survivors, seed=asked.seed, format=asked.format)
    if not asked.quiet:
        print(f"Wrote invented records of {asked.survivors:,} survivors to {asked.folder}.")
    return Exit.DONE


def _read(asked: argparse.Namespace) -> Register:
    from recovery.register import read_register

    vocabulary = vocabulary_of(asked.vocabulary)
    return read_register(asked.source, asked.mapping, vocabulary=vocabulary)


def _name_of(source: str) -> str:
    """Name a source without saying where it lies."""
    return Path(source.partition("?")[0]).resolve().name


def _notes(source: str) -> tuple[str, ...]:
    """Read what the folder of the records says of them for every reader."""
    note = Path(source) / NOTE
    return (" ".join(note.read_text("utf-8", "replace").split()),) if note.is_file() else ()
