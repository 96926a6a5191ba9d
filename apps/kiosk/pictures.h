/* SPDX-License-Identifier: MIT */
/* pictures.h - pictures of the kiosk's folder, in the size in which they are shown. */
#ifndef KIOSK_PICTURES_H
#define KIOSK_PICTURES_H

#include <gui/image.h>

#include "conf.h"

/** The picture, scaled so that it covers w * h pixels (FIT_FILL) or lies within (FIT_WHOLE).
 *  Borrowed until the next call. NULL: there is none, and *why says why. A few are remembered:
 *  those of one slide, and of one that goes while another comes. */
const struct gui_image *picture(const char *name, int w, int h, enum fit fit, const char **why);
/** Forgets them: the folder has changed. */
void pictures_forget(void);

#endif
