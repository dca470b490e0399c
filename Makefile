# `make demo` and `make test` are the only two commands needed: each makes .venv on its own.
# Needs Python >= 3.11 (with venv) and make; another Python: make demo PYTHON=/path/to/python3.12

PYTHON ?= python3
EXTRAS ?= research,service,batch,fast,dev
# More words for pytest: make test TESTS="tests/plan -x"
TESTS ?=

VENV  := .venv
PY    := $(VENV)/bin/python
STAMP := $(VENV)/.installed
PIP   := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt $(PY) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint format lab bench notebooks clean
.DELETE_ON_ERROR:

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

demo: $(STAMP)  ## the main job on a made-up province: records, features, models, report, bundle, scores
	$(VENV)/bin/creditscore demo --out build/demo

test: lint  ## lint, then every test but the slow ones (Spark: where it is installed)
	$(PY) -m pytest -n 2 --dist loadgroup $(TESTS)

test-all: lint $(VENV)/.installed-spark  ## lint, then every test: slow ones and Spark too
	$(PY) -m pytest -m "" -n 2 --dist loadgroup $(TESTS)

lint: $(STAMP)  ## style, spelling, layers, types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/codespell
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/basedpyright

format: $(STAMP)  ## put the sources in the form that lint asks for
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lab: $(STAMP)  ## JupyterLab on notebooks/
	$(VENV)/bin/jupyter lab --notebook-dir=notebooks

bench: $(STAMP)  ## measure, and write reports/benchmarks.md
	$(PY) -m tests.bench.run --date "$$(date +%F)"

notebooks: $(STAMP)  ## run every notebook and store its outputs in place
	cd notebooks && MLFLOW_DISABLE_TELEMETRY=true ../$(VENV)/bin/jupyter execute --inplace --NotebookClient.record_timing=False *.ipynb

clean:  ## remove .venv, build/ and caches (data/, models/ and reports/ stay)
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "make: no '$(PYTHON)' found; install Python >= 3.11 or say: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info[:2]; v >= (3, 11) or sys.exit("make: creditscore needs Python >= 3.11, but %s is %d.%d; say: make PYTHON=/path/to/python3.11" % ((sys.executable,) + v))'
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "make: '$(PYTHON)' has no venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }
	test -x $(PY) || "$(PYTHON)" -m venv $(VENV)
	$(PIP) -e '.[$(EXTRAS)]'
	@$(PY) -c 'import lightgbm' 2>/dev/null || { \
	  echo "make: LightGBM does not load; it needs the system's OpenMP library, on Debian: apt-get install libgomp1" >&2; exit 1; }
	@touch $@

$(VENV)/.installed-spark: $(STAMP)
	$(PIP) -e '.[$(EXTRAS),spark]'
	@touch $@
