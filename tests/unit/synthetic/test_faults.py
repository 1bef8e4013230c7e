"""Each fault that the truth counts is in the tables, counted here in another way."""

from collections.abc import Callable

import polars as pl
import pytest

from recovery.days import span_of
from recovery.register.schema import TABLES
from recovery.synthetic import Invented
from recovery.synthetic.rates import CUT
from recovery.vocabulary import VOCABULARY

CURRENT = pl.col("superseded_on").is_null()
CODES = VOCABULARY.codes("milestones")


def milestones(invented: Invented, *codes: str) -> pl.DataFrame:
    rows = invented.tables["milestones"].filter(CURRENT)
    rows = rows.with_columns(day=pl.col("occurred_on").str.to_date(strict=False))
    return rows.filter(pl.col("milestone").is_in(codes)) if codes else rows


def outside(invented: Invented, table: str, column: str, *, known: bool) -> int:
    """Count codes that are of no table, or of another one."""
    used = invented.tables[table][column].drop_nulls()
    strange = [code for code in used if code not in VOCABULARY.codes(table)]
    return sum((code in VOCABULARY.milestones) == known for code in strange)


def empty(invented: Invented, table: str) -> int:
    required = [c.name for c in TABLES[table].own if c.required]
    return sum(invented.tables[table][name].null_count() for name in required)


def unreadable(invented: Invented) -> int:
    written = invented.tables["milestones"]["occurred_on"].drop_nulls()
    return sum(span_of(day) is None for day in written)


def copies(invented: Invented) -> int:
    key = [c for c in TABLES["milestones"].key if c in invented.tables["milestones"].columns]
    rows = milestones(invented).drop_nulls("occurred_on")
    return len(rows) - len(rows.unique(key))


def orphans(invented: Invented, table: str, column: str, to: str) -> int:
    known = set(invented.tables[to][column])
    return sum(value not in known for value in invented.tables[table][column].drop_nulls())


def in_circles(invented: Invented) -> int:
    merges = invented.tables["merges"]
    back = merges.select(old_id="kept_id", kept_id="old_id")
    return len(merges.join(back, on=["old_id", "kept_id"]))


def before_birth(invented: Invented) -> int:
    people = invented.tables["survivors"].select("survivor_id", "birth_year").drop_nulls()
    rows = milestones(invented).join(people.unique("survivor_id"), on="survivor_id")
    return len(rows.filter(pl.col("day").dt.year() < pl.col("birth_year")))


def after_death(invented: Invented) -> int:
    died = milestones(invented, "died").select("survivor_id", died="day")
    given = invented.tables["support"].join(died, on="survivor_id")
    return len(given.filter(pl.col("delivered_on") > pl.col("died")))


def entered_again(invented: Invented) -> int:
    rows = milestones(invented, "shelter_entered", "shelter_left").unique(
        ["survivor_id", "milestone", "day"]
    )
    balance = rows.sort("survivor_id", "day").with_columns(
        inside=(pl.col("milestone") == "shelter_entered").cast(pl.Int8) * 2 - 1
    )
    before = pl.col("inside").cum_sum().over("survivor_id") - pl.col("inside")
    return len(balance.filter((before >= 1) & (pl.col("inside") == 1)))


def left_unentered(invented: Invented) -> int:
    entered = milestones(invented, "shelter_entered")
    left = milestones(invented, "shelter_left").unique(["survivor_id", "day"])
    return len(left.join(entered, on="survivor_id", how="anti"))


def unheard_of(invented: Invented) -> int:
    """Count milestones after the last loss of contact, when it was never found again."""
    lost = milestones(invented, "lost_contact").unique("survivor_id")
    lost = lost.select("survivor_id", lost="day")
    back = milestones(invented, "recontacted")
    rows = milestones(invented).join(lost, on="survivor_id")
    return len(rows.filter(pl.col("day") > pl.col("lost")).join(back, on="survivor_id", how="anti"))


