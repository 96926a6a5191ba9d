# SPDX-License-Identifier: MIT
#
# Spleen: the font of screens, 8x16 pixels, 600 characters. It is taken from the built
# package, whose console font holds the same bitmaps as the source.
$(gen)/font_8x16.c: scripts/psf2c.py third_party/spleen/VERSION
	$(call say,FONT,$@)
	$(Q)scripts/fetch spleen
	$(Q)$(PYTHON) $< $(call lib-src,spleen)/usr/share/consolefonts/spleen-8x16.psfu.gz font_8x16 $@
