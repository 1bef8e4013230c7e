"""The choices that an estimator offers, and the refusal of others."""

from __future__ import annotations

from collections.abc import Collection

from recovery.errors import DefinitionError, allowed

__all__ = ["check_choice", "check_table"]


def check_choice(name: str, value: str, choices: Collection[str]) -> None:
    """Raise an error that lists the choices unless ``value`` is one of them."""
    if value not in choices:
        message = f"{name}={value!r} is not offered here; {allowed(choices)}"
        raise DefinitionError(message)


def check_table(table: object, *kinds: type) -> None:
    """Raise an error that says what to make unless ``table`` is of one of these types."""
    if not isinstance(table, kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        message = (
            f"this takes one {names}, but was given a {type(table).__name__}: make the table "
            "first; groups of tables are estimated one by one, as in Groups.each(kaplan_meier)"
        )
        raise DefinitionError(message)
