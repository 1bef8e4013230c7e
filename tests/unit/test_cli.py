"""The command line: what it writes, what it says, and how it ends."""

import json
import os
import shutil
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

import recovery
from recovery.cli import Exit, main
from recovery.wire import from_json

DAY = "2024-12-31"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a folder of invented records, some of them faulty."""
    folder = tmp_path_factory.mktemp("records")
    assert main(["example", str(folder), "--survivors", "300", "--seed", "3", "--quiet"]) == 0
    return str(folder)


@pytest.fixture
def few(tmp_path: Path) -> str:
    """Return a folder of two records, one of them with a bad date."""
    folder = tmp_path / "few"
    folder.mkdir()
    pl.DataFrame({"survivor_id": ["S1"]}).write_csv(folder / "survivors.csv")
    pl.DataFrame(
        {"survivor_id": ["S1"] * 2, "milestone": ["intake"] * 2, "occurred_on": ["2021", "MARIA"]}
    ).write_csv(folder / "milestones.csv")
    return str(folder)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "recovery", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_report_is_written_and_says_how_to_open_it(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    words = ["--as-of", DAY, "--out", str(page), "--title", "A first try", "--by", "gender"]
    assert main(["report", records, *words]) == Exit.DONE
    told = capsys.readouterr()
    assert f"Open it in a browser: {page.as_uri()}" in told.out
    assert told.err == ""
    html = page.read_text("utf-8")
    assert "A first try" in html
    assert "These records are invented. No row is about anybody." in html
    report = json.loads(page.with_suffix(".json").read_text("utf-8"))["report"]
    assert report["as_of"] == DAY
    assert report["source"] == Path(records).name
    assert any(clock["groups"] for clock in report["clocks"])


def test_the_impact_report_of_a_period(
    records: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.md").write_text("We *learned*.", "utf-8")
    Path("verdict.md").write_text("It holds.", "utf-8")
    words = ["--narrative", "words.md", "--verdict", "verdict.md", "--published", "2022-04-15"]
    assert main(["report", records, "--period", "2022-03/2022-08", *words]) == Exit.DONE
    told = capsys.readouterr()
    assert "Wrote impact.html, and the same for programs as impact.json and impact.md." in told.out
    html = Path("impact.html").read_text("utf-8")
    assert "<p>We <em>learned</em>.</p>" in html
    assert "<p>It holds.</p>" in html
    assert "These records are invented. No row is about anybody." in html
    report = json.loads(Path("impact.json").read_text("utf-8"))["report"]
    assert report["period"] == ["2022-03-01", "2022-08-31"]
    assert {figure["first_day"] for figure in report["restated"]} == {"2022-04-15"}


def test_quiet_says_nothing(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "report.html")
    assert main(["report", records, "--as-of", DAY, "--out", out, "--quiet"]) == Exit.DONE
    assert capsys.readouterr() == ("", "")


def test_check_lists_faults_without_values(few: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", few]) == Exit.ERRORS_FOUND
    told = capsys.readouterr().out
    assert "error    bad_date: milestones.csv, occurred_on, row 3\n" in told
    assert told.endswith(" notes.\n")
    assert "MARIA" not in told


def test_check_as_json_is_a_document_that_can_be_read(
    few: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", few, "--format", "json"]) == Exit.ERRORS_FOUND
    told = capsys.readouterr().out
    assert "MARIA" not in told
    (fault,) = from_json(told).where(severity="error")
    assert (fault.code, fault.row) == ("bad_date", 3)


def test_check_of_sound_records_is_done(few: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(few) / "milestones.csv"
    path.write_text(path.read_text("utf-8").replace("MARIA", "2022"), "utf-8")
    assert main(["check", few]) == Exit.DONE
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 errors, ")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_example_is_written_in_both_formats(ending: str, tmp_path: Path) -> None:
    words = ["--survivors", "20", "--seed", "1", "--format", ending, "--quiet"]
    assert main(["example", str(tmp_path / "new"), *words]) == Exit.DONE
    assert (tmp_path / "new" / f"milestones.{ending}").is_file()
    assert (tmp_path / "new" / "NOTE.txt").is_file()


def test_words_that_are_not_utf8_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "words.md"
    words.write_bytes(b"a \xff\xfe bad")
    with pytest.raises(SystemExit) as stopped:
        main(["report", "x", "--period", "2022-03/2022-08", "--narrative", str(words)])
    assert stopped.value.code == Exit.WRONG_USAGE
    assert "is not written as UTF-8: byte 3 cannot be read" in capsys.readouterr().err


WRONG = {
    "no command": [],
    "no such command": ["predict"],
    "no day": ["report", "x", "--out", "report.html"],
    "a month": ["report", "x", "--as-of", "2024-12", "--out", "report.html"],
    "no folder": ["report", "x", "--as-of", DAY, "--out", "nowhere/report.html"],
    "no page": ["report", "x", "--as-of", DAY, "--out", "report.pdf"],
    "nothing to report": ["report", "x"],
    "no period": ["report", "x", "--period", "summer"],
    "no words": ["report", "x", "--period", "2022-03/2022-08", "--narrative", "none.md"],
    "words without a period": [
        "report",
        "x",
        "--as-of",
        DAY,
        "--out",
        "r.html",
        "--verdict",
        __file__,
    ],
}
SAID = {
    "no folder": "there is no folder 'nowhere': make it first",
    "no page": "let its name end in .html, not '.pdf'",
    "nothing to report": "these are required without --period: --as-of, --out",
    "no period": "'summer' is not a period: write it as '2022-03/2022-08'",
    "no words": "there is no file 'none.md'",
    "words without a period": "--verdict goes with --period only",
    "a month": "'2024-12' is no whole day: write it as '2023-06-30'",
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(WRONG[case])
    assert stopped.value.code == Exit.WRONG_USAGE
    assert SAID.get(case, "usage: recovery") in capsys.readouterr().err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["--version"], f"recovery {recovery.__version__}\n"),
        (["--help"], "3  records cannot be read"),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == Exit.DONE
        assert told in capsys.readouterr().out


def test_records_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none")]) == Exit.NO_RECORDS
    assert capsys.readouterr().err.startswith("recovery: there is no folder 'none'")
    assert main(["check", str(tmp_path), "--mapping", "none.toml"]) == Exit.NO_RECORDS
    assert "there is no mapping 'none.toml'" in capsys.readouterr().err


def test_question_that_makes_no_sense(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["report", records, "--as-of", DAY, "--out", str(tmp_path / "r.html")]
    assert main([*words, "--by", "shoe_size"]) == Exit.NO_SENSE
    assert "'shoe_size'" in capsys.readouterr().err
    assert main(["example", str(tmp_path), "--survivors", "1"]) == Exit.NO_SENSE
    assert "at least 10 survivors" in capsys.readouterr().err


def test_what_is_not_safe_is_not_written(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unasked = shutil.copytree(records, tmp_path / "unasked")
    (unasked / "consents.csv").unlink()
    page = tmp_path / "r.html"
    words = ["--as-of", DAY, "--out", str(page), "--purpose", "publication"]
    assert main(["report", str(unasked), *words]) == Exit.NOT_SAFE
    assert "consent is not recorded" in capsys.readouterr().err
    assert not page.exists()


VOCABULARIES = {
    "own.py:WORDS": Exit.DONE,
    "own.py:OTHER": Exit.NO_SENSE,
    "own.py:NUMBER": Exit.NO_SENSE,
    "own.py": Exit.NO_SENSE,
    "none.py:WORDS": Exit.NO_SENSE,
    "broken.py:WORDS": Exit.NO_SENSE,
    "no.such.module:WORDS": Exit.NO_SENSE,
    "recovery.vocabulary:VOCABULARY": Exit.DONE,
}


@pytest.mark.parametrize("place", VOCABULARIES)
def test_vocabulary_from_a_file_or_a_module(
    place: str,
    few: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "from recovery.vocabulary import VOCABULARY as WORDS\nNUMBER = 1\n"
    (tmp_path / "own.py").write_text(text, "utf-8")
    (tmp_path / "broken.py").write_text("1 / 0\n", "utf-8")
    (Path(few) / "milestones.csv").write_text(
        "survivor_id,milestone,occurred_on\nS1,intake,2021\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["check", few, "--vocabulary", place]) == VOCABULARIES[place]
    assert bool(capsys.readouterr().err) is bool(VOCABULARIES[place])


def test_a_fault_of_the_program_shows_no_data(
    few: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("MARIA")

    monkeypatch.setattr("recovery.register.read_register", fail)
    assert main(["check", few]) == Exit.UNEXPECTED
    told = capsys.readouterr().err
    assert "MARIA" not in told
    assert "Traceback" not in told
    assert "--debug" in told
    assert main(["check", few, "--debug"]) == Exit.UNEXPECTED
    assert "KeyError: 'MARIA'" in capsys.readouterr().err


def test_stopped_by_the_keyboard(
    few: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("recovery.register.read_register", stop)
    assert main(["check", few]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "recovery: stopped\n"


def test_schema_is_shown_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == Exit.DONE
    assert json.loads(capsys.readouterr().out)["$id"] == "urn:recovery:published_results:1"
    assert main(["schema", "--out", str(tmp_path / "new")]) == Exit.DONE
    assert " schemas to " in capsys.readouterr().out
    assert main(["schema", "results"]) == Exit.DONE
    assert capsys.readouterr().out == (tmp_path / "new" / "results.v1.json").read_text("utf-8")
    assert main(["schema", "person"]) == Exit.NO_SENSE
    assert "no document is of the kind 'person'; allowed: 'about'" in capsys.readouterr().err


def test_a_process_of_its_own(few: str, tmp_path: Path) -> None:
    done = run("check", few, "--format", "json")
    assert done.returncode == Exit.ERRORS_FOUND
    assert json.loads(done.stdout)["type"] == "findings"
    assert done.stderr == ""
    gone = run("check", str(tmp_path / "none"))
    assert gone.returncode == Exit.NO_RECORDS
    assert "Traceback" not in gone.stderr


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom recovery.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print({'polars', 'pandas', 'matplotlib', 'tqdm'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_every_exit_code_is_on_its_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "command_line.md").read_text("utf-8")
    for code in Exit:
        assert f"| {int(code)} | {code.meaning.removeprefix('check ')}" in page.replace(
            "`check` ", ""
        )


def shown_on_a_terminal(*words: str) -> str:
    """Run the command with its messages on a terminal of 24 lines, and return them."""
    pty, fcntl, termios = (pytest.importorskip(name) for name in ("pty", "fcntl", "termios"))
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    command = [sys.executable, "-m", "recovery", *words]
    with subprocess.Popen(command, stderr=its, stdout=subprocess.DEVNULL):
        os.close(its)
        with os.fdopen(ours, "rb", buffering=0) as terminal:
            parts = []
            with suppress(OSError):  # how a terminal ends
                while part := terminal.read(4096):
                    parts.append(part)
    return b"".join(parts).decode()


def test_steps_are_shown_on_a_terminal(few: str) -> None:
    assert "reading and checking" in shown_on_a_terminal("check", few)
    assert shown_on_a_terminal("check", few, "--quiet") == ""
