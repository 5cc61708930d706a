# presens. `make demo` shows it at work, `make test` proves it; both install what is missing first.

BUILD   ?= build
ifeq ($(origin CC),default)
CC      := gcc
endif
PREFIX  ?= /usr
DESTDIR ?=
# make V=1 shows every command.
Q := $(if $(V),,@)

ROOMS    := base parser parser/formats parser/form store rules notify ingest office
# libqpdf reads the fields of a PDF, poppler-glib its pages.
PACKAGES := glib-2.0 gio-2.0 gmime-3.0 jansson libzip expat libxml-2.0 sqlite3 libcurl gnutls libseccomp \
            libqpdf poppler-glib libgsf-1 xlsxwriter libsystemd

# What Debian 12 must have; `make deps` installs what is missing.
DEBIAN_BUILD := gcc make pkg-config libc6-dev libglib2.0-dev libglib2.0-dev-bin libgmime-3.0-dev libjansson-dev \
                libzip-dev libexpat1-dev libxml2-dev libcsv-dev libsqlite3-dev libetpan-dev \
                libcurl4-gnutls-dev libgnutls28-dev libseccomp-dev \
                libqpdf-dev libpoppler-glib-dev libgsf-1-dev libxlsxwriter-dev libsystemd-dev
DEBIAN_DEMO  := python3
DEBIAN_BENCH := python3-docx python3-openpyxl python3-odf python3-pdfminer python3-reportlab python3-xlrd \
                python3-xlwt
DEBIAN_COVERAGE := gcovr
DEBIAN_SHOTS := python3 chromium fonts-liberation
DEBIAN_FUZZ  := clang libclang-rt-14-dev
DEBIAN_VALGRIND := valgrind
DEBIAN_TEST  := check systemd python3 python3-openpyxl python3-aiosmtpd dovecot-imapd dovecot-lmtpd openssl procps

STD      := -std=gnu17
WARN     := -Wall -Wextra -Wshadow -Wformat=2 -Werror
OPTIMISE ?= -O2
HARDEN   ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
EXTRA    ?=
# Debian's pkg-config file of libetpan adds linker specs that break position-independent programs: -letpan alone.
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PACKAGE_LIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
CFLAGS   = $(STD) $(WARN) $(OPTIMISE) -g $(HARDEN) $(EXTRA) -I. -D_GNU_SOURCE $(PACKAGE_CFLAGS)
LDFLAGS  = -pie -Wl,-z,relro,-z,now $(EXTRA)
LDLIBS   = $(PACKAGE_LIBS) -letpan -lcsv -lm

