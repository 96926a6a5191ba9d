# SPDX-License-Identifier: MIT
# What a program built with "make host" needs for gui/*.h: "host-uses += gui".
host-use-objects += gui/host/screen.o
