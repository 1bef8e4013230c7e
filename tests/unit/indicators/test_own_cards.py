"""An organisation's own cards beside those that are shipped, or in their place."""

from __future__ import annotations

import attrs
import pytest

from recovery.errors import DefinitionError
from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES, Indicator, adopt

FREED = HEADLINE[0]
COUNT = attrs.evolve(FREED, code="ours")
SHARE = attrs.evolve(OUTCOMES[0], code="also_ours")


def codes(cards: tuple[Indicator, ...]) -> list[str]:
    return [card.code for card in cards]


def test_nothing_of_ones_own_is_what_is_shipped() -> None:
    assert adopt([]) == (HEADLINE, OUTCOMES)
    assert adopt([], only=True) == ((), ())


def test_what_is_shipped_and_written_out_changes_nothing() -> None:
    everything = (*HEADLINE, *BESIDE, *EARLIER, *OUTCOMES)
    assert adopt(everything) == (HEADLINE, OUTCOMES)
    assert adopt(everything, only=True) == (HEADLINE, OUTCOMES)


def test_a_shipped_variant_that_is_named_is_shown() -> None:
    strict = next(card for card in BESIDE if card.code == "survivors_supported_strict")
    assert adopt([strict], only=True) == ((strict,), ())
    assert adopt([strict]) == ((*HEADLINE, strict), OUTCOMES)


def test_of_all_that_is_shipped_only_what_was_changed_is_shown_besides() -> None:
    changed = attrs.evolve(BESIDE[0], version=BESIDE[0].version + 1, supersedes=BESIDE[0].version)
    everything = (*HEADLINE, changed, *BESIDE[1:], *EARLIER, *OUTCOMES)
    assert adopt(everything, only=True) == ((*HEADLINE, changed), OUTCOMES)


def test_own_counts_come_after_the_headline_and_others_after_the_outcomes() -> None:
    headline, outcomes = adopt([SHARE, COUNT])
    assert codes(headline) == [*codes(HEADLINE), "ours"]
    assert codes(outcomes) == [*codes(OUTCOMES), "also_ours"]
    assert adopt([SHARE, COUNT], only=True) == ((COUNT,), (SHARE,))


def test_a_later_version_takes_the_place_of_the_shipped_one() -> None:
    second = attrs.evolve(FREED, version=2, supersedes=1)
    headline, outcomes = adopt([FREED, second])
    assert headline == (second, *HEADLINE[1:])
    assert outcomes == OUTCOMES
    assert adopt([second], only=True) == ((second,), ())


def test_of_several_versions_of_ones_own_the_latest_counts() -> None:
    second = attrs.evolve(COUNT, version=2, supersedes=1)
    assert adopt([second, COUNT], only=True) == ((second,), ())


def test_every_version_of_ones_own_that_counts_some_period_is_kept() -> None:
    first = attrs.evolve(COUNT, valid_to="2023-12-31")
    second = attrs.evolve(COUNT, version=2, supersedes=1, valid_from="2024-01-01")
    assert adopt([second, first], only=True) == ((first, second), ())
    third = attrs.evolve(FREED, version=3, supersedes=1, valid_from="2024-01-01")
    assert adopt([third, FREED])[0] == (FREED, third, *HEADLINE[1:])


def test_a_variant_of_ones_own_stands_with_the_headline() -> None:
    version = BESIDE[0].version
    changed = attrs.evolve(BESIDE[0], version=version + 1, supersedes=version)
    assert adopt([changed], only=True) == ((changed,), ())


def test_every_card_that_cannot_stand_with_the_shipped_ones_is_named() -> None:
    other = attrs.evolve(FREED, name="Something else")
    with pytest.raises(DefinitionError) as caught:
        adopt([other, EARLIER[0], COUNT, COUNT])
    assert [fault.partition(":")[0] for fault in caught.value.faults] == [
        "ours version 1 stands more than once",
        "survivors_freed version 1 is shipped and says something else",
        "exploiters_convicted version 1 is older than version 2, shipped",
    ]
    assert "version 2 and supersedes = 1" in caught.value.faults[1]


def test_another_version_of_a_shipped_card_says_what_came_before() -> None:
    with pytest.raises(DefinitionError) as caught:
        adopt([attrs.evolve(FREED, version=2)])
    (fault,) = caught.value.faults
    assert fault.startswith("survivors_freed version 2 does not say which version came before: ")
    assert fault.endswith("write supersedes = 1")


def test_only_what_says_so_is_published_exactly() -> None:
    exact = [card for card in OUTCOMES if card.disclosure == "total"]
    assert exact == []
    assert {card.disclosure for card in HEADLINE} == {"total", "public_record"}
    assert attrs.fields_dict(Indicator)["disclosure"].default == "breakdown"
