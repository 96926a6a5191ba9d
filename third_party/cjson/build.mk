# SPDX-License-Identifier: MIT
#
# cJSON: reads JSON, unpatched. For applications that say "select LIB_CJSON". Depth is bounded:
# it descends by recursion, and what it reads comes from the network.
cjson-flags := $(lib-flags) $(protect-flags) -DCJSON_NESTING_LIMIT=64
CJSON := $(call lib-dir,cjson,$(cjson-flags),third_party/cjson/build.mk)
system-apps += -isystem $(CJSON)/include

$(CJSON)/libcjson.a: | $(lib-needs)
	$(Q)scripts/fetch cjson
	+$(Q)SRC=$(call lib-src,cjson) LIB_CC='$(lib-cc)' LIB_AR='$(AR)' LIB_FLAGS='$(cjson-flags) $(lib-libc)' \
		scripts/once $(@D) 'cjson $(call version-of,cjson)$(if $(lib-kind), for the host)' sh -e -c \
		'mkdir "$$OUT/include"; cp $$SRC/cJSON.h "$$OUT/include"; \
		$$LIB_CC $$LIB_FLAGS -ffile-prefix-map=$$SRC=third_party/cjson -c -o "$$OUT/cJSON.o" $$SRC/cJSON.c; \
		$$LIB_AR rcD "$$OUT/libcjson.a" "$$OUT/cJSON.o"; rm "$$OUT/cJSON.o"'
