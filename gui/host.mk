# SPDX-License-Identifier: MIT
# What a program built with "make host" needs for gui/*.h: "host-uses += gui".
include gui/sources.mk gui/widget/sources.mk
host-use-objects += $(addprefix gui/,$(gui-toolkit) $(gui-drawing) $(gui-host) host/stand_in.o)
host-use-objects += core/display/rect.o core/term/term.o core/term/escape.o core/input/keyboard.o $(keymaps)
host-use-objects += $(gui-faces)
host-use-objects += $(addprefix gui/widget/,$(gui-widgets))
