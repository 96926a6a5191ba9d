# SPDX-License-Identifier: MIT
#
# host.mk - our sources as programs for this machine, under AddressSanitizer and
# UndefinedBehaviorSanitizer. Called by the top Makefile, which gives O, V, PYTHON.
#
#   run-tests [TESTS=PATTERN]   the unit tests of all folders: every test-y, what they
#                               test (host-test-src-y), and the runner in tests/host
#   fuzz                        one libFuzzer program per fuzz-y, in $(O)/host/fuzz
#   tools                       every tool-y, without sanitizers, in $(O)/bin
#   app APP_DIR=DIR             an application against the host's libc: $(O)/host/NAME
#
# The tests are compiled with the options of the selftest preset, whatever the
# configuration in $(O) is. Functions of arch that tests need stand in tests/host.

MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: run-tests fuzz tools app
.DEFAULT_GOAL := run-tests

empty :=
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s%s\n' $(1) '$(2)')
ring := $(or $(MAKECMDGOALS),run-tests)
AR := ar

# libFuzzer is part of clang; unit tests and applications take the host's gcc.
target-cc := $(if $(filter fuzz,$(ring)),clang,$(or $(HOSTCC),gcc))
sanitizers := $(if $(filter tools,$(ring)),,-fsanitize=address,undefined -fno-sanitize-recover=all)
lib-sanitizers := -fsanitize=address $(if $(filter fuzz,$(ring)),-fsanitize=fuzzer-no-link)

out := $(O)/host/obj-$(ring)
gen := $(O)/host/gen-$(ring)$(if $(APP_DIR),-$(notdir $(APP_DIR)))
app-dir := $(or $(APP_DIR),apps)
app-name := $(notdir $(app-dir))
app-outside := $(if $(filter apps/%,$(app-dir)),,$(APP_DIR))
map-flags := -ffile-prefix-map=$(O)/=build/

lib-cc := $(target-cc)
lib-kind := -host
lib-flags := -O1 -g -fno-omit-frame-pointer -w $(lib-sanitizers)
include scripts/fragments.mk

# --- configuration ------------------------------------------------------------------

# The configuration in O when it is this application's; else its own or a preset.
configured := $(if $(APP_SYMBOL),$(shell grep -lx 'CONFIG_$(APP_SYMBOL)=y' $(O)/.config 2>/dev/null))
preset := $(firstword $(configured) $(wildcard $(if $(APP_DIR),$(APP_DIR)/defconfig configs/$(app-name)_defconfig) configs/selftest_defconfig))
kconfig := KCONFIG_CONFIG=$(abspath $(gen))/.config BOBBIN_APP=$(APP_SYMBOL) BOBBIN_APP_DIR=$(APP_DIR) \
	BOBBIN_APP_KCONFIG=$(APP_KCONFIG) $(PYTHON) scripts/kconfig.py

# Nobody edits it, so what it was made from is all there is to it, with the defaults of now.
$(gen)/.config: $(preset) $(wildcard Kconfig */Kconfig */*/Kconfig)
	$(call say,CONFIG,$(preset))
	@mkdir -p $(@D)
	@$(kconfig) $(if $(preset),defconfig $(preset),olddefconfig)
	@touch $@
-include $(gen)/kconfig.d
$(gen)/config.mk: $(gen)/.config $(APP_KCONFIG) scripts/kconfig.py Kconfig $(wildcard */Kconfig apps/*/Kconfig)
	@$(kconfig) sync $(gen)
include $(gen)/config.mk
app-dir := $(or $(APP_DIR),apps)

# --- sources and rules ----------------------------------------------------------------

ifneq ($(wildcard $(gen)/config.mk),)
include scripts/layers.mk
include scripts/libs.mk

ifeq ($(ring),app)
$(if $(wildcard $(app-dir)/Makefile),$(call read-fragment,$(app-dir)),$(eval obj-y := main.o))
app-paths := $(call here,$(app-dir),$(patsubst %.c,%.o,$(or $(host-src),$(obj-y))))
# What an application says it uses beyond libc: host-uses += tls. A library needs no more than
# its name (libs, below); our own parts say what belongs to them.
$(foreach u,$(filter-out cjson,$(host-uses)),$(eval include $(or $(wildcard net/$(u)/host.mk),$(u)/host.mk)))
paths := $(app-paths) $(host-use-objects)
else
host-folders := arch/x86_64 core drivers fs net gui \
	$(patsubst %/Makefile,%,$(wildcard apps/*/Makefile tests/host/Makefile))
