/* SPDX-License-Identifier: MIT */
/*
 * scene.h - pictures for tests of drawing: a canvas between guards, its hash, and what a pixel
 * holds. The guards are pixels around the clip that nobody may change.
 */
#ifndef GUI_TESTS_SCENE_H
#define GUI_TESTS_SCENE_H

#include <gui/canvas.h>

#define SCENE_GUARD 0x00a5b6c7u

struct scene {
	struct gui_canvas canvas;
	int width, height;
	uint32_t *pixels; /* owned; exactly width * height, so ASan sees what is beyond */
};

/** A white picture whose clip is all of it. Stops the program when there is no memory. */
struct scene scene_new(int width, int height);
void scene_free(struct scene *s);
/** Makes r the clip, and everything outside of it guards. */
void scene_guard(struct scene *s, struct rect r);
/** Whether all guards are as they were. */
bool scene_guarded(const struct scene *s);
/** The colour of a pixel, without its top byte. */
uint32_t scene_pixel(const struct scene *s, int x, int y);
/** FNV-1a over the three channels of all pixels. */
uint64_t scene_hash(const struct scene *s);
/** Compares the hash with a golden one. A name that the environment variable SCENES (a folder)
 *  is set for is written there too, NAME.ppm, to be looked at. */
bool scene_is(const struct scene *s, const char *name, uint64_t golden);

#endif
