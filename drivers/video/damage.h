/* SPDX-License-Identifier: MIT */
/* damage.h - a few rectangles that stand for all that were added. */
#ifndef DRIVERS_VIDEO_DAMAGE_H
#define DRIVERS_VIDEO_DAMAGE_H

#include <core/rect.h>

#define DAMAGE_MAX 48u /* three frames of 16 */

struct damage {
	unsigned count;
	struct rect rects[DAMAGE_MAX];
};

/** r is damaged too. What lies in r is dropped for it; when there is no room, all become one
 *  that holds them. */
void damage_add(struct damage *d, struct rect r);
/** r is all that is damaged. */
void damage_set(struct damage *d, struct rect r);

#endif
