/* SPDX-License-Identifier: MIT */
/* jpeg_fuzz.c - the same as png_fuzz.c for JPEG. */
#define MAGIC "\xff\xd8"
#include "png_fuzz.c"
