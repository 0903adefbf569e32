# What a developer types. CI runs `make test-full` and `make test-mysql`.
.DEFAULT_GOAL := help
.PHONY: help run test test-mysql test-full test-large fuzz soak bench schema fmt playground clean prerequisites
# Two cargo commands at once only wait for each other's lock.
.NOTPARALLEL:

# Arguments for `rapport serve`, as in `make run ARGS="--listen 127.0.0.1:9000"`.
ARGS ?=
# How `make run` builds: dev is there in a third of the time, release serves in production.
PROFILE ?= dev
# How long the fuzzer goes on, in seconds; 0 for not at all: its build takes longer than all else.
FUZZ ?= 300
# Where cargo builds.
built := $(or $(CARGO_TARGET_DIR),target)
# Empty on a machine without Node: the playground is a plain page there.
npm := $(shell command -v npm 2>/dev/null)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: prerequisites playground ## build and serve on a private database with demo data
	cargo build --profile $(PROFILE) -p rapport-server
	@exec $(built)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))/rapport serve --demo $(ARGS)

test: prerequisites playground ## check everything that takes no minutes by itself
	# The layout of the code.
	cargo fmt --all --check
	# The fuzzer is a workspace of its own, with a lock of its own, which follows what the crates depend on.
	cargo metadata --quiet --locked --format-version 1 --manifest-path tests/fuzz/Cargo.toml >/dev/null
	# Clippy's lints; every target type-checks.
	cargo clippy --workspace --all-targets -- -D warnings
	# Builds first, so that the database does not idle meanwhile and a build error comes at once.
	cargo test --workspace --no-run
	# Unit, module and whole-server tests and the doc examples on one throwaway database server.
	# That schema.graphql is up to date is one of these tests.
	$(built)/debug/with-database -- cargo test --workspace
	# The GraphQL-over-HTTP audit.
	@if [ ! -x tests/audit/run ]; then echo "tests/audit/run is not there: the protocol audit is skipped"; \
	elif [ -z "$(npm)" ]; then echo "npm is missing: the protocol audit is skipped"; \
	else tests/audit/run $(built)/debug/rapport; fi

test-mysql: prerequisites playground ## run all tests on a MySQL (fetched once, from Debian unstable)
	@scripts/test-mysql

test-full: export RAPPORT_TEST_FULL = 1
test-full: test ## the same, with 10,000 hostile requests, real clients, a browser and a fuzzer
	# Clients that people use, and their tools, on a server of their own.
	@if [ -z "$(npm)" ]; then echo "npm is missing: the checks with real clients are skipped"; \
	else tests/clients/run $(built)/debug/rapport; fi
	# The playground in a browser, with a picture of it.
	@if [ -z "$(npm)" ]; then echo "npm is missing: the playground's check is skipped"; \
	elif ! scripts/prerequisites browser; then echo "there is no Chromium: the playground's check is skipped"; \
	else tests/playground/run $(built)/debug/rapport --screenshot $(built)/playground.png; fi
	# Whether a document is valid: the server and graphql-js must agree.
	@if [ -z "$(npm)" ]; then echo "npm is missing: the agreement with graphql-js is skipped"; \
	else tests/agreement/run $(built)/debug/rapport; fi
	# Whatever the schema allows; skips itself where Python cannot install it.
	@tests/schemathesis/run $(built)/debug/rapport
	# Documents that AFL++ thinks up.
	@if [ $(FUZZ) -gt 0 ]; then tests/fuzz/run $(FUZZ); else echo "FUZZ=0: no fuzzer"; fi

test-large: prerequisites ## what holds of 300,000 orders and of two million deals: twenty minutes
	cargo test -p rapport-server -p rapport-demo-data --no-run
	RAPPORT_TEST_LARGE=1 $(built)/debug/with-database -- cargo test -p rapport-server -p rapport-demo-data -- many hundred_thousand --nocapture

fuzz: ## let AFL++ think up documents for the gate, for five minutes
	@scripts/prerequisites
	@tests/fuzz/run $(FUZZ)

soak: prerequisites ## two servers, one of which crashes, followed for ten minutes; SECONDS=.. for longer
	cargo test -p rapport-server --test whole --no-run
	RAPPORT_SOAK=$(or $(SECONDS),600) $(built)/debug/with-database -- cargo test -p rapport-server --test whole two_nodes -- --nocapture

bench: ## measure the server against handlers written by hand (docs/benchmarks.md)
	@scripts/prerequisites bench
	cargo build --release -p rapport-server -p rapport-benches
	@$(built)/release/bench

schema: prerequisites ## write schema.graphql anew
	@# Beside it first: a build that fails leaves the old one.
	cargo run --quiet -p rapport-server -- schema > schema.graphql.new || { rm -f schema.graphql.new; exit 1; }
	mv schema.graphql.new schema.graphql

fmt: ## lay the code out
	cargo fmt --all

prerequisites:
	@scripts/prerequisites

clean: ## remove what was built (the private database in .rapport stays)
	cargo clean
	rm -rf crates/transport/playground/dist crates/transport/playground/node_modules

# The playground, only when its sources are newer than what was built of them.
page := crates/transport/playground
ifneq ($(and $(npm),$(wildcard $(page)/package-lock.json)),)
playground: $(page)/dist/index.html
else
playground:
	@echo "npm is missing: the playground stays as it is, at least a plain page"
endif
playground: ## build the playground's page (with npm)

$(page)/dist/index.html: $(page)/node_modules/.package-lock.json \
		$(wildcard $(page)/*.json $(page)/*.mjs) $(shell find $(page)/src -type f 2>/dev/null)
	cd $(page) && npm run --silent build

$(page)/node_modules/.package-lock.json: $(page)/package-lock.json
	cd $(page) && npm ci --silent
	@# Whatever time npm gives it, it is up to date now.
	@touch $@
