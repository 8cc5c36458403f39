# Two commands matter: `make run` and `make test`. Both set up what they need first.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
export DATA ?= .data
export IB_TOOLS ?= $(CURDIR)/.venv/tools
export MAKECMDGOALS
# The stack and the tests start a hundred Python processes: compiled once is enough.
unexport PYTHONDONTWRITEBYTECODE
CODE := function_app.py functions shared local tests
# Much of a test run is waiting for events: three workers on two cores wait at once. A file stays with one of them, and
# the files keep their order: the long ones come first, the many short ones fill what is left.
WORKERS ?= 3
PYTEST := $(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help setup run token test reliability burst soak learn eval unit lint types format client picture \
  migrate lock clean distclean

help: ## This list
	@echo "Interview Buddy, the processing backend. Commands:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | \
	  while IFS='|' read -r name text; do printf '%-18s %s\n' "$$name" "$$text"; done

setup: ## Python 3.13, .venv and Azurite; quick when nothing changed
	@sh local/setup.sh

run: setup ## The whole stack, one interview through it, then serve. VIDEO= PREP= ONCE=1 OUT= PORT= DATA=
	@exec $(PY) -m local run --with-parent

token: setup ## A bearer token for the running stack. USER_ID=
	@exec $(PY) -m local token

test: setup ## Everything: lint, types, unit, integration and acceptance tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint types
	@exec $(PYTEST) tests

reliability: setup ## Run every test, and write docs/reliability.md's table from what they show
	@$(PYTEST) tests --junit-xml=$(DATA)/tests.xml; $(PY) -m tests.reliability $(DATA)/tests.xml

burst: setup ## 500 interviews at once, while a fifth of all that Video Indexer does goes wrong
	@BURST_INTERVIEWS=500 exec $(PY) -m pytest tests/integration/services/test_burst.py -q -s

learn: setup ## Learn the analyser's weights from the labelled interviews; writes shared/domain/learned
	@exec $(PY) -m tests.evaluation.training

eval: setup ## Measure the analysis on the labelled interviews; writes docs/evaluation.md's table
	@exec $(PY) -m tests.evaluation

soak: setup ## Chaos: kill, stall and lose everything while interviews run. SEED= INTERVIEWS= MINUTES=
	@exec $(PY) -m tests.soak

unit: setup ## The tests that need no server
	@exec $(PYTEST) tests/unit -q

lint: setup ## ruff (style, imports, formatting), bandit (security), detect-secrets
	@$(PY) -m ruff check $(CODE)
	@$(PY) -m ruff format --check $(CODE)
	@$(PY) -m bandit --quiet --recursive --severity-level medium function_app.py functions shared
	@git ls-files | grep -v -e package-lock.json -e requirements -e evaluation/interviews/ | xargs \
	  $(PY) -m detect_secrets.pre_commit_hook --exclude-secrets '.*(secret|hidden).*'

types: setup ## mypy, strict
	@$(PY) -m mypy $(CODE)

format: setup ## Let ruff put the code in shape
	@$(PY) -m ruff check --fix $(CODE)
	@$(PY) -m ruff format $(CODE)

client: setup ## The TypeScript types in packages/api-client, from the OpenAPI document
	@exec $(PY) -m tests.fixtures.api_client

picture: setup ## The report's picture in the README, drawn anew
	@exec $(PY) -m tests.fixtures.report_picture

migrate: setup ## Bring the database of DATABASE_URL up to date
	@exec $(PY) -m shared.db.migrate

lock: ## Pin every package with hashes, from pyproject.toml (needs uv). UPGRADE=1 takes newer ones
	@sh local/lock.sh

clean: ## Remove the local stack's data and the tools' caches
	@sh local/clean.sh "$(DATA)"

distclean: clean ## Remove .venv too
	rm -rf .venv .setup.lock
