PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install run test check bench chaos train format clean

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@$(BIN)/python -m compileall -q affairs bot handlers integrations knowledge
	@touch $@

install: $(STAMP)

run: $(STAMP)
	@$(BIN)/banshitong serve --demo

test: $(STAMP)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

chaos: $(STAMP)
	@$(BIN)/python -m tests.chaos

train: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[semantic]'
	@$(BIN)/banshitong train

format: $(STAMP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) var build *.egg-info
