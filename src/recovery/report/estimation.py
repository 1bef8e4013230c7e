"""How each kind of rule estimates its figure: what a plan of analysis says beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from recovery.indicators import Indicator

__all__ = ["how_estimated"]

COUNT = "a count of all on record; no interval"
SHARE = "share of all; Wilson interval"
INCIDENCE = (
    "Aalen–Johansen with competing events, log-log interval; the plain share with its Wilson "
    "interval where everyone was followed; bounds while the cohort is not mature"
)
MEDIAN = "median of the Aalen–Johansen curve, with the interval that its bounds give"

METHODS: Mapping[tuple[str, str], str] = {
    ("AgreementRule", ""): "Bland–Altman limits and ICC(A,1) with its interval",
    ("AssessmentsDue", ""): SHARE,
    (
        "CompensationPaid",
        "",
    ): "mean of the parts paid; normal interval cut at 0 and 1",
    ("CostOfRecovery", ""): "cost over a count, with the count's exact Poisson interval",
    ("CountRule", ""): COUNT,
    ("CoverageRule", ""): "share of the outcomes of a core set; no interval",
    ("DoseRule", ""): "difference of two Aalen–Johansen shares among those who still wait at the "
    "landmark, normal interval",
    ("EquityRule", ""): "largest standardised difference, interval after Bonferroni",
    ("FollowUpDone", ""): SHARE,
    ("GoalRule", ""): "mean change with its t interval",
    ("HeldRule", ""): SHARE,
    ("JusticeRule", ""): INCIDENCE,
    ("LossRule", ""): INCIDENCE,
    ("MeasuresUsed", ""): SHARE,
    ("RateRule", "rate"): "found per 100 years of observed contact, each day taken to lie in the "
    "middle between the last safe contact and the discovery; exact Poisson interval",
    ("RateRule", "share"): "plain share where nobody's interval, from the last safe contact to the "
    "discovery, holds the day; else Turnbull's estimate with competing events, with an interval "
    "that holds those of both ends; bounds while the cohort is not mature",
    ("ReachedRule", ""): COUNT,
    ("ScoreRule", "recovered"): INCIDENCE,
    ("ScoreRule", "improved"): INCIDENCE,
    ("ScoreRule", "relapse-free"): INCIDENCE,
    ("ScoreRule", "deteriorated"): "share of those assessed in the window, weighted for the unseen "
    "and bounded by them; Wilson interval where all were seen",
    ("ScoreRule", "days to improvement"): MEDIAN,
    ("TimeRule", "share"): INCIDENCE,
    ("TimeRule", "still waiting"): INCIDENCE,
    ("TimeRule", "median"): MEDIAN,
    ("TimeRule", "mean wait"): "restricted mean from the Aalen–Johansen curve, normal interval",
}
"""By the rule's class and the figure it is asked for."""


def how_estimated(card: Indicator) -> str:
    """Say how the figure of a card is estimated, and with which interval."""
    kind = type(card.rule).__name__
    figure = getattr(card.rule, "figure", "")
    found = METHODS.get((kind, str(figure))) or METHODS.get((kind, ""))
    return found or "as its rule says"
