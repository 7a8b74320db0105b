# Pearl's front door. `make run` and `make test` are all that most people need.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
RUN := $(BIN)/python
MANAGE := $(RUN) manage.py
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

export PYTHONUNBUFFERED := 1

.PHONY: help install install-dev setup run test check screens screenshot faults bench lock

help:
	@echo "make run [PORT=8123]   set up what is missing and serve the demo clinic"
	@echo "make setup             everything but the server"
	@echo "make test [ONLY=path]  all tests, in a real browser too"
	@echo "make check             format, lint, types, imports, migrations, generated docs, deployment"
	@echo "make screens           a picture of every page into screens/"
	@echo "make screenshot        the picture of the README, docs/screenshot.png"
	@echo "make faults            kill and break things on purpose"
	@echo "make bench             our engine beside others"
	@echo "make lock              make the lock files in requirements/ again"

install:
	@$(PYTHON) requirements/install.py local

install-dev:
	@$(PYTHON) requirements/install.py dev

setup: install
	@$(RUN) -m clinic.start setup

run: setup
	@PORT=$(PORT) $(RUN) -m clinic.start serve

test: install-dev
	@PEARL_MODE=demo $(RUN) -m tests.chromium
	PEARL_MODE=demo $(RUN) -m pytest -n 2 --dist loadfile $(ONLY)

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PEARL_MODE=demo $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --severity-level medium --recursive clinic consultations treatments manage.py
	$(BIN)/djlint --quiet --lint templates
	# It only wants to compare with a database, and says so when none runs.
	@PEARL_MODE=demo $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	PEARL_MODE=demo $(MANAGE) lifecycle --check
	PEARL_MODE=demo $(MANAGE) protocol check treatments/protocols/milia.yaml
	! grep -nE 'https?://|file:' requirements/*.txt
	PEARL_MODE=production SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	  ALLOWED_HOSTS=pearl.invalid SITE_ADDRESS=https://pearl.invalid DATABASE_URL=postgresql://nobody@pearl.invalid/pearl PHOTO_FOLDER=/var/lib/pearl/photos \
	  $(MANAGE) check --deploy --fail-level WARNING

screens: install-dev
	@PEARL_MODE=demo $(RUN) -m tests.chromium
	PEARL_MODE=demo $(RUN) -m tests.screens

screenshot: install-dev
	@PEARL_MODE=demo $(RUN) -m tests.chromium
	PEARL_MODE=demo $(RUN) -m tests.screens --screenshot

faults: install-dev
	@PEARL_MODE=demo $(RUN) -m tests.chromium
	FAULTS=all PEARL_MODE=demo $(RUN) -m pytest -m faults -rP tests

bench: setup
	@$(PYTHON) requirements/install.py bench
	$(MANAGE) benchmark

lock:
	@$(PYTHON) requirements/install.py dev
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --extra local -c requirements/run.txt -o requirements/local.txt
	$(LOCK) pyproject.toml --extra local --extra test --extra dev -c requirements/local.txt -o requirements/dev.txt
	$(LOCK) requirements/bench.in -c requirements/dev.txt -o requirements/bench.txt
	@! grep -nE 'https?://|file:' requirements/*.txt
