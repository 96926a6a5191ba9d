# SPDX-License-Identifier: MIT
# What a program built with "make host" needs for net/tls.h: "host-uses += tls".
host-use-objects += $(patsubst %,net/tls/%.o,session hello verify judge cert name der report \
	host/tls_host host/platform) gen/tls_anchors.o
cflags-gen/tls_anchors.o := -Inet/include $(bearssl-cflags)

$(gen)/tls_anchors.c: scripts/ca2c.py $(CONFIG_TLS_CA_FILE)
	$(call say,CA,$(CONFIG_TLS_CA_FILE))
	$(Q)$(PYTHON) $< $(CONFIG_TLS_CA_FILE) $@
