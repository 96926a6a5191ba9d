# SPDX-License-Identifier: MIT
#
# lwIP: core, IPv4 and Ethernet, unpatched, raw API only. net/lwipopts.h and
# net/include/arch/cc.h adapt it; both are part of the key, and so is the value of
# every option that they mention.
lwip-our-files := $(wildcard net/lwipopts.h net/include/arch/*.h core/include/core/heap.h)
lwip-options := $(if $(lwip-our-files),$(sort $(shell grep -oh 'CONFIG_[A-Z0-9_]*' $(lwip-our-files))))
lwip-flags := $(lib-flags) $(protect-flags) $(foreach o,$(lwip-options),$(if $($(o)),-D$(o)=$(if $(filter y,$($(o))),1,$($(o))))) \
	-I$(call lib-src,lwip)/src/include -Inet -Inet/include -Icore/include
LWIP := $(call lib-dir,lwip,$(lwip-flags),third_party/lwip/build.mk $(lwip-our-files))
lwip-src := $(call lib-src,lwip)/src

$(LWIP)/liblwip.a: | $(lib-needs)
	$(call build-lib,lwip,$(lwip-flags) $(lib-libc),$(lwip-src)/core/*.c $(lwip-src)/core/ipv4/*.c \
		$(lwip-src)/netif/ethernet.c,$(lwip-src)/include)
