"""The example service answers, refuses, and keeps to itself who asked for what."""

from __future__ import annotations

import http.client
import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

import recovery as rc
from recovery.indicators import HEADLINE, OUTCOMES, TimeRule
from recovery.report import published_schema
from recovery.synthetic import invented_register

PLACE = Path(__file__).parents[2] / "examples" / "service" / "service.py"
HALF = "/indicators?from=2022-03-01&to=2022-08-31"


def module() -> Any:
    """Return the example as a module."""
    if "service" not in sys.modules:
        spec = spec_from_file_location("service", PLACE)
        assert spec is not None
        assert spec.loader is not None
        sys.modules["service"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["service"])
    return sys.modules["service"]


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    """Return the tables of an invented register."""
    return dict(invented_register(survivors=300, seed=2).tables)


def figures(tables: dict[str, Any], **changed: Any) -> Any:
    """Return what a service answers from."""
    known = rc.read_register(tables).as_of("2024-12-31")
    return module().Figures(
        **{"known": known, "indicators": HEADLINE, "purpose": "publication"} | changed
    )


@pytest.fixture(scope="module")
def server(tables: dict[str, Any]) -> Iterator[Any]:
    """Run the service on a free port of this machine."""
    with module().Server(("127.0.0.1", 0), figures(tables)) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def ask(server: Any, target: str, method: str = "GET") -> tuple[int, str, bytes]:
    """Ask the service, and return status, type and body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type") or "", answer.read()
    finally:
        connection.close()


def test_health_says_as_of_when(server: Any) -> None:
    status, kind, body = ask(server, "/health")
    assert (status, kind) == (200, "application/json; charset=utf-8")
    assert json.loads(body) == {"status": "ok", "as_of": "2024-12-31"}


def test_figures_are_protected_and_as_the_schema_says(server: Any) -> None:
    _, kind, schema = ask(server, "/schema")
    assert kind.startswith("application/schema+json")
    assert json.loads(schema) == published_schema()
    status, _, body = ask(server, HALF)
    document = json.loads(body)
    assert status == 200
    jsonschema.validate(document, json.loads(schema))
    assert [each["code"] for each in document["results"]["indicators"]] == [
        c.code for c in HEADLINE
    ]
    assert document["policy"]["threshold"] == 10
    assert document["about"]["purpose"] == "publication"


def test_one_indicator_may_be_asked_for(server: Any) -> None:
    _, _, body = ask(server, f"{HALF}&code=survivors_supported")
    (found,) = json.loads(body)["results"]["indicators"]
    assert found["code"] == "survivors_supported"


def test_figures_asked_for_one_by_one_tell_no_more_than_all_together(
    tables: dict[str, Any],
) -> None:
    """What is withheld since it lies close to another figure is withheld by itself as well."""
    (housed,) = (card for card in OUTCOMES if card.code == "safe_housing_12m")
    assert isinstance(housed.rule, TimeRule)
    late = attrs.evolve(housed, code="a_day_later", rule=attrs.evolve(housed.rule, days=366))
    alone = figures(tables, indicators=(late,), purpose="internal_learning")
    service = figures(tables, indicators=(late, housed), purpose="internal_learning")

    def shown(of: Any, asked: str) -> dict[str, Any]:
        told = json.loads(of.answer(f"/indicators?from=2020-03-01&to=2020-08-31{asked}").body)
        return {each["code"]: each for each in told["results"]["indicators"]}

    together = shown(service, "")
    assert shown(alone, "")["a_day_later"]["withheld"] == ""
    assert "another figure of the same people" in together["a_day_later"]["withheld"]
    for code, figure in together.items():
        assert shown(service, f"&code={code}&code={code}") == {code: figure}


REFUSED = {
    "/": (404, "there is no such page; allowed: '/health', '/indicators', '/schema'"),
    "/indicators": (400, "write one day as from="),
    "/indicators?from=2022-03-01": (400, "write one day as to="),
    "/indicators?from=MARIA&to=2022-08-31": (400, "'MARIA' is no whole day"),
    "/indicators?from=2022-09-01&to=2022-03-01": (400, "must not end on 2022-03-01"),
    "/indicators?from=2022-03-01&to=2022-03-01": (400, "first and last day of a half-year"),
    "/indicators?from=2022-03-01&to=2023-02-28": (400, "first and last day of a half-year"),
    "/indicators?from=2025-03-01&to=2025-08-31": (400, "after the day of the snapshot"),
    f"{HALF}&code=freed": (400, "no indicator has the code 'freed'; allowed: 'exploiters_"),
    f"{HALF}&by=gender": (400, "'by' cannot be asked for here; allowed: 'code', 'from', 'to'"),
    f"{HALF}&from=2022-03-01": (400, "write one day as from="),
    "/health?deep": (400, "'deep' cannot be asked for here; this page takes none"),
    f"/health?{'a&' * 200}": (400, "Max number of fields exceeded"),
    "/indicators?from=9999-03-01&to=9999-08-31": (400, "after the day of the snapshot"),
    "/indicators?from=9999-03-01&to=9999-12-31": (400, "first and last day of a half-year"),
}


@pytest.mark.parametrize(("target", "answer"), REFUSED.items())
def test_what_cannot_be_answered_is_said(server: Any, target: str, answer: tuple[int, str]) -> None:
    status, kind, body = ask(server, target)
    assert kind == "application/json; charset=utf-8"
    assert status == answer[0]
    assert answer[1] in json.loads(body)["error"]


def test_what_is_no_address_is_refused(tables: dict[str, Any]) -> None:
    refused = figures(tables).answer("http://[::1")
    assert (refused.status, json.loads(refused.body)) == (400, {"error": "Invalid IPv6 URL"})


@pytest.mark.parametrize("method", ["POST", "DELETE", "HEAD", "ODD"])
def test_it_can_only_be_read(server: Any, method: str) -> None:
    assert ask(server, HALF, method)[0] == 405


def test_records_without_consents_are_not_published(tables: dict[str, Any]) -> None:
    without = {name: frame for name, frame in tables.items() if name != "consents"}
    refused = figures(without).answer(HALF)
    assert refused.status == 403
    assert b"consent is not recorded" in refused.body
    inside = figures(without, purpose="internal_learning").answer(HALF)
    assert json.loads(inside.body)["internal"].startswith("internal: consent is not recorded")


def test_all_at_once_get_the_same_answer(server: Any) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: ask(server, HALF), range(16)))
    assert len(answers) == 1


def test_the_log_holds_neither_address_nor_question(
    server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(server, HALF)
    ask(server, "/MARIA")
    ask(server, HALF, "MARIA")
    told = capsys.readouterr()
    assert told.out == ""
    answered = [line.rpartition(" answered ")[2] for line in told.err.splitlines()]
    assert answered == ["200", "404", "405"]
    for kept in ("MARIA", "127.0.0.1", "2022-03"):
        assert kept not in told.err


def test_a_fault_says_nothing_of_the_records(capsys: pytest.CaptureFixture[str]) -> None:
    with module().Server(("127.0.0.1", 0), None) as broken:
        thread = threading.Thread(target=broken.handle_request)
        thread.start()
        status, _, body = ask(broken, "/health")
        thread.join()
    assert (status, json.loads(body)) == (500, {"error": "a fault of this service"})
    assert "AttributeError" in capsys.readouterr().err


def test_a_broken_connection_is_logged_without_its_address(
    server: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ConnectionResetError("MARIA")
    except ConnectionResetError:
        server.handle_error(None, ("127.0.0.1", 1))
    assert capsys.readouterr().err == "ConnectionResetError\n"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (("nowhere",), "nowhere"),
        (("--as-of", "2024-13-99"), "2024-13-99"),
        (("--port", "99999"), "nothing can listen on --host 127.0.0.1 --port 99999"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_a_line(
    tables: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: tuple[str, ...],
    told: str,
) -> None:
    tables["survivors"].write_csv(tmp_path / "survivors.csv")
    tables["milestones"].write_csv(tmp_path / "milestones.csv")
    place = [] if changed == ("nowhere",) else [str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["service.py", *place, "--as-of", "2024-12-31", *changed])
    with pytest.raises(SystemExit) as stopped:
        module().main()
    assert stopped.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("service.py: error: ")
    assert told in last
