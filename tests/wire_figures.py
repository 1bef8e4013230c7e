"""What indicators answer besides figures, one value of each kind that has a form in JSON."""

from __future__ import annotations

import numpy as np

from recovery.estimators import funnel
from recovery.results import (
    Afterwards,
    Decision,
    Decisions,
    IndicatorResult,
    Maturity,
    MaturityRow,
    Needed,
    NotMeasured,
)
from recovery.tables import About

__all__ = ["FIGURES"]

PERIOD = ("2022-03-01", "2022-08-31")
ABOUT = About(as_of="2024-06-30", purpose="internal_learning", notes=("descriptive",), level=0.95)
HOUSED = IndicatorResult(
    code="housed", version=2, name="Housed", value=0.4, lower=0.3, unit="share", about=ABOUT
)
LATER = NotMeasured(code="housed", version=2, name="Housed", reason="nobody came", about=ABOUT)

FIGURES = {
    "afterwards": Afterwards(
        code="survivors_freed",
        name="Survivors freed",
        period=PERIOD,
        people=12,
        days=np.array([365, 730]),
        within=91,
        fates={"in touch": np.array([9, 0]), "not yet known": np.array([3, 12])},
        on_record=np.array([0, 0]),
        states={"safely housed": np.array([4, 0])},
        known={"safely housed": np.array([8, 0])},
        share={"safely housed": np.array([0.5, np.nan])},
        lower={"safely housed": np.array([0.25, np.nan])},
        upper={"safely housed": np.array([0.75, np.nan])},
        at_least={},
        at_most={"safely housed": np.array([0.75, 1.0])},
        about=ABOUT,
    ),
    "decisions": Decisions(
        (
            Decision(
                decided_on="2022-09-15",
                latest="unknown",
                indicator="housed",
                name="Housed",
                change="more flats",
                review_on="2023-03-01",
                review_due=True,
                before={"2022-03-01/2022-08-31": HOUSED},
                after={"2023-03-01/2023-08-31": LATER},
            ),
            Decision(decided_on="2022-10-01", latest="2022-10-01", indicator="x", change="y"),
        ),
        ABOUT,
    ),
    "needed": Needed(
        question="a share of 30 % to within 5 %",
        groups=(323, 323),
        power=0.8,
        inflow=12.5,
        months=51.7,
        months_lower=40.1,
        about=ABOUT,
    ),
    "funnel": funnel({"north": (4, 10), "south": (6, 9), "west": (0, 0)}, about=ABOUT),
    "maturity": Maturity(
        rows=(
            MaturityRow(
                code="housed",
                name="Housed",
                period=PERIOD,
                days=365,
                first="2023-03-01",
                full="2023-08-31",
                mature=True,
            ),
        ),
        about=ABOUT,
    ),
}
"""By the ``type`` of the document; each with what JSON lacks, a number that is not there."""
