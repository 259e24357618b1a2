# Every command installs what it needs into .venv first; a fresh machine needs Python >= 3.11 and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PACKAGES := laml webhooks rest emulator lamlkit_pytest.py examples
unexport PYTHONDONTWRITEBYTECODE # the tests start some hundred Pythons, which would compile our sources each time

.PHONY: help demo test test-services check bench site format clean

help:            ## list the targets
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: $(VENV)/.demo ## an IVR, the provider and a caller on this machine, told as it happens
	$(BIN)/python -m examples.demo

test: $(VENV)/.dev ## the tests
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not services"

test-services: $(VENV)/.dev ## tests that need real services; each says why it is skipped where one is absent
	$(BIN)/python -m pytest -q -m services

check: $(VENV)/.dev ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

bench: $(VENV)/.dev ## speed, side by side with peers and the limit; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks --page docs/benchmarks.md

site: $(VENV)/.dev ## the pages as a site, in build/site, with pictures of the phone as it is
	$(BIN)/sphinx-build -q -j auto -W --keep-going -c docs -b html . build/site

format: $(VENV)/.dev ## rewrite the sources in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "lamlkit needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q -e '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q -e '.[dev]'
	@touch $@ $(VENV)/.demo

clean:           ## remove what the other targets made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache build *.egg-info
