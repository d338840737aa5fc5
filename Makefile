# make demo   the demonstration network on http://127.0.0.1:8000/ (PORT=9000 for another port)
# make test   everything that has to hold before a change lands
# make help   all targets

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: help demo demo-reset test bench texts docs lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

demo: $(VENV)/.run  ## load and serve the demonstration network
	@$(RUN) -m network demo --port $(PORT)

demo-reset: $(VENV)/.run  ## the same, starting over
	@$(RUN) -m network demo --port $(PORT) --reset

test: $(VENV)/.dev  ## all checks
	@$(RUN) tools/check.py

bench: $(VENV)/.dev  ## how fast and how large, as ratios taken in one run
	@$(RUN) -m bench

texts: $(VENV)/.dev  ## collect the words to translate into locales/
	@$(RUN) tools/texts.py

docs: $(VENV)/.dev  ## write the documents that are printed from the code
	@$(RUN) -m network docs

lock: $(VENV)/.dev  ## resolve the dependencies anew
	@$(RUN) tools/lock.py

clean:  ## remove what can be made again, but no data
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@echo "Making a virtual environment …"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml hatch_build.py | $(VENV)/bin/python
	@echo "Installing what the portal needs (about 50 packages) …"
	@$(RUN) -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r requirements.lock
	@$(RUN) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the checks need …"
	@$(RUN) -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r requirements-dev.lock
	@touch $@
