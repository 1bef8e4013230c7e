"""Real records through the main job: released from prison, re-arrested. Not survivors.

Held against lifelines' Kaplan–Meier on the data set as it ships it, and against
what is published of the experiment.
"""

import importlib.util
import json
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi

from recovery import EventTable, kaplan_meier, read_register, select_cohort
from recovery.cli import main
from recovery.results import Groups

ROSSI = Path(__file__).parents[2] / "examples" / "rossi"
TOLERANCE = 1e-12
LAST_DAY = 52 * 7

# 432 people, half of them given aid at random: the documentation of the data in lifelines and
# in the R package carData. 114 of them re-arrested in 52 weeks: S. Sawyer's notes on Allison's
# chapters 3 to 5 (Washington University, course 434, phrecid.sas). How the 114 fall into the two
# groups is counted from the data: no print of it was at hand.
PEOPLE, ARRESTED, EACH = 432, 114, 216


def module(name: str) -> ModuleType:
    """Load a file of the example."""
    spec = importlib.util.spec_from_file_location(name, ROSSI / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def waits() -> Groups[str, EventTable]:
    """Return the wait to re-arrest, with and without aid, from records through the cohort."""
    register = read_register(
        module("make_records").records(), vocabulary=module("vocabulary").ROSSI
    )
    assert register.findings.count("error") == register.findings.count("warning") == 0
    cohort = select_cohort(register.as_of("1972-01-31"), origin="released")
    return cohort.split("fin").each(lambda group: group.time_to("rearrested"))


def test_numbers_of_people_are_those_published(waits: Groups[str, EventTable]) -> None:
    assert {label: len(table) for label, table in waits.items()} == {"aid": EACH, "no aid": EACH}
    assert sum(len(table) for table in waits.values()) == PEOPLE
    assert sum(int(table.event.sum()) for table in waits.values()) == ARRESTED


@pytest.mark.parametrize(("label", "fin"), [("aid", 1), ("no aid", 0)])
def test_curve_is_that_of_lifelines_on_every_day(
    waits: Groups[str, EventTable], label: str, fin: int
) -> None:
    data = load_rossi().query("fin == @fin")
    theirs = KaplanMeierFitter().fit(data["week"] * 7, data["arrest"])
    days = np.arange(LAST_DAY + 1)
    ours = kaplan_meier(waits[label])
    expected = theirs.survival_function_at_times(days).to_numpy()
    np.testing.assert_allclose(ours.at(days), expected, rtol=0, atol=TOLERANCE)
    assert ours.followed_to == LAST_DAY
    assert math.isnan(ours.at(LAST_DAY + 1))


def test_difference_between_the_groups(waits: Groups[str, EventTable]) -> None:
    """Nobody is lost before week 52, so the curves end at plain shares: 48 and 66 of 216."""
    share = {label: 1 - float(kaplan_meier(table).at(LAST_DAY)) for label, table in waits.items()}
    assert share["aid"] == pytest.approx(48 / EACH, abs=TOLERANCE)
    assert share["no aid"] == pytest.approx(66 / EACH, abs=TOLERANCE)
    assert share["no aid"] - share["aid"] == pytest.approx(1 / 12, abs=TOLERANCE)


def test_main_job_writes_a_report_that_says_who_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module("make_records").main(tmp_path / "records")
    words = [f"{ROSSI / 'vocabulary.py'}:ROSSI", "--by", "fin", "--as-of", "1972-01-31"]
    out = tmp_path / "rossi.html"
    done = main(["report", str(tmp_path / "records"), "--vocabulary", *words, "--out", str(out)])
    assert done == 0, capsys.readouterr().err
    assert "These are not survivors of trafficking." in out.read_text("utf-8")
    report = json.loads(out.with_suffix(".json").read_text("utf-8"))["report"]
    assert report["clocks"][0]["curves"]["n"] == PEOPLE - PEOPLE % 10  # sizes are whole tens
    assert set(report["clocks"][0]["groups"]["groups"]) == {"aid", "no aid"}
