"""Which of the codings, orders and rules in use a form was filled in and is scored by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import attrs

from recovery.errors import DefinitionError, allowed
from recovery.vocabulary.instruments import Coding, GapRule, Instrument, ItemOrder

__all__ = ["Variant", "chosen_variant", "require_instrument"]

Part = TypeVar("Part", Coding, ItemOrder)


@attrs.frozen
class Variant:
    """One way of filling in and scoring an instrument; ``rule`` is ``None`` for complete forms."""

    coding: Coding
    reverse: tuple[int, ...]
    rule: GapRule | None
    words: str


def require_instrument(instrument: object) -> None:
    """Refuse what is no instrument, such as its code."""
    if not isinstance(instrument, Instrument):
        message = (
            "instrument must be an entry of VOCABULARY.instruments, such as "
            f"VOCABULARY.instruments['phq9'], but was of the type {type(instrument).__name__}"
        )
        raise DefinitionError(message)


def chosen_variant(
    instrument: Instrument, coding: str | None, order: str | None, missing: str | None
) -> Variant:
    """Resolve what the caller named; where several are in use, one must be named.

    Raises
    ------
    DefinitionError
        If a variant is not there, or must be named and is not; all such faults
        are listed with what is allowed.
    """
    require_instrument(instrument)
    faults = [
        *_faults("coding", coding, [c.code for c in instrument.codings]),
        *_faults("order", order, [o.code for o in instrument.orders]),
        *_faults("missing", missing, instrument.gap_codes, count=len(instrument.gap_rules)),
    ]
    if faults:
        message = f"{instrument.code} cannot be scored as asked"
        raise DefinitionError(message, faults=faults)
    written = _named(instrument.codings, coding)
    printed = _named(instrument.orders, order) if instrument.orders else None
    rules = [r for r in instrument.gap_rules if missing in (None, r.code)]
    rule = rules[0] if rules else None
    said = [f"coding {written.code}"]
    if printed is not None:
        said.append(f"order of items {printed.code}")
    said.append(f"unanswered items: {rule.meaning}" if rule else "complete forms only")
    reverse = instrument.reverse if printed is None else printed.reverse
    return Variant(written, reverse, rule, f"{instrument.code}, " + "; ".join(said))


def _faults(
    argument: str,
    named: str | None,
    codes: list[str] | tuple[str, ...],
    *,
    count: int | None = None,
) -> Iterator[str]:
    in_use = len(codes) if count is None else count
    if named is None and in_use > 1:
        yield f"{in_use} variants are in use: name one with {argument}=; {allowed(codes)}"
    elif named is not None and named not in codes:
        none = f"it has no variants of this kind: leave {argument} out"
        yield f"{argument}={named!r} is not there; {allowed(codes) if codes else none}"


def _named(parts: tuple[Part, ...], code: str | None) -> Part:
    return next(part for part in parts if code in (None, part.code))
