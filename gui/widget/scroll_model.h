/* SPDX-License-Identifier: MIT */
/*
 * scroll_model.h - what part of something long is seen, and the thumb of a scroll bar that
 * shows it. Units are the owner's (pixels, rows); the track is in pixels.
 */
#ifndef GUI_WIDGET_SCROLL_MODEL_H
#define GUI_WIDGET_SCROLL_MODEL_H

#include <stdbool.h>

struct scroll_model {
	int range;    /* all there is */
	int page;     /* what is seen at once */
	int position; /* the first that is seen, 0..scroll_last() */
};

/** The last position: 0 when all is seen. */
int scroll_last(const struct scroll_model *s);
/** Sets range and page; the position is corrected. True: it had to be. */
bool scroll_resize(struct scroll_model *s, int range, int page);
/** Moves there, or as far as it goes. True: it moved. */
bool scroll_to(struct scroll_model *s, int position);
/** Moves as little as needed to see [from, from + length); of what is too long, the start.
 *  True: it moved. */
bool scroll_show(struct scroll_model *s, int from, int length);
/** Place and length of the thumb on a track; the thumb is at least `least` long. */
int scroll_thumb(const struct scroll_model *s, int track, int least, int *length);
/** The position for a thumb that begins at `at`. */
int scroll_at_thumb(const struct scroll_model *s, int track, int least, int at);

#endif
