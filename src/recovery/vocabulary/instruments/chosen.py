"""Gathering the figures of a population into norms, and refusing to guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from recovery.errors import DefinitionError, allowed
from recovery.norms import Norms
from recovery.vocabulary.instruments.figures import (
    Bands,
    Cutoff,
    Figure,
    Mean,
    Reliability,
    ReliableChange,
    SmallestChange,
)
from recovery.vocabulary.instruments.parts import Scale

__all__ = ["chosen_norms"]

F = TypeVar("F", bound=Figure)


def chosen_norms(
    figures: Iterable[Figure],
    scale: Scale,
    population: str,
    others: Mapping[str, str | None],
    named: Mapping[str, str | float | None],
) -> Norms:
    """Gather the figures.

    ``others`` are the populations of figures taken from elsewhere; ``named``
    says, by argument, which of several is meant.
    """
    own = [f for f in figures if f.scale == scale.code and not isinstance(f, Bands)]
    _require(own, scale, [population, *filter(None, others.values())])
    of = {name: other or population for name, other in others.items()}
    mean = _first(_of(own, Mean, population))
    functional = _first(_of(own, Mean, of["functional"]))
    if others["functional"] is None and functional is not None and functional.group != "general":
        functional = None
    stated = [r for r in _of(own, Reliability, of["reliability"]) if not isinstance(r.value, tuple)]
    reliability = _only(stated, "type", "reliability_type", named)
    cutoff = _only(_of(own, Cutoff, of["cutoff"]), "separates", "separates", named)
    change = _first(_of(own, ReliableChange, population))
    smallest = _only(_of(own, SmallestChange, population), "points", "smallest_change", named)
    used = [f for f in (mean, functional, reliability, cutoff, change, smallest) if f is not None]
    clinical = mean if mean is not None and mean.group == "clinical" else None
    return Norms(
        better=scale.better,
        population="; ".join(dict.fromkeys([population, *(f.population for f in used)])),
        source="; ".join(dict.fromkeys(str(f.source) for f in used)) or "no figure is published",
        clinical_mean=_field(clinical, "mean"),
        clinical_sd=_field(clinical, "sd"),
        functional_mean=_field(functional, "mean"),
        functional_sd=_field(functional, "sd"),
        sd=_field(mean, "sd"),
        reliability=_field(reliability, "value"),
        reliability_type=_field(reliability, "type"),
        cutoff=_field(cutoff, "value"),
        case_at_cutoff=True if cutoff is None else cutoff.case_at_cutoff,
        reliable_change=_field(change, "points"),
        reliable_change_level=_field(change, "level"),
        smallest_change=_field(smallest, "points"),
        lowest=scale.lowest,
        highest=scale.highest,
    )


def _require(own: list[Figure], scale: Scale, populations: list[str]) -> None:
    known = dict.fromkeys(figure.population for figure in own)
    faults = [f"{name!r} is not among them" for name in populations if name not in known]
    if faults:
        message = (
            f"nothing is published here about these populations on the scale {scale.code!r}; "
            f"{allowed(known) if known else 'there are no figures for that scale'}"
        )
        raise DefinitionError(message, faults=faults)


def _of(figures: list[Figure], kind: type[F], population: str) -> list[F]:
    return [f for f in figures if isinstance(f, kind) and f.population == population]


def _first(figures: list[F]) -> F | None:
    return figures[0] if figures else None


def _only(
    figures: list[F], field: str, argument: str, named: Mapping[str, str | float | None]
) -> F | None:
    """Return the one figure, if there is one; of several the caller must name one."""
    wanted = named[argument]
    there = {getattr(figure, field) for figure in figures}
    kept = [f for f in figures if wanted is None or getattr(f, field) == wanted]
    if wanted is not None and not kept:
        message = f"no {field} {wanted!r} is published for that population"
        raise DefinitionError(f"{message}; {allowed(there)}" if there else message)
    if len(kept) > 1:
        message = (
            f"several figures are published for {kept[0].population!r}: name one with "
            f"{argument}=; {allowed(there)}"
        )
        raise DefinitionError(message)
    return _first(kept)


def _field(figure: Figure | None, name: str) -> Any:
    return None if figure is None else getattr(figure, name)
