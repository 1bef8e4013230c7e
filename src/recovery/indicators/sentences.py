"""A count in sentences, made of what it counts: for a card that has no words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recovery.indicators.conditions import Condition
from recovery.indicators.contribution import part_in_words
from recovery.register.columns import MILESTONE_CODES, SERVICE_CODES
from recovery.register.schema import TABLES
from recovery.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from recovery.indicators.counting import CountRule

__all__ = ["quoted", "sentences", "told"]

_PEOPLE = {
    "survivor_id": "survivors",
    "participant_id": "participants",
    "accused_id": "accused people",
    "professional_id": "professionals",
}
_KINDS_OF_CODES = (MILESTONE_CODES, SERVICE_CODES)


def sentences(rule: CountRule) -> Iterator[str]:
    """Yield what a rule counts, sentence by sentence."""
    table = rule.table
    yield (
        f"We count {_whom(rule)} in the records of {_named(table)} ({TABLES[table].meaning}), "
        f"each by its day, {quoted(rule.dated_by)}."
    )
    if asked := [told(c, table) for c in (*rule.where, *rule.requires, *rule.ours)]:
        yield f"A record counts where {'; and '.join(asked)}."
    yield from filter(None, [part_in_words(rule.contribution, evidence=rule.evidence)])
    for clause in rule.beside:
        yield f"It counts only {clause.in_words}."
    if rule.instances is not None:
        differ = _and(("day", *rule.instances.key))
        yield (
            f"It takes {rule.instances.least} or more by the end of the period, one of them "
            f"within it; two differ by {differ}."
        )
    if rule.once:
        yield f"The same {_and(rule.once)} counts once, on its first day."


def _whom(rule: CountRule) -> str:
    if rule.total:
        return f"the sum of {quoted(rule.total)}"
    if len(rule.unit) > 1:
        return f"every different combination of {_and(rule.unit)} once"
    people = _PEOPLE.get(rule.unit[0])
    return f"{people}, each once," if people else f"every different {_named(rule.unit[0])} once"


def told(condition: Condition, table: str) -> str:
    """Say what a row of a table must say, with what its codes mean.

    Examples
    --------
    >>> told(Condition(column="service", test="is", values="medical"), "support")
    '“service” is medical (medical attention)'
    >>> told(Condition(column="minutes", test="at_least", values=15, empty=True), "support")
    '“minutes” is at least 15 or empty'
    """
    name = quoted(condition.column)
    values = [_meant(value, condition.column, table) for value in condition.values]
    words = {
        "is": f"{name} is {' or '.join(values)}",
        "any_of": f"{name} has {' or '.join(values)}",
        "all_of": f"{name} has {' and '.join(values)}",
        "at_least": f"{name} is at least {' '.join(values)}",
        "true": f"{name} is yes",
        "said": f"{name} says something",
        "empty": f"{name} is empty",
        "not_after": f"{name} is not after its day",
    }[condition.test]
    words += " or empty" if condition.empty else ""
    return words if condition.or_else is None else f"{words}, or {told(condition.or_else, table)}"


def _meant(value: str | float, column: str, table: str) -> str:
    """Return a code with what it means, where the vocabulary tells."""
    if not isinstance(value, str):
        return f"{value:g}"
    known = TABLES[table].columns.get(column)
    kind = known.codes if known is not None else ()
    if kind not in _KINDS_OF_CODES:
        return _named(value)
    catalogue = VOCABULARY.milestones if kind == MILESTONE_CODES else VOCABULARY.services
    return f"{_named(value)} ({catalogue[value].meaning})" if value in catalogue else _named(value)


def quoted(column: str) -> str:
    """Return the name of a column as a label of the records."""
    return f"“{column.replace('_', ' ')}”"


def _named(code: str) -> str:
    return code.removesuffix("_id").replace("_", " ")


def _and(names: tuple[str, ...]) -> str:
    *first, last = map(_named, names)
    return f"{', '.join(first)} and {last}" if first else last
