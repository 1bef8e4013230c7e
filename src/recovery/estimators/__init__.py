"""Estimators: one method a file, from a table to a result."""

from __future__ import annotations

from recovery.estimators.aalen_johansen import aalen_johansen
from recovery.estimators.bootstrap import bootstrap
from recovery.estimators.compare_mean_counts import compare_mean_counts
from recovery.estimators.concordance import concordance
from recovery.estimators.conditional_survival import conditional_survival
from recovery.estimators.contrasts import difference, equality, ratio
from recovery.estimators.cox import cox
from recovery.estimators.exposure_for_rates import exposure_for_rate, exposure_for_two_rates
from recovery.estimators.fine_gray import fine_gray
from recovery.estimators.fine_gray_curve import fine_gray_curve
from recovery.estimators.follow_up import follow_up
from recovery.estimators.funnel import funnel
from recovery.estimators.gray import gray
from recovery.estimators.kaplan_meier import kaplan_meier
from recovery.estimators.landmark_aalen_johansen import landmark_aalen_johansen
from recovery.estimators.log_rank import log_rank
from recovery.estimators.markov_check import markov_check
from recovery.estimators.mean_count import mean_count
from recovery.estimators.nelson_aalen import nelson_aalen
from recovery.estimators.pairwise import pairwise
from recovery.estimators.parametric import parametric
from recovery.estimators.parametric_curve import parametric_curve
from recovery.estimators.people_for_shares import people_for_share, people_for_two_shares
from recovery.estimators.people_for_waits import events_for_hazard_ratio, people_for_medians
from recovery.estimators.predicted_incidence import predicted_incidence
from recovery.estimators.predicted_survival import predicted_survival
from recovery.estimators.proportionality import proportionality
from recovery.estimators.pseudo_regression import pseudo_regression
from recovery.estimators.pseudo_values import pseudo_values
from recovery.estimators.restricted_mean import restricted_mean
from recovery.estimators.restricted_time_lost import restricted_time_lost
from recovery.estimators.risk_table import risk_table
from recovery.estimators.simultaneous_band import simultaneous_band
from recovery.estimators.sojourn import sojourn
from recovery.estimators.state_occupation import state_occupation
from recovery.estimators.transition_probabilities import transition_probabilities
from recovery.estimators.turnbull import turnbull

__all__ = [
    "aalen_johansen",
    "bootstrap",
    "compare_mean_counts",
    "concordance",
    "conditional_survival",
    "cox",
    "difference",
    "equality",
    "events_for_hazard_ratio",
    "exposure_for_rate",
    "exposure_for_two_rates",
    "fine_gray",
    "fine_gray_curve",
    "follow_up",
    "funnel",
    "gray",
    "kaplan_meier",
    "landmark_aalen_johansen",
    "log_rank",
    "markov_check",
    "mean_count",
    "nelson_aalen",
    "pairwise",
    "parametric",
    "parametric_curve",
    "people_for_medians",
    "people_for_share",
    "people_for_two_shares",
    "predicted_incidence",
    "predicted_survival",
    "proportionality",
    "pseudo_regression",
    "pseudo_values",
    "ratio",
    "restricted_mean",
    "restricted_time_lost",
    "risk_table",
    "simultaneous_band",
    "sojourn",
    "state_occupation",
    "transition_probabilities",
    "turnbull",
]
