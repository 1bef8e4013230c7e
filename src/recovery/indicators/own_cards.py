"""An organisation's own cards beside those that are shipped, or in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from recovery.errors import DefinitionError
from recovery.indicators.card import Indicator
from recovery.indicators.card_faults import card_faults
from recovery.indicators.counting import CountRule
from recovery.indicators.headline import HEADLINE
from recovery.indicators.headline_beside import BESIDE
from recovery.indicators.headline_earlier import EARLIER
from recovery.indicators.outcomes import OUTCOMES
from recovery.indicators.versions import by_code, in_force, valid_days
from recovery.vocabulary import VOCABULARY, Vocabulary

__all__ = ["adopt"]

Cards = tuple[Indicator, ...]


def adopt(
    cards: Iterable[Indicator], *, only: bool = False, vocabulary: Vocabulary = VOCABULARY
) -> tuple[Cards, Cards]:
    """Return the headline figures and the outcomes of an organisation with cards of its own.

    A card with the code of a shipped one takes its place: it is another
    version of it, and must say so. A count with a code of its own comes after
    the headline figures, anything else after the outcomes. A card that is the
    same as a shipped one stays where that is. A shipped variant that is named,
    such as a stricter count, stands with the counts; only where all of them
    are given, as in a file of everything that is shipped, none was chosen, and
    those that are as shipped stay where they are.

    Parameters
    ----------
    cards
        The organisation's own, such as :func:`read_cards` returns. Of several
        versions all are kept that count some period; one that a later version
        covers altogether counts none.
    only
        Whether those that are shipped, and not among them, are left out.
    vocabulary
        What the codes mean.

    Returns
    -------
    tuple of (tuple of Indicator, tuple of Indicator)
        Headline figures and outcomes, as
        :func:`recovery.report.impact_report` takes them: the versions of a code
        stand next to each other, the earliest first.

    Raises
    ------
    DefinitionError
        If a card has code and version of a shipped one and says something
        else, is older than the shipped one, or would count otherwise than it
        says; every such card is named.

    Examples
    --------
    >>> import attrs
    >>> stricter = attrs.evolve(HEADLINE[0], version=2, supersedes=1, name="Freed, and safe since")
    >>> headline, outcomes = adopt([stricter])
    >>> headline[0].name, len(headline) == len(HEADLINE), outcomes == OUTCOMES
    ('Freed, and safe since', True, True)
    """
    given = tuple(cards)
    if faults := (*_faults(given), *card_faults(given, vocabulary=vocabulary)):
        message = "these cards cannot stand with those that are shipped:"
        raise DefinitionError(message, faults=faults)
    own = {code: _counting(versions) for code, versions in by_code(given).items()}
    shipped = _codes((*HEADLINE, *OUTCOMES))
    new = [card for code, used in own.items() if code not in shipped for card in used]
    if _codes(BESIDE) <= set(own):  # all that is shipped, written out
        new = [card for card in new if card not in BESIDE]
    counts = [card for card in new if isinstance(card.rule, CountRule)]
    others = [card for card in new if card not in counts]
    return (
        (*_with(HEADLINE, own, only=only), *counts),
        (*_with(OUTCOMES, own, only=only), *others),
    )


def _counting(versions: Cards) -> Cards:
    """Return the versions that count some period: no later one covers them altogether."""
    return tuple(
        card
        for place, card in enumerate(versions)
        if in_force(versions[place + 1 :], *valid_days(card)) is None
    )


def _with(shipped: Cards, own: dict[str, Cards], *, only: bool) -> Iterator[Indicator]:
    """Yield shipped cards, and in the place of some an organisation's own."""
    for card in shipped:
        if card.code in own or not only:
            yield from own.get(card.code, (card,))


def _codes(cards: Iterable[Indicator]) -> set[str]:
    return {card.code for card in cards}


def _faults(cards: Sequence[Indicator]) -> Iterator[str]:
    every = (*EARLIER, *BESIDE, *HEADLINE, *OUTCOMES)
    shipped = {(card.code, card.version): card for card in every}
    newest = {card.code: card.version for card in every}
    names = [(card.code, card.version) for card in cards]
    for code, version in sorted({name for name in names if names.count(name) > 1}):
        yield f"{code} version {version} stands more than once"
    for card in cards:
        if card.code not in newest:
            continue
        last = newest[card.code]
        new = f"give it a code of its own, or version {last + 1} and supersedes = {last}"
        if shipped.get((card.code, card.version), card) != card:
            yield f"{card.code} version {card.version} is shipped and says something else: {new}"
        elif max(version for code, version in names if code == card.code) < last:
            yield f"{card.code} version {card.version} is older than version {last}, shipped: {new}"
        elif card.version > last and not card.supersedes:
            yield (
                f"{card.code} version {card.version} does not say which version came before: give "
                f"it a code of its own, or write supersedes = {last}"
            )
