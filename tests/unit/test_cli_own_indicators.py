"""The command line with indicators of one's own, and the blueprint that others adopt."""

import json
from pathlib import Path

import pytest

from recovery.cli import Exit, main
from recovery.indicators import (
    BESIDE,
    EARLIER,
    HEADLINE,
    OUTCOMES,
    Indicator,
    TimeRule,
    read_cards,
    write_cards,
)

DAY = "2024-12-31"
OWN = Indicator(
    code="people_housed",
    name="Housed within three months",
    rule=TimeRule(origin="intake", outcome="safe_housing", competing="died", days=91),
    unit="share",
    population="survivors",
    numerator="those in safe housing",
    dated_by="intake",
    key="survivor",
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a folder of invented records."""
    folder = tmp_path_factory.mktemp("records")
    assert main(["example", str(folder), "--survivors", "300", "--seed", "3", "--quiet"]) == 0
    return str(folder)


def test_blueprint_is_written_or_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "blueprint.md"
    assert main(["blueprint", "--out", str(out)]) == Exit.DONE
    beside = tmp_path / "blueprint.toml"
    assert capsys.readouterr().out == (
        f"Wrote {out}, and its indicators to be adopted as {beside}.\n"
    )
    assert read_cards(beside) == (*HEADLINE, *BESIDE, *EARLIER, *OUTCOMES)
    assert main(["blueprint"]) == Exit.DONE
    shown = capsys.readouterr().out
    assert shown == out.read_text("utf-8")
    assert "`survivors_freed`" in shown
    assert "prs_Citizenship" in shown


def test_a_blueprint_that_cannot_be_written_is_named_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["blueprint", "--out", str(tmp_path / "nowhere" / "ours.md")]) != Exit.DONE
    assert "ours.md cannot be used" in capsys.readouterr().err


def test_blueprint_of_ones_own_cards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cards, mapping = tmp_path / "cards.toml", tmp_path / "ours.toml"
    write_cards([HEADLINE[0], OWN], cards)
    mapping.write_text('[survivors]\nsource = "clients"\n', "utf-8")
    words = ["--indicators", str(cards), "--mapping", str(mapping), "--title", "How we count"]
    assert main(["blueprint", *words]) == Exit.DONE
    shown = capsys.readouterr().out
    assert "`people_housed`" in shown
    assert shown.count("`survivors_freed`, version 1") == 1
    assert "`survivors_supported`" in shown
    assert main(["blueprint", *words, "--only-own"]) == Exit.DONE
    shown = capsys.readouterr().out
    assert shown.startswith("# How we count\n")
    assert 'source = "clients"' in shown
    assert "`survivors_supported`" not in shown
    cards.write_text("[indicator", "utf-8")
    assert main(["blueprint", *words]) == Exit.NO_SENSE
    assert "cards.toml is not TOML" in capsys.readouterr().err


def test_blueprint_never_writes_over_cards_that_were_changed_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, beside = tmp_path / "blueprint.md", tmp_path / "blueprint.toml"
    write_cards([OWN], beside)
    beside.write_text("# ours\n" + beside.read_text("utf-8"), "utf-8")
    text = beside.read_text("utf-8")
    assert main(["blueprint", "--out", str(out)]) == Exit.NO_SENSE
    assert "blueprint.toml is there already" in capsys.readouterr().err
    assert not out.exists()
    words = ["--indicators", str(beside), "--only-own", "--out", str(out)]
    assert main(["blueprint", *words]) == Exit.DONE
    assert beside.read_text("utf-8") == text
    with pytest.raises(SystemExit):
        main(["blueprint", "--out", str(beside)])
    assert beside.read_text("utf-8") == text


def test_the_impact_report_takes_cards_of_ones_own(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cards, page = tmp_path / "ours.toml", tmp_path / "impact.html"
    write_cards([OWN], cards)
    words = ["report", records, "--period", "2022-03/2022-08", "--out", str(page)]
    assert main([*words, "--indicators", str(cards), "--only-own"]) == Exit.DONE
    report = json.loads((tmp_path / "impact.json").read_text("utf-8"))["report"]
    assert [each["name"] for each in report["outcomes"]["indicators"]] == [OWN.name]
    assert report["headline"]["indicators"] == []
    assert OWN.name in page.read_text("utf-8")
    capsys.readouterr()


def test_cards_of_ones_own_that_cannot_be_used_stop_before_the_records_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cards = tmp_path / "ours.toml"
    words = ["report", "no_such_folder", "--period", "2022-03/2022-08", "--indicators", str(cards)]
    with pytest.raises(SystemExit):
        main(words)
    assert "there is no file" in capsys.readouterr().err
    write_cards([OWN, HEADLINE[0]], cards)
    text = cards.read_text("utf-8").replace('name = "Survivors freed"', 'name = "Freed"')
    cards.write_text(text, "utf-8")
    assert main(words) == Exit.NO_SENSE
    assert "survivors_freed version 1 is shipped and says something else" in capsys.readouterr().err
    cards.write_bytes(b"\xff\xfe[")
    assert main(words) == Exit.NO_SENSE
    assert "ours.toml is not TOML" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*words[:4], "--only-own"])
    assert "--only-own goes with --indicators FILE" in capsys.readouterr().err
    out = str(tmp_path / "report.html")
    with pytest.raises(SystemExit):
        main(["report", "no_such_folder", "--as-of", DAY, "--out", out, *words[4:]])
    assert "--indicators goes with --period only" in capsys.readouterr().err
