"""What may be written after the command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from recovery.cli.commands import check, example, report
from recovery.cli.documents import blueprint, schema
from recovery.cli.exits import Exit
from recovery.days import Period, day_number
from recovery.errors import DefinitionError

__all__ = ["parser"]


def parser() -> argparse.ArgumentParser:
    """Say what may be written after ``recovery``."""
    root = argparse.ArgumentParser(
        prog="recovery",
        description="How long survivors waited for each step of recovery, from the records that "
        "an organisation keeps.",
        epilog="exit codes:\n" + "\n".join(f"  {code:>3}  {code.meaning}" for code in Exit),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action=_Version, nargs=0, help="show the version and stop")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    _add_report(
        commands.add_parser(
            "report",
            help="write a report of what was known on a day, or the impact report of a period",
        )
    )
    _add_check(commands.add_parser("check", help="list what is wrong with the records"))
    _add_example(commands.add_parser("example", help="write invented records to try things on"))
    _add_blueprint(
        commands.add_parser(
            "blueprint", help="write how all is recorded, counted and estimated, to be adopted"
        )
    )
    _add_schema(commands.add_parser("schema", help="show or write the JSON Schema of documents"))
    return root


class _Version(argparse.Action):
    """Show the version; it is looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import recovery

        print(f"recovery {recovery.__version__}")
        parser.exit()


def _add_report(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument(
        "--as-of",
        type=_day,
        metavar="DAY",
        help="the day, such as 2024-12-31 (with --period: the last day of any record)",
    )
    parser.add_argument(
        "--out",
        type=_page,
        metavar="FILE",
        help="where to, ending in .html (with --period: impact.html)",
    )
    parser.add_argument(
        "--purpose",
        default="internal_learning",
        help="the purpose of consent that the report serves (default: %(default)s)",
    )
    parser.add_argument(
        "--by",
        metavar="COLUMN",
        help="an attribute to split each wait by (with --period: to compare outcomes by; site "
        "where there is one)",
    )
    parser.add_argument("--title", help="title of the report")
    _add_impact(parser.add_argument_group("the impact report of a period"))
    parser.set_defaults(wrong=parser.error)
    _add_manner(parser, report)


def _add_impact(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--period", type=_period, metavar="PERIOD", help="whole months, such as 2022-03/2022-08"
    )
    group.add_argument(
        "--published",
        type=_day,
        metavar="DAY",
        help="as of when the period before was published (default: 30 days after its end)",
    )
    _add_cards(group)
    group.add_argument(
        "--narrative", type=_words, metavar="FILE", help="the organisation's own words, in Markdown"
    )
    group.add_argument(
        "--verdict", type=_words, metavar="FILE", help="an independent evaluator's, in Markdown"
    )


def _add_cards(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--indicators",
        type=_text,
        metavar="FILE",
        help="a TOML file of the organisation's own indicators, beside those that are shipped",
    )
    group.add_argument(
        "--only-own", action="store_true", help="no indicators but those of --indicators"
    )


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument("--format", choices=("table", "json"), default="table")
    _add_manner(parser, check)


def _add_example(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help="where to; made if it is not there")
    parser.add_argument("--survivors", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="equal seeds, equal rows")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    _add_manner(parser, example)


def _add_blueprint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to; shown when not said (Markdown, with the indicators beside it as TOML)",
    )
    _add_cards(parser)
    parser.add_argument("--title", help="title of the document")
    _add_translation(parser)
    parser.set_defaults(mapping="htcds", wrong=parser.error)
    _add_manner(parser, blueprint)


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind",
        nargs="?",
        default="published_results",
        metavar="KIND",
        help="the type of a document, such as results (default: %(default)s)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="write those of all kinds, one file each"
    )
    _add_manner(parser, schema)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a folder of CSV or Parquet files, or a database such as sqlite:///records.db",
    )
    _add_translation(parser)


def _add_translation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mapping", metavar="FILE", help="a TOML file that translates foreign tables"
    )
    parser.add_argument(
        "--vocabulary",
        metavar="PLACE:NAME",
        help="another vocabulary: FILE.py:NAME or module:NAME; the Python file is run",
    )


def _add_manner(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], Exit]) -> None:
    parser.add_argument("--quiet", action="store_true", help="no progress, no closing words")
    parser.add_argument("--debug", action="store_true", help="show where a fault of recovery lies")
    parser.set_defaults(run=run)


def _day(text: str) -> int:
    try:
        return day_number(text)
    except DefinitionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _period(text: str) -> Period:
    try:
        return Period.months(text)
    except DefinitionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _text(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        message = f"there is no file {text!r}"
        raise argparse.ArgumentTypeError(message)
    return path


def _words(text: str) -> str:
    try:
        return _text(text).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        message = (
            f"{text!r} is not written as UTF-8: byte {error.start + 1:,} cannot be read; save it "
            "as UTF-8"
        )
        raise argparse.ArgumentTypeError(message) from error


def _page(text: str) -> Path:
    path = Path(text)
    if not path.parent.is_dir():
        message = f"there is no folder {str(path.parent)!r}: make it first, or choose another"
        raise argparse.ArgumentTypeError(message)
    if path.suffix.lower() not in (".html", ".htm"):
        message = f"the report is a web page: let its name end in .html, not {path.suffix!r}"
        raise argparse.ArgumentTypeError(message)
    return path
