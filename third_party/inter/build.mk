# SPDX-License-Identifier: MIT
#
# The letters of gui/: Inter for text, DejaVu Sans Mono for terminals, both from built packages,
# as outlines of the characters that scripts/font2c.py lists. It reads fonts with fontTools, whose
# package is unpacked and not installed.
inter-fonts := usr/share/fonts/opentype/inter
dejavu-fonts := usr/share/fonts/truetype/dejavu
font-pins := third_party/inter/VERSION third_party/dejavu/VERSION third_party/fonttools/VERSION

# $(call face,NAME,FONT,OPTION)
define face
$(gen)/$(1).c: scripts/font2c.py $(font-pins)
	$$(call say,FONT,$$@)
	$(Q)scripts/fetch inter dejavu fonttools
	$(Q)PYTHONPATH=$(call lib-src,fonttools)/usr/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1 \
		$(PYTHON) $$< $(3) $(2) $(1) $$@
endef
$(eval $(call face,face_sans,$(call lib-src,inter)/$(inter-fonts)/Inter-Regular.otf))
$(eval $(call face,face_sans_bold,$(call lib-src,inter)/$(inter-fonts)/Inter-SemiBold.otf))
$(eval $(call face,face_mono,$(call lib-src,dejavu)/$(dejavu-fonts)/DejaVuSansMono.ttf,--mono))
gui-faces := gen/face_sans.o $(if $(CONFIG_GUI_FONT_BOLD),gen/face_sans_bold.o) $(if $(CONFIG_GUI_FONT_MONO),gen/face_mono.o)
$(foreach f,$(gui-faces),$(eval cflags-$(f) := -iquote gui))
