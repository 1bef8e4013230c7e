"""Write the page of the instruments at build time: a section for each."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from catalogues import table
from sphinx.application import Sphinx

from recovery.vocabulary import VOCABULARY
from recovery.vocabulary.instruments import (
    Ages,
    Bands,
    Cutoff,
    Instrument,
    Mean,
    Reliability,
    ReliableChange,
    Scale,
)


def page() -> str:
    """Write the page."""
    head = ["code", "instrument", "measures", "items", "software may carry"]
    rows = (
        [f"[`{i.code}`](#{i.code})", i.title, i.measures, i.items, i.licence.embed]
        for i in VOCABULARY.instruments.values()
    )
    about = (Path(__file__).parent / "instruments_intro.md").read_text("utf-8")
    parts = [about, table(head, rows)]
    parts += ["\n".join(section(i)) for i in VOCABULARY.instruments.values()]
    return "\n".join(parts)


def section(instrument: Instrument) -> Iterator[str]:
    """Write one instrument."""
    yield f"({instrument.code})=\n## {instrument.title}\n"
    yield f"`{instrument.code}` measures {instrument.measures}. It has {counted(instrument)}, "
    yield f"filled in by the {listed(instrument.respondents)}{aged(instrument.ages)}.\n"
    yield table(["scale", "what it is", "range", "better", "made of"], scales(instrument))
    yield "\n".join(f"- {line}" for line in rules(instrument)) + "\n"
    yield from figures(instrument)
    yield f"**Licence.** {instrument.licence.terms} ({instrument.licence.source}).\n"
    yield f"**Source.** {instrument.source}.\n"
    yield "**Not known.** " + "; ".join(instrument.lacks) + ".\n"


def counted(instrument: Instrument) -> str:
    """Say how many items there are."""
    return "one item" if instrument.items == 1 else f"{instrument.items} items"


def aged(ages: Ages | None) -> str:
    """Say for which ages it is, if that is known."""
    if ages is None:
        return ""
    span = (
        f"{ages.youngest} and over" if ages.oldest is None else f"{ages.youngest} to {ages.oldest}"
    )
    return f", aged {span} ({ages.source})"


def scales(instrument: Instrument) -> Iterator[list[object]]:
    """Write a row for each scale."""
    for scale in instrument.scales:
        span = f"{scale.lowest:g} to {scale.highest:g}"
        yield [f"`{scale.code}`", scale.title, span, scale.better, made(scale)]


def made(scale: Scale) -> str:
    """Say what a scale is made of."""
    what = f"scales {listed(scale.parts)}" if scale.parts else f"items {ranges(scale.items)}"
    times = f", times {scale.times:g}" if scale.times != 1 else ""
    least = f" answered {scale.at_least:g} or more" if scale.at_least is not None else ""
    return (
        f"{scale.method} of {what}{least}{times}{', converted by a table' if scale.table else ''}"
    )


def rules(instrument: Instrument) -> Iterator[str]:
    """Say how answers are written and how a form is scored."""
    for coding in instrument.codings:
        kind = "any number" if instrument.continuous else ", ".join(f"{v:g}" for v in coding.values)
        named = f" ({', '.join(coding.words)})" if coding.words else ""
        said = f": {coding.meaning}" if coding.meaning else ""
        yield f"Coding `{coding.code}`: {kind}{named}{said}"
    if instrument.reverse:
        yield f"Scored in reverse: items {ranges(instrument.reverse)}"
    for order in instrument.orders:
        items = ranges(order.reverse)
        yield f"Order `{order.code}`: {order.meaning}; in reverse: items {items} ({order.source})"
    for rule in instrument.gap_rules:
        yield f"Unanswered, `{rule.code}`: {rule.meaning} ({rule.source})"
    if instrument.safety_items:
        items = ranges(instrument.safety_items)
        yield f"A person looks at once at any answer above the lowest to item {items}"
    for category in instrument.categories:
        needs = " and ".join(
            f"{low:g} to {high:g} on `{code}`" for code, low, high in category.within
        )
        yield f"Category `{category.code}`: {needs} ({category.source})"


def figures(instrument: Instrument) -> Iterator[str]:
    """Write the published figures, a table for each kind."""
    yield from listing("mean (standard deviation)", instrument.means, mean)
    yield from listing("reliability", instrument.reliabilities, reliability)
    yield from listing("cut-off", instrument.cutoffs, cutoff)
    yield from listing("reliable change", instrument.reliable_changes, change)
    yield from listing(
        "smallest important change",
        instrument.smallest_changes,
        lambda f: f"{f.points:g}: {f.basis}",
    )
    yield from listing("bands", instrument.bands, bands)


def listing(kind: str, entries: Iterable, write) -> Iterator[str]:
    """Write a table of the figures of one kind, if there are any."""
    rows = [[write(f), f"`{f.scale}`", f.population, str(f.source)] for f in entries]
    if rows:
        yield table([kind, "scale", "population", "source"], rows)


def mean(figure: Mean) -> str:
    """Write a mean."""
    spread = "" if figure.sd is None else f" ({figure.sd:g})"
    size = "" if figure.n is None else f", n = {figure.n}"
    return f"{figure.mean:g}{spread}{size}, {figure.group}"


def reliability(figure: Reliability) -> str:
    """Write a coefficient, or the range of several."""
    value = figure.value
    shown = f"{value[0]:g} to {value[1]:g}" if isinstance(value, tuple) else f"{value:g}"
    return f"{shown}, {figure.type}"


def cutoff(figure: Cutoff) -> str:
    """Write a cut-off and what it separates."""
    known = [
        f"{name} {value:g}"
        for name, value in (
            ("sensitivity", figure.sensitivity),
            ("specificity", figure.specificity),
        )
        if value is not None
    ]
    side = "" if figure.case_at_cutoff else ", the score itself excluded"
    return f"{figure.value:g}{side}: {figure.separates}" + "".join(f", {k}" for k in known)


def change(figure: ReliableChange) -> str:
    """Write a reliable change with its level."""
    level = "no level stated" if figure.level is None else f"{figure.level:.0%}"
    return f"{figure.points:g} points, {level}: {figure.basis}"


def bands(figure: Bands) -> str:
    """Write bands with the score at which each begins."""
    first, *others = figure.names
    return "; ".join(
        [first, *(f"{n} from {s:g}" for n, s in zip(others, figure.starts, strict=True))]
    )


def listed(values: Iterable[str]) -> str:
    """Write words one after the other."""
    return ", ".join(values)


def ranges(items: tuple[int, ...]) -> str:
    """Write item numbers, those in a row as a span."""
    if len(items) > 2 and items == tuple(range(items[0], items[-1] + 1)):
        return f"{items[0]} to {items[-1]}"
    return ", ".join(map(str, items))


def write_page(app: Sphinx) -> None:
    """Write ``docs/generated/instruments.md``."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    (folder / "instruments.md").write_text(page(), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_page)
    return {"parallel_read_safe": True}
