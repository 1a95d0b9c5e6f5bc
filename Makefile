# Casework. Needs Debian's python3 (3.11 or newer), python3-venv and make; `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
INSTANCE := $(or $(CASEWORK_INSTANCE),instance)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

export PORT
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-all check format bench lock migration catalogue

help: ## this list
	@echo 'Casework needs python3 (3.11 or newer), python3-venv and make. Then:'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1: \2/p' $(MAKEFILE_LIST)

# Set-up -------------------------------------------------------------------------------------

setup: $(VENV)/.run ## the environment that runs the product, from requirements.lock

setup-dev: $(VENV)/.dev ## and what tests and checks need, from requirements-dev.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo 'Python 3.11 or newer is missing: apt-get install python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo 'python3-venv is missing: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(BIN)/python
	$(PIP) -r $<
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	$(PIP) -r $<
	@touch $@ $(VENV)/.run

# Running ------------------------------------------------------------------------------------

run: setup $(INSTANCE)/sign-ins.txt ## the product with invented children, at http://127.0.0.1:8000 (PORT=…)
	@$(BIN)/flask --app app init
	@cat $(INSTANCE)/sign-ins.txt
	@echo "http://127.0.0.1:$(PORT)"
	@CASEWORK_JOBS=beside $(BIN)/gunicorn

# The demonstration's passwords are random and shown once; a developer's machine keeps the slip.
$(INSTANCE)/sign-ins.txt: | $(VENV)/.run
	@$(BIN)/flask --app app init
	@echo 'Inventing a county with its children ...'
	@umask 077 && $(BIN)/flask --app app demo load > $@.new && mv $@.new $@

# Proof --------------------------------------------------------------------------------------

test: setup-dev ## the suite on SQLite and on PostgreSQL, with browser journeys where Chromium is
	@JOBS=$(JOBS) tests/run

test-all: setup-dev ## the same with every combination of role, route and region
	@JOBS=$(JOBS) tests/run --exhaustive

check: setup-dev ## format, lint, types, floors; prints the sizes
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bench.sizes

format: setup-dev ## put the code into the common form
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

bench: setup-dev ## times and ratios against their targets, as tables
	$(BIN)/python -m bench

# Keeping house ------------------------------------------------------------------------------

lock: setup-dev ## pin the newest versions of requirements*.in, with hashes
	$(LOCK) --upgrade requirements-dev.in --output-file requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock requirements.in --output-file requirements.lock

catalogue: setup-dev ## bring the English catalogue in step with the texts; prints what is missing
	@$(BIN)/python -m translations.gather

migration: setup-dev ## draft the next migration: make migration NAME="visit mood"
	@$(BIN)/python -m migrations.draft "$(NAME)"
	@$(BIN)/ruff check --fix --quiet migrations; $(BIN)/ruff format --quiet migrations
