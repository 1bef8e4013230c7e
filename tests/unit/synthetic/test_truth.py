"""What is estimated from the tables is what the truth says."""

import json

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from recovery.days import MONTHS
from recovery.errors import DefinitionError
from recovery.synthetic import Invented, invented_register
from recovery.synthetic.rates import CUT, GENDERS
from recovery.vocabulary import VOCABULARY

PEOPLE = 200_000
STANDARD_ERRORS = 4.0
Days = npt.NDArray[np.int64]


@pytest.fixture(scope="module")
def many() -> Invented:
    return invented_register(PEOPLE, seed=11, faults=False)


def current(invented: Invented, name: str) -> pl.DataFrame:
    """Return the rows that stand, under the ids that were kept, with days as numbers."""
    merges = invented.tables["merges"].select(pl.col("old_id").alias("survivor_id"), "kept_id")
    rows = invented.tables[name].filter(pl.col("superseded_on").is_null())
    days = pl.col(pl.Date).cast(pl.Int32).cast(pl.Int64)
    if name == "milestones":
        day = pl.col("occurred_on").str.to_date(strict=False).cast(pl.Int32).cast(pl.Int64)
        return rows.with_columns(day)
    rows = rows.with_columns(days)
    if "survivor_id" not in rows.columns:
        return rows
    kept = pl.coalesce("kept_id", "survivor_id").alias("survivor_id")
    return rows.join(merges, on="survivor_id", how="left").with_columns(kept)


def last_contact(invented: Invented) -> pl.DataFrame:
    seen = [
        current(invented, "milestones").select("survivor_id", day="occurred_on"),
        current(invented, "contacts")
        .filter(result="reached")
        .select("survivor_id", day="contacted_on"),
        current(invented, "support")
        .filter(attendance="attended")
        .select("survivor_id", day="delivered_on"),
        current(invented, "assessments").select("survivor_id", day="assessed_on"),
    ]
    return pl.concat(seen).group_by("survivor_id").agg(followed=pl.col("day").max())


def first(rows: pl.DataFrame, key: list[str], column: str, *codes: str) -> pl.DataFrame:
    found = rows.filter(pl.col(column).is_in(codes))
    return found.group_by(key).agg(pl.col("occurred_on").min().alias(codes[0]))


def incidence(
    entry: Days, end: Days, cause: Days, causes: int, last: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Aalen–Johansen with delayed entry on days 0 … last, and a rough standard error."""
    width = last + 2
    entered = np.bincount(np.clip(entry, -1, width - 1) + 1, minlength=width + 1)
    left = np.bincount(np.clip(end, 0, width), minlength=width + 1)
    at_risk = np.cumsum(entered)[: last + 1] - np.concatenate([[0], np.cumsum(left)])[: last + 1]
    hazards = np.array(
        [
            np.bincount(end[cause == k], minlength=last + 1)[: last + 1] / np.maximum(at_risk, 1)
            for k in range(1, causes + 1)
        ]
    )
    waiting = np.concatenate([[1.0], np.cumprod(1 - hazards.sum(axis=0))[:-1]])
    total = np.cumsum(waiting * hazards, axis=1)
    error = np.sqrt(np.cumsum(waiting**2 * hazards / np.maximum(at_risk, 1), axis=1))
    return total, error


def waits(invented: Invented, code: str) -> tuple[Days, Days, Days]:
    """Return entry, end and cause of one clock, from the tables alone."""
    clock = VOCABULARY.clocks[code]
    milestones = current(invented, "milestones")
    moves = ["survivor_id", "episode"]
    sources = {
        "survivor": (milestones, ["survivor_id"], "milestone"),
        "return": (milestones, moves, "milestone"),
        "accused × case": (current(invented, "proceedings"), ["case_id", "accused_id"], "event"),
        "survivor × case": (
            current(invented, "participation"),
            ["case_id", "survivor_id"],
            "event",
        ),
    }
    rows, key, column = sources[clock.subject]
    frame = first(rows, key, column, clock.origin)
    for codes in (clock.outcome, *((cause,) for cause in clock.competing)):
        died = codes == ("died",) and clock.subject != "survivor"
        of = (milestones, ["survivor_id"], "milestone") if died else (rows, key, column)
        frame = frame.join(first(of[0], of[1], of[2], *codes), on=of[1], how="left")
    begun = first(milestones, ["survivor_id"], "milestone", "first_contact")
    if clock.code == "re_trafficking":
        frame = frame.join(begun, on="survivor_id")
    if clock.censor == "last_contact":
        frame = frame.join(last_contact(invented), on="survivor_id")
    else:
        frame = frame.with_columns(followed=pl.lit(CUT, dtype=pl.Int64))
    origin = frame[clock.origin].to_numpy()
    names = (clock.outcome[0], *clock.competing)
    never = 1 << 40
    days = np.stack([frame[name].fill_null(never).to_numpy() for name in names])
    event, cause = days.min(axis=0), days.argmin(axis=0) + 1
    followed = frame["followed"].to_numpy()
    seen = event <= followed
    end = np.where(seen, event, followed) - origin
    entry = frame["first_contact"].to_numpy() - origin if "first_contact" in frame else 0 * end - 1
    sound = end > entry
    return entry[sound], end[sound], np.where(seen, cause, 0)[sound]


@pytest.mark.parametrize("code", VOCABULARY.clocks)
def test_every_clock_is_estimated_without_bias(many: Invented, code: str) -> None:
    clock = VOCABULARY.clocks[code]
    causes = (clock.outcome[0], *clock.competing)
    estimated, error = incidence(*waits(many, code), len(causes), 730)
    for place, cause in enumerate(causes):
        for days in MONTHS.values():
            true = many.truth.incidence(code, cause, days)
            distance = abs(estimated[place, days] - true)
            assert distance <= STANDARD_ERRORS * error[place, days], (cause, days)


def test_loss_depends_on_the_last_score(many: Invented) -> None:
    items = [f"item_{item}" for item in range(1, 10)]
    sheets = current(many, "assessments").filter(status="done").sort("assessed_on")
    last = sheets.group_by("survivor_id").agg(score=pl.sum_horizontal(items).last())
    lost = current(many, "milestones").filter(milestone="lost_contact").select("survivor_id")
    high, low = last.filter(pl.col("score") >= 16), last.filter(pl.col("score") <= 8)
    share_high, share_low = (len(g.join(lost, on="survivor_id")) / len(g) for g in (high, low))
    assert share_high > share_low + 0.05


def test_shares_are_those_of_the_truth(many: Invented) -> None:
    people = current(many, "survivors")
    for gender, share in many.truth.shares["gender"].items():
        seen = len(people.filter(gender=gender)) / PEOPLE
        assert abs(seen - share) <= STANDARD_ERRORS * np.sqrt(share * (1 - share) / PEOPLE)
    assert many.truth.shares["gender"] == GENDERS


def test_the_truth_is_plain_values(sound: Invented) -> None:
    truth = sound.truth.to_dict()
    assert json.loads(json.dumps(truth))["invented"] is True
    assert set(truth["waits"]) == set(VOCABULARY.clocks)
    assert truth["waits"]["safe_housing"]["incidence"]["safe_housing"]["365"] == (
        sound.truth.incidence("safe_housing", "safe_housing", 365)
    )


def test_a_clock_of_which_nothing_is_known_is_refused(sound: Invented) -> None:
    with pytest.raises(DefinitionError, match="nothing is known of the clock 'tea'; allowed: "):
        sound.truth.incidence("tea", "died", 10)
