"""NHS Talking Therapies: the published thresholds, by hand."""

from typing import Any

import numpy as np
import pytest

from recovery.change import Norms, talking_therapies
from recovery.errors import DefinitionError
from recovery.tables import ScoreTable

PHQ9 = Norms(better="lower", cutoff=10, reliable_change=6, population="service", source="a report")
GAD7 = Norms(better="lower", cutoff=8, reliable_change=4, population="service", source="a report")


def scores(pairs: dict[str, tuple[float, float]]) -> ScoreTable:
    people = list(pairs)
    value = np.array(list(pairs.values())).T.ravel()
    return ScoreTable(subject=people * 2, days=np.repeat([0, 84], len(people)), value=value)


PEOPLE = {
    # name: PHQ-9 first and last, GAD-7 first and last
    "recovers reliably": ((18, 6), (12, 5)),
    "recovers, not reliably": ((11, 9), (7, 6)),
    "case by anxiety alone": ((8, 7), (9, 4)),
    "better and worse": ((18, 9), (6, 12)),
    "still a case on one": ((18, 6), (12, 9)),
    "no case": ((5, 4), (3, 9)),
    "seen once": ((18, np.nan), (12, 5)),
}


def test_each_share_has_its_own_denominator() -> None:
    phq9 = scores({name: both[0] for name, both in PEOPLE.items()})
    gad7 = scores({name: both[1] for name, both in PEOPLE.items()})
    found = talking_therapies({"phq9": (phq9, PHQ9), "gad7": (gad7, GAD7)})
    counted = {name: (round(share.value * share.n), share.n) for name, share in found.items()}
    assert counted == {
        "recovery": (3, 5),  # the first three, of all but "no case" and "seen once"
        "reliable improvement": (3, 6),  # 1, 3 and 5; "better and worse" is neither
        "reliable recovery": (2, 5),
        "reliable deterioration": (1, 6),  # who was no case, by anxiety
    }


def test_only_who_finished() -> None:
    phq9 = scores({name: both[0] for name, both in PEOPLE.items()})
    found = talking_therapies({"phq9": (phq9, PHQ9)}, finished=["recovers reliably", "no case"])
    assert (found["recovery"].n, found["reliable improvement"].n) == (1, 2)


@pytest.mark.parametrize("number", [np.int64, np.float64, object])
def test_who_finished_may_be_labelled_by_numbers(number: type) -> None:
    table = ScoreTable(subject=[1, 2] * 2, days=[0, 0, 84, 84], value=[18, 12, 6, 11])
    found = talking_therapies({"phq9": (table, PHQ9)}, finished=np.array([2], dtype=number))
    assert (found["recovery"].n, found["recovery"].value) == (1, 0)


@pytest.mark.parametrize(
    ("finished", "said"),
    [
        ([True, False], "not marks of true and false"),
        (np.array([True, False], dtype=object), "not marks of true and false"),
        ([1, 3], "finished, position 1: nobody in the scores has this label; so with 1 of 2"),
        (["1"], "finished, position 0: nobody"),
    ],
)
def test_marks_and_unknown_labels_are_refused(finished: Any, said: str) -> None:
    table = ScoreTable(subject=[0, 1] * 2, days=[0, 0, 84, 84], value=[18, 12, 6, 11])
    with pytest.raises(DefinitionError, match=said):
        talking_therapies({"phq9": (table, PHQ9)}, finished=finished)


def test_needs_both_thresholds() -> None:
    bare = Norms(better="lower", cutoff=10, population="service", source="a report")
    with pytest.raises(DefinitionError, match="'phq9' need both cutoff and reliable_change"):
        talking_therapies({"phq9": (scores({"a": (1, 2)}), bare)})
    with pytest.raises(DefinitionError, match="at least one measure"):
        talking_therapies({})
