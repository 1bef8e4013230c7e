"""Whether the fields of a definition hold what their types say, told in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from recovery.errors import allowed

__all__ = ["LONGEST", "days_faults", "several", "type_faults", "unseen_faults"]

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff]")
"""Control characters, spaces of no width, and what turns the order of letters round."""
LONGEST = 36_525
"""Days for which a rule may follow: a hundred years."""
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def several(given: Any) -> tuple[Any, ...]:
    """Return one value, or a list of them, as a tuple.

    Examples
    --------
    >>> several("counselling"), several(["died", "deported"])
    (('counselling',), ('died', 'deported'))
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        return (given,)
    return tuple(given)


def type_faults(value: Any) -> Iterator[str]:
    """Yield each field of a definition that holds something of another type.

    Parameters
    ----------
    value
        An instance of a class made with attrs.
    """
    hints = _hints(value.__class__)
    for field in attrs.fields(type(value)):
        yield from _faults(field.name, hints[field.name], getattr(value, field.name))


def unseen_faults(value: Any) -> Iterator[str]:
    """Yield the fields, also of what stands within, whose text is not what a reader would see.

    Parameters
    ----------
    value
        An instance of a class made with attrs.
    """
    for name in dict.fromkeys(name for name, text in _texts("", value) if _UNSEEN.search(text)):
        yield (
            f"{name} must not hold characters that nobody sees, or that show text in another "
            "order than it is written: type it anew"
        )


def _texts(name: str, held: Any) -> Iterator[tuple[str, str]]:
    if isinstance(held, str):
        yield name, held
    elif isinstance(held, tuple):
        for one in held:
            yield from _texts(name, one)
    elif attrs.has(type(held)):
        for field in attrs.fields(type(held)):
            yield from _texts(field.name, getattr(held, field.name))


def days_faults(value: Any) -> Iterator[str]:
    """Yield if a rule follows for no day, or for longer than anybody is followed."""
    if not 1 <= value.days <= LONGEST:
        yield f"days must be between 1 and {LONGEST:,}, a hundred years, but was {value.days!r}"


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _faults(name: str, hint: Any, held: Any) -> Iterator[str]:
    choices = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if any(_fits(choice, held) for choice in choices):
        return
    tuples = [get_args(choice) for choice in choices if get_origin(choice) is tuple]
    literals = [word for choice in choices for word in _words_of(choice)]
    if isinstance(held, tuple) and tuples and tuples[0][-1] is Ellipsis:
        for number, one in enumerate(held, start=1):
            yield from _faults(f"{name} {number}", tuples[0][0], one)
    elif literals and isinstance(held, str):
        yield f"{name} was {held!r}; {allowed(literals)}"
    else:
        yield f"{name} must be {' or '.join(dict.fromkeys(map(_called, choices)))}"


def _words_of(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) is Literal else ()


def _fits(hint: Any, held: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal:
        return isinstance(held, str) and held in get_args(hint)
    if origin is tuple:
        return isinstance(held, tuple) and _all_fit(get_args(hint), held)
    if origin in (Union, UnionType):
        return any(_fits(one, held) for one in get_args(hint))
    if hint in (int, float):
        kinds = (int,) if hint is int else (int, float)
        return isinstance(held, kinds) and not isinstance(held, bool)
    if getattr(hint, "_is_protocol", False):
        return all(hasattr(held, name) for name in ("needs", "in_words"))
    return isinstance(held, hint)


def _all_fit(hints: tuple[Any, ...], held: tuple[Any, ...]) -> bool:
    if hints[-1] is Ellipsis:
        hints = hints[:1] * len(held)
    return len(hints) == len(held) and all(map(_fits, hints, held))


def _called(hint: Any) -> str:
    if hint is NoneType:
        return "None"
    if get_origin(hint) is tuple:
        kinds = {_called(one) for one in get_args(hint) if one is not Ellipsis}
        return f"a list of {' or '.join(sorted(kinds))}"
    if literals := _words_of(hint):
        return f"one of {', '.join(map(repr, literals))}"
    if getattr(hint, "_is_protocol", False):
        return "a rule, with needs, in_words and measure"
    return _WORDS.get(hint) or f"a {getattr(hint, '__name__', hint)}"
