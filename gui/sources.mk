# SPDX-License-Identifier: MIT
# The files of gui/, for images (Makefile) and for "make host" (host.mk) alike.
gui-drawing := canvas.o row.o gradient.o round.o blit.o raster.o path.o stroke.o \
	face.o font.o glyphs.o text.o utf8.o shadow.o scale.o image.o
gui-toolkit := screen.o loop.o timer.o post.o watch.o widget.o layout.o box.o grid.o damage.o compose.o cursor.o \
	theme.o themes.o window.o place.o open.o frame.o move.o manager.o pointer.o focus.o keys.o shortcut.o
gui-host := host/display.o host/input.o host/script.o