SOURCES   := $(foreach room,$(ROOMS),$(wildcard $(room)/*.c))
OBJECTS   := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/resources.o
# Data that is built into the program: SQL, rules, templates, vocabulary.
RESOURCES := $(wildcard store/schema/*.sql store/views/*.sql store/statements/*.sql rules/*.sql notify/templates/*.json notify/templates/*/* parser/form/data/*)
# Test programs, and small programs that the end-to-end tests drive.
TESTS     := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*_test.c tests/end_to_end/*_probe.c tests/rules/*_probe.c tests/bench/*_bench.c))

# What the fault tests need: the program with its failpoints (base/failpoint.h), and a library that makes calls fail.
WITH_FAILPOINTS := $(shell grep -l 'include "base/failpoint.h"' $(SOURCES))
FAULTS          := $(BUILD)/tests/faults/presens $(BUILD)/tests/faults/faulty.so

# libFuzzer targets, and what they begin with.
FUZZERS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*_fuzz.c))
SECONDS   ?= 60

.PHONY: all deps deps-test demo test tests screenshots soak coverage bench fuzz fuzzers check-sanitize check-valgrind format install clean
all: $(BUILD)/presens

$(BUILD)/presens: $(BUILD)/presens.o $(OBJECTS)
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/resources.xml: $(RESOURCES) Makefile
	@mkdir -p $(@D)
	@{ echo '<gresources><gresource prefix="/presens">'; \
	   printf '<file>%s</file>\n' $(RESOURCES); echo '</gresource></gresources>'; } > $@
$(BUILD)/resources.c: $(BUILD)/resources.xml
	$(Q)glib-compile-resources --generate-source --sourcedir=. --target=$@ --c-name presens $<
$(BUILD)/resources.o: $(BUILD)/resources.c
	$(Q)$(CC) $(filter-out -Werror,$(CFLAGS)) -c -o $@ $<

# A test program takes what it needs of the house: linking all of it into each took longer than compiling it.
$(BUILD)/house.a: $(filter-out %/resources.o,$(OBJECTS))
	@rm -f $@
	$(Q)$(AR) rcsT $@ $^

$(TESTS): %: %.o $(BUILD)/resources.o $(BUILD)/house.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(shell pkg-config --libs check)

$(BUILD)/failpoints/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $< (with failpoints)"
	$(Q)$(CC) $(CFLAGS) -DFAILPOINTS -MMD -MP -c -o $@ $<

$(BUILD)/tests/faults/presens: $(BUILD)/presens.o $(filter-out $(WITH_FAILPOINTS:%.c=$(BUILD)/%.o),$(OBJECTS)) \
                               $(WITH_FAILPOINTS:%.c=$(BUILD)/failpoints/%.o)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/faults/faulty.so: tests/faults/faulty.c
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) $(STD) $(WARN) -O2 -fPIC -shared -D_GNU_SOURCE -o $@ $<

# The probe that refuses allocations stands between them and the C library.
$(BUILD)/tests/end_to_end/allocation_probe: LDFLAGS += $(foreach name,malloc calloc realloc memalign,-Wl,--wrap=__libc_$(name))

# So does the one that reads without a sandbox, in the place of it.
$(BUILD)/tests/end_to_end/unboxed_probe: LDFLAGS += $(foreach name,parse_in_sandbox sandbox_run sandbox_stop sandbox_layers,-Wl,--wrap=$(name))

$(FUZZERS): %: %.o $(BUILD)/resources.o $(BUILD)/house.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS) $(shell pkg-config --libs check)

-include $(OBJECTS:.o=.d) $(BUILD)/presens.d $(TESTS:=.d) $(FUZZERS:=.d) $(WITH_FAILPOINTS:%.c=$(BUILD)/failpoints/%.d)

deps:
	@tools/install-packages $(DEBIAN_BUILD)
deps-test:
	@tools/install-packages $(DEBIAN_BUILD) $(DEBIAN_TEST)

# A second make reads pkg-config only after the packages are there.
demo:
	@tools/install-packages $(DEBIAN_BUILD) $(DEBIAN_DEMO)
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@tests/demo/run $(BUILD)/presens

test: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@tests/run $(BUILD)

tests: $(TESTS) $(FAULTS)

check-sanitize: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) BUILD=build/sanitize OPTIMISE=-O1 HARDEN=-fPIE \
	  EXTRA='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' all tests
	@LSAN_OPTIONS=suppressions=$(CURDIR)/tests/end_to_end/leaks_of_libraries:print_suppressions=0 tests/run build/sanitize

# The long forms of the fault tests: every step, every command of a session, more than 1,000 kills, every hostile mail, every seventh allocation of
# a reader; then load with a fault each second for
# SECONDS (600).
soak: SECONDS := $(if $(filter file,$(origin SECONDS)),600,$(SECONDS))
soak: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@export PRESENS=$(abspath $(BUILD))/presens BUILD=$(abspath $(BUILD)) FAULT_STEPS=all FAULT_COMMANDS=all KILL_ROUNDS=50 HOSTILE=all ALLOCATION_STRIDE=7; \
	for test in tests/faults/*_test.py "tests/faults/throughput $(SECONDS)"; do echo "$$test"; $$test || exit 1; done

# Line coverage of the rooms that keep and move mail; docs/testing.md explains what stays untested.
coverage: deps-test
	@tools/install-packages $(DEBIAN_COVERAGE)
	@$(MAKE) --no-print-directory -j$$(nproc) BUILD=build/coverage OPTIMISE=-O0 HARDEN=-fPIE \
	  EXTRA='--coverage -fprofile-update=atomic' all tests
	@find build/coverage -name '*.gcda' -delete
	@tests/run build/coverage
	@tests/coverage build/coverage

# Memcheck over the unit programs, the reading of every sample, and the service between its servers.
check-valgrind: deps-test
	@tools/install-packages $(DEBIAN_VALGRIND)
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@tests/valgrind/run $(BUILD)

# The service reads the configuration as a user of its own, and there is no secret in it.
install: all
	install -D -m 755 $(BUILD)/presens $(DESTDIR)$(PREFIX)/bin/presens
	install -D -m 644 docs/presens.1 $(DESTDIR)$(PREFIX)/share/man/man1/presens.1
	install -D -m 644 systemd/presens.service $(DESTDIR)$(PREFIX)/lib/systemd/system/presens.service
	install -m 644 systemd/presens-daily.service systemd/presens-daily.timer $(DESTDIR)$(PREFIX)/lib/systemd/system
	install -D -m 644 systemd/presens.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/presens.conf
	install -D -m 644 systemd/presens.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/presens.conf
	install -d $(DESTDIR)$(PREFIX)/share/doc/presens
	install -m 644 README.md docs/*.md systemd/presens.conf $(DESTDIR)$(PREFIX)/share/doc/presens
	test -e $(DESTDIR)/etc/presens/presens.conf || \
	  install -D -m 644 systemd/presens.conf $(DESTDIR)/etc/presens/presens.conf

bench: deps-test
	@tools/install-packages $(DEBIAN_BENCH)
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@for bench in tests/bench/*; do [ ! -x $$bench ] || { echo "$$bench"; $$bench $(BUILD) || exit 1; }; done

# A picture of every kind of mail, at the width of a telephone and of a desk, light and dark, in build/screenshots.
screenshots: deps
	@tools/install-packages $(DEBIAN_SHOTS)
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@tests/screenshots/make $(BUILD)/presens $(BUILD)/screenshots

# Every fuzz target for SECONDS, from the samples of the tests; a finding is left in build/fuzz.
fuzz: deps-test
	@tools/install-packages $(DEBIAN_FUZZ)
	@$(MAKE) --no-print-directory -j$$(nproc) CC=clang BUILD=build/fuzz OPTIMISE=-O1 HARDEN=-fPIE \
	  EXTRA='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzzers
	@tests/fuzz/run build/fuzz $(SECONDS)

fuzzers: $(FUZZERS)

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(BUILD)
