"""The public names, and what importing them costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import recovery

PUBLIC = {
    "CountTable",
    "DefinitionError",
    "EventTable",
    "HEADLINE",
    "IntervalTable",
    "JourneyError",
    "OUTCOMES",
    "POLICY",
    "Period",
    "RecordError",
    "RecoveryError",
    "RecurrentTable",
    "ReleaseError",
    "ScoreTable",
    "StateTable",
    "Sustained",
    "TableError",
    "VOCABULARY",
    "__version__",
    "aalen_johansen",
    "cox",
    "evaluate",
    "gray",
    "individual_change",
    "kaplan_meier",
    "log_rank",
    "mean_count",
    "outcome_report",
    "plot",
    "protect",
    "pseudo_values",
    "read_register",
    "restate",
    "restricted_mean",
    "select_cohort",
    "sojourn",
    "state_occupation",
    "time_to_recovery",
    "turnbull",
    "write_report",
}
HEAVY = {"pandas", "polars", "scipy", "lifelines", "matplotlib"}


def loaded_by(program: str) -> set[str]:
    """Return the top-level modules that a fresh process has after running a program."""
    show = f"{program}\nimport sys; print(*(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", show], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_public_names_are_these() -> None:
    assert set(recovery.__all__) == PUBLIC  # type: ignore[attr-defined]  # there at run time
    assert len(PUBLIC) <= 40
    assert set(dir(recovery)) >= PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_name_loads(name: str) -> None:
    assert getattr(recovery, name) is not None


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(recovery.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.asname
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == PUBLIC - {"__version__"}


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'recovery' has no attribute 'recover'"):
        recovery.recover  # type: ignore[attr-defined]  # noqa: B018  # a name that is not there


def test_import_loads_nothing_heavy() -> None:
    assert not loaded_by("import recovery") & (HEAVY | {"numpy", "attrs"})


def test_statistics_load_no_data_frame_and_no_plot() -> None:
    program = "import recovery; recovery.EventTable, recovery.kaplan_meier, recovery.aalen_johansen"
    assert not loaded_by(program) & (HEAVY - {"scipy"})
