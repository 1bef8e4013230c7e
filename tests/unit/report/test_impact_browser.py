"""The impact report in a browser: it loads nothing from elsewhere, logs no error, and fits a phone.

Every request of the browser goes to a small server of this test, which answers for one host and
remembers all that is asked for.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from impact_reports import REPORT
from recovery.disclosure import protect
from recovery.report import write_report

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HOST, ELSEWHERE = "report.test", "elsewhere.test"
PHONE = 390
LOOKER = """<!doctype html><title>looker</title><pre id="out"></pre>
<iframe id="frame" src="/impact.html" style="width:%dpx;height:800px;border:0"></iframe>
<script>
document.getElementById("frame").onload = (event) => {
  const page = event.target.contentDocument, root = page.documentElement;
  const shut = root.scrollHeight;
  page.querySelectorAll("details").forEach((each) => { each.open = true; });
  const figure = page.querySelector("svg").getBoundingClientRect();
  document.getElementById("out").textContent = JSON.stringify({
    wide: root.scrollWidth, opens: root.scrollHeight > shut, figure: figure.width,
    title: page.querySelector("h1").textContent,
  });
};
</script>"""
CONTROL = f"""<!doctype html><title>control</title><img alt="" src="http://{ELSEWHERE}/x.png">
<script>console.error("seen by the test")</script>"""


class Watching(ThreadingHTTPServer):
    """Answers as every host there is, and remembers what was asked for."""

    pages: Mapping[str, str]
    asked: list[tuple[str, str]]


class Answer(BaseHTTPRequestHandler):
    server: Watching

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.server.asked.append((address.netloc, address.path))
        text = self.server.pages.get(address.path) if address.netloc == HOST else None
        body = (text or "").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self) -> None:
        self.server.asked.append((self.path.partition(":")[0], ""))
        self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser is installed to look with; any of {', '.join(BROWSERS)} will do")
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    path, *_ = write_report(protect(REPORT), tmp_path_factory.mktemp("impact") / "impact.html")
    with Watching(("127.0.0.1", 0), Answer) as server:
        server.pages = {
            "/impact.html": path.read_text("utf-8"),
            "/looker.html": LOOKER % PHONE,
            "/control.html": CONTROL,
        }
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def look(browser: str, server: Watching, page: str, folder: Path) -> tuple[str, list[str]]:
    """Return the page as the browser has it, and what was logged on its console."""
    server.asked.clear()
    command = [
        browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-extensions", "--enable-logging=stderr", "--v=0",
        f"--user-data-dir={folder}", f"--proxy-server=http://127.0.0.1:{server.server_port}",
        "--proxy-bypass-list=<-loopback>", "--virtual-time-budget=5000", "--dump-dom",
        f"http://{HOST}/{page}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if not done.stdout.strip():
        pytest.skip(f"the browser does not start here: {done.stderr.strip()[-200:]}")
    return done.stdout, re.findall(r"CONSOLE.*", done.stderr)


def asked_of(server: Watching) -> set[tuple[str, str]]:
    """Return what was asked for, without what a browser asks its maker for by itself."""
    makers = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
    return {(host, path) for host, path in server.asked if host and not host.endswith(makers)} - {
        (HOST, "/favicon.ico")
    }


def test_what_is_loaded_and_logged_would_be_seen(
    browser: str, server: Watching, tmp_path: Path
) -> None:
    _, logged = look(browser, server, "control.html", tmp_path)
    assert (ELSEWHERE, "/x.png") in asked_of(server)
    assert any("seen by the test" in line for line in logged)


def test_it_loads_nothing_and_logs_nothing(browser: str, server: Watching, tmp_path: Path) -> None:
    seen, logged = look(browser, server, "impact.html", tmp_path)
    assert "What became of them</h2>" in seen
    assert asked_of(server) == {(HOST, "/impact.html")}
    assert logged == []


def test_it_fits_a_phone_and_its_rules_open(browser: str, server: Watching, tmp_path: Path) -> None:
    seen, _ = look(browser, server, "looker.html", tmp_path)
    found = re.search(r'<pre id="out">(.*?)</pre>', seen)
    assert found
    told = json.loads(unescape(found[1]))
    assert told["title"] == "What became & remained: March–August 2022"
    assert told["wide"] <= PHONE
    assert 300 < told["figure"] <= PHONE
    assert told["opens"]
