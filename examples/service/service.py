"""An HTTP service that answers protected figures of half-years from one register.

An example, for the inside of a network: it has no login and no encryption of
its own. It needs nothing but recovery and the standard library.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import attrs

import recovery as rc
from recovery.cohort import PURPOSES
from recovery.days import iso_day
from recovery.disclosure import Protected, ShownResults
from recovery.errors import allowed
from recovery.indicators import HEADLINE, OUTCOMES, Indicator, evaluate
from recovery.register import Snapshot
from recovery.report import published_json, published_schema

JSON = "application/json; charset=utf-8"
SCHEMA = "application/schema+json; charset=utf-8"


@attrs.frozen
class Answer:
    """What goes back: a status, the type of the body, and the body."""

    status: HTTPStatus
    body: bytes
    kind: str = JSON


@attrs.frozen(kw_only=True)
class Figures:
    """What the service answers from; it is read by all threads and changed by none.

    Attributes
    ----------
    known
        What was known on a day, read once.
    indicators
        The cards that may be asked for.
    purpose
        The purpose of consent that the figures serve.
    """

    known: Snapshot
    indicators: tuple[Indicator, ...]
    purpose: str

    def answer(self, target: str) -> Answer:
        """Answer what stands after the name of the server, such as ``/health``."""
        pages: Mapping[str, Callable[[dict[str, list[str]]], Answer]] = {
            "/health": self._health,
            "/indicators": self._indicators,
            "/schema": self._schema,
        }
        try:
            url = urlsplit(target)
            if url.path not in pages:
                return _error(HTTPStatus.NOT_FOUND, f"there is no such page; {allowed(pages)}")
            asked = parse_qs(url.query, keep_blank_values=True, max_num_fields=100)
            return pages[url.path](asked)
        except rc.ReleaseError as error:
            return _error(HTTPStatus.FORBIDDEN, str(error))
        except (rc.RecoveryError, ValueError) as error:
            return _error(HTTPStatus.BAD_REQUEST, str(error))

    def _health(self, asked: Mapping[str, list[str]]) -> Answer:
        _only(asked)
        return _plain(HTTPStatus.OK, {"status": "ok", "as_of": iso_day(self.known.day)})

    def _schema(self, asked: Mapping[str, list[str]]) -> Answer:
        _only(asked)
        return Answer(HTTPStatus.OK, json.dumps(published_schema()).encode(), SCHEMA)

    def _indicators(self, asked: Mapping[str, list[str]]) -> Answer:
        _only(asked, "from", "to", "code")
        period = _half_year(_one(asked, "from"), _one(asked, "to"))
        codes = self._codes(asked.get("code", []))
        results = evaluate(self.known, self.indicators, period, purpose=self.purpose)
        return Answer(HTTPStatus.OK, published_json(_only_of(rc.protect(results), codes)))

    def _codes(self, asked: Iterable[str]) -> frozenset[str]:
        known = frozenset(card.code for card in self.indicators)
        strange = sorted(set(asked) - known)
        if strange:
            message = f"no indicator has the code {strange[0]!r}; {allowed(known)}"
            raise rc.DefinitionError(message)
        return frozenset(asked) or known


def _only_of(protected: Protected, codes: frozenset[str]) -> Protected:
    """Pick figures of all that were protected together.

    Protected by itself, a figure would be shown that is withheld beside
    another: two questions would give both, to be subtracted.
    """
    shown = protected.value
    if not isinstance(shown, ShownResults):
        message = "these are no figures of a period"
        raise TypeError(message)
    picked = tuple(each for each in shown.indicators if each.code in codes)
    return attrs.evolve(protected, value=attrs.evolve(shown, indicators=picked))


def _only(asked: Mapping[str, list[str]], *known: str) -> None:
    strange = sorted(set(asked) - set(known))
    if strange:
        may = allowed(known) if known else "this page takes none"
        message = f"{strange[0]!r} cannot be asked for here; {may}"
        raise rc.DefinitionError(message)


def _one(asked: Mapping[str, list[str]], name: str) -> str:
    given = asked.get(name, [])
    if len(given) != 1 or not given[0]:
        message = f"write one day as {name}=, such as {name}=2022-03-01"
        raise rc.DefinitionError(message)
    return given[0]


def _half_year(start: str, end: str) -> rc.Period:
    """Return the half-year; other periods could be subtracted from one another down to one day."""
    period = rc.Period(start, end)
    if period.half_years() != (period,):
        message = (
            "from= and to= must be the first and last day of a half-year, such as "
            "from=2022-03-01&to=2022-08-31 or from=2022-09-01&to=2023-02-28"
        )
        raise rc.DefinitionError(message)
    return period


def _plain(status: HTTPStatus, content: object) -> Answer:
    return Answer(status, json.dumps(content).encode())


def _error(status: HTTPStatus, message: str) -> Answer:
    return _plain(status, {"error": message})


class Server(ThreadingHTTPServer):
    """One thread a request, all of which read the same figures."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], figures: Figures) -> None:
        super().__init__(address, Handler)
        self.figures = figures

    def handle_error(self, request: object, client_address: object) -> None:
        """Log the kind of fault only, such as a connection that was broken off."""
        del request, client_address
        fault = sys.exc_info()[0]
        print("broken off" if fault is None else fault.__name__, file=sys.stderr)


class Handler(BaseHTTPRequestHandler):
    """Turns requests into questions, and writes a log without addresses and without questions."""

    server: Server
    server_version = "recovery"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer a request."""
        try:
            answer = self.server.figures.answer(self.path)
        except Exception as error:  # noqa: BLE001  # its text may show what is in the records
            self.log_error("%s", type(error).__name__)
            answer = _error(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of this service")
        self._send(answer)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no request to read, without repeating it."""
        del message, explain
        if code == HTTPStatus.NOT_IMPLEMENTED:
            code = HTTPStatus.METHOD_NOT_ALLOWED
        self._send(_error(HTTPStatus(code), "only GET is answered, written as HTTP has it"))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log the answer's status only: an address or a question may tell who asks for what."""
        del size
        self.log_message("answered %d", code)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Log without the address of whoever asked."""
        print(f"{self.log_date_time_string()} {format % args}", file=sys.stderr)


def main() -> None:
    """Read the records once, then answer until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="a folder of records, or a database URL")
    parser.add_argument("--as-of", required=True, help="the day, such as 2024-12-31")
    parser.add_argument("--mapping", help="a TOML file that translates foreign tables")
    parser.add_argument(
        "--purpose", choices=PURPOSES, default="publication", help="of consent (%(default)s)"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="from 0 to 65535 (%(default)s)")
    asked = parser.parse_args()
    try:
        known = rc.read_register(asked.source, asked.mapping).as_of(asked.as_of)
    except (rc.RecoveryError, OSError) as error:
        parser.error(str(error))
    figures = Figures(known=known, indicators=(*HEADLINE, *OUTCOMES), purpose=asked.purpose)
    try:
        server = Server((asked.host, asked.port), figures)
    except (OSError, OverflowError) as error:
        parser.error(f"nothing can listen on --host {asked.host} --port {asked.port}: {error}")
    with server:
        print(f"Answering on http://{asked.host}:{server.server_port}, until stopped.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
