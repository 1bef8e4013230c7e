"""Labels are numbered as sorting them would, of whatever kind they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.tables import label_codes as module
from recovery.tables.label_codes import label_codes


def check(labels: Any) -> None:
    distinct, code = np.unique(labels, return_inverse=True)
    found, many = label_codes(labels)
    np.testing.assert_array_equal(found, code.reshape(-1))
    assert many == len(distinct)
    assert found.dtype == np.int64


TEXTS = st.lists(st.text(max_size=20), max_size=12)


@given(TEXTS)
def test_texts(texts: list[str]) -> None:
    check(np.array(texts, dtype=str))


@given(st.lists(st.text("ab", min_size=7, max_size=18), min_size=1, max_size=30))
def test_texts_with_the_same_beginning(texts: list[str]) -> None:
    check(np.array(texts))
    check(np.array([text.encode() for text in texts]))
    check(np.array(texts)[::-1])
    check(np.array(texts).astype(f">U{max(map(len, texts))}"))


@given(TEXTS)
def test_objects(texts: list[str]) -> None:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    check(array)


@given(st.lists(st.integers(-5, 5)))
def test_numbers(numbers: list[int]) -> None:
    check(np.array(numbers, dtype=np.int64))
    check(np.array(numbers, dtype=object))
    check(np.array(numbers, dtype="datetime64[D]"))


def test_texts_with_the_same_mix_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_mixed", lambda words: words[:, 0] * np.uint64(0))
    check(np.array(["the first label", "another label", "the first label"]))


@pytest.mark.parametrize("labels", [[None], [None, None], ["a", None], ["a", 1]])
def test_objects_that_cannot_be_sorted_are_refused(labels: list[object]) -> None:
    with pytest.raises(TypeError):
        label_codes(np.array(labels, dtype=object))
