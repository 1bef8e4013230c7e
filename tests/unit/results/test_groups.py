"""Values by label."""

from __future__ import annotations

import pickle

import pytest

from recovery.results import Groups


def test_is_a_mapping_of_its_own() -> None:
    given = {"woman": 1, "man": 2}
    groups = Groups(given, by=("gender",))
    given["x"] = 3
    assert dict(groups) == {"woman": 1, "man": 2}
    assert ("x" in groups, len(groups)) == (False, 2)
    assert groups.get("x") is None


def test_each_keeps_labels_and_what_they_split() -> None:
    doubled = Groups({("woman", "BD"): 1}, by=("gender", "nationality")).each(
        lambda value: 2 * value
    )
    assert (dict(doubled), doubled.by) == ({("woman", "BD"): 2}, ("gender", "nationality"))


def test_says_where_its_labels_are_and_names_none() -> None:
    with pytest.raises(KeyError, match="list") as refused:
        Groups({"woman": 1, "man": 2}, by=("gender",))["girl"]
    assert "woman" not in str(refused.value)


def test_shows_itself_and_can_be_stored() -> None:
    groups = Groups({"woman": 1}, by=("gender",))
    assert "woman" in groups._repr_html_()
    assert repr(pickle.loads(pickle.dumps(groups))) == repr(groups)  # noqa: S301  # our own bytes
