# The same words in README, CI and the docs. Needs Python 3.11 to 3.13; choose one with PYTHON=python3.12.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup serve render check test lint format bench peers clean

setup: $(VENV)/.runs

$(VENV)/.runs: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.tests: $(VENV)/.runs requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

serve: $(VENV)/.runs
	@$(BIN)/python -m service serve

render check: $(VENV)/.runs
	@$(BIN)/python -m service $@

test: $(VENV)/.tests
	@$(BIN)/python -m pytest

lint: $(VENV)/.tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/codespell service content docs bench *.md

format: $(VENV)/.tests
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.tests
	@$(BIN)/python -m bench

peers: $(VENV)/.tests
	@sh tests/peers/install.sh && $(BIN)/python -m pytest tests/peers

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
