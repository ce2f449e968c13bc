# Everything a person does with this project, by name. `make` alone lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN := .venv/bin
STAMP := .venv/.made-from-lock
BENCH_STAMP := .venv-bench/.made-from-lock
MODEL := conversations/questions/model.bin
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
ROOMS := membership|storage|conversations|gateways|bot|playground|cli
WORKERS ?= 3
ARGS ?=

# A line of .env that gives a token.
TOKEN_LINE := ^[[:space:]]*(export[[:space:]]+)?TELEGRAM_BOT_TOKEN[[:space:]]*=[[:space:]]*["'\'']?[^[:space:]"'\''\#]

# What must not be in a tracked file: hosts of package registries, and paths of one machine. The brackets keep this line from naming them.
FOREIGN := (py[p]i|pythonh[o]sted|np[m]js|deb[i]an)\.(org|net)|(^|[^[:alnum:]_.}-])/(wor[k]|roo[t]|far[m]|hom[e]|opt/py[p]i|tmp/pla[n])/

.PHONY: help
help: ## List what can be made
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-7s %s\n", $$1, $$2 }'

.PHONY: .venv
.venv: $(STAMP) ## Make the Python environment from requirements.lock (the others do it by themselves)

$(STAMP): requirements.lock
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer with venv and pip is needed (Debian, Ubuntu: apt-get install python3 python3-venv)." >&2; \
		exit 1; \
	fi
	@echo "Making .venv with $(PYTHON) from requirements.lock: a minute or two, once."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement requirements.lock
	@touch $@

$(MODEL): $(STAMP) $(wildcard conversations/questions/*.toml conversations/questions/*.py conversations/questions/examples/*.txt)
	@$(BIN)/python main.py questions train

.PHONY: run
run: $(STAMP) $(MODEL) ## Start the assistant: on Telegram when TELEGRAM_BOT_TOKEN is set (also in .env), else in the playground
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ] || grep -qsE '$(TOKEN_LINE)' .env; then \
		exec $(BIN)/python main.py run; \
	fi; \
	exec $(BIN)/python main.py playground

.PHONY: test
test: $(STAMP) $(MODEL) ## Run all tests but the soak (ARGS="tests/storage -k name" for some)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not soak" $(ARGS)

.PHONY: soak
soak: $(STAMP) $(MODEL) ## Run the long tests: kills, load, random walks
	@$(BIN)/python -m pytest -m soak --timeout 1800 $(ARGS)

.PHONY: bench
bench: $(STAMP) $(BENCH_STAMP) ## Measure the assistant beside other frameworks (nine minutes; ARGS=--quick, ARGS="--only kill", ARGS=--long)
	@$(BIN)/python -m benchmarks $(ARGS)

$(BENCH_STAMP): benchmarks/requirements.lock
	@echo "Making .venv-bench with the benchmark's peers: a minute, once."
	@$(PYTHON) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement benchmarks/requirements.lock
	@touch $@

.PHONY: check
check: check-format check-lint check-types check-imports check-flows check-questions check-pages check-foreign ## Check format, lint, types, import directions, generated pages, foreign paths
	@echo "check: all good"

.PHONY: check-format
check-format: $(STAMP)
	@$(BIN)/ruff format --check .

.PHONY: check-lint
check-lint: $(STAMP)
	@$(BIN)/ruff check .

.PHONY: check-types
check-types: $(STAMP)
	@$(BIN)/mypy

.PHONY: check-imports
check-imports: $(STAMP)
	@$(BIN)/lint-imports --no-logo

.PHONY: check-flows
check-flows: $(STAMP)
	@$(BIN)/python main.py flows --format mermaid > .venv/flows.md
	@diff -u docs/flows.md .venv/flows.md || { \
		echo "docs/flows.md is not what the flows are: run 'make flows' and commit it." >&2; \
		exit 1; \
	}

.PHONY: check-questions
check-questions: $(STAMP)
	@$(BIN)/python main.py questions lint >/dev/null

.PHONY: check-pages
check-pages:
	@lost=$$(grep -ohE '`($(ROOMS)|tests|docs)/[A-Za-z0-9_./-]*`' *.md docs/*.md docs/decisions/*.md | tr -d '`' | sort -u \
		| while read -r path; do [ -e "$$path" ] || echo "$$path"; done); \
	if [ -n "$$lost" ]; then echo "The documentation names what is not there:" $$lost >&2; exit 1; fi

.PHONY: check-foreign
check-foreign:
	@found=0; git grep -nIE '$(FOREIGN)' -- . || found=$$?; \
	if [ $$found -ne 1 ]; then \
		echo "A registry's host or a path of one machine is in the lines above (or git failed): take it out." >&2; \
		exit 1; \
	fi

.PHONY: format
format: $(STAMP) ## Put code in the project's format, mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: flows
flows: $(STAMP) ## Draw the flows again into docs/flows.md
	@$(BIN)/python main.py flows --format mermaid > .venv/flows.md
	@cp .venv/flows.md docs/flows.md

.PHONY: lock
lock: ## Write requirements.lock anew from pyproject.toml (needs uv; ARGS=--upgrade for newer versions)
	@uv=$$(command -v uv || command -v $(BIN)/uv || true); \
	if [ -z "$$uv" ]; then echo "uv is needed: pip install uv" >&2; exit 1; fi; \
	"$$uv" pip compile --quiet --extra dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml -o requirements.lock

.PHONY: clean
clean: ## Remove the environment and caches; var/ (databases, keys, files) stays
	@rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
