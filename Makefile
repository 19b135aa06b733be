# Everything starts here: `make run`. GNU make; the folder's path may contain spaces.
# PYTHON=python3.12 chooses the Python of a new .venv, PORT=8001 another port.

PYTHON ?= python3
PORT ?= 8000
UV ?= uv
VENV_PYTHON = .venv/bin/python
INSTALL = @$(PYTHON) requirements/install.py
# Each worker has a database server of its own.
ON_ALL_CORES = --numprocesses logical --dist worksteal

.PHONY: help run test browser bench lint hooks stop clean lock

help:
	@echo "make run     the demo on http://localhost:$(PORT) (PORT=8001 for another port)"
	@echo "make test    the tests (ARGS='-k word' chooses some)"
	@echo "make browser the tests in a real browser"
	@echo "make bench   how fast it is, beside a reference measured in the same run"
	@echo "make lint    the rules of style"
	@echo "make hooks   git asks the linter before each commit"
	@echo "make stop    stops the embedded database server"
	@echo "make clean   removes .venv and caches, never data"
	@echo "make lock    renews the locked requirements (needs uv)"

run: export ALLIANCE87_DEMO = 1
run:
	$(INSTALL) base --port "$(PORT)"
	@echo "Starting the database in var/, and bringing its tables up to date"
	@$(VENV_PYTHON) manage.py migrate --verbosity 0
	@PORT="$(PORT)" $(VENV_PYTHON) manage.py prepare_demo
	@exec $(VENV_PYTHON) -m gunicorn --bind "127.0.0.1:$(PORT)" --worker-class gthread \
		--workers 2 --threads 4 --log-level warning --no-control-socket alliance87.wsgi

test:
	$(INSTALL) test
	@$(VENV_PYTHON) -m pytest $(ON_ALL_CORES) $(ARGS)

browser:
	$(INSTALL) browser
	@$(VENV_PYTHON) -m pytest $(ON_ALL_CORES) -m browser $(ARGS)

bench:
	$(INSTALL) browser
	@$(VENV_PYTHON) -m pytest -m bench -s $(ARGS)

lint:
	$(INSTALL) test
	@$(VENV_PYTHON) -m ruff check
	@$(VENV_PYTHON) -m ruff format --check

hooks:
	$(INSTALL) test
	@git config core.hooksPath .githooks

stop:
	@if [ -x $(VENV_PYTHON) ]; then $(VENV_PYTHON) -m alliance87.database stop; fi

# The server runs from .venv, so it stops first.
clean: stop
	@rm -rf .venv .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path "./var/*" -prune -exec rm -rf {} +

# The header, which would name this machine's folders and indexes, is left out.
COMPILE = $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url
lock:
	@command -v $(UV) >/dev/null || { echo "uv is missing: pip install uv, or make UV=path/to/uv lock"; exit 1; }
	@for name in base test browser; do \
		$(COMPILE) --output-file requirements/$$name.txt requirements/$$name.in || exit 1; done
