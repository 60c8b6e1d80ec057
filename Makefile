# Needs Python 3.11 or later, git and make; everything else is installed into .venv from the lock files.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev setup-spark demo test test-slow test-spark bench benchmark bench-screening lint format type docs lock wheel clean

help:  ## Show this list
	@awk 'BEGIN {FS = ":.*  ## "} /^[a-z-]+:.*  ## / {printf "  make %-15s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.installed  ## Make .venv with what affguard needs, at the locked versions

setup-dev: $(VENV)/.installed-dev  ## The same, with the tools for tests and checks

setup-spark: $(VENV)/.installed-spark  ## The same, with PySpark; Java 17 or later is yours to install

demo: setup  ## Generate a small programme with known fraud, run everything, print where the report is
	$(BIN)/affguard demo

test: lint type  ## Formatting, lint, strict types and the tests; what CI runs
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow" -r s

test-slow: setup-dev  ## The tests that take minutes
	$(BIN)/python -m pytest -m slow

test-spark: setup-spark  ## The tests that compare Spark with DuckDB, the slow ones included
	$(BIN)/python -m pytest -m spark -r s

bench: setup-dev  ## Timings beside Polars, pandas and a bare scan; BENCH="--clicks 20000000" sets sizes
	$(BIN)/python -m benchmarks.run $(BENCH)

benchmark: setup-dev  ## Quality of the detection on generated programmes; BENCHMARK="--programmes 20" sets sizes
	$(BIN)/python -m benchmarks.detection.run $(BENCHMARK)

bench-screening: setup-dev  ## Pages parsed and checked per second, sites per minute, memory
	$(BIN)/python -m benchmarks.screening_pages
	$(BIN)/python -m benchmarks.screening_sites

lint: setup-dev  ## Check formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: setup-dev  ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

type: setup-dev  ## Check types (mypy, strict)
	$(BIN)/mypy

docs: setup-dev  ## Regenerate the pages that are written by the code
	$(call page,pipelines.contract,input-contract)
	$(call page,pipelines.document_commands,commands)
	$(call page,features.document,features)
	$(call page,screening.document,screening-checks)

define page
	$(BIN)/python -m $(1) > docs/$(2).md.new
	mv docs/$(2).md.new docs/$(2).md
endef

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command "make lock"

define requirements
$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))$(1), sep='\n')"
endef

lock: setup-dev  ## Resolve the dependencies anew into the lock files (pins are kept where they still fit)
	@# setuptools stands in the runtime lock because the project is installed without build isolation
	$(call requirements,['build-system']['requires']) | $(LOCK) pyproject.toml - --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	@# what the extra adds to the runtime lock, and no more
	$(call requirements,['project']['optional-dependencies']['spark']) \
		| $(LOCK) - --constraints requirements.lock --output-file requirements-spark.lock

wheel: setup-dev  ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## Remove .venv, caches and built files (never a home folder)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second `make` does nothing, a changed lock file installs again.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'affguard needs Python 3.11 or later. "$(PYTHON)" is:' >&2; $(PYTHON) --version >&2; \
		echo 'Name another with: make PYTHON=/path/to/python3.12 ...' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
endef

$(VENV)/.installed: requirements.lock pyproject.toml
	$(environment)
	@echo 'Installing into $(VENV); this takes a minute or two the first time.'
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock pyproject.toml
	$(environment)
	@echo 'Installing into $(VENV); this takes a minute or two the first time.'
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $(VENV)/.installed $@

$(VENV)/.installed-spark: requirements-spark.lock | $(VENV)/.installed-dev
	$(PIP) --require-hashes -r requirements-spark.lock
	@touch $@
