# nn-handbook. Two commands are all that a reader needs: `make lab` and, for whoever changes something, `make test`.

PYTHON ?= python3
LAB_FLAGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --constraint constraints.txt
# JupyterLab refuses to run as root unless told; in a container, root is who one is. It listens on loopback all the same.
ROOT_FLAG := $(if $(filter 0,$(shell id -u)),--allow-root)
# The book's own environment comes before a kernel of the same name in the reader's home folder.
export JUPYTER_PREFER_ENV_PATH := 1

.DEFAULT_GOAL := help
.PHONY: help lab talk test lint unit browser-tests notebooks-as-stored bench rehearsal notebooks guide handbook handouts screenshots

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

lab: .venv/base  ## open the handbook in JupyterLab
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 $(ROOT_FLAG) $(LAB_FLAGS) notebooks

talk: .venv/teach  ## the same, ready to be presented: a button above each notebook starts the slides
	$(MAKE) lab

test: lint unit browser-tests notebooks-as-stored  ## check everything: style, helpers, notebooks, a real browser

lint: .venv/all
	$(BIN)/ruff check
	$(BIN)/ruff format --check

unit: .venv/all lint
	$(BIN)/python -m pytest tests --ignore=tests/browser -n 2 --dist loadscope

# One at a time: a browser, a server and a kernel already fill two cores, and these tests watch the clock.
browser-tests: .venv/all unit
	CHROMIUM="$$($(BIN)/python -m tools.browser)" && export CHROMIUM && $(BIN)/python -m pytest tests/browser

notebooks-as-stored: .venv/all browser-tests
	$(BIN)/python -m pytest notebooks --nbval --nbval-cell-timeout=120 -n 2 --dist loadscope

bench: .venv/all  ## measure frames, start-up and memory beside the alternatives
	CHROMIUM="$$($(BIN)/python -m tools.browser)" && export CHROMIUM && $(BIN)/python -m bench

N ?= 4
CHAPTER ?= 06_activations
rehearsal: .venv/all  ## a class of N simulated learners: start-up, sliders, memory, and what breaks; N=4
	$(BIN)/python -m workshop.rehearsal $(N) --chapter $(CHAPTER)

notebooks: .venv/all  ## re-execute every notebook and write it as the repository keeps it
	$(BIN)/ruff format notebooks
	$(BIN)/python -m tools.notebooks
	$(MAKE) handbook

handbook: .venv/all  ## write HANDBOOK.md, the index and the README's count again, from the notebooks
	$(BIN)/python -m tools.handbook
	$(BIN)/python -m tools.index

handouts: .venv/all  ## student and solution notebooks, and pages to print in three languages: build/handouts
	CHROMIUM="$$($(BIN)/python -m tools.browser)" && export CHROMIUM && $(BIN)/python -m tools.handouts

guide: .venv/all  ## measure the minutes of workshop/GUIDE.md again
	$(BIN)/python -m tools.minutes

screenshots: .venv/all  ## make the README's pictures again
	CHROMIUM="$$($(BIN)/python -m tools.browser)" && export CHROMIUM && $(BIN)/python -m tools.screenshots

$(BIN)/python:
	@sh tools/check_python.sh "$(PYTHON)"
	"$(PYTHON)" -m venv --clear .venv

# A stamp each for what a reader needs and for what a contributor needs besides: a reader downloads no test tools.
.venv/base: $(BIN)/python pyproject.toml constraints.txt postBuild tools/overrides.json tools/jupyter_server_config.py
	@echo "Installing torch, JupyterLab and the helpers into .venv; the first time takes a few minutes."
	$(PIP) --editable .
	sh postBuild .venv
	@touch $@

.venv/teach: .venv/base
	$(PIP) --quiet --editable ".[teach]"
	@touch $@

.venv/all: .venv/base
	@echo "Installing what the tests, the benchmark, the handouts and the rehearsal need besides."
	$(PIP) --quiet --editable ".[test,bench,handouts,workshop]"
	@touch $@
