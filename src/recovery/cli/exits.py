"""Exit codes, and what they mean."""

from __future__ import annotations

from enum import IntEnum

from recovery.errors import RecordError, RecoveryError, ReleaseError

__all__ = ["Exit", "exit_of"]


class Exit(IntEnum):
    """What the command's exit code means."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Exit:
        """Make a code that knows its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    DONE = 0, "done"
    ERRORS_FOUND = 1, "check found errors in the records"
    WRONG_USAGE = 2, "the command was written wrongly"
    NO_RECORDS = 3, "records cannot be read, or a file cannot be written"
    NO_SENSE = 4, "the question or the vocabulary makes no sense as it stands"
    NOT_SAFE = 5, "not safe to release"
    UNEXPECTED = 70, "a fault of this program"
    INTERRUPTED = 130, "stopped by the keyboard"


def exit_of(error: RecoveryError) -> Exit:
    """Return the exit code of an error that says what to do."""
    if isinstance(error, RecordError):
        return Exit.NO_RECORDS
    return Exit.NOT_SAFE if isinstance(error, ReleaseError) else Exit.NO_SENSE
