# Each target sets up what it needs: a virtual environment, the locked dependencies, the model.
PYTHON ?= python3
UV := .venv/bin/uv
RUN := .venv/bin/

.PHONY: chat run test lint format bench score folds torture audit

.venv/.ready: pyproject.toml uv.lock
	test -x $(UV) || { $(PYTHON) -m venv .venv && $(RUN)python -m pip install --quiet "uv>=0.9"; }
	$(UV) sync --frozen --quiet
	touch $@

chat: .venv/.ready
	@$(RUN)briefing-bot chat

run: .venv/.ready
	$(RUN)briefing-bot run

lint: .venv/.ready
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports
	$(RUN)hadolint Dockerfile

test: lint
	$(RUN)coverage erase
	$(RUN)coverage run -m pytest --numprocesses logical --maxprocesses 4 --dist worksteal
	$(RUN)coverage combine --quiet
	$(RUN)coverage report

format: .venv/.ready
	$(RUN)ruff check --fix .
	$(RUN)ruff format .

bench: .venv/.ready
	$(RUN)python -m tests.bench

# Where the releases with known facts lie; they are no part of the product.
RELEASES ?= ../shared/extraction

score: .venv/.ready
	$(RUN)briefing-bot extract --processes 2 $(RELEASES)/dev.docs.jsonl > .score.jsonl
	$(RUN)python $(RELEASES)/score.py --docs $(RELEASES)/dev.docs.jsonl \
		--gold $(RELEASES)/dev.gold.jsonl --pred .score.jsonl

folds: .venv/.ready
	@$(RUN)python -m tests.bench.folds

torture: .venv/.ready
	$(RUN)python -m tests.torture --database sqlite
	$(RUN)python -m tests.torture --database postgresql

# Asks for known weaknesses of what is locked, in an environment of its own; needs the network.
audit: .venv/.ready
	@$(RUN)python -m tests.audit
