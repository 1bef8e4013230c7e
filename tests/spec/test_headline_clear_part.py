"""Only where the organisation played a clear part: how much, shown by what, and since when."""

from __future__ import annotations

import pytest

from headline_lines import CARDS, GUILTY, HOME, OURS, SPRING, count, known, left_out
from recovery.indicators import HEADLINE, evaluate
from recovery.results import IndicatorResult

CODES = [card.code for card in HEADLINE]

WHOLE = {
    "milestones": f"A rescued 2022-03-10 1 {OURS}\nA arrived_home 2022-04-10 1 {HOME} BD",
    "support": "A legal 2022-03-01 P1 true own_team\nA legal 2022-03-02 P1 true own_team",
    "proceedings": f"K1 X convicted 2022-05-01 {GUILTY}",
    "trainings": "T1 C1 2022-04-01 true care own_team",
    "prevention": "E1 N1 2022-04-01 true poverty in_person",
}
"""One of everything, with a clear part of the organisation in it."""

WITHOUT = {
    "survivors_freed": {"milestones": "B rescued 2022-03-10 1 informed intelligence documented"},
    "survivors_supported": {"support": "B legal 2022-03-01 P1 true partner"},
    "survivors_brought_home": {"milestones": "B arrived_home 2022-04-10 1 none - none - BD"},
    "exploiters_convicted": {"proceedings": "K2 Y convicted 2022-05-01 yes none"},
    "professionals_trained": {"trainings": "T2 C1 2022-04-01 true care cascade"},
    "vulnerable_people_educated": {
        "prevention": "E2 N2 2022-04-01 true poverty in_person - - partner"
    },
}
"""By figure, one more in whom the organisation had no clear part."""


class TestEveryFigure:
    @pytest.mark.parametrize("code", CODES)
    def test_says_how_many_were_left_out_for_lack_of_a_clear_part(self, code: str) -> None:
        more = {name: f"{WHOLE[name]}\n{lines}" for name, lines in WITHOUT[code].items()}
        assert (count(code, **WHOLE), left_out(code, **WHOLE)) == (1, {})
        assert count(code, **{**WHOLE, **more}) == 1
        assert left_out(code, **{**WHOLE, **more}) == {"unattributed": 1}


class TestHowMuch:
    @pytest.mark.parametrize(
        ("part", "freed"), [("none", 0), ("informed", 0), ("material", 1), ("led", 1), ("-", 0)]
    )
    def test_material_or_led(self, part: str, freed: int) -> None:
        rescued = f"A rescued 2022-03-10 1 {part} intelligence documented 2022-03-20"
        assert count("survivors_freed", milestones=rescued) == freed

    def test_oversight_of_one_record_and_assistance_of_another_are_not_both(self) -> None:
        """Neither part was in the whole of the return; a record that has both says so."""
        home = """
            A arrived_home 2022-04-10 1 material oversight  documented 2022-04-20 BD
            A arrived_home 2022-04-10 1 material assistance documented 2022-04-20 BD
        """
        assert left_out("survivors_brought_home", milestones=home) == {"unattributed": 1}


class TestShownByWhat:
    """As of 30 June 2023."""

    @pytest.mark.parametrize(
        ("day", "freed"),
        [
            ("2023-06-30", 1),
            ("2023-07-01", 0),
            ("2022-04", 1),
            ("2022", 1),
            ("2023", 0),
            ("unknown", 0),
            ("-", 0),
        ],
    )
    def test_evidence_of_a_day_that_had_surely_come(self, day: str, freed: int) -> None:
        rescued = f"A rescued 2022-03-10 1 material intelligence documented {day}"
        result = evaluate(known(milestones=rescued), HEADLINE, SPRING)["survivors_freed"]
        assert isinstance(result, IndicatorResult)
        assert (result.value, result.excluded["unevidenced"]) == (freed, 1 - freed)

    @pytest.mark.parametrize(
        ("kind", "freed"),
        [
            ("self_reported", 1),
            ("documented", 1),
            ("partner_confirmed", 1),
            ("none", 0),
            ("unknown", 0),
            ("-", 0),
        ],
    )
    def test_evidence_of_any_kind(self, kind: str, freed: int) -> None:
        rescued = f"A rescued 2022-03-10 1 material intelligence {kind} 2022-03-20"
        assert count("survivors_freed", milestones=rescued) == freed

    def test_of_two_records_of_one_rescue_one_must_show_it_all(self) -> None:
        """A large part without evidence, and evidence of a small part, are no clear part."""
        rescued = """
            A rescued 2022-03-10 1 led      intelligence none       -
            A rescued 2022-03-10 1 informed intelligence documented 2022-03-20
        """
        assert left_out("survivors_freed", milestones=rescued) == {"unevidenced": 1}


class TestSinceWhen:
    @pytest.mark.parametrize(
        ("since", "convicted"),
        [
            ("2022-04-30", 1),
            ("2022-05-01", 1),
            ("2022-05-02", 0),
            ("2022-04", 1),
            ("2022", 1),
            ("2022-06", 0),
            ("-", 1),
        ],
    )
    def test_support_that_is_known_to_have_begun_after_the_verdict(
        self, since: str, convicted: int
    ) -> None:
        rows = f"K1 X convicted 2022-05-01 yes both {since} led documented 2022-06-01"
        assert count("exploiters_convicted", proceedings=rows) == convicted

    def test_on_a_day_on_which_support_had_not_begun_yet_it_does_not_count_either(self) -> None:
        rows = "K1 X convicted 2022-05-01 yes both 2022-12-01 led documented 2022-06-01"
        for day in ("2022-09-30", "2022-12-01"):
            cards = [CARDS["exploiters_convicted"]]
            figures = evaluate(known(day, proceedings=rows), cards, SPRING)
            assert figures["exploiters_convicted"].value == 0
