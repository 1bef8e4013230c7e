"""The kinds of fault that are looked for in records: how grave, what it means, what to do."""

from __future__ import annotations

from recovery.vocabulary.kinds import FindingKind

__all__ = ["FINDINGS"]

FINDINGS: tuple[FindingKind, ...] = (
    # what a cell says
    FindingKind(
        "missing_value",
        "error",
        "a required cell is empty, or its number cannot be read",
        "Fill in the cell, or take the row out.",
    ),
    FindingKind(
        "unknown_code",
        "error",
        "a required cell holds a code that the vocabulary does not have",
        "Use a code of the vocabulary, or translate this one in the mapping.",
    ),
    FindingKind(
        "wrong_table",
        "error",
        "the code belongs into another table",
        "Move the row to the table that the vocabulary names for this code.",
    ),
    FindingKind(
        "bad_date",
        "error",
        "a required date cannot be read",
        "Write it as 2021-03-14, or 2021-03, 2021, 2021-03-01/2021-04-15 or unknown.",
    ),
    FindingKind(
        "unusable_value",
        "warning",
        "an optional cell cannot be read; the row stays, the cell is left out",
        "Write a day as 2021-03-14, a number as 12.5, true or false, or a code of the list.",
    ),
    FindingKind(
        "untranslated",
        "warning",
        "a code that the mapping does not translate; it is kept as it is",
        "Add the code to the mapping.",
    ),
    FindingKind(
        "direct_identifier",
        "warning",
        "a column looks as if it identified people; it is not loaded",
        "Take the column out of the source, or ask for it by name if it is harmless.",
    ),
    FindingKind(
        "unknown_table",
        "note",
        "the source has a table of a name that is not read",
        "Rename it to a table of the records, or map it, if it should be read.",
    ),
    FindingKind(
        "unknown_instrument",
        "warning",
        "an assessment with an instrument, or a coding of it, that the vocabulary does not have; "
        "the row stays, without a score",
        "Use the vocabulary's code, or add the instrument or the coding to the vocabulary.",
    ),
    FindingKind(
        "unknown_service",
        "warning",
        "support of a kind that the vocabulary does not have; the row stays, and so does its kind",
        "Translate it in the mapping, or add the service to the vocabulary.",
    ),
    FindingKind(
        "outside_coding",
        "warning",
        "an answer or a score that its instrument's coding does not have; none is taken from it",
        "Correct the cell, or name in 'coding' how the answers were written.",
    ),
    # history
    FindingKind(
        "not_recorded_when",
        "note",
        "the day of recording is missing; the row counts as known when it occurred",
        "Export recorded_on with the row: without it, what was known on a day is a guess.",
    ),
    FindingKind(
        "recorded_before_occurred",
        "error",
        "the row says that it was recorded before it happened",
        "Correct the earlier or the later day; plans do not belong among what happened.",
    ),
    FindingKind(
        "future_of_recording",
        "warning",
        "a further date of the row lies after the day of recording",
        "Supersede the row and add a new one when something becomes known later.",
    ),
    FindingKind(
        "on_record_later",
        "note",
        "whom or what the row is about was recorded later than the row itself; "
        "on the days between, the row is not seen",
        "Record the person or case first, or export the day on which they were first recorded.",
    ),
    FindingKind(
        "ends_before_start",
        "warning",
        "something ended, or was superseded, before it began",
        "Correct one of the two days.",
    ),
    # who it is about
    FindingKind(
        "orphan_id",
        "error",
        "the row is about somebody or something that is not in its own table",
        "Add the missing row to that table, or correct the id.",
    ),
    FindingKind(
        "unknown_reference",
        "warning",
        "the row refers to something that is not in its own table; the row stays",
        "Add the missing row to that table, or correct the reference.",
    ),
    FindingKind(
        "duplicate",
        "warning",
        "the same thing is recorded more than once; one row stays",
        "Delete the copies, or supersede them with the reason duplicate_merged.",
    ),
    FindingKind(
        "circular_merge",
        "error",
        "ids are merged in a circle, so that none is kept",
        "Decide which id is kept, and merge the others into it.",
    ),
    FindingKind(
        "conflicting_merge",
        "warning",
        "an id is merged into two others; only one of them is kept for it",
        "Say which id is kept, and merge the other into it too if all three were one person.",
    ),
    FindingKind(
        "merged_episodes",
        "warning",
        "two ids that were one person number their returns alike; these are taken as one return",
        "Number the episodes anew across both ids, unless they were the same return.",
    ),
    # the timeline
    FindingKind(
        "before_birth",
        "error",
        "it happened before the survivor was born",
        "Correct the year of birth or the day.",
    ),
    FindingKind(
        "after_death",
        "warning",
        "it happened after the survivor had died",
        "Correct the day, or the id: was it somebody else?",
    ),
    FindingKind(
        "overlap",
        "warning",
        "it began again before it had ended",
        "Record when the first stretch ended.",
    ),
    FindingKind(
        "gap",
        "warning",
        "records resume after contact was lost, with no contact found again between",
        "Record the day on which contact was found again.",
    ),
    FindingKind(
        "jump",
        "warning",
        "a move that the pathway does not permit",
        "Record the step between, or correct the day or the code.",
    ),
    FindingKind(
        "teleport",
        "warning",
        "something was left or undone that had never begun",
        "Record when it began.",
    ),
)
