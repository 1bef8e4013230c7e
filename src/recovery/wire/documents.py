"""Whole documents: written, read, and described."""

from __future__ import annotations

from typing import Any

import msgspec

from recovery.errors import DefinitionError, RecordError, allowed
from recovery.wire.forms import Form, form_of
from recovery.wire.kinds import KINDS, NAMES, VERSION, known_kind

__all__ = ["from_json", "json_schema", "schema_of", "to_json"]


def to_json(value: object) -> bytes:
    """Write a value as JSON.

    Parameters
    ----------
    value
        A value of one of :data:`KINDS`. Of findings the offending values are
        left out; a journey stays marked as internal.

    Raises
    ------
    DefinitionError
        If the value, or a label in it, has no form in JSON.

    Examples
    --------
    >>> from recovery.days import Period
    >>> to_json(Period("2022-03-01", "2022-08-31"))
    b'{"type":"period","version":1,"start":19052,"end":19235}'
    """
    form = form_of(known_kind(type(value)))
    try:
        return msgspec.json.encode(form.write(value))
    except TypeError as error:
        message = f"this {type(value).__name__} holds what JSON has no form for: {error}"
        raise DefinitionError(message) from None


def from_json(data: bytes | str) -> Any:
    """Read a value from what :func:`to_json` wrote.

    Parameters
    ----------
    data
        The JSON document.

    Returns
    -------
    object
        The value, equal field by field to the one that was written. An array
        of labels that was of Python objects may come back as one of texts.

    Raises
    ------
    RecordError
        If it is not JSON, of an unknown type or version, or not of the form of
        its type; it says where. No value is repeated.

    Examples
    --------
    >>> from_json('{"type": "period", "version": 1, "start": 19052, "end": 19235}')
    Period('2022-03-01', '2022-08-31')
    """
    head = _decoded(data, Head, "document")
    if head.type not in KINDS:
        message = f"no kind of value has this type in JSON; {allowed(KINDS)}"
        raise RecordError(message)
    if head.version != VERSION:
        message = f"this is version {head.version} of its form, and only {VERSION} can be read"
        raise RecordError(message)
    form = form_of(KINDS[head.type])
    return form.read(_decoded(data, form.wire, head.type))


def json_schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one kind of value.

    Examples
    --------
    >>> from recovery.days import Period
    >>> json_schema(Period)["$defs"]["Period"]["required"]
    ['type', 'version', 'start', 'end']
    """
    return schema_of(form_of(known_kind(kind)), NAMES[kind])


def schema_of(form: Form, name: str) -> dict[str, Any]:
    """Return the JSON Schema of a form, under the name of its document."""
    schema = msgspec.json.schema(form.wire)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "$id": f"urn:recovery:{name}:{VERSION}", **schema}


class Head(msgspec.Struct):
    """What every document begins with. The tag is no ``kind``, as a curve has a field of it."""

    type: str
    version: int


def _decoded(data: bytes | str, wire: Any, what: str) -> Any:
    try:
        return msgspec.json.decode(data, type=wire)
    except msgspec.ValidationError as error:
        fault, at, place = str(error).partition(" - at ")
        if fault.startswith("Invalid enum value"):
            fault = "Not one of the words that may stand here"
        where = f" at {place}" if at else ""
        message = f"this JSON is no {what} of version {VERSION}{where}: {fault}"
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        message = f"this is not JSON: {error}"
    raise RecordError(message)
