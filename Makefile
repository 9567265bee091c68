# The commands of Ruhu. Each does its own set-up first, once: see installer/prepare.py.
.PHONY: help run test format shots bench load crash sim prove county forms lock sizes clean

PYTHON ?= python3
PY := .venv/bin/python

help:
	@echo 'make run      open the desktop on a practice county (no display: the guided tour)'
	@echo 'make test     format, lint, types, import contracts, tests'
	@echo 'make format   lay the code out and mend what the linter can mend'
	@echo 'make shots    the guided tour, pictures and papers into out/shots'
	@echo 'make bench    speed, each figure beside its limit'
	@echo 'make load     600 laptops start within a minute, on a county of their own'
	@echo 'make crash    kill the program a thousand times while it saves'
	@echo 'make sim      a county and its laptops with every fault, 3000 times (SEEDS=A:B)'
	@echo 'make prove    a proof in full, minutes to an hour (PART=kills|hole|hostile|nodes|documented), into docs/proof'
	@echo 'make county   a county server on a PostgreSQL of its own under out/county (PORT=8443)'
	@echo 'make forms    convert resources/forms/*/form.xlsx again'
	@echo 'make lock     resolve requirements/*.in again'
	@echo 'make sizes    the ten largest files and functions'
	@echo 'make clean    remove what was made here, .venv too'

# Ready for a goal means: .venv was set up here, by this interpreter, from this lock and this
# script. Asked in the shell, because starting Python only to hear "yes" costs more than the rest.
key = { pwd -P; readlink -f $(PY); cat requirements/run.txt $(2) installer/prepare.py; } | sha256sum
ready = @$(key) 2>/dev/null | cmp -s - .venv/ready-$(1) || \
	{ $(PYTHON) installer/prepare.py $(1) && $(key) >.venv/ready-$(1); }
for_run = $(call ready,run)
for_serve = $(call ready,serve,requirements/server.txt)
for_test = $(call ready,test,requirements/server.txt requirements/test.txt)
for_prove = $(call ready,prove,requirements/server.txt requirements/test.txt requirements/prove.txt)
for_build = $(call ready,build,requirements/build.txt)

run:
	$(for_run)
	@$(PY) main.py --practice

test:
	$(for_test)
	@$(PY) tools/check.py

format:
	$(for_test)
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

shots:
	$(for_run)
	@$(PY) main.py tour --out out/shots

bench:
	$(for_test)
	@$(PY) -m bench

load:
	$(for_test)
	@$(PY) -m bench.load

crash:
	$(for_test)
	@$(PY) -m tests.crash

sim:
	$(for_test)
	@$(PY) -m tests.simulation --seeds $(or $(SEEDS),0:3000)

prove:
	$(for_prove)
	@$(PY) -m tests.proofs $(or $(PART),kills)

county:
	$(for_serve)
	@$(PY) -m tools.county --port $(or $(PORT),8443)

forms:
	$(for_test)
	@$(PY) tools/build_forms.py

# Hashes and versions only: no line of the lock says where packages come from.
lock:
	$(for_build)
	@cd requirements && for name in run server test prove build; do \
	  ../$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	    --output-file $$name.txt $$name.in || exit 1; done

sizes:
	@$(PYTHON) installer/sizes.py

clean:
	rm -rf .venv out build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
