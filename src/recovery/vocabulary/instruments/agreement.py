"""Whether the literal of an instrument agrees with itself: the same care for all of them.

Scoring tables that circulate are wrong in a few ways again and again: a
maximum that the items cannot reach, a total that its subscales contradict,
item lists that overlap, a cut-off of another form. Each has a check here.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from recovery.errors import allowed
from recovery.vocabulary.instruments.fields import misfits_of
from recovery.vocabulary.instruments.figures import Bands, Cutoff, Figure, Mean, Reliability
from recovery.vocabulary.instruments.parts import Scale

if TYPE_CHECKING:
    from recovery.vocabulary.instruments.instrument import Instrument

__all__ = ["LEAST_CORRELATION", "faults_of"]

LEAST_CORRELATION = 0.3
"""The least mean correlation between scales that are added up.

Published standard deviations of a total and its parts imply one. Scales that
deserve a total go together more closely than this; where less was implied, a
standard deviation had been copied wrongly.
"""

RESPONDENTS = ("survivor", "caseworker", "guardian")
"""Who may fill in a form, as records call them."""

ROUNDING = 0.06
"""How far a published mean may lie off: parts and total are rounded to two places or one."""


def faults_of(instrument: Instrument) -> Iterator[str]:
    """Say everything in which an instrument contradicts itself.

    If a field holds what cannot be worked with, only such fields are named.
    """
    misfits = tuple(misfits_of(instrument))
    yield from (misfit.said for misfit in misfits)
    if any(misfit.unusable for misfit in misfits):
        return
    yield from _word_faults(instrument)
    yield from _coding_faults(instrument)
    yield from _item_faults(instrument)
    for scale in instrument.scales:
        yield from _scale_faults(instrument, scale)
    yield from _rule_faults(instrument)
    codes = {scale.code: scale for scale in instrument.scales}
    for figure in instrument.figures:
        yield from _figure_faults(figure, codes)
    for category in instrument.categories:
        for scale_code, low, high in category.within:
            if scale_code not in codes or not low <= high:
                yield f"category {category.code!r} needs a scale and a range that are there"
    yield from _twice(instrument)
    yield from _total_faults(instrument)


def _word_faults(instrument: Instrument) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", instrument.code):
        yield "code must be a word of small letters, digits and _"
    if not instrument.respondents or set(instrument.respondents) - set(RESPONDENTS):
        yield f"respondents must name who fills it in; {allowed(RESPONDENTS)}"
    if instrument.items < 1:
        yield f"items must be 1 or more, but was {instrument.items!r}"
    ages = instrument.ages
    if ages is not None and not 0 <= ages.youngest <= (ages.oldest or math.inf):
        yield f"ages must be the youngest and the oldest, but were {ages.youngest}, {ages.oldest}"


def _coding_faults(instrument: Instrument) -> Iterator[str]:
    if not instrument.codings:
        yield "codings must name at least one coding"
        return
    size = len(instrument.answers)
    if list(instrument.answers) != sorted(set(instrument.answers)) or size < 2:
        yield "the first coding must list its answers from the lowest up, each once"
    spans = {coding.values[-1] - coding.values[0] for coding in instrument.codings if coding.values}
    if instrument.continuous and len(spans) > 1:
        yield "codings of any number must span as much as the first, in its direction"
    for coding in instrument.codings:
        if len(set(coding.values)) != len(coding.values) or len(coding.values) != size:
            yield f"coding {coding.code!r} must have {size} different values, like the first"
        if coding.words and len(coding.words) != size:
            yield f"coding {coding.code!r} must have {size} words or none"
        if len(set(coding.words)) != len(coding.words):
            yield f"coding {coding.code!r} must have each word once"


def _item_faults(instrument: Instrument) -> Iterator[str]:
    lists = {
        "reverse": instrument.reverse,
        "safety_items": instrument.safety_items,
        **{f"order {order.code!r}": order.reverse for order in instrument.orders},
        **{f"scale {scale.code!r}": scale.items for scale in instrument.scales},
    }
    for name, items in lists.items():
        if len(set(items)) != len(items):
            yield f"{name} names an item twice"
        if any(not 1 <= item <= instrument.items for item in items):
            yield f"{name} names an item that is not among the {instrument.items}"
    if instrument.orders and instrument.reverse:
        yield "reverse and orders exclude each other: each order has its own reverse items"


def _scale_faults(instrument: Instrument, scale: Scale) -> Iterator[str]:
    where = f"scale {scale.code!r}"
    if bool(scale.items) == bool(scale.parts):
        yield f"{where} must have either items or parts"
        return
    before = itertools.takewhile(lambda s: s is not scale, instrument.scales)
    if stray := sorted(set(scale.parts) - {s.code for s in before}):
        yield f"{where} is made of {stray}, which do not stand before it"
        return
    if (scale.method == "count") != (scale.at_least is not None):
        yield f"{where} must have at_least if, and only if, it is a count"
        return
    if scale.method == "count" and scale.parts:
        yield f"{where} must count items, not scales"
    if scale.times <= 0:
        yield f"{where} must be times a number above 0"
    if not instrument.codings or not instrument.answers:
        return
    ends, said = _ends(instrument, scale), (scale.lowest, scale.highest)
    if not all(math.isclose(a, b) for a, b in zip(ends, said, strict=True)):
        yield (
            f"{where} says it runs from {scale.lowest:g} to {scale.highest:g}, "
            f"but its items make {ends[0]:g} to {ends[1]:g}"
        )
    if scale.table is not None:
        yield from _table_faults(instrument, scale)


def _ends(instrument: Instrument, scale: Scale) -> tuple[float, float]:
    """Return the least and the greatest score that items or parts can make."""
    if scale.table:
        return min(scale.table.values()), max(scale.table.values())
    if scale.parts:
        parts = [instrument.scale(code) for code in scale.parts]
        lows, highs = [p.lowest for p in parts], [p.highest for p in parts]
    else:
        ends = (instrument.answers[0], instrument.answers[-1])
        if scale.at_least is not None:
            ends = (float(ends[0] >= scale.at_least), float(ends[1] >= scale.at_least))
        lows, highs = ([end] * len(scale.items) for end in ends)
    share = len(lows) if scale.method == "mean" else 1
    return sum(lows) / share * scale.times, sum(highs) / share * scale.times


def _table_faults(instrument: Instrument, scale: Scale) -> Iterator[str]:
    table = scale.table or {}
    low = instrument.answers[0] * len(scale.items)
    high = instrument.answers[-1] * len(scale.items)
    if sorted(table) != list(range(int(low), int(high) + 1)):
        yield f"the table of scale {scale.code!r} must convert each sum from {low:g} to {high:g}"
    scores = [table[key] for key in sorted(table)]
    if any(after <= before for before, after in itertools.pairwise(scores)):
        yield f"the table of scale {scale.code!r} must rise from each sum to the next"


def _rule_faults(instrument: Instrument) -> Iterator[str]:
    for rule in instrument.gap_rules:
        for scale in instrument.scales:
            if scale.items and not 0 <= rule.most_of(scale.code) < len(scale.items):
                yield f"rule {rule.code!r} would score scale {scale.code!r} without any answer"
        if isinstance(rule.most, int):
            continue
        for code in sorted(set(rule.most) - {scale.code for scale in instrument.scales}):
            yield f"rule {rule.code!r} names the scale {code!r}, which is not there"


def _figure_faults(figure: Figure, scales: dict[str, Scale]) -> Iterator[str]:
    where = f"{type(figure).__name__} of {figure.population!r}"
    scale = scales.get(figure.scale)
    if scale is None:
        yield f"{where} is about the scale {figure.scale!r}, which is not there"
        return
    if isinstance(figure, Mean):
        yield from _mean_faults(figure, scale, where)
    elif isinstance(figure, Reliability):
        values = figure.value if isinstance(figure.value, tuple) else (figure.value,)
        if not all(0 < value <= 1 for value in values):
            yield f"{where} must be above 0 and at most 1"
    elif isinstance(figure, Cutoff):
        if not scale.lowest <= figure.value <= scale.highest:
            yield f"{where} is {figure.value:g}, which is not on the scale"
        for name in ("sensitivity", "specificity"):
            share = getattr(figure, name)
            if share is not None and not 0 <= share <= 1:
                yield f"{where} has a {name} of {share:g}, which must be from 0 to 1"
    elif isinstance(figure, Bands):
        yield from _band_faults(figure, scale, where)
    else:
        yield from _change_faults(figure, scale, where)


def _mean_faults(figure: Mean, scale: Scale, where: str) -> Iterator[str]:
    if not scale.lowest <= figure.mean <= scale.highest:
        yield f"{where} is {figure.mean:g}, which is not on the scale"
        return
    if figure.sd is None:
        return
    if figure.n is not None and figure.n < 1:
        yield f"{where} is of {figure.n} people"
    share = figure.n / (figure.n - 1) if figure.n and figure.n > 1 else 2.0
    most = math.sqrt((figure.mean - scale.lowest) * (scale.highest - figure.mean) * share)
    if not 0 < figure.sd <= most + ROUNDING:
        yield f"{where} has a standard deviation of {figure.sd:g}; at most {most:.4g} is possible"


def _band_faults(figure: Bands, scale: Scale, where: str) -> Iterator[str]:
    rising = all(a < b for a, b in itertools.pairwise((scale.lowest, *figure.starts)))
    if not rising or not figure.starts or figure.starts[-1] > scale.highest:
        yield f"{where} must begin at rising scores within the scale"
    if len(figure.names) != len(figure.starts) + 1:
        yield f"{where} must have one name more than starts"


def _change_faults(figure: Figure, scale: Scale, where: str) -> Iterator[str]:
    points, level = getattr(figure, "points", math.nan), getattr(figure, "level", None)
    if not 0 < points <= scale.highest - scale.lowest:
        yield f"{where} is {points:g} points, which the scale does not have"
    if level is not None and not 0 < level < 1:
        yield f"{where} has a level of {level!r}, which must be between 0 and 1"


def _twice(instrument: Instrument) -> Iterator[str]:
    """Find codes, and figures of one kind, population and scale, that stand twice."""
    named = {
        "codings": [c.code for c in instrument.codings],
        "orders": [o.code for o in instrument.orders],
        "scales": [s.code for s in instrument.scales],
        "gap_rules": list(instrument.gap_codes),
        "means": [(m.population, m.scale) for m in instrument.means],
        "reliabilities": [(r.population, r.scale, r.type) for r in instrument.reliabilities],
        "cutoffs": [(c.population, c.scale, c.separates) for c in instrument.cutoffs],
        "reliable_changes": [(c.population, c.scale) for c in instrument.reliable_changes],
    }
    for name, keys in named.items():
        for key in sorted({str(key) for key in keys if keys.count(key) > 1}):  # type: ignore[attr-defined]  # each is a list
            yield f"{name} has {key} twice"


def _total_faults(instrument: Instrument) -> Iterator[str]:
    """Compare each scale with scales that make it up, in every population that has both."""
    for scale in instrument.scales:
        if parts := _made_of(instrument, scale):
            for mean in instrument.means:
                if mean.scale == scale.code:
                    yield from _sum_faults(instrument, scale, parts, mean)


def _made_of(instrument: Instrument, scale: Scale) -> list[Scale]:
    """Return the scales whose items, or which as parts, add up to a scale; or none."""
    if scale.method != "sum" or scale.table is not None:
        return []
    if scale.parts:
        return [s for s in instrument.scales if s.code in scale.parts]
    inner = [
        s
        for s in instrument.scales
        if s is not scale and s.method == "sum" and s.table is None and s.items
        if set(s.items) < set(scale.items)
    ]
    held = [item for part in inner for item in part.items]
    return inner if sorted(held) == sorted(scale.items) else []


def _sum_faults(
    instrument: Instrument, scale: Scale, parts: list[Scale], total: Mean
) -> Iterator[str]:
    own = {
        m.scale: m for m in instrument.means if (m.population, m.n) == (total.population, total.n)
    }
    if not all(part.code in own for part in parts):
        return
    share = {p.code: (1 if scale.parts else 1 / p.times) * scale.times for p in parts}
    added = sum(own[code].mean * times for code, times in share.items())
    where = f"the {scale.code!r} of {total.population!r}"
    if abs(added - total.mean) > ROUNDING * len(parts):
        yield f"{where} has a mean of {total.mean:g}, but its parts add up to {added:.4g}"
    spreads = [(own[code].sd or math.nan) * times for code, times in share.items()]
    alone = sum(sd**2 for sd in spreads)
    together = sum(spreads) ** 2 - alone
    implied = ((total.sd or math.nan) ** 2 - alone) / together
    if not math.isnan(implied) and not LEAST_CORRELATION <= implied <= 1 + ROUNDING:
        yield (
            f"{where} has a standard deviation of {total.sd:g}, which its parts could only make "
            f"if they correlated at {implied:.2f}: one of these standard deviations is wrong"
        )
