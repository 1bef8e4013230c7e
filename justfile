# The one door to every command of the project. `just` alone lists them.
# They expect the environment that `just install` makes.

bin := ".venv/bin"

_list:
    @just --list

# make the environment with everything in it
install:
    python3 -m venv .venv
    {{bin}}/pip install -q -e '.[dev]'

# everything that must be green
check: lint types contracts test docs

# tests, docstring examples and notebooks
test *args:
    {{bin}}/python -m pytest {{args}}

# style
lint:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .

# types
types:
    {{bin}}/mypy

# who may import whom
contracts:
    {{bin}}/lint-imports

# the documentation, with the tutorial run; a warning fails it
docs:
    {{bin}}/sphinx-build -W --keep-going docs docs/_build/html

# run the notebooks again and keep their outputs
notebooks:
    {{bin}}/python -m pytest --nbmake --overwrite notebooks

# print speed and size, as ratios measured in one run
bench:
    for script in bench/*.py; do {{bin}}/python "$script"; done

# write the reference values again (needs R)
reference:
    for script in tests/reference/*.R; do Rscript "$script"; done
