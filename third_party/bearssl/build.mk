# SPDX-License-Identifier: MIT
#
# BearSSL: primitives, X.509 and TLS 1.2, unpatched. It gets neither the time nor
# entropy by itself: both are the kernel's duty (net/tls and core/random.c).
bearssl-flags := $(lib-flags) $(protect-flags) -I$(call lib-src,bearssl)/inc -I$(call lib-src,bearssl)/src \
	-DBR_USE_UNIX_TIME=0 -DBR_USE_URANDOM=0 -DBR_RDRAND=0
BEARSSL := $(call lib-dir,bearssl,$(bearssl-flags),third_party/bearssl/build.mk)

$(BEARSSL)/libbearssl.a: | $(lib-needs)
	$(call build-lib,bearssl,$(bearssl-flags) $(lib-libc),$(call lib-src,bearssl)/src/*.c \
		$(call lib-src,bearssl)/src/*/*.c,$(call lib-src,bearssl)/inc)
