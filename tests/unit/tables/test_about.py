"""What a table is about."""

from __future__ import annotations

from recovery.tables import CONSENT_NOT_RECORDED, About


def test_a_note_is_kept_once_and_in_order() -> None:
    about = About(notes=("first",)).noting(CONSENT_NOT_RECORDED, "first", CONSENT_NOT_RECORDED)
    assert about.notes == ("first", CONSENT_NOT_RECORDED)
