# `make demo` installs and starts everything; `make test` runs all tests. Needed: python3 (>= 3.11), pip, make.
PYTHON  ?= $(shell command -v python3.11 || command -v python3)
UV      := .tools/uv/bin/uv
UV_PIN  := 0.13.9
RUN     := .venv/bin/python
export T0 := $(shell date +%s.%N)
# An environment that is there stays: uv would make it anew for another name of the same Python (pyenv's shims).
ifeq ($(wildcard .venv/bin/python),)
export UV_PYTHON ?= $(shell $(PYTHON) -c 'import sys; print(sys.executable)')
endif
export UV_PYTHON_DOWNLOADS ?= never
export UV_PROJECT_ENVIRONMENT := .venv
# Compiled once and kept: where this is set, each start would compile Django anew, for seconds.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: demo test lint bench clean sync-demo sync

demo: sync-demo
	@$(RUN) manage.py demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT)) $(ARGS)

test: sync
	@$(RUN) -m weconomics.assets
	@$(RUN) -m weconomics.catalogues
	@$(RUN) -m pytest -n auto $(ARGS)

lint: sync
	@$(RUN) .ci/lint.py $(ARGS)

bench: sync
	@$(RUN) -m benchmarks $(ARGS)

clean:
	rm -rf .venv .tools .run node_modules tests/node_modules static_build staticfiles .mypy_cache .ruff_cache .pytest_cache

sync-demo: $(UV)
	@$(UV) sync --quiet --locked --group demo --group assets --inexact

sync: $(UV)
	@$(UV) sync --quiet --locked --all-groups --inexact

# --target needs no venv module and touches nothing outside this folder.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile --target .tools/uv uv==$(UV_PIN)
