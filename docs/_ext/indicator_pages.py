"""Write the page of the indicators at build time: a section for each card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from catalogues import table

from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES, Indicator

if TYPE_CHECKING:
    from sphinx.application import Sphinx

GROUPS: dict[str, tuple[str, tuple[Indicator, ...]]] = {
    "Headline figures": (
        (
            "Different people, by the published words alone. They are never added up: one person "
            "may be in several of them."
        ),
        HEADLINE,
    ),
    "Beside the headline figures": (
        (
            "Events, stricter variants, and what is never added to a headline figure, under codes "
            "of their own."
        ),
        BESIDE,
    ),
    "Outcomes": ("What became of people: whether lives got better, for how many, when.", OUTCOMES),
    "Earlier versions": (
        "Definitions no longer in use, to read older figures by. No series runs across versions.",
        EARLIER,
    ),
}
FIELDS = {
    "unit": "what is counted",
    "population": "of whom",
    "numerator": "who counts",
    "denominator": "of how many",
    "dated_by": "dated by",
    "period_rule": "periods",
    "key": "what makes two records one",
    "contribution": "least part of the organisation",
    "direction": "better",
    "shaped_by": "part of survivors in the definition",
    "valid_from": "in use from",
    "valid_to": "in use until",
    "restated": "corrections",
    "disclosure": "what may be seen",
    "source": "source",
}


def page() -> str:
    """Write the page."""
    parts = [(Path(__file__).parent / "indicators_intro.md").read_text("utf-8")]
    for title, (about, cards) in GROUPS.items():
        parts.append(f"## {title}\n\n{about}\n")
        parts += ["\n".join(section(card)) for card in cards]
    return "\n".join(parts)


def section(card: Indicator) -> Iterator[str]:
    """Write one card: how it is counted, then its fields."""
    anchor = f"indicator-{card.code}-{card.version}"
    before = f"; it supersedes version {card.supersedes}" if card.supersedes else ""
    yield f"({anchor})=\n### {card.name}\n"
    yield f"`{card.code}`, version {card.version}{before}.\n"
    yield f"**How we count.** {card.rule.in_words}\n"
    yield from listed("Counted", card.includes)
    yield from listed("Not counted", card.excludes)
    yield from listed("To be kept in mind", card.limitations)
    yield table(["field", "value"], fields(card))


def listed(title: str, entries: Iterable[str]) -> Iterator[str]:
    """Write a list under a title, if there is anything in it."""
    lines = [f"- {entry}" for entry in entries]
    if lines:
        yield "\n".join([f"**{title}:**\n", *lines, ""])


def fields(card: Indicator) -> Iterator[list[object]]:
    """Write the fields that say something."""
    for name, title in FIELDS.items():
        value = getattr(card, name)
        shown = value not in (None, "", "none")
        if name == "contribution" and card.evidence:
            value = f"{value}, shown by evidence with a day"
        if shown or name == "shaped_by":
            yield [title, value]
    if card.disaggregations:
        yield ["broken down by", ", ".join(card.disaggregations)]
    reads = "; ".join(
        f"`{name}`" + (f" ({', '.join(f'`{c}`' for c in columns)})" if columns else "")
        for name, columns in card.rule.needs
    )
    yield ["reads", reads]


def write_page(app: Sphinx) -> None:
    """Write ``docs/generated/indicators.md``."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    (folder / "indicators.md").write_text(page(), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_page)
    return {"parallel_read_safe": True}
