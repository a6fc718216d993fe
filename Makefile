# Builds, installs and checks librdkafka. `make help` lists the targets.

PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DESTDIR    ?=

CARGO   ?= cargo
PYTHON  ?= python3
OBJCOPY ?= objcopy
INSTALL ?= install

# PROFILE=dev builds faster and without optimization. SANITIZE=address (or thread, which needs the component rust-src)
# instruments the library, for programs that are compiled with the same sanitizer.
PROFILE  ?= release
SANITIZE ?=

TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
TRIPLE     := $(shell rustc -vV | sed -n 's/^host: //p')
VERSION    := $(shell sed -n '/^version/{s/.*"\(.*\)"/\1/p;q;}' Cargo.toml)
SONAME     := librdkafka.so.1

profile_dir := $(if $(filter dev,$(PROFILE)),debug,$(PROFILE))
ifeq ($(SANITIZE),)
BUILD   ?= build
archive := $(TARGET_DIR)/$(profile_dir)/librdkafka.a
cargo_build = $(CARGO) build --lib --profile $(PROFILE)
# Every symbol must be found: a missing one would only show in the program that loads the library.
so_flags := -Wl,-z,defs
else
BUILD   ?= build/$(SANITIZE)
archive := $(TARGET_DIR)/$(SANITIZE)/$(TRIPLE)/$(profile_dir)/librdkafka.a
# The sanitizer is an unstable option of rustc. Its runtime comes with the program, not with the library. C code
# inside (the shim, zstd) is instrumented too. ThreadSanitizer must also see what the standard library does with locks
# and counts.
std_for_thread := -Zbuild-std=std,panic_unwind
cargo_build = RUSTC_BOOTSTRAP=1 RUSTFLAGS="$(RUSTFLAGS) -Zsanitizer=$(SANITIZE)" \
	CFLAGS_$(subst -,_,$(TRIPLE))="-fsanitize=$(SANITIZE)" \
	$(CARGO) $(std_for_$(SANITIZE)) build --lib --profile $(PROFILE) --target $(TRIPLE) --target-dir $(TARGET_DIR)/$(SANITIZE)
so_flags :=
endif

shared  := $(BUILD)/$(SONAME)
static  := $(BUILD)/librdkafka.a
headers := include/librdkafka/rdkafka.h include/librdkafka/rdkafka_mock.h

.DELETE_ON_ERROR:
.PHONY: all demo faults test headers docs check test-abi conformance bench install help FORCE

all: $(shared) $(BUILD)/librdkafka.so $(static) ## Build the shared and the static library into build/ (default)

# Cargo knows what is out of date; what follows runs only when it has written a new archive.
$(archive): FORCE
	$(cargo_build)

# The list of exported functions, as each tool wants it.
$(BUILD)/exports.txt: abi/functions.tsv
	@mkdir -p $(BUILD)
	awk -F'\t' 'NR > 1 { print $$1 }' $< > $@

$(BUILD)/exports.map: $(BUILD)/exports.txt
	{ echo '{ global:'; sed 's/$$/;/' $<; echo 'local: *; };'; } > $@

$(BUILD)/exports.ld: $(BUILD)/exports.txt
	{ echo 'EXTERN('; cat $<; echo ')'; } > $@

# One object with what the exported functions need, all other symbols local: the static library cannot clash with
# a host program's own zstd or Rust, and the shared one has only the link left to do. The bitcode in Rust's own archives
# goes: older tools that come across it give up.
$(BUILD)/rdkafka.o: $(archive) $(BUILD)/exports.ld $(BUILD)/exports.txt
	$(LD) -r --gc-sections --force-group-allocation $(BUILD)/exports.ld $(archive) -o $@.tmp
	$(OBJCOPY) --keep-global-symbols=$(BUILD)/exports.txt --remove-section=.llvmbc --remove-section=.llvmcmd $@.tmp $@
	rm $@.tmp

$(shared): $(BUILD)/rdkafka.o $(BUILD)/exports.map
	$(CC) -shared -o $@ $(BUILD)/rdkafka.o -Wl,-soname,$(SONAME) -Wl,--version-script=$(BUILD)/exports.map \
		-Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(so_flags) $(LDFLAGS) -lm -lpthread -ldl

$(BUILD)/librdkafka.so: $(shared)
	ln -sf $(SONAME) $@

$(static): $(BUILD)/rdkafka.o
	rm -f $@
	$(AR) rcs $@ $<

$(BUILD)/%.pc: tools/pkgconfig/%.pc.in Makefile FORCE
	@mkdir -p $(BUILD)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' \
		-e 's|@VERSION@|$(VERSION)|' $< > $@

install: all $(BUILD)/rdkafka.pc $(BUILD)/rdkafka-static.pc ## Install libraries, headers and pkg-config files (PREFIX=, DESTDIR=)
	$(INSTALL) -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)/librdkafka
	$(INSTALL) -m 755 $(shared) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/librdkafka.so
	$(INSTALL) -m 644 $(static) $(DESTDIR)$(LIBDIR)/librdkafka.a
	$(INSTALL) -m 644 $(headers) $(DESTDIR)$(INCLUDEDIR)/librdkafka/
	$(INSTALL) -m 644 $(BUILD)/rdkafka.pc $(BUILD)/rdkafka-static.pc $(DESTDIR)$(LIBDIR)/pkgconfig/

headergen := $(CARGO) run --quiet --manifest-path tools/headergen/Cargo.toml --target-dir $(TARGET_DIR)/headergen --

headers: ## Write include/librdkafka/ anew from the sources
	$(headergen)

docs: ## Write CONFIGURATION.md anew and build the documentation of the Rust side
	$(CARGO) run --quiet --example gen_configuration > CONFIGURATION.md.new
	mv CONFIGURATION.md.new CONFIGURATION.md
	$(CARGO) doc --no-deps --document-private-items

check: ## Check formatting, lints, and that the generated headers are up to date
	$(CARGO) fmt --check
	$(CARGO) fmt --check --manifest-path tools/headergen/Cargo.toml
	$(CARGO) clippy --all-targets -- -D warnings
	$(headergen) --check

$(BUILD)/demo: demo/demo.c $(headers) $(BUILD)/librdkafka.so
	$(CC) -O2 -Wall -Wextra -Iinclude $< -o $@ -L$(BUILD) -lrdkafka -ldl -pthread

demo: all $(BUILD)/demo ## Produce, and consume in a group, while a broker goes down: on a cluster within the process
	LD_LIBRARY_PATH=$(abspath $(BUILD)) $(BUILD)/demo

faults: all ## Show what becomes of each fault that a broker or the network may bring
	$(PYTHON) capi-tests/run.py --ours $(BUILD) --only ours --show fault_table

test: ## Install what is missing, build, and run all tests
	$(PYTHON) capi-tests/all.py

conformance: all ## Run tests of the reference's own suite on both libraries (TESTS="0004 0039 ...")
	$(PYTHON) capi-tests/conformance.py --ours $(BUILD) $(TESTS)

bench: all ## Compare CPU time with the reference library against a null broker
	$(PYTHON) bench/run.py

test-abi: all ## Check headers and exported symbols against abi/*.tsv
	$(PYTHON) capi-tests/abi/run.py --build $(BUILD)

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
