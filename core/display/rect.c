/* SPDX-License-Identifier: MIT */
/* rect.c - rectangles of pixels. Edges are computed in 64 bits. Locking: none. */
#include <limits.h>

#include <core/compiler.h>
#include <core/rect.h>

/* What an int can hold of it. */
static int limited(long n)
{
	return (int)MAX(MIN(n, INT_MAX), INT_MIN);
}

static struct rect between(long left, long top, long right, long bottom)
{
	return (struct rect){ limited(left), limited(top), limited(right - left),
			      limited(bottom - top) };
}

struct rect rect_intersect(struct rect a, struct rect b)
{
	int left = MAX(a.x, b.x), top = MAX(a.y, b.y);
	long right = MIN((long)a.x + a.w, (long)b.x + b.w);
	long bottom = MIN((long)a.y + a.h, (long)b.y + b.h);

	if (left >= right || top >= bottom)
		return (struct rect){ 0 };
	return (struct rect){ left, top, (int)(right - left), (int)(bottom - top) };
}

unsigned rect_subtract(struct rect r, struct rect hole, struct rect parts[4])
{
	struct rect in = rect_intersect(r, hole);
	long left = in.x, right = left + in.w, top = in.y, bottom = top + in.h;
	long end = (long)r.x + r.w;
	const struct rect around[4] = {
		between(r.x, r.y, end, top),
		between(r.x, bottom, end, (long)r.y + r.h),
		between(r.x, top, left, bottom),
		between(right, top, end, bottom),
	};
	unsigned count = 0;

	if (rect_empty(in)) {
		parts[0] = r;
		return !rect_empty(r);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(around); i++) {
		if (!rect_empty(around[i]))
			parts[count++] = around[i];
	}
	return count;
}

struct rect rect_union(struct rect a, struct rect b)
{
	if (rect_empty(a))
		return b;
	if (rect_empty(b))
		return a;
	return between(MIN(a.x, b.x), MIN(a.y, b.y), MAX((long)a.x + a.w, (long)b.x + b.w),
		       MAX((long)a.y + a.h, (long)b.y + b.h));
}

bool rect_contains(struct rect r, int x, int y)
{
	return x >= r.x && y >= r.y && (long)x - r.x < r.w && (long)y - r.y < r.h;
}

bool rect_covers(struct rect outer, struct rect inner)
{
	struct rect shared = rect_intersect(outer, inner);

	return rect_empty(inner) || (shared.w == inner.w && shared.h == inner.h);
}

struct rect rect_inset(struct rect r, int n)
{
	return between((long)r.x + n, (long)r.y + n, (long)r.x + r.w - n, (long)r.y + r.h - n);
}

struct rect rect_moved(struct rect r, int dx, int dy)
{
	return (struct rect){ limited((long)r.x + dx), limited((long)r.y + dy), r.w, r.h };
}
