/* SPDX-License-Identifier: MIT */
/* pictures.h - pictures of the kiosk's folder, in the size in which they are shown. */
#ifndef KIOSK_PICTURES_H
#define KIOSK_PICTURES_H

#include <stdbool.h>

#include <gui/image.h>

#include "conf.h"

/**
 * The picture, in the w * h pixels that it covers (FIT_FILL; what does not fit is cut off), or
 * in the size in which it lies within (FIT_WHOLE). Borrowed until the next call. NULL: there is
 * none, and *why says why.
 *
 * Only what is shown is kept, 4 bytes a pixel: the pictures of the slide that is shown are kept
 * whatever they need, which is two screens at most, one behind its tiles and one in them; those
 * of the next slide, and of earlier ones, as far as there is room. While a file is read it needs
 * about 8 bytes for each of its own pixels.
 */
const struct gui_image *picture(const char *name, int w, int h, enum fit fit, const char **why);
/** room: bytes for all, beyond which there are only those of the slide that is shown. more is
 *  asked for memory when there is not enough for one of those: true, it has given some. */
void pictures_open(long room, bool (*more)(void));
/** Another slide is shown from now on. */
void pictures_turn(void);
/** While it is on, what is asked for belongs to the slide that comes next. */
void pictures_ahead(bool on);
/** Forgets them: the folder has changed. */
void pictures_forget(void);

#endif
