"""Configuration of the documentation."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "recovery"
author = "the recovery contributors"
version = release = installed("recovery-outcomes")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_nb",
    "blueprint_page",
    "catalogues",
    "indicator_pages",
    "instrument_pages",
    "reference_pages",
    "rule_pages",
]
exclude_patterns = ["_build", "_ext"]
html_theme = "pydata_sphinx_theme"
html_title = "recovery"
html_theme_options = {"show_prev_next": False}
# pages without pages below them have nothing to navigate to
html_sidebars: dict[str, list[str]] = {
    "index": [],
    "tutorial": [],
    "small_boats": [],
    "command_line": [],
    "glossary": [],
    "generated/records": [],
    "conventions": [],
    "coverage": [],
    "services": [],
    "generated/blueprint": [],
    "generated/rules": [],
}

autodoc_member_order = "bysource"
numpydoc_show_class_members = False
# the order of sections, and parameters that are named as in the signature
numpydoc_validation_checks = {"GL06", "GL07", "PR02", "PR03", "SS03"}

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 2
nb_execution_mode = "auto"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
