/* SPDX-License-Identifier: MIT */
/* scroll_model.c - see scroll_model.h. */
#include <stdint.h>

#include <core/compiler.h>

#include "scroll_model.h"

int scroll_last(const struct scroll_model *s)
{
	return MAX(s->range - s->page, 0);
}

bool scroll_to(struct scroll_model *s, int position)
{
	int old = s->position;

	s->position = MAX(MIN(position, scroll_last(s)), 0);
	return s->position != old;
}

bool scroll_resize(struct scroll_model *s, int range, int page)
{
	s->range = MAX(range, 0);
	s->page = MAX(page, 0);
	return scroll_to(s, s->position);
}

bool scroll_show(struct scroll_model *s, int from, int length)
{
	if (s->page <= 0)
		return false; /* it has no size yet */
	if (from < s->position || length > s->page)
		return scroll_to(s, from);
	if (from + length > s->position + s->page)
		return scroll_to(s, from + length - s->page);
	return false;
}

int scroll_thumb(const struct scroll_model *s, int track, int least, int *length)
{
	int last = scroll_last(s);

	if (last == 0) {
		*length = track;
		return 0;
	}
	*length = (int)((int64_t)track * s->page / s->range);
	*length = MIN(MAX(*length, least), track);
	return (int)((int64_t)(track - *length) * s->position / last);
}

int scroll_at_thumb(const struct scroll_model *s, int track, int least, int at)
{
	int length;

	scroll_thumb(s, track, least, &length);
	int way = track - length;
	if (way <= 0)
		return 0;
	at = MAX(MIN(at, way), 0);
	return (int)(((int64_t)at * scroll_last(s) + way / 2) / way);
}
