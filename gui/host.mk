# SPDX-License-Identifier: MIT
# What a program built with "make host" needs for gui/*.h: "host-uses += gui".
host-use-objects += gui/host/screen.o
host-use-objects += core/display/rect.o $(addprefix gui/,canvas.o row.o gradient.o round.o blit.o)
