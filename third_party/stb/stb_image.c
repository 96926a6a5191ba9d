/* SPDX-License-Identifier: MIT */
/*
 * stb_image.c - what is compiled of stb_image: reading PNG and JPEG from memory. Its memory comes
 * from gui/image.c, which refuses what no picture of the size that was judged can need.
 */
#include <stddef.h>

void *gui_image_malloc(size_t size);
void *gui_image_realloc(void *p, size_t size);
void gui_image_release(void *p);

#define STBI_MALLOC  gui_image_malloc
#define STBI_REALLOC gui_image_realloc
#define STBI_FREE    gui_image_release

#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_FAILURE_USERMSG
#define STBI_MAX_DIMENSIONS 8192
#define STB_IMAGE_IMPLEMENTATION
#include "stb_image.h"
