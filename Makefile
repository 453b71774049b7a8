# Everything a person does with this repository. `make help` lists the verbs.

SHELL := /bin/bash
PREFIX ?= /usr/local
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/slipway
SWIFT_FLAGS := --explicit-target-dependency-import-check error
RELEASE_FLAGS := -c release --static-swift-stdlib

.PHONY: help demo test test-fast check bench fmt fuzz clean release install dependencies test-dependencies

help:
	@echo "make demo       run the Kayobe pipeline on the bundled kayobe-config repository and write report.html"
	@echo "make test       all tests, real Kayobe and Kolla Ansible included"
	@echo "make test-fast  the tests that need no server and no Python environment"
	@echo "make check      formatting, warnings as errors, layering"
	@echo "make bench      speed, side by side with other tools"
	@echo "make release    optimised build with a static Swift standard library"
	@echo "make install    install to PREFIX ($(PREFIX))"
	@echo "make fmt | fuzz | clean"

dependencies:
	@runner/install-dependencies.sh build

test-dependencies: dependencies
	@runner/install-dependencies.sh test

demo: dependencies
	@runner/install-dependencies.sh demo
	@$(MAKE) --no-print-directory release
	@runner/demo.sh

# One debug build serves check and test.
check: dependencies
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	swift build --build-tests $(SWIFT_FLAGS)

test: test-dependencies
	swift test $(SWIFT_FLAGS) --skip '^KollaDiffRenderTests\.'
	@# Apart from the others, which have limits of time: renders keep every core busy for minutes.
	swift test $(SWIFT_FLAGS) --skip-build --filter '^KollaDiffRenderTests\.'
	@$(MAKE) --no-print-directory release
	SLIPWAY_TESTED_BUILD=$(CURDIR)/.build/release swift test $(SWIFT_FLAGS) --skip-build --filter '^(CommandTests|ScenarioTests)\.'

test-fast: dependencies
	swift test $(SWIFT_FLAGS) --skip KollaDiffRenderTests --skip BrowserTests

bench: test-dependencies
	@$(MAKE) --no-print-directory release
	@runner/bench/run.sh

release: dependencies
	swift build $(RELEASE_FLAGS) --product slipway
	swift build $(RELEASE_FLAGS) --product slipway-launcher

install: release
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/slipway
	install -m 0755 .build/release/slipway $(DESTDIR)$(PREFIX)/bin/slipway
	install -m 0755 .build/release/slipway-launcher $(DESTDIR)$(PREFIX)/libexec/slipway/slipway-launcher

fmt:
	swift format --in-place --recursive --parallel Package.swift Sources Tests

fuzz: dependencies
	@runner/fuzz.sh

clean:
	rm -rf .build
