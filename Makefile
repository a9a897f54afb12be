# make run    the site, with everything it needs, at http://127.0.0.1:8000/   (PORT=8001 EMULATOR_PORT=14567 change the ports)
# make test   every check and every test; installs what is missing
# make bench  the budgets and other figures, measured on this machine
# make chaos  ten thousand acts while AWS fails: nothing acknowledged is lost, nothing is done twice
# make lint   the checks alone            make lock     lock the requirements anew
# make reset  forget the local site's data  make package  the zips for Lambda, in .local/package/
#
# With STAGE=production or STAGE=dev (docs/operations.md):
# make deploy       bring the code out; again after a failure. PARAMETERS="DomainName=…" SETTINGS="MUSICWEB_…=…" are remembered
# make deploy-plan  what it would do         make status       health, versions, alarms, cost so far
# make rollback     the version before       make rotate-keys  new keys; with FINISH=1 without the old ones
# make manage COMMAND="redrive uploads"   a command of manage.py there
# make undeploy     remove the site, keep its data; with DELETE_DATA=1 those, too

PYTHON ?= python3
LOCAL := .local
BIN := $(LOCAL)/venv/bin
DEV := $(LOCAL)/venv-dev/bin
GROUPS := web worker local deploy dev emulator checkov
STAGES := production production_api production_worker
UNIT := not integration and not browser and not engine
TEST := $(DEV)/python -m pytest -p no:schemathesis  # its plugin costs each process two seconds; the library needs none
SHARED := -n 2 --dist loadfile --no-loadscope-reorder  # two processes, a file at a time, the longest first (tests/order.py)
ALONE := tests/browser/test_lighthouse.py tests/browser/test_player_gap.py # they measure: nothing else may run

DEPLOY = $(DEV)/python -m infra.deploy
ASKED = --stage "$(STAGE)" $(if $(YES),--yes)
GIVEN = --parameters "$(PARAMETERS)" --settings "$(SETTINGS)"

unexport PYTHONDONTWRITEBYTECODE  # each of the many processes of the tests would compile everything anew: ten seconds

.PHONY: deploy deploy-plan manage rollback status undeploy rotate-keys run env dev tools test lint bench chaos lock package reset secrets
.DELETE_ON_ERROR:

run: env
	@exec $(BIN)/python manage.py runserver $(PORT) $(if $(EMULATOR_PORT),--emulator-port $(EMULATOR_PORT))

env: $(LOCAL)/venv/installed $(LOCAL)/emulator-venv/installed

dev: $(LOCAL)/venv-dev/installed $(LOCAL)/emulator-venv/installed

$(LOCAL)/venv/installed: requirements/local.txt
$(LOCAL)/venv-dev/installed: requirements/dev.txt
$(LOCAL)/emulator-venv/installed: requirements/emulator.txt
$(LOCAL)/package-venv/installed: requirements/deploy.txt
$(LOCAL)/checkov-venv/installed: requirements/checkov.txt

$(LOCAL)/%/installed:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make run PYTHON=python3.11")'
	@$(PYTHON) -m venv --clear $(LOCAL)/$* || { echo "Python has no venv module: apt-get install python3-venv"; exit 1; }
	@echo "Installing $< into $(LOCAL)/$* (once)…"
	@$(LOCAL)/$*/bin/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@

tools:
	@.ci/tools

lint: dev $(LOCAL)/checkov-venv/installed
	@PATH="$(CURDIR)/$(DEV):$$PATH" .ci/lint

test:
	@$(MAKE) --no-print-directory --jobs=4 tools dev $(LOCAL)/checkov-venv/installed $(LOCAL)/package-venv/installed  # side by side
	@$(MAKE) --no-print-directory lint
	$(TEST) -m "$(UNIT)" -n 2
	$(TEST) -m "integration or engine" $(SHARED) tests/integration tests/engines tests/local
	$(TEST) -m browser $(SHARED) $(ALONE:%=--ignore=%) tests/browser
	$(TEST) -m browser $(ALONE)

bench: dev
	@$(DEV)/python -m tests.bench

chaos: dev  # ten thousand acts while AWS fails: ACTS=…, SEED=… change it
	@$(DEV)/python -m tests.chaos $(if $(ACTS),--acts $(ACTS)) $(if $(SEED),--seed $(SEED))

lock: dev
	@for group in $(GROUPS); do \
	  $(DEV)/uv pip compile pyproject.toml --group $$group --universal --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --no-header --quiet --output-file requirements/$$group.txt || exit 1; done

package: $(LOCAL)/package-venv/installed
	@$(LOCAL)/package-venv/bin/python infra/package/build.py $(STAGES)

deploy: dev $(LOCAL)/package-venv/installed
	@$(DEPLOY) deploy $(ASKED) $(GIVEN)

deploy-plan: dev
	@$(DEPLOY) plan $(ASKED) $(GIVEN)

manage: dev
	@$(DEPLOY) manage $(ASKED) -- $(COMMAND)

rollback status: dev
	@$(DEPLOY) $@ $(ASKED)

rotate-keys: dev
	@$(DEPLOY) rotate $(ASKED) $(if $(FINISH),--finish)

undeploy: dev
	@$(DEPLOY) undeploy $(ASKED) $(if $(DELETE_DATA),--delete-data)

reset:
	rm -rf $(LOCAL)/emulator $(LOCAL)/environment.json $(LOCAL)/seeded $(LOCAL)/checkpoints.json

secrets: dev  # after reading what it found: accept the rest as no secrets
	@$(DEV)/detect-secrets scan --exclude-files '^requirements/' $$(git ls-files | grep -v ^requirements/) > .secrets.baseline
