"""Documents of figures whose parts do not fit together are refused; groups of them have a form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from recovery.errors import RecordError
from recovery.results import (
    Afterwards,
    Groups,
    NotMeasured,
    Restated,
    Restatement,
    Results,
    Series,
)
from recovery.wire import from_json, json_schema, to_json
from wire_figures import ABOUT, FIGURES, HOUSED, PERIOD

RESULTS = Results({"housed": HOUSED}, period=PERIOD, about=ABOUT)
FREED: Any = FIGURES["afterwards"]
TRAINED = NotMeasured(
    code="professionals_trained", version=1, name="Trained", reason="it does not count survivors"
)
RESTATED = Restatement(
    {
        "housed": Restated(
            code="housed",
            name="Housed",
            unit="people",
            days=("2022-10-01", "2023-10-01"),
            versions=(1, 1),
            values=(12.0, 13.0),
            changes=({"late_entry": 1.0},),
            not_measured=("", ""),
        )
    },
    period=PERIOD,
    reasons={"late_entry": "recorded later"},
    about=ABOUT,
)


def test_what_became_of_the_people_of_several_figures_comes_back() -> None:
    whole = Groups({FREED.code: FREED, TRAINED.code: TRAINED}, by=("indicator",))
    document = to_json(whole)
    jsonschema.validate(json.loads(document), json_schema(Groups))
    back = from_json(document)
    assert [type(each) for each in back.values()] == [Afterwards, NotMeasured]
    assert (back.by, repr(back)) == (whole.by, repr(whole))
    assert all(part[1]["internal"] for part in json.loads(document)["parts"])


def _twice(document: Any) -> None:
    document["parts"] *= 2


def _renamed(document: Any) -> None:
    document["parts"][0][0] = "MARIA"


def _turned(document: Any) -> None:
    document["period"].reverse()


def _undated(document: Any) -> None:
    document["period"][0] = "2022-03"


TWICE, NAME, DAYS = "names something twice", "another code than its own", "period must be two days"


@pytest.mark.parametrize(
    ("value", "spoil", "told"),
    [
        (RESULTS, _twice, TWICE),
        (RESULTS, _renamed, NAME),
        (RESULTS, _turned, DAYS),
        (RESULTS, _undated, DAYS),
        (Series({"/".join(PERIOD): RESULTS}, about=ABOUT), _renamed, "than its own period"),
        (Series({"/".join(PERIOD): RESULTS}, about=ABOUT), _twice, TWICE),
        (RESTATED, _renamed, NAME),
        (RESTATED, _turned, DAYS),
        (FREED, _turned, DAYS),
        (Groups({FREED.code: FREED}, by=("indicator",)), _renamed, NAME),
    ],
)
def test_what_does_not_fit_together_is_refused(
    value: object, spoil: Callable[[Any], None], told: str
) -> None:
    document = json.loads(to_json(value))
    spoil(document)
    with pytest.raises(RecordError, match=told) as caught:
        from_json(json.dumps(document))
    assert "MARIA" not in str(caught.value)
