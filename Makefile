# make chat opens the assistant; make test passes all tests; make check and make proofs are what CI runs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: chat test proofs mutants lint check format transcript pictures traceability lock wheel clean

chat: .venv/ready
	@$(BIN)/fumao chat

test: .venv/ready-dev
	$(BIN)/python -m pytest

# The checker held against its proofs: every state, every applicant, 12,000 random ones judged three ways.
proofs: .venv/ready-dev
	FUMAO_PROFILES=3000 $(BIN)/python -m pytest tests/checker/test_exhaustion.py tests/checker/test_proofs.py tests/checker/test_three_ways.py

# Which changes of the rules and of the judge no test notices; MUTANTS=0.1 tries a tenth of them.
mutants: .venv/ready-dev
	$(BIN)/python -m tests.mutants $(or $(MUTANTS),1)

lint: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/fumao pack lint

check: lint test

format: .venv/ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The transcripts in README.md and docs/ typed again; commit them with the change of wording.
transcript: .venv/ready-dev
	$(BIN)/python -m tests.document_dialogues

# The pictures of the rules in docs/ drawn again; commit them with the change of the rules.
pictures: .venv/ready-dev
	$(BIN)/fumao pack graph --out docs/pictures/rules

# docs/traceability.md written again; commit it with the change of rules, scenarios or wording.
traceability: .venv/ready-dev
	$(BIN)/python -m tests.traceability

.venv/ready: requirements.lock pyproject.toml
	@echo "正在准备运行环境（只需一次，约一分钟）…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新的版本。例如：make chat PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --config-settings editable_mode=compat -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

# New exact versions: edit pyproject.toml, then make lock. The files name no host.
lock: .venv/ready
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -c requirements.lock -o requirements-dev.lock

wheel: .venv/ready
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

clean:
	rm -rf .venv dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
