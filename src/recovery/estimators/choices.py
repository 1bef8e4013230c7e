"""The choices that an estimator offers, and the refusal of others."""

from __future__ import annotations

from collections.abc import Collection

from recovery.errors import DefinitionError, allowed

__all__ = ["check_choice"]


def check_choice(name: str, value: str, choices: Collection[str]) -> None:
    """Raise an error that lists the choices unless ``value`` is one of them."""
    if value not in choices:
        message = f"{name}={value!r} is not offered here; {allowed(choices)}"
        raise DefinitionError(message)
