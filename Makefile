# Everything a newcomer types. Needs Python 3.11, pip and make; Debian's chromium only for the browser tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8765
# Where Python is told to keep no bytecode, every test process and every child of a test would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=
# What tries every combination reaches no line that the rest does not, and takes long to trace.
TRACED := not no_combination_of_facts and not any_reader_of_yaml

.DEFAULT_GOAL := help
.PHONY: help run shell test check lint types imports bench proof screenshots coverage page messages lock licenses wheel clean

help: ## what there is to type
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)

run: $(READY) ## start breachbot and a local Slack, and print the address (PORT=8765, FRESH=1 starts anew)
	@$(BIN)/breachbot demo --port $(PORT) $(if $(FRESH),--fresh)

shell: $(READY) ## a shell in which breachbot, pytest, ruff and mypy are on the path
	@echo "Try \`breachbot --help\`. \`exit\` leaves this shell."
	@VIRTUAL_ENV="$(CURDIR)/$(VENV)" PATH="$(CURDIR)/$(BIN):$$PATH" "$${SHELL:-/bin/sh}"

test: $(READY) ## every test
	$(BIN)/pytest -q -n 3 --dist worksteal

check: lint types imports test ## what CI runs
	$(BIN)/breachbot check

lint: $(READY) ## style and the rules of the project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy
	$(BIN)/mypy

imports: $(READY) ## which package may import which
	$(BIN)/lint-imports

coverage: $(READY) ## branch coverage of the engines, the domain and typed values by their own tests; below 95 % it fails
	$(BIN)/pytest -q -n 2 --dist worksteal --cov --cov-report=term -k "$(TRACED)" tests/law tests/runbook tests/domain tests/typed tests/notices tests/documents

page: ## types and format of the page's scripts; needs node 20 and npm
	npm --prefix page-tools ci --silent
	npm --prefix page-tools run --silent check

bench: $(READY) ## how fast it is, beside a yardstick
	@for file in benchmarks/[a-z]*.py; do name=$$(basename $$file .py); \
		echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

proof: $(READY) ## the slow proofs: kills, outages, faults, load (half an hour)
	$(BIN)/pytest -q -m proof proofs

screenshots: $(READY) ## the pictures of the README, taken anew from the running program
	SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/browser

lock: $(READY) ## pin every dependency anew, with hashes
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe \
		--extra dev --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe \
		--constraint requirements.lock --output-file requirements-run.lock pyproject.toml

messages: $(READY) ## collect the bot's sentences for translation, and compile the translations
	@$(BIN)/python -m tools.messages

licenses: $(READY) ## write docs/dependency-licenses.md anew; needs the environment of the lock
	$(BIN)/python -m tools.licenses

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir dist .

clean: ## remove the environment and what tools left behind
	rm -rf $(VENV) dist page-tools/node_modules .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
