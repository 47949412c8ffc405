# The same words in README, CI and the docs. Needs Python 3.11 to 3.13; choose one with PYTHON=python3.12.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# So many processes, each with whole files of tests, in their order. The peers are waited for more than they work.
SHARED := --dist loadfile --no-loadscope-reorder

.PHONY: setup setup-piper setup-machines serve render check test lint format audit bench peers screenshots transcripts clean

setup: $(VENV)/.runs

$(VENV)/.runs: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

setup-piper: $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-piper.txt

setup-machines: $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-machines.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-celery.txt

$(VENV)/.tests: $(VENV)/.runs requirements-dev.txt requirements-machines.txt requirements-celery.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-celery.txt
	@touch $@

serve: $(VENV)/.runs
	@$(BIN)/python -m service serve

render check: $(VENV)/.runs
	@$(BIN)/python -m service $@

test: $(VENV)/.tests
	@$(BIN)/python -m pytest -n 2 $(SHARED)

lint: $(VENV)/.tests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/codespell service content docs bench *.md

format: $(VENV)/.tests
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

audit: $(VENV)/.tests
	@$(BIN)/python deploy/audit.py

bench: $(VENV)/.tests
	@$(BIN)/python -m bench

peers: $(VENV)/.tests
	@sh tests/peers/install.sh && $(BIN)/python -m pytest tests/peers -n 3 $(SHARED)

screenshots: $(VENV)/.tests
	@sh tests/peers/install.sh && PYTHONPATH=.:tests $(BIN)/python -m peers.screenshots

transcripts: $(VENV)/.tests
	@sh tests/peers/install.sh && REWRITE_TRANSCRIPTS=yes $(BIN)/python -m pytest tests/peers/test_screen_reader.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
