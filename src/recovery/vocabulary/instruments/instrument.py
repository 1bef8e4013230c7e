"""An instrument: how it is scored, and what is published about its scores."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from recovery.errors import DefinitionError, allowed
from recovery.norms import Norms, ReliabilityType
from recovery.vocabulary.instruments.agreement import faults_of
from recovery.vocabulary.instruments.chosen import chosen_norms
from recovery.vocabulary.instruments.figures import (
    Bands,
    Category,
    Cutoff,
    Figure,
    Mean,
    Reliability,
    ReliableChange,
    SmallestChange,
    Source,
)
from recovery.vocabulary.instruments.parts import (
    COMPLETE,
    Ages,
    Coding,
    GapRule,
    ItemOrder,
    Licence,
    Scale,
)

__all__ = ["Instrument"]


@attrs.frozen(kw_only=True, repr=False)
class Instrument:
    """A questionnaire, a rating or a way of setting goals, as data.

    Numbers that could not be read in a named source are absent, and
    :attr:`lacks` says which. Item wording is never here.

    Attributes
    ----------
    code, title, measures
        What it is called in records, in full, and what it is about.
    respondents
        Who fills it in: ``survivor``, ``caseworker`` or ``guardian``.
    items
        How many items a form has.
    codings
        How answers are written; scores are those of the first.
    continuous
        Any number between the ends of the coding may be an answer.
    reverse, orders
        The items that are scored in reverse, or the orders of items in use,
        each with its own.
    scales
        What a form is scored into.
    gap_rules
        Published rules for unanswered items; none means complete forms only.
    safety_items
        Items on which any answer above the lowest asks for a person's
        attention now.
    ages
        Whom it is for, ``None`` where that is not known.
    means, reliabilities, cutoffs, reliable_changes, smallest_changes, bands
        Published figures, each with its population and source.
    categories
        Categories over several scales.
    licence
        What may be done with it.
    source
        Where structure and scoring can be read.
    unknown
        What else could not be verified, in words.

    Raises
    ------
    DefinitionError
        If the literal contradicts itself: a range that its items do not have, a
        figure that is impossible or names no population, a standard deviation of
        a total that does not agree with its parts'; every such fault is listed.

    Examples
    --------
    A programme's own scale of three items:

    >>> own = Instrument(
    ...     code="trust3", title="Trust, three items", measures="trust",
    ...     items=3, codings=(Coding(code="0-4", values=(0, 1, 2, 3, 4)),),
    ...     scales=(Scale(code="total", title="trust", items=(1, 2, 3), lowest=0, highest=12,
    ...                   better="higher"),),
    ...     licence=Licence(terms="our own", embed="wording", source=Source("this programme")),
    ...     source=Source("this programme"),
    ... )
    >>> own.lacks[:2]
    ('the age range', 'a rule for unanswered items: only complete forms are scored')
    """

    code: str
    title: str
    measures: str
    items: int
    codings: tuple[Coding, ...]
    scales: tuple[Scale, ...]
    licence: Licence
    source: Source
    respondents: tuple[str, ...] = ("survivor",)
    continuous: bool = False
    reverse: tuple[int, ...] = ()
    orders: tuple[ItemOrder, ...] = ()
    gap_rules: tuple[GapRule, ...] = ()
    safety_items: tuple[int, ...] = ()
    ages: Ages | None = None
    means: tuple[Mean, ...] = ()
    reliabilities: tuple[Reliability, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    reliable_changes: tuple[ReliableChange, ...] = ()
    smallest_changes: tuple[SmallestChange, ...] = ()
    bands: tuple[Bands, ...] = ()
    categories: tuple[Category, ...] = ()
    unknown: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if faults := tuple(faults_of(self)):
            message = f"the instrument {self.code!r} contradicts itself: mend these fields"
            raise DefinitionError(message, faults=faults)

    @property
    def answers(self) -> tuple[float, ...]:
        """The answers in the first coding, in which scores stand."""
        return self.codings[0].values

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All published figures."""
        return (
            *self.means,
            *self.reliabilities,
            *self.cutoffs,
            *self.reliable_changes,
            *self.smallest_changes,
            *self.bands,
        )

    @property
    def populations(self) -> tuple[str, ...]:
        """The populations about which something other than bands is published."""
        return tuple(dict.fromkeys(f.population for f in self.figures if not isinstance(f, Bands)))

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is not known about it, in words."""
        return (*self._missing_figures(), *self.unknown)

    @property
    def gap_codes(self) -> tuple[str, ...]:
        """The rules for unanswered items that a caller may name."""
        return (*(rule.code for rule in self.gap_rules), COMPLETE)

    def scale(self, code: str = "total") -> Scale:
        """Return a scale by its code.

        Raises
        ------
        DefinitionError
            If the instrument has no such scale; those it has are listed.
        """
        for scale in self.scales:
            if scale.code == code:
                return scale
        message = f"{self.code} has no scale {code!r}; {allowed(s.code for s in self.scales)}"
        raise DefinitionError(message)

    def norms(
        self,
        population: str,
        *,
        scale: str = "total",
        functional: str | None = None,
        reliability_of: str | None = None,
        reliability_type: ReliabilityType | None = None,
        cutoff_of: str | None = None,
        separates: str | None = None,
        smallest_change: float | None = None,
    ) -> Norms:
        """Gather the figures of a population, and of others where they are named.

        Nothing is taken from another population unless it is asked for, and a
        figure that is not published is ``None``.

        Parameters
        ----------
        population
            One of :attr:`populations`.
        scale
            The scale of the instrument.
        functional
            The population whose mean and spread stand for people without the
            problem, if another.
        reliability_of, reliability_type
            The population and the type of the reliability, if it is another's or
            more than one type is published.
        cutoff_of, separates
            The population of the cut-off, if another, and what it separates, if
            more than one is published.
        smallest_change
            How many points, if more than one smallest important change is
            published.

        Raises
        ------
        DefinitionError
            If a population or scale is not there, or a choice is needed; what
            there is is listed.

        Examples
        --------
        >>> from recovery.vocabulary import VOCABULARY
        >>> core10 = VOCABULARY.instruments["core10"]
        >>> norms = core10.norms(
        ...     "primary care counselling, UK", functional="general population, UK",
        ...     reliability_of="primary care patients, UK",
        ... )
        >>> norms.clinical_mean, norms.functional_mean, round(norms.sem, 2)
        (19.7, 4.7, 2.43)
        """
        return chosen_norms(
            self.figures,
            self.scale(scale),
            population,
            {"functional": functional, "reliability": reliability_of, "cutoff": cutoff_of},
            {
                "reliability_type": reliability_type,
                "separates": separates,
                "smallest_change": smallest_change,
            },
        )

    def _missing_figures(self) -> Iterator[str]:
        if self.ages is None:
            yield "the age range"
        if not self.gap_rules and self.items > 1:
            yield "a rule for unanswered items: only complete forms are scored"
        if not any(mean.group == "clinical" and mean.sd for mean in self.means):
            yield "mean and standard deviation of a clinical population"
        if not any(mean.group == "general" and mean.sd for mean in self.means):
            yield "mean and standard deviation of the general population"
        for kind in ("internal consistency", "test-retest"):
            if not any(r.type == kind for r in self.reliabilities):
                yield f"reliability of the type {kind}"
        if not self.cutoffs:
            yield "a cut-off"
        if not self.reliable_changes:
            yield "a published reliable change"
        if not self.smallest_changes:
            yield "a smallest important change"

    def __repr__(self) -> str:
        scales = ", ".join(scale.code for scale in self.scales)
        return f"Instrument({self.code}: {self.items} items; {scales})"
