# SPDX-License-Identifier: MIT
#
# What is on the keys of a country's keyboards: XKB's layouts, and the header of X11 that tells
# which characters their names mean. Both are taken from built packages, as text.
keymap-pins := third_party/xkb/VERSION third_party/x11proto/VERSION
$(gen)/keymaps.c: scripts/xkb2c.py $(keymap-pins)
	$(call say,KEYMAP,$@)
	$(Q)scripts/fetch xkb x11proto
	$(Q)$(PYTHON) $< $(call lib-src,xkb)/usr/share/X11/xkb/symbols \
		$(call lib-src,x11proto)/usr/include/X11/keysymdef.h $@ us de fr
keymaps := gen/keymaps.o
