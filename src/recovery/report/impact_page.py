"""From a protected impact report to its page and its Markdown, with the same numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isnan
from typing import Any

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from recovery.disclosure import (
    Protected,
    ShownImpact,
    ShownIndicator,
    ShownPart,
    ShownRule,
)
from recovery.plots.dots import Dot, dots_svg
from recovery.plots.lines import in_words
from recovery.report.impact_changes import (
    changed,
    now_and_before,
    reason_words,
    restated_words,
)
from recovery.report.impact_compared import compared_groups, nothing_compared
from recovery.report.impact_later import later_group
from recovery.report.impact_words import (
    bounds_words,
    came_of,
    cited,
    count_words,
    few_words,
    figure,
    interval_words,
    listed,
    number_words,
    of_whom,
    period_words,
    told,
    unseen,
)
from recovery.report.narrative import narrative_html, narrative_markdown
from recovery.report.themes import by_theme
from recovery.report.words import PURPOSES, count, in_months

__all__ = ["impact_markdown", "impact_page"]

SECTIONS = (
    ("afterwards", "What became of them"),
    ("outcomes", "Outcomes"),
    ("headline", "How many were reached"),
    ("worked", "What worked, and what did not"),
    ("compared", "Sites or groups compared"),
    ("missing", "How many are missing, and why"),
    ("before", "Compared with the period before"),
    ("changed", "What was changed because of it"),
    ("narrative", "In the organisation’s own words"),
    ("verdict", "The verdict of an independent evaluator"),
    ("reading", "How to read it"),
)
VERDICTS = (
    ("better", "Better than before", "Nothing was clearly better."),
    ("worse", "Worse than before", "Nothing was clearly worse."),
    ("no clear difference", "No clear difference", "Nothing."),
    ("cannot be told", "Cannot be told", "Nothing."),
    ("not judged", "Not judged, since more is neither better nor worse", "Nothing."),
)
NOBODY = "Not measured: none of the figures asked for counts survivors, whose courses are followed."
NOT_ASKED = "It was not asked what became of anybody."
NOTHING_SHOWN = (
    "No outcome of {period} can be shown: too few people stand behind each, or it cannot be "
    "told yet."
)
NOT_YET_KNOWN = "not yet known"
BREAKS = re.compile(r"[^\S\u202f]+")
"""All space but that between a number and its unit."""
LONGEST = 3
"""Years over which one report still speaks of the same programme."""
ROWS = 8
"""Shares in one figure, so that it fits on a page."""
JUDGED = ("better", "worse", "no clear difference")
SHAPED = {
    "none": "survivors had no part in making it",
    "consulted": "survivors were consulted",
    "co_designed": "made together with survivors",
    "survivor_led": "led by survivors",
}
PARTS = {
    "none": "none is asked for",
    "informed": "information given is enough",
    "material": "a material part at least",
    "led": "only what the organisation led",
}


def impact_page(protected: Protected, report: ShownImpact) -> str:
    """Return the whole page as HTML."""
    words = Markup(narrative_html(report.narrative))  # noqa: S704  # narrative_html escapes
    verdict = Markup(narrative_html(report.verdict))  # noqa: S704  # as above
    return _written("impact.html", protected, report, narrative=words, verdict=verdict, html=True)


def impact_markdown(protected: Protected, report: ShownImpact) -> str:
    """Return the same as Markdown."""
    narrative, verdict = map(_quoted, (report.narrative, report.verdict))
    return _written(
        "impact.md", protected, report, narrative=narrative, verdict=verdict, html=False
    )


def _quoted(text: str) -> str:
    """Set the words of others off: their headings are none of the report's; nothing is loaded."""
    lines = narrative_markdown(text).split("\n") if text else []
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _written(
    name: str, protected: Protected, report: ShownImpact, *, html: bool, **given: Any
) -> str:
    policy, outcomes = protected.policy, report.outcomes.indicators
    both = (*report.headline.indicators, *outcomes)
    judged = sum(change.verdict in JUDGED for change in report.outcome_changes)
    counted = {each.code: each for each in report.headline.indicators}
    levels = sorted({shown.level for shown in outcomes if shown.level})
    templates = _environment(html=html)
    templates.filters.update(
        of_whom=lambda shown: of_whom(shown, policy),
        listed=lambda parts: listed(parts, policy),
        compared_with=lambda value, change: count_words(
            value, change.unit, policy, exact=change.exact
        ),
    )
    return templates.get_template(name).render(
        report=report,
        policy=policy,
        few=few_words(policy),
        purpose=PURPOSES.get(report.purpose, in_words(report.purpose)),
        banners=tuple(_banners(protected, report)),
        small=_small(report),
        sections=SECTIONS,
        afterwards=tuple(
            later_group(group, policy, counted=counted.get(group.code))
            for group in report.afterwards
        ),
        nobody_followed=NOBODY if report.afterwards else NOT_ASKED,
        compared=tuple(compared_groups(each) for each in report.compared),
        nothing_compared=nothing_compared(report.compared_by),
        drawings=tuple(_drawings(report)) if html else (),
        verdicts=VERDICTS,
        judged=judged,
        by_chance=f"{judged * (1 - (levels[0] if levels else 0.95)):.1f}",
        level=levels[0] if levels else None,
        shown_outcomes=tuple(shown for shown in outcomes if not told(shown)),
        nothing_shown=NOTHING_SHOWN.format(period=period_words(report.period)),
        themes=tuple(by_theme(outcomes)),
        hidden=tuple(shown for shown in outcomes if shown.withheld),
        unmeasured_outcomes=tuple(shown for shown in outcomes if shown.reason),
        missing=tuple(_missing(both)),
        unmeasured=tuple(shown for shown in both if shown.reason),
        set_aside=tuple(table for table in report.records if table.set_aside != 0),
        **given,
    )