$(foreach d,$(host-folders),$(call read-fragment,$(d)))
runner := $(filter tests/host/%,$(objects))
paths := $(if $(filter tools,$(ring)),$(sort $(foreach t,$(tools),$(tool-$(t)-objects))),$(sort $(tests) \
	$(host-sources:.c=.o) $(runner) $(gui-faces) $(keymaps)))
endif

# The tests need BearSSL for random numbers, an application only for TLS.
uses-bearssl := $(or $(filter-out app tools,$(ring)),$(filter tls,$(host-uses)))
uses-net := $(if $(filter net/%,$(paths) $(if $(filter fuzz,$(ring)),$(foreach f,$(fuzzers),$(fuzz-$(f)-sources)))),y)
uses-cjson := $(or $(filter run-tests fuzz,$(ring)),$(filter cjson,$(host-uses)))
uses-gui := $(if $(CONFIG_GUI),$(or $(filter run-tests fuzz,$(ring)),$(filter gui,$(host-uses))))
libs := $(if $(uses-net),$(LWIP)/liblwip.a) $(if $(uses-bearssl),$(BEARSSL)/libbearssl.a) $(if $(uses-gui),$(STB)/libstb.a) $(if $(uses-cjson),$(CJSON)/libcjson.a)
generated-headers := $(gen)/include/core/syscalls.h $(if $(wildcard net/include/net/tls.h),$(gen)/app/net/tls.h) $(gui-app-headers)
$(shell mkdir -p $(gen)/include/core $(sort $(dir $(filter $(gen)/app/%,$(generated-headers)))))
$(gen)/app/%.h:
	$(Q)ln -sf $(abspath $(firstword $(subst /, ,$*))/include/$*.h) $@

include scripts/compile.mk
include scripts/syscalls.mk
objs := $(foreach o,$(paths),$(call object,$(o)))
$(call object-rules,$(paths))
-include $(objs:.o=.d)

$(call keep,$(gen)/flags/link,$(target-cc) $(objs) $(libs) $(host-libs))
host-link = $(target-cc) -g $(sanitizers) -o $@ $(objs) -Wl,--start-group $(libs) -Wl,--end-group $(host-libs) -lpthread -lm

$(O)/host/tests $(O)/host/$(app-name): $(objs) $(libs) $(gen)/flags/link
	$(call say,LD,$@)
	$(Q)$(host-link)

run-tests: $(O)/host/tests
	@$< $(TESTS)

app: $(O)/host/$(app-name)

tools: $(addprefix $(O)/bin/,$(tools))
	@:

define tool-rule
$(O)/bin/$(1): $(foreach o,$(tool-$(1)-objects),$(call object,$(o)))
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$(Q)$(target-cc) -g -o $$@ $$^
endef
$(foreach t,$(tools),$(eval $(call tool-rule,$(t))))

# --- fuzz targets: each compiled in one command, being few files --------------------------

fuzz: $(addprefix $(O)/host/fuzz/,$(fuzzers))

define fuzz-rule
$(O)/host/fuzz/$(1): $(fuzz-$(1)-sources) $(gen)/config.mk $(libs) | $(generated-headers)
	@mkdir -p $$(@D)
	$$(call say,FUZZ,$(1))
	$(Q)$(target-cc) $(call layer-flags,$(call layer-of,$(firstword $(fuzz-$(1)-sources)))) -Itests/include \
		-Wno-missing-prototypes -fsanitize=fuzzer -o $$@ $(fuzz-$(1)-sources) $(libs)
endef
$(foreach f,$(fuzzers),$(eval $(call fuzz-rule,$(f))))
endif
