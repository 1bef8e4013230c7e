"""Outcomes of survivors of trafficking: did lives get better, and how long did it take?

The names below are the public ones; each is loaded from its room on first use,
so that ``import recovery`` costs next to nothing. Everything else that is
public is imported from its room, as in ``from recovery.results import Curve``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

_HOME = {
    "read_register": "recovery.register",
    "VOCABULARY": "recovery.vocabulary",
    "Period": "recovery.days",
    "select_cohort": "recovery.cohort",
    "EventTable": "recovery.tables",
    "StateTable": "recovery.tables",
    "CountTable": "recovery.tables",
    "IntervalTable": "recovery.tables",
    "RecurrentTable": "recovery.tables",
    "ScoreTable": "recovery.tables",
    "kaplan_meier": "recovery.estimators",
    "aalen_johansen": "recovery.estimators",
    "pseudo_values": "recovery.estimators",
    "restricted_mean": "recovery.estimators",
    "state_occupation": "recovery.estimators",
    "sojourn": "recovery.estimators",
    "log_rank": "recovery.estimators",
    "gray": "recovery.estimators",
    "turnbull": "recovery.estimators",
    "mean_count": "recovery.estimators",
    "cox": "recovery.estimators",
    "individual_change": "recovery.change",
    "Sustained": "recovery.change",
    "time_to_recovery": "recovery.change",
    "evaluate": "recovery.indicators",
    "HEADLINE": "recovery.indicators",
    "OUTCOMES": "recovery.indicators",
    "restate": "recovery.indicators",
    "plot": "recovery.plots",
    "protect": "recovery.disclosure",
    "POLICY": "recovery.disclosure",
    "outcome_report": "recovery.report",
    "write_report": "recovery.report",
    "RecoveryError": "recovery.errors",
    "RecordError": "recovery.errors",
    "JourneyError": "recovery.errors",
    "DefinitionError": "recovery.errors",
    "TableError": "recovery.errors",
    "ReleaseError": "recovery.errors",
}

if TYPE_CHECKING:  # what a type checker and an editor see
    from recovery.change import Sustained as Sustained
    from recovery.change import individual_change as individual_change
    from recovery.change import time_to_recovery as time_to_recovery
    from recovery.cohort import select_cohort as select_cohort
    from recovery.days import Period as Period
    from recovery.disclosure import POLICY as POLICY
    from recovery.disclosure import protect as protect
    from recovery.errors import DefinitionError as DefinitionError
    from recovery.errors import JourneyError as JourneyError
    from recovery.errors import RecordError as RecordError
    from recovery.errors import RecoveryError as RecoveryError
    from recovery.errors import ReleaseError as ReleaseError
    from recovery.errors import TableError as TableError
    from recovery.estimators import aalen_johansen as aalen_johansen
    from recovery.estimators import cox as cox
    from recovery.estimators import gray as gray
    from recovery.estimators import kaplan_meier as kaplan_meier
    from recovery.estimators import log_rank as log_rank
    from recovery.estimators import mean_count as mean_count
    from recovery.estimators import pseudo_values as pseudo_values
    from recovery.estimators import restricted_mean as restricted_mean
    from recovery.estimators import sojourn as sojourn
    from recovery.estimators import state_occupation as state_occupation
    from recovery.estimators import turnbull as turnbull
    from recovery.indicators import HEADLINE as HEADLINE
    from recovery.indicators import OUTCOMES as OUTCOMES
    from recovery.indicators import evaluate as evaluate
    from recovery.indicators import restate as restate
    from recovery.plots import plot as plot
    from recovery.register import read_register as read_register
    from recovery.report import outcome_report as outcome_report
    from recovery.report import write_report as write_report
    from recovery.tables import CountTable as CountTable
    from recovery.tables import EventTable as EventTable
    from recovery.tables import IntervalTable as IntervalTable
    from recovery.tables import RecurrentTable as RecurrentTable
    from recovery.tables import ScoreTable as ScoreTable
    from recovery.tables import StateTable as StateTable
    from recovery.vocabulary import VOCABULARY as VOCABULARY

    __version__: str
else:
    __all__ = [*_HOME, "__version__"]  # noqa: PLE0604 (they are strings)

    def __getattr__(name: str) -> object:
        """Load a public name from its room (PEP 562)."""
        if name == "__version__":
            value = import_module("importlib.metadata").version("recovery-outcomes")
        elif name in _HOME:
            value = getattr(import_module(_HOME[name]), name)
        else:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
