"""A slow, literal twin of scoring: one form after another, in exact fractions.

An answer is a number as it was written, ``None`` for an empty cell, or one of
the words of the records. A score is a fraction, or the reason why there is none.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from recovery.vocabulary.instruments import Coding, GapRule, Instrument, Scale

Answer = float | str | None
BLOCKING = {"declined": 3, "not_asked": 4, "not_applicable": 5}
WORDS = ("", "nothing answered", "too many unanswered", "declined", "not asked", "not applicable")


def translated(instrument: Instrument, coding: Coding, reverse: Any, item: int, raw: float) -> Any:
    """Return an answer in the first coding and direction."""
    if instrument.continuous:
        value = Fraction(raw) + Fraction(instrument.answers[0] - coding.values[0])
        ends = Fraction(instrument.answers[0]) + Fraction(instrument.answers[-1])
        return ends - value if item in reverse else value
    place = coding.values.index(raw)
    if item in reverse:
        place = len(coding.values) - 1 - place
    return Fraction(instrument.answers[place])


def score_form(
    instrument: Instrument,
    form: list[Answer],
    coding: Coding,
    reverse: tuple[int, ...],
    rule: GapRule | None,
) -> dict[str, Fraction | str]:
    """Score one form on every scale."""
    found: dict[str, Fraction | str] = {}
    for scale in instrument.scales:
        if scale.parts:
            found[scale.code] = added(scale, [found[code] for code in scale.parts])
        else:
            found[scale.code] = of_items(instrument, form, scale, coding, reverse, rule)
    return found


def added(scale: Scale, parts: list[Fraction | str]) -> Fraction | str:
    lost = [WORDS.index(part) for part in parts if isinstance(part, str)]
    if lost:
        return WORDS[max(lost)]
    total = sum((part for part in parts if isinstance(part, Fraction)), start=Fraction(0))
    return total * Fraction(scale.times)


def of_items(
    instrument: Instrument,
    form: list[Answer],
    scale: Scale,
    coding: Coding,
    reverse: tuple[int, ...],
    rule: GapRule | None,
) -> Fraction | str:
    answers = {item: form[item - 1] for item in scale.items}
    blocked = [BLOCKING[a] for a in answers.values() if isinstance(a, str) and a in BLOCKING]
    if blocked:
        return WORDS[max(blocked)]
    gaps = [item for item, answer in answers.items() if answer in (None, "unknown")]
    whole = [answer for answer in form if answer in (None, "unknown")]
    table = scale.table
    if len(gaps) == len(answers):
        return WORDS[1]
    whole_only = table is not None or scale.at_least is not None
    most = 0 if rule is None or whole_only else rule.most_of(scale.code)
    if len(gaps) > most:
        return WORDS[2]
    of_form = None if rule is None or whole_only else rule.most_of_form
    if of_form is not None and len(whole) > of_form:
        return WORDS[2]
    values = [
        translated(instrument, coding, reverse, item, float(answer))
        for item, answer in answers.items()
        if item not in gaps and answer is not None
    ]
    if scale.at_least is not None:
        return Fraction(sum(value >= scale.at_least for value in values)) * Fraction(scale.times)
    mean = sum(values, start=Fraction(0)) / len(values)
    if table is not None:
        return Fraction(table[float(mean * len(values))])
    if scale.method == "mean":
        return mean * Fraction(scale.times)
    total = mean * len(answers)
    if rule is not None and rule.rounded:
        total = Fraction((2 * total + 1) // 2)
    return total * Fraction(scale.times)
