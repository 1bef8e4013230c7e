"""A vocabulary that is not shipped, fetched from where the command names it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from recovery.errors import DefinitionError, RecoveryError

if TYPE_CHECKING:
    from recovery.vocabulary import Vocabulary

__all__ = ["vocabulary_at", "vocabulary_of"]


def vocabulary_of(place_and_name: str | None) -> Vocabulary:
    """Return the vocabulary that is named, or the one that is shipped."""
    from recovery.vocabulary import VOCABULARY

    return VOCABULARY if place_and_name is None else vocabulary_at(place_and_name)


def vocabulary_at(place_and_name: str) -> Vocabulary:
    """Fetch a vocabulary that is not shipped."""
    from recovery.vocabulary import Vocabulary

    place, colon, name = place_and_name.rpartition(":")
    if not (place and colon and name):
        message = f"write --vocabulary as FILE.py:NAME or module:NAME, not {place_and_name!r}"
        raise DefinitionError(message)
    found = getattr(_module(place), name, None)
    if not isinstance(found, Vocabulary):
        message = f"{name!r} in {Path(place).name} is no Vocabulary: name one that is there"
        raise DefinitionError(message)
    return found


def _module(place: str) -> ModuleType:
    """Run a Python file, or import a module."""
    if place.endswith(".py") and not Path(place).is_file():
        message = f"there is no file {Path(place).name!r} to take the vocabulary from"
        raise DefinitionError(message)
    try:
        spec = spec_from_file_location(Path(place).stem, place) if place.endswith(".py") else None
        if spec is None or spec.loader is None:
            return import_module(place)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    except RecoveryError:
        raise
    except Exception as error:
        message = f"{Path(place).name} cannot be run as Python: {type(error).__name__}: {error}"
        raise DefinitionError(message) from error
    return module
