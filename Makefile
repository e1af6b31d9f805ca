# Everything works from a fresh clone: `make demo` for a look, `make test` for certainty.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
JOBS ?= 2
VENDOR := src/openevac/web/static/vendor

.PHONY: demo story test torture check bench lock clean help

# A file's tests stay together: a file of the desk starts one server and one browser, and its tests tell one story.
TOGETHER := --dist loadfile --no-loadscope-reorder
# What is kept runs on both databases; the rest of the tests needs neither.
ON_POSTGRES := tests/store tests/services tests/web tests/needles/test_needles.py \
	tests/durability/test_sixteen_writers.py tests/durability/test_kills_postgres.py

help:
	@echo "make demo          set up, plan two invented days on the training region, show the result"
	@echo "make demo ONCE=1   the same, print the summary and stop"
	@echo "make demo PHONE=192.168.1.10   the same, and let phones on the local network in"
	@echo "make story         play one invented evacuation from the call to the hand-over, and verify its ledger"
	@echo "make test          set up everything and run all tests"
	@echo "make torture       the tests that count in thousands, in full"
	@echo "make check         format, lint, types, floors, docs"
	@echo "make bench         measure (FULL=1: all sizes)"
	@echo "make lock          write the lock files again"
	@echo "make clean         remove what make made"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "OpenEvac needs Python 3.11 or newer; say PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "This Python cannot make a virtual environment; on Debian: apt install python3-venv"; exit 2; }

$(VENV)/.run: locks/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing OpenEvac and its libraries: about 200 MB to download, 750 MB on disk, once."
	@$(PIP) install --progress-bar on --require-hashes -r locks/run.txt
	@$(PIP) install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev: locks/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing OpenEvac, its libraries, tests and checks: about 330 MB to download, 1.1 GB on disk, once."
	@$(PIP) install --progress-bar on --require-hashes -r locks/dev.txt
	@$(PIP) install --quiet --no-deps -e .
	@touch $@ $(VENV)/.run

# Solvers of others, only to be measured against: nothing of OpenEvac runs with them.
$(VENV)/.peers: locks/peers.txt | $(VENV)/.dev
	@echo "Installing VROOM and OR-Tools to measure beside: about 60 MB to download, once."
	@$(PIP) install --quiet --require-hashes -r locks/peers.txt
	@touch $@

# The npm libraries of the pages, each built into one file. Where no Node is installed, PyPI's serves.
$(VENDOR)/LIBRARIES.txt: vendoring/package-lock.json vendoring/build.mjs $(wildcard vendoring/entries/*.js) | $(BIN)/python
	@echo "Building the libraries of the pages: about 60 MB to download, once."
	@command -v npm >/dev/null || $(PIP) install --quiet --require-hashes -r locks/node.txt
	@$(BIN)/python vendoring/build.py

demo: $(VENV)/.run $(VENDOR)/LIBRARIES.txt
	@$(BIN)/openevac demo $(if $(ONCE),--once) $(if $(PHONE),--phone $(PHONE))

story: $(VENV)/.run
	@$(BIN)/openevac demo --story --once

test: $(VENV)/.dev $(VENDOR)/LIBRARIES.txt
	@$(BIN)/python -m pytest -n $(JOBS) $(TOGETHER) --durations 12 -m "not alone"
	@echo "Promises in seconds, with nothing beside them:"
	@$(BIN)/python -m pytest -m alone
	@echo "The same tests of what is kept, on PostgreSQL:"
	@OPENEVAC_TEST_DATABASE=postgres $(BIN)/python -m pytest -n $(JOBS) $(TOGETHER) $(ON_POSTGRES)

torture: $(VENV)/.dev $(VENDOR)/LIBRARIES.txt
	@OPENEVAC_TORTURE=1 $(BIN)/python -m pytest -n $(JOBS) $(TOGETHER) --durations 12
	@OPENEVAC_TORTURE=1 OPENEVAC_TEST_DATABASE=postgres $(BIN)/python -m pytest -n $(JOBS) $(ON_POSTGRES)

check: $(VENV)/.dev
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q tests/docs tests/architecture

bench: $(VENV)/.dev $(VENV)/.peers
	@$(BIN)/python -m benchmarks $(if $(FULL),--full)

lock:
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		pyproject.toml -o locks/run.txt
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		pyproject.toml --group test --group check -o locks/dev.txt
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--group node -o locks/node.txt
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--group peers -c locks/dev.txt -o locks/peers.txt

clean:
	@rm -rf $(VENV) $(VENDOR) vendoring/node_modules out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
