# SPDX-License-Identifier: MIT
#
# libs.mk - the third-party libraries: pinned sources, compiled once per set of flags.
#
# third_party/NAME/VERSION pins the source, third_party/NAME/build.mk says how to build
# it. A library stands in $(CACHE)/NAME-VERSION-KEY, where KEY is a hash over compiler,
# flags and every file of ours that enters it: configurations and O= folders that
# agree share it, and one that differs gets its own.
#
# The includer sets: lib-cc (compiler), lib-flags (code generation), protect-flags,
# lib-libc (where libc's headers are), lib-kind ("" for the image, "-host" for the
# sanitized libraries of the host ring).

CACHE := .cache
version-of = $(patsubst version=%,%,$(filter version=%,$(file <third_party/$(1)/VERSION)))
lib-cc-id := $(shell $(lib-cc) --version | head -n 1)

# $(call lib-dir,NAME,FLAGS,FILES): the library's folder
lib-dir = $(CACHE)/$(1)-$(call version-of,$(1))$(lib-kind)-$(shell \
	{ echo '$(lib-cc) $(lib-cc-id) $(2)'; cat third_party/$(1)/VERSION $(3); } | sha256sum | cut -c1-10)

# $(call lib-src,NAME): where its unpacked sources are
lib-src = $(CACHE)/src/$(1)-$(call version-of,$(1))

# $(call build-lib,NAME,FLAGS,FILES,HEADERS): recipe that compiles FILES, a shell
# pattern, and copies the folder HEADERS to include/
define build-lib
	$(Q)scripts/fetch $(1)
	+$(Q)NAME=$(1) SRC=$(call lib-src,$(1)) LIB_CC='$(lib-cc)' LIB_AR='$(AR)' LIB_FLAGS='$(2)' \
		scripts/once $(@D) '$(1) $(call version-of,$(1))$(if $(lib-kind), for the host)' \
		sh -e -c 'cp -r $(4) "$$OUT/include"; export FILES="$$(echo $(3))"; exec $(MAKE) -f scripts/lib.mk'
endef

# lib-needs is what the others' compilation wants to find: libc's headers.
ifeq ($(lib-kind),)
include third_party/musl/build.mk
endif
include third_party/bearssl/build.mk third_party/lwip/build.mk
$(if $(CONFIG_LIB_SQLITE),$(eval include third_party/sqlite/build.mk))
$(if $(or $(CONFIG_LIB_CJSON),$(lib-kind)),$(eval include third_party/cjson/build.mk))
$(if $(CONFIG_GUI),$(eval include third_party/inter/build.mk third_party/stb/build.mk))
$(if $(CONFIG_KEYBOARD_TERMINAL)$(CONFIG_GUI),$(eval include third_party/xkb/build.mk))
$(if $(CONFIG_FONT_8X16),$(if $(lib-kind),,$(eval include third_party/spleen/build.mk)))
