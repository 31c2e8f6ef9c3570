# Everything starts here. Needs Python 3.11 or later, make and a package index; installs the rest into .venv.
PYTHON ?= python3
EVENT ?=
BIN := .venv/bin

.PHONY: help setup setup-dev demo test faults faults-long lint format lock clean

help:            ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/  /'

setup:           ## installs what running needs, skipped when the lock is already in
	@PYTHON="$(PYTHON)" .ci/install requirements.lock

setup-dev:       ## the same with the tools for developing
	@PYTHON="$(PYTHON)" .ci/install requirements-dev.lock

demo: setup      ## runs the main job once: make demo [EVENT=name]
	./legation demo $(EVENT)

test: lint       ## everything that must hold before a commit
	$(BIN)/python -m pytest -n 2 --dist loadfile

faults: setup-dev ## breaks everything for some minutes: nothing may be lost, nothing sent twice
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/faults

faults-long: setup-dev ## the same for hours, in runs that add up: 10,000 applications, 10,000 mails
	$(BIN)/python -m bench.faults --long

lint: setup-dev  ## style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

format: setup-dev ## puts the code into the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock:            ## writes the lock files anew from pyproject.toml
	PYTHON="$(PYTHON)" .ci/lock

clean:           ## removes .venv and caches; data in var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