def _environment(*, html: bool) -> Environment:
    templates = Environment(
        loader=PackageLoader("recovery.report"),
        autoescape=html,  # noqa: S701  # Markdown has no entities; cells are escaped by a filter
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(
        bounds=bounds_words,
        came_of=came_of,
        card_rows=lambda rule: tuple(_card_rows(rule)),
        careless=_careless,
        cell=_cell,
        changed=changed,
        cited=cited,
        count=count,
        figure=figure,
        interval=interval_words,
        limits=lambda levels: f"Limits ({100 * max(levels):g}\u202f%)",
        months=in_months,
        now_and_before=now_and_before,
        number=number_words,
        period=period_words,
        reasons=reason_words,
        restated=restated_words,
        sentence=_sentence,
        sentence_start=lambda text: f"{text[:1].upper()}{text[1:]}",
        told=told,
        unseen=unseen,
        words=in_words,
    )
    return templates


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def _cell(text: object) -> str:
    """Write a text so that it changes nothing in a line or cell of Markdown."""
    plain = BREAKS.sub(" ", str(text)).strip()
    for sign in "\\`*_[]<>|#":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def _banners(protected: Protected, report: ShownImpact) -> Iterator[str]:
    if protected.internal:
        yield _sentence(protected.internal)
    yield from report.notes


def _small(report: ShownImpact) -> str:
    """Say what helps where a period is about so few people that most is not shown."""
    asked = [shown for shown in report.outcomes.indicators if not shown.reason]
    if 2 * sum(bool(shown.withheld) for shown in asked) <= len(asked):
        return ""
    words = period_words(report.period)
    return (
        f"Most outcomes of {words} are about few people, and so are not shown. That guards them; "
        f"it does not mean that little was done, or to no avail. {_longer(report)}"
    )


def _longer(report: ShownImpact) -> str:
    """Name a period that is long enough to tell more."""
    first, last = report.before[0], report.period[1]
    words = period_words((first, last))
    if not first or words == f"{first} to {last}" or int(last[:4]) - int(first[:4]) > LONGEST:
        return "Several periods taken together tell more."
    return (
        f"A longer period tells more: a report of {words}, made with --period "
        f"{first[:7]}/{last[:7]} instead of this one. Publish one of the two, not both: few people "
        "could be told by the difference between them."
    )


def _careless(shown: ShownIndicator) -> str:
    """Write what a careless figure would be, where a reader would see another number."""
    if isnan(shown.naive):
        return ""
    words = number_words(shown.naive, shown.unit)
    return "" if words == figure(shown) else words


def _card_rows(rule: ShownRule) -> Iterator[tuple[str, str]]:
    """Yield what a card says besides how it counts."""
    yield "Of whom", rule.population
    yield "Which of them", rule.numerator
    if rule.denominator:
        yield "Out of", rule.denominator
    yield "Placed in a period by", in_words(rule.dated_by)
    yield "Counted once for each", in_words(rule.key)
    if rule.period_rule:
        yield "Periods", rule.period_rule
    if rule.contribution != "none":
        dated = ", with dated evidence" if rule.evidence else ""
        yield "The organisation’s own part", f"{PARTS[rule.contribution]}{dated}"
    if rule.limitations:
        yield "What it does not tell", "; ".join(map(in_words, rule.limitations))
    yield "Who shaped it", SHAPED[rule.shaped_by]
    if rule.restated:
        yield "Corrections", rule.restated
    if rule.source:
        yield "Source", rule.source


def _missing(
    shown: tuple[ShownIndicator, ...],
) -> Iterator[tuple[tuple[str, ...], tuple[ShownPart, ...]]]:
    """Yield who was left out, and whose course is not yet known; figures that agree, together."""
    found: dict[tuple[ShownPart, ...], list[str]] = {}
    for each in shown:
        unknown = tuple(part for part in each.parts if part.label == NOT_YET_KNOWN)
        if each.excluded or unknown:
            found.setdefault((*unknown, *each.excluded), []).append(each.name)
    for parts, names in found.items():
        yield tuple(names), parts


def _drawings(report: ShownImpact) -> Iterator[Markup]:
    """Draw the outcomes that are shares beside those of the period before, some at a time."""
    earlier = {each.code: each for each in report.outcomes_before.indicators}
    shares = [e for e in report.outcomes.indicators if _is_part(e, earlier.get(e.code))]
    now, before = (period_words(period) for period in (report.period, report.before))
    for some in (shares[first : first + ROWS] for first in range(0, len(shares), ROWS)):
        description = ". ".join(_spoken(each, earlier.get(each.code)) for each in some)
        drawing = dots_svg(
            [_dot(each, earlier.get(each.code)) for each in some],
            title="Outcomes as shares of those whom they are of",
            description=f"{description}.",
            now=now,
            before=before,
        )
        yield Markup(drawing)  # noqa: S704  # dots_svg escapes its texts


def _is_part(now: ShownIndicator, before: ShownIndicator | None) -> bool:
    """Say whether a figure is a share of a whole; a difference of shares can be below 0."""
    both = (now,) if before is None else (now, before)
    below = any(end < 0 for each in both for end in (each.value, each.lower))
    return now.unit == "share" and not isnan(now.value) and not below


def _dot(now: ShownIndicator, before: ShownIndicator | None) -> Dot:
    dot = Dot(label=now.name, value=now.value, lower=now.lower, upper=now.upper, bounds=now.bounds)
    if before is None:
        return dot
    return attrs.evolve(
        dot,
        before=before.value,
        before_lower=before.lower,
        before_upper=before.upper,
        before_bounds=before.bounds,
    )


def _spoken(now: ShownIndicator, before: ShownIndicator | None) -> str:
    sure = interval_words(now)
    words = f"{now.name}: {figure(now)}{f' ({sure})' if sure else ''}"
    return words if before is None else f"{words}; before: {figure(before)}"
