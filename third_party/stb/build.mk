# SPDX-License-Identifier: MIT
#
# stb_image: pictures in PNG and JPEG, with our patches, compiled by third_party/stb/stb_image.c.
stb-flags := $(lib-flags) $(protect-flags) -DSTBI_ONLY_PNG $(if $(CONFIG_GUI_JPEG),-DSTBI_ONLY_JPEG)
stb-patches := $(sort $(wildcard third_party/stb/*.patch))
stb-files := third_party/stb/build.mk third_party/stb/stb_image.c $(stb-patches)
STB := $(call lib-dir,stb,$(stb-flags),$(stb-files))
stb-cflags := -isystem $(STB)/include

$(STB)/libstb.a: | $(lib-needs)
	$(Q)scripts/fetch stb
	+$(Q)SRC=$(call lib-src,stb) LIB_CC='$(lib-cc)' LIB_AR='$(AR)' LIB_FLAGS='$(stb-flags) $(lib-libc)' \
		scripts/once $(@D) 'stb $(call version-of,stb)$(if $(lib-kind), for the host)' sh -e -c \
		'mkdir "$$OUT/include"; cp $$SRC/stb_image.h "$$OUT/include"; \
		cat $(stb-patches) | patch -s -d "$$OUT/include" -p1; \
		$$LIB_CC $$LIB_FLAGS "-I$$OUT/include" "-ffile-prefix-map=$$OUT/include=third_party/stb" -c -o "$$OUT/stb_image.o" \
			third_party/stb/stb_image.c; \
		$$LIB_AR rcD "$$OUT/libstb.a" "$$OUT/stb_image.o"; rm "$$OUT/stb_image.o"'
