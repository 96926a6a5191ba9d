/* SPDX-License-Identifier: MIT */
/*
 * damage.c - what must be drawn anew: at most DAMAGE_MAX rectangles.
 *
 * Two are joined when the one around both is not much larger than they are, or when there
 * would be too many: then the two that grow least.
 */
#include "internal.h"

#define JOIN_WASTE 4096 /* pixels drawn for nothing that cost less than one more rectangle */

static long area(struct rect r)
{
	return (long)r.w * r.h;
}

/* Pixels drawn in vain when a and b are drawn as one; negative when they overlap. */
static long waste(struct rect a, struct rect b)
{
	return area(rect_union(a, b)) - area(a) - area(b);
}

static void take_out(struct gui_damage *d, unsigned i)
{
	d->rects[i] = d->rects[--d->count];
}

/* The entry that r is best joined with; *least is what it wastes. */
static unsigned nearest(const struct gui_damage *d, struct rect r, long *least)
{
	unsigned best = 0;

	*least = waste(d->rects[0], r);
	for (unsigned i = 1; i < d->count; i++) {
		long w = waste(d->rects[i], r);

		if (w < *least) {
			*least = w;
			best = i;
		}
	}
	return best;
}

void gui_damage_add(struct gui_damage *d, struct rect r, struct rect bounds)
{
	r = rect_intersect(r, bounds);
	if (rect_empty(r))
		return;
	/* Each round takes an entry out, so that this ends. */
	while (d->count) {
		long least;
		unsigned i = nearest(d, r, &least);

		if (least > JOIN_WASTE && d->count < DAMAGE_MAX)
			break;
		r = rect_union(r, d->rects[i]);
		take_out(d, i);
	}
	d->rects[d->count++] = r;
}
