"""Whether each field of a literal holds what it may: a word where words belong, a listed one.

What a field may hold is read from its type, so that no field is forgotten.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import attrs

from recovery.errors import allowed

__all__ = ["Misfit", "misfits_of"]


class Misfit(NamedTuple):
    """A field that holds what it may not, and whether nothing can be worked out with it."""

    said: str
    unusable: bool


def misfits_of(value: Any, where: str = "") -> Iterator[Misfit]:
    """Say which fields of a literal, and of all that it is made of, hold what they may not."""
    kinds = _kinds(type(value))  # type: ignore[arg-type]  # every class is hashable
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        name = f"{where}.{field.name}" if where else field.name
        yield from _misfits(held, kinds[field.name], name)
        if isinstance(held, str) and field.default is attrs.NOTHING and not held.strip():
            yield Misfit(f"{name} must not be empty", unusable=False)


@functools.cache
def _kinds(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _misfits(value: Any, kind: Any, where: str) -> Iterator[Misfit]:
    origin = get_origin(kind)
    if origin is Literal:
        if not (isinstance(value, str) and value in get_args(kind)):
            yield Misfit(f"{where} is {value!r}; {allowed(get_args(kind))}", unusable=False)
    elif origin in (Union, UnionType):
        yield from _of_any(value, get_args(kind), where)
    elif origin is tuple:
        yield from _of_tuple(value, get_args(kind), where)
    elif origin is Mapping:
        yield from _of_mapping(value, get_args(kind), where)
    elif attrs.has(kind) and isinstance(value, kind):
        yield from misfits_of(value, where)
    elif not _is(value, kind):
        yield Misfit(f"{where} must be {_WORDS.get(kind, f'a {kind.__name__}')}", unusable=True)


_WORDS = {str: "text", bool: "True or False", int: "a whole number", float: "a number"}


def _is(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    if kind is int:
        return isinstance(value, Integral) and not isinstance(value, bool)
    return isinstance(value, kind)


def _of_any(value: Any, kinds: tuple[Any, ...], where: str) -> Iterator[Misfit]:
    """Compare with each of several kinds, and report on the one that comes nearest."""
    if value is None and NoneType in kinds:
        return
    found = [tuple(_misfits(value, kind, where)) for kind in kinds if kind is not NoneType]
    yield from min(found, key=len)


def _of_tuple(value: Any, kinds: tuple[Any, ...], where: str) -> Iterator[Misfit]:
    if not isinstance(value, tuple):
        yield Misfit(f"{where} must be a tuple, such as (1, 2)", unusable=True)
        return
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(value)
    if len(kinds) != len(value):
        yield Misfit(f"{where} must have {len(kinds)} entries", unusable=True)
        return
    for position, (entry, kind) in enumerate(zip(value, kinds, strict=True)):
        yield from _misfits(entry, kind, f"{where}[{position}]")


def _of_mapping(value: Any, kinds: tuple[Any, ...], where: str) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield Misfit(f"{where} must be a mapping, such as a dict", unusable=True)
        return
    for key, entry in value.items():
        yield from _misfits(key, kinds[0], f"a key of {where}")
        yield from _misfits(entry, kinds[1], f"{where}[{key!r}]")
