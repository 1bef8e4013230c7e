"""The form in JSON of each type that a field may have, made from its annotation."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

import attrs
import msgspec
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.indicators import Rule
from recovery.tables.arrays import FloatArray, IntArray
from recovery.wire.cells import (
    Block,
    Cell,
    FloatBlock,
    IntBlock,
    Number,
    Whole,
    WholeBlock,
    read_block,
    read_cell,
    read_labels,
    read_number,
    read_numbers,
    read_whole_block,
    write_block,
    write_cell,
    write_labels,
    write_number,
    write_numbers,
    write_whole_block,
)
from recovery.wire.fitting import check_fitting, check_once
from recovery.wire.kinds import APART, HIDDEN, HINTS, INTERNAL, NAMES, UNPROTECTED, VERSION
from recovery.wire.rule_in_words import RuleInWords, in_words

__all__ = ["Form", "form_of"]


class Form(NamedTuple):
    """How values of one type stand in JSON."""

    wire: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(wire: Any) -> Form:
    return Form(wire, lambda value: value, lambda value: value)


SIMPLE: tuple[tuple[Any, Form], ...] = (
    (str, _same(str)),
    (bool, _same(bool)),
    (int, Form(int, int, int)),
    (float, Form(Number, write_number, read_number)),
    (Any, Form(Cell, write_cell, read_cell)),
    (str | int, _same(str | int)),
    (
        IntArray,
        Form(list[Whole], lambda array: array.tolist(), lambda wire: np.array(wire, np.int64)),
    ),
    (FloatArray, Form(list[Number], write_numbers, read_numbers)),
    (FloatBlock, Form(Block, write_block, read_block)),
    (IntBlock, Form(WholeBlock, write_whole_block, read_whole_block)),
    (
        npt.NDArray[Any],
        Form(list[Cell], write_labels, read_labels),
    ),
)


def form_of(hint: Any) -> Form:
    """Return the form of a type, as the annotation of a field names it."""
    for simple, form in SIMPLE:
        if hint == simple:
            return form
    if hint is Rule:
        form = _form_of_class(RuleInWords)
        return Form(form.wire, lambda rule: form.write(in_words(rule)), form.read)
    if attrs.has(hint):
        return _form_of_class(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _form_of_union(arguments)
    if origin is tuple:
        return _form_of_tuple(arguments)
    if origin is Mapping:
        return _form_of_mapping(*arguments)
    if origin is typing.Annotated:
        return _form_of_object(*typing.get_args(arguments[0]))
    return _same(hint)  # a literal


def _form_of_union(members: tuple[Any, ...]) -> Form:
    """Return the form of several classes, or of what may be ``None``."""
    forms = {member: form_of(member) for member in members if member is not types.NoneType}
    wire: Any = typing.Union[tuple(form.wire for form in forms.values())]  # noqa: UP007  # made at run time
    if len(forms) == len(members):
        by_wire = {form.wire: form for form in forms.values()}
        return Form(
            wire,
            lambda value: _one_of(forms, value).write(value),
            lambda wire: _one_of(by_wire, wire).read(wire),
        )
    (form,) = forms.values()
    return Form(
        wire | None,
        lambda value: None if value is None else form.write(value),
        lambda wire: None if wire is None else form.read(wire),
    )


def _one_of(forms: Mapping[Any, Form], value: object) -> Form:
    for kind, form in forms.items():
        if _is_of(value, kind):
            return form
    message = f"a value of type {type(value).__name__} has no form in JSON where it stands"
    raise DefinitionError(f"{message}; {allowed(kind.__name__ for kind in forms)}")


def _is_of(value: object, kind: Any) -> bool:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return any(_is_of(value, member) for member in typing.get_args(kind))
    if origin is Literal:
        return value in typing.get_args(kind)
    return isinstance(value, origin or kind)


def _form_of_tuple(members: tuple[Any, ...]) -> Form:
    if members[-1] is Ellipsis:
        form = form_of(members[0])
        return Form(
            list[form.wire],  # type: ignore[name-defined]  # made at run time
            lambda value: [form.write(each) for each in value],
            lambda wire: tuple(form.read(each) for each in wire),
        )
    forms = [form_of(member) for member in members]
    return Form(
        tuple[tuple(form.wire for form in forms)],  # type: ignore[misc]  # made at run time
        lambda value: tuple(f.write(each) for f, each in zip(forms, value, strict=True)),
        lambda wire: tuple(f.read(each) for f, each in zip(forms, wire, strict=True)),
    )


def _form_of_mapping(key: Any, value: Any) -> Form:
    pairs = form_of(tuple[tuple[key, value], ...])
    return Form(
        pairs.wire,
        lambda mapping: pairs.write(mapping.items()),
        lambda wire: _each_once(pairs.read(wire)),
    )


def _form_of_object(key: Any, value: Any) -> Form:
    """Return the form of a mapping that is annotated to be an object: its keys are texts."""
    name, form = form_of(key), form_of(value)
    return Form(
        dict[name.wire, form.wire],  # type: ignore[name-defined]  # made at run time
        lambda mapping: {str(label): form.write(each) for label, each in mapping.items()},
        lambda wire: {label: form.read(each) for label, each in wire.items()},
    )


def _each_once(pairs: tuple[tuple[Any, Any], ...]) -> dict[Any, Any]:
    check_once(pairs)
    return dict(pairs)


@cache
def _form_of_class(kind: type) -> Form:
    """Make a Struct of a class's fields."""
    hints = typing.get_type_hints(kind, include_extras=True)
    hints |= {name: hint for (of, name), hint in HINTS.items() if of is kind}
    forms = {
        field.name: form_of(hints[field.name])
        for field in attrs.fields(kind)
        if field.init and (kind, field.name) not in (HIDDEN | APART.keys())
    }
    head, tag = _head(kind)
    struct: Any = msgspec.defstruct(
        kind.__name__,
        [*head, *((_name(kind, name), form.wire) for name, form in forms.items())],
        module=__name__,
        forbid_unknown_fields=True,
        namespace={"__doc__": _description(kind)},
        **tag,
    )
    words = [typing.get_args(literal)[0] for _, literal in head]

    def write(value: Any) -> Any:
        _refuse_apart(kind, value)
        return struct(*words, *(form.write(getattr(value, n)) for n, form in forms.items()))

    def read(wire: Any) -> Any:
        value = kind(**{n: form.read(getattr(wire, _name(kind, n))) for n, form in forms.items()})
        check_fitting(value)
        return value

    return Form(struct, write, read)


def _refuse_apart(kind: type, value: object) -> None:
    """Refuse a value whose parts would be left out in silence."""
    for (of, name), remedy in APART.items():
        if of is kind and getattr(value, name) is not None:
            message = f"a {kind.__name__} with {name} has no form in JSON: {remedy}"
            raise DefinitionError(message)


def _head(kind: type) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """Return what stands before the fields of a kind: its type, version, and a warning."""
    if kind not in NAMES:
        return [], {}
    head: list[tuple[str, Any]] = [("version", Literal[VERSION])]
    if kind in UNPROTECTED:
        head.append(("internal", Literal[INTERNAL]))
    return head, {"tag_field": "type", "tag": NAMES[kind]}


def _description(kind: type) -> str:
    """Return what a class is, in one line without markup."""
    line = (kind.__doc__ or "").partition("\n")[0]
    return re.sub(r":[\w:]+:(?=`)", "", line).replace("`", "").replace("~", "")


def _name(kind: type, field: str) -> str:
    """Name a field in JSON; there ``version`` is that of the form, not that of a definition."""
    return "definition" if kind in NAMES and field == "version" else field