def settled_after_exit(invented: Invented) -> int:
    exits = milestones(invented, "unplanned_exit").unique("survivor_id")
    settled = milestones(invented, "independent_living").join(exits, on="survivor_id")
    return len(settled.filter(pl.col("day") > pl.col("day_right")))


COUNTS: dict[tuple[str, str], Callable[[Invented], int]] = {
    ("unknown_code", "milestones"): lambda i: outside(i, "milestones", "milestone", known=False),
    ("wrong_table", "milestones"): lambda i: outside(i, "milestones", "milestone", known=True),
    ("wrong_table", "proceedings"): lambda i: outside(i, "proceedings", "event", known=True),
    ("bad_date", "milestones"): unreadable,
    ("missing_value", "milestones"): lambda i: empty(i, "milestones"),
    ("missing_value", "support"): lambda i: empty(i, "support"),
    ("recorded_before_occurred", "support"): lambda i: len(
        i.tables["support"].filter(pl.col("recorded_on") < pl.col("delivered_on"))
    ),
    ("duplicate", "milestones"): copies,
    ("orphan_id", "goals"): lambda i: orphans(i, "goals", "survivor_id", "survivors"),
    ("unknown_reference", "milestones"): lambda i: orphans(
        i, "milestones", "operation_id", "operations"
    ),
    ("circular_merge", "merges"): in_circles,
    ("before_birth", "milestones"): before_birth,
    ("after_death", "support"): after_death,
    ("overlap", "milestones"): entered_again,
    ("teleport", "milestones"): left_unentered,
    ("gap", "milestones"): unheard_of,
    ("jump", "milestones"): settled_after_exit,
    ("unusable_value", "milestones"): lambda i: len(
        i.tables["milestones"].filter(contribution="plenty")
    ),
    ("future_of_recording", "milestones"): lambda i: len(
        i.tables["milestones"].filter(pl.col("evidence_on") > pl.col("recorded_on"))
    ),
    ("not_recorded_when", "support"): lambda i: i.tables["support"]["recorded_on"].null_count(),
    ("ends_before_start", "consents"): lambda i: len(
        i.tables["consents"].filter(pl.col("withdrawn_on") < pl.col("granted_on"))
    ),
    ("direct_identifier", "survivors"): lambda i: sum(
        "email" in column for column in i.tables["survivors"].columns
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "table"), COUNTS)
def test_the_truth_counts_the_rows_at_fault(faulty: Invented, code: str, table: str) -> None:
    assert faulty.truth.faults[code][table] == COUNTS[code, table](faulty) > 0


@pytest.mark.parametrize(("code", "table"), COUNTS)
def test_without_faults_there_are_none(sound: Invented, code: str, table: str) -> None:
    assert COUNTS[code, table](sound) == 0


def test_every_fault_of_the_truth_is_counted_here(faulty: Invented) -> None:
    assert {(code, table) for code, of in faulty.truth.faults.items() for table in of} == set(
        COUNTS
    )


def test_every_kind_of_finding_that_rows_can_have_is_there(faulty: Invented) -> None:
    assert set(VOCABULARY.findings) - set(faulty.truth.faults) == {
        "unknown_table",
        "untranslated",
        "on_record_later",
        "conflicting_merge",
        "merged_episodes",
        "unknown_instrument",
        "unknown_service",
        "outside_coding",
    }


def test_addresses_are_of_a_domain_that_belongs_to_nobody(faulty: Invented) -> None:
    assert faulty.tables["survivors"]["contact_email"].str.ends_with("@example.org").all()


def test_some_rows_are_known_only_after_the_cut(faulty: Invented) -> None:
    late = faulty.tables["milestones"].filter(pl.col("recorded_on") > pl.lit(CUT).cast(pl.Date))
    assert faulty.truth.counts["recorded_after_cut"] == len(late) > 0


def test_faults_leave_sound_rows_as_they_were(faulty: Invented) -> None:
    assert faulty.tables["milestones"]["record_id"].n_unique() == len(faulty.tables["milestones"])
