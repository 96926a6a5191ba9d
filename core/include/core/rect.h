/* SPDX-License-Identifier: MIT */
/* rect.h - rectangles of pixels: what screens, canvases and widgets are measured in. */
#ifndef CORE_RECT_H
#define CORE_RECT_H

#include <stdbool.h>

/** Pixels, origin top left, y down. Empty when w or h is not positive. */
struct rect {
	int x, y, w, h;
};

static inline bool rect_empty(struct rect r)
{
	return r.w <= 0 || r.h <= 0;
}

static inline bool rect_contains(struct rect r, int x, int y)
{
	return x >= r.x && y >= r.y && x - r.x < r.w && y - r.y < r.h;
}

/** True when all of inner, which is not empty, lies in outer. */
static inline bool rect_covers(struct rect outer, struct rect inner)
{
	return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
	       inner.y + inner.h <= outer.y + outer.h;
}

static inline struct rect rect_moved(struct rect r, int dx, int dy)
{
	return (struct rect){ r.x + dx, r.y + dy, r.w, r.h };
}

/** r without n pixels at each side; with n negative, larger. */
static inline struct rect rect_inset(struct rect r, int n)
{
	return (struct rect){ r.x + n, r.y + n, r.w - 2 * n, r.h - 2 * n };
}

/** What both have; empty when they do not meet. */
static inline struct rect rect_intersect(struct rect a, struct rect b)
{
	int x = a.x > b.x ? a.x : b.x, right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	int y = a.y > b.y ? a.y : b.y, bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;

	return (struct rect){ x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0 };
}

/** The smallest that holds both; an empty one holds nothing. */
static inline struct rect rect_union(struct rect a, struct rect b)
{
	int x = a.x < b.x ? a.x : b.x, right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
	int y = a.y < b.y ? a.y : b.y, bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;

	if (rect_empty(a) || rect_empty(b))
		return rect_empty(a) ? b : a;
	return (struct rect){ x, y, right - x, bottom - y };
}

#endif
