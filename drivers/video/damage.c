/* SPDX-License-Identifier: MIT */
/* damage.c - see damage.h. */
#include "damage.h"

void damage_add(struct damage *d, struct rect r)
{
	unsigned kept = 0;

	if (rect_empty(r))
		return;
	for (unsigned i = 0; i < d->count; i++) {
		if (rect_covers(d->rects[i], r))
			return;
		if (!rect_covers(r, d->rects[i]))
			d->rects[kept++] = d->rects[i];
	}
	if (kept == DAMAGE_MAX) {
		while (kept)
			r = rect_union(r, d->rects[--kept]);
	}
	d->rects[kept++] = r;
	d->count = kept;
}

void damage_set(struct damage *d, struct rect r)
{
	d->rects[0] = r;
	d->count = 1;
}
