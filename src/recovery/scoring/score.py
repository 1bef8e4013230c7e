"""From the answers on forms to totals and subscales."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import attrs
import numpy as np
import numpy.typing as npt

from recovery.errors import DefinitionError, allowed
from recovery.scoring.answers import ANSWERED, STATES, Item, read_items
from recovery.scoring.columns import item_columns
from recovery.scoring.scores import REASONS, Alerts, Scores
from recovery.scoring.variant import Variant, chosen_variant
from recovery.vocabulary.instruments import Instrument, Scale

__all__ = ["score"]

FloatArray = npt.NDArray[np.float64]
CountArray = npt.NDArray[np.int64]

_NOTHING, _TOO_MANY = REASONS.index("nothing answered"), REASONS.index("too many unanswered")
_BLOCKING = {
    STATES.index(state): REASONS.index(reason)
    for state, reason in (
        ("declined", "declined"),
        ("not_asked", "not asked"),
        ("not_applicable", "not applicable"),
        ("outside", "outside the coding"),
    )
}
_LAST_GAP = STATES.index("unknown")


def score(
    answers: Any,
    instrument: Instrument,
    *,
    coding: str | None = None,
    order: str | None = None,
    missing: str | None = None,
    outside: Literal["refuse", "no score"] = "refuse",
) -> Scores:
    """Score forms into every scale of an instrument.

    An empty cell, and one that says ``unknown``, is an unanswered item, which
    the instrument's own rule may make good. ``declined``, ``not_asked`` and
    ``not_applicable`` are not: nothing is ever filled in for them, and the
    scale has no score, with that as its reason. A form on which nothing was
    answered has no score.

    Parameters
    ----------
    answers
        ``n`` forms: an array of shape ``(n, items)``, or a mapping or data frame
        with the columns ``item_1``, ``item_2`` … Numbers or text; what is masked
        was not answered.
    instrument
        What was filled in: an entry of ``VOCABULARY.instruments``.
    coding, order, missing
        Codes of the coding of the answers, of the order of the items and of the
        rule for unanswered items. Each must be named where several are in use.
        ``missing="complete"`` scores complete forms only.
    outside
        What becomes of an answer that the coding does not have: ``"refuse"``
        raises, ``"no score"`` leaves its form without any score.

    Returns
    -------
    Scores
        In the instrument's first coding, whatever coding the answers have.

    Raises
    ------
    DefinitionError
        If a variant must be named, or the one named is not there, or
        ``instrument`` is none.
    TableError
        If the answers do not have the items of the instrument, or are neither
        numbers nor text.
    RecordError
        If an answer stands outside the coding; all are listed with their rows.

    Examples
    --------
    >>> from recovery.vocabulary import VOCABULARY
    >>> phq9 = VOCABULARY.instruments["phq9"]
    >>> forms = [[3, 3, 2, 2, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 1, 1, np.nan, np.nan], [np.nan] * 9]
    >>> scores = score(forms, phq9)
    >>> scores["total"]
    array([14.,  9., nan])
    >>> scores.why().tolist()
    ['', '', 'nothing answered']
    """
    if outside not in ("refuse", "no score"):
        message = f"outside={outside!r} is not offered here; {allowed(('refuse', 'no score'))}"
        raise DefinitionError(message)
    variant = chosen_variant(instrument, coding, order, missing)
    columns = item_columns(answers, instrument)
    refuse = outside == "refuse"
    items = read_items(columns, instrument, variant.coding, variant.reverse, refuse=refuse)
    form = _tally(items, len(columns[0]))
    scored: dict[str, _Scored] = {}
    for scale in instrument.scales:
        made = _of_parts(scale, scored) if scale.parts else _of_items(scale, items, form, variant)
        scored[scale.code] = made
    return Scores(
        instrument=instrument,
        values=_each(scored, "value"),
        reasons=_each(scored, "reason"),
        answered=form.answered,
        filled=_each(scored, "filled"),
        alerts=_alerts(instrument, items, form),
        method=variant.words,
    )


@attrs.frozen(eq=False)
class _Tally:
    """Of some items together: their sum, how many answers and gaps, and what blocks a score."""

    total: FloatArray
    answered: CountArray
    gaps: CountArray
    blocked: npt.NDArray[np.int8]
    outside: npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class _Scored:
    value: FloatArray
    reason: npt.NDArray[np.int8]
    filled: CountArray


def _tally(items: list[Item], n: int) -> _Tally:
    total = np.zeros(n)
    gaps, others = np.zeros(n, dtype=np.int16), np.zeros(n, dtype=np.int16)
    blocked = np.zeros(n, dtype=np.int8)
    for item in items:
        total += item.value
        if item.state is None:
            continue
        gaps += (item.state != ANSWERED) & (item.state <= _LAST_GAP)
        if item.state.max() > _LAST_GAP:
            others += item.state > _LAST_GAP
            np.maximum(blocked, _REASON_OF[item.state], out=blocked)
    outside = blocked == REASONS.index("outside the coding")
    answered = len(items) - gaps.astype(np.int64) - others
    return _Tally(total, answered, gaps.astype(np.int64), blocked, outside)


_REASON_OF = np.array([_BLOCKING.get(state, 0) for state in range(len(STATES))], dtype=np.int8)


def _of_items(scale: Scale, items: list[Item], form: _Tally, variant: Variant) -> _Scored:
    size = len(scale.items)
    own = form
    if size < len(items) or scale.at_least is not None:
        own = _tally([_counted(items[i - 1], scale) for i in scale.items], len(form.gaps))
    most, of_form = 0, None
    if variant.rule is not None and scale.table is None and scale.at_least is None:
        most, of_form = variant.rule.most_of(scale.code), variant.rule.most_of_form
    reason = np.where(own.gaps > most, _TOO_MANY, 0).astype(np.int8)
    if of_form is not None:
        reason[form.gaps > of_form] = _TOO_MANY
    reason[own.gaps == size] = _NOTHING
    np.maximum(reason, own.blocked, out=reason)
    reason[form.outside] = _REASON_OF[-1]
    value = _valued(scale, own, rounded=variant.rule is not None and variant.rule.rounded)
    value[reason > 0] = np.nan
    return _Scored(value, reason, np.where(reason > 0, 0, own.gaps))


def _counted(item: Item, scale: Scale) -> Item:
    """Return an item as a scale adds it up: itself, or for a count 1 where it counts."""
    if scale.at_least is None:
        return item
    counts = item.value >= scale.at_least
    if item.state is not None:
        counts &= item.state == ANSWERED
    return attrs.evolve(item, value=counts.astype(np.float64))


def _valued(scale: Scale, own: _Tally, *, rounded: bool) -> FloatArray:
    """Return the score that the answered items make, as if the others were at their mean."""
    answered = np.maximum(own.answered, 1)
    if scale.table is not None:
        return _converted(scale.table, own.total)
    if scale.method == "mean":
        return own.total / answered * scale.times
    size = len(scale.items)
    whole = own.total * size / answered
    if rounded:
        whole = np.floor((2 * own.total * size + answered) / (2 * answered))
    return whole * scale.times


def _converted(table: Mapping[float, float], total: FloatArray) -> FloatArray:
    sums = np.array(sorted(table))
    place = np.minimum(np.searchsorted(sums, total), len(sums) - 1)
    return np.array([table[key] for key in sums])[place]


def _of_parts(scale: Scale, scored: Mapping[str, _Scored]) -> _Scored:
    """Add up scales; the first of them that has no score says why there is none."""
    parts = [scored[code] for code in scale.parts]
    value = np.sum([part.value for part in parts], axis=0) * scale.times
    if scale.method == "mean":
        value = value / len(parts)
    reason = np.max([part.reason for part in parts], axis=0)
    filled = np.where(reason > 0, 0, np.sum([part.filled for part in parts], axis=0))
    return _Scored(value, reason, filled)


def _alerts(instrument: Instrument, items: list[Item], form: _Tally) -> Alerts:
    raised = np.zeros(len(form.gaps), dtype=bool)
    unanswered = np.zeros(len(form.gaps), dtype=bool)
    for number in instrument.safety_items:
        item = items[number - 1]
        if item.above is not None:
            raised |= item.above
        if item.state is not None:
            unanswered |= (item.state != ANSWERED) & (form.answered > 0)
    return Alerts(instrument.safety_items, np.flatnonzero(raised), np.flatnonzero(unanswered))


def _each(scored: Mapping[str, _Scored], field: str) -> Mapping[str, Any]:
    return MappingProxyType({code: getattr(made, field) for code, made in scored.items()})
