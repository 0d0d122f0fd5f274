# A convenience: the commands behind it are in the README and work without make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: sandbox test check slow lock pictures chaos
sandbox: ; $(PYTHON) bot/install.py && exec $(BIN)/python -m bot sandbox
test: ; $(PYTHON) bot/install.py --dev && exec $(BIN)/python -m pytest -q -n 4 --dist worksteal -m "not slow"
slow: ; $(PYTHON) bot/install.py --dev && exec $(BIN)/python -m pytest -q -n 2 --dist loadfile -m slow
check: ; $(PYTHON) bot/install.py --dev && $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/pyright && $(BIN)/lint-imports
lock: ; $(PYTHON) bot/install.py --dev && sh .ci/lock
pictures: ; $(PYTHON) bot/install.py --dev && exec $(BIN)/python -m tests.browser.pictures
chaos: ; $(PYTHON) bot/install.py --dev && exec $(BIN)/python -m tests.chaos.run $(CHAOS)
