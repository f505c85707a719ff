# Every target sets up what it needs: Python 3.11 (or 3.12, 3.13) and make are enough.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
UV     := uv==0.13.9

.PHONY: demo test bank cost attack bench profile build lab lint lock clean

demo: $(VENV)/installed
	$(BIN)/autograder demo

test: $(VENV)/installed
	$(BIN)/python -m pytest

# Every right solution of the bank, graded with 200 seeds: none may fail.
bank: $(VENV)/installed
	$(BIN)/python -m pytest tests/test_bank.py -k "test_in_the_notebook and right_" --seeds 200

cost: $(VENV)/installed
	$(BIN)/python benchmarks/notebooks.py

# Hostile and careless submissions, under stock nbgrader and under ours: a table, and exit code 1 if ours does not hold.
attack: $(VENV)/installed
	$(BIN)/python -m tests.attacks

# What grading costs, against the cells alone, stock nbgrader and otter-grader. On a machine that does nothing else.
bench: $(VENV)/installed
	$(BIN)/python benchmarks/grading.py

profile: $(VENV)/installed
	$(BIN)/python benchmarks/grading.py --profile

build: $(VENV)/installed
	$(BIN)/autograder build

lab: $(VENV)/installed
	$(BIN)/autograder install-kernel
	$(BIN)/jupyter lab --notebook-dir=notebooks

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check autograder benchmarks tests nbgrader_config.py

# Bytecode is compiled now: importing TensorFlow without it takes twice as long, every time.
$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip install --python $(BIN)/python --quiet --compile-bytecode --require-hashes -r requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation -e .
	touch $@

# After a change of pyproject.toml's dependencies; environment.yml follows by hand, a test compares.
lock: $(VENV)/installed
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --fork-strategy fewest --group dev \
	    --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock

clean:
	rm -rf build $(VENV)
