/* SPDX-License-Identifier: MIT */
/* pick_model.c - see pick_model.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <core/compiler.h>

#include "pick_model.h"

void pick_free(struct pick_model *p)
{
	free(p->bits);
	*p = (struct pick_model){ .cursor = PICK_NONE, .anchor = PICK_NONE };
}

int pick_reset(struct pick_model *p, size_t count, bool many)
{
	size_t bytes = many ? count / 8 + 1 : 0;

	if (bytes > p->room) {
		uint8_t *bits = realloc(p->bits, bytes);

		if (!bits)
			return -1;
		p->bits = bits;
		p->room = bytes;
	}
	if (bytes)
		memset(p->bits, 0, bytes);
	p->many = many;
	p->count = count;
	if (p->cursor != PICK_NONE && p->cursor >= count)
		p->cursor = PICK_NONE;
	p->anchor = p->cursor;
	return 0;
}

static void set(struct pick_model *p, size_t row, bool on)
{
	if (on)
		p->bits[row / 8] |= (uint8_t)(1u << row % 8);
	else
		p->bits[row / 8] &= (uint8_t) ~(1u << row % 8);
}

static void clear(struct pick_model *p)
{
	if (p->many)
		memset(p->bits, 0, p->count / 8 + 1);
}

bool pick_has(const struct pick_model *p, size_t row)
{
	if (row >= p->count)
		return false;
	return p->many ? p->bits[row / 8] >> row % 8 & 1 : row == p->cursor;
}

size_t pick_selected_count(const struct pick_model *p)
{
	size_t n = 0;

	if (!p->many)
		return p->cursor != PICK_NONE;
	for (size_t i = 0; i < p->count; i++)
		n += pick_has(p, i);
	return n;
}

void pick_only(struct pick_model *p, size_t row)
{
	clear(p);
	p->cursor = p->anchor = row < p->count ? row : PICK_NONE;
	if (p->many && p->cursor != PICK_NONE)
		set(p, row, true);
}

void pick_extend(struct pick_model *p, size_t row)
{
	if (!p->many || p->anchor == PICK_NONE || row >= p->count) {
		pick_only(p, row);
		return;
	}
	clear(p);
	for (size_t i = MIN(p->anchor, row); i <= MAX(p->anchor, row); i++)
		set(p, i, true);
	p->cursor = row;
}

void pick_toggle(struct pick_model *p, size_t row)
{
	if (!p->many || row >= p->count) {
		pick_only(p, row);
		return;
	}
	set(p, row, !pick_has(p, row));
	p->cursor = p->anchor = row;
}

void pick_all(struct pick_model *p)
{
	for (size_t i = 0; p->many && i < p->count; i++)
		set(p, i, true);
}

size_t pick_moved(const struct pick_model *p, long by)
{
	if (p->count == 0)
		return PICK_NONE;
	if (p->cursor == PICK_NONE)
		return by < 0 ? p->count - 1 : 0;
	if (by < 0)
		return p->cursor - MIN(p->cursor, (size_t)-by);
	return MIN(p->count - 1 - p->cursor, (size_t)by) + p->cursor;
}

/* All typed bytes are the same one. */
static bool repeated(const struct pick_model *p)
{
	for (size_t i = 1; i < p->typed_length; i++) {
		if (p->typed[i] != p->typed[0])
			return false;
	}
	return true;
}

static size_t begins(const struct pick_model *p, size_t first, size_t length,
		     const char *(*name)(void *arg, size_t row), void *arg)
{
	for (size_t i = 0; i < p->count; i++) {
		size_t row = (first + i) % p->count;

		if (strncasecmp(name(arg, row), p->typed, length) == 0)
			return row;
	}
	return PICK_NONE;
}

size_t pick_type(struct pick_model *p, const char *bytes, size_t n, uint64_t time,
		 const char *(*name)(void *arg, size_t row), void *arg)
{
	size_t here = p->cursor == PICK_NONE ? 0 : p->cursor;

	if (time - p->typed_time > PICK_TYPE_NS)
		p->typed_length = 0;
	p->typed_time = time;
	if (n > sizeof(p->typed) - p->typed_length)
		return PICK_NONE;
	memcpy(p->typed + p->typed_length, bytes, n);
	p->typed_length += n;
	if (!p->count)
		return PICK_NONE;
	/* The first letter moves on; more letters may stay where they fit. */
	size_t next = p->cursor == PICK_NONE ? 0 : here + 1;
	size_t row = begins(p, p->typed_length > n ? here : next, p->typed_length, name, arg);
	if (row == PICK_NONE && p->typed_length > 1 && repeated(p))
		row = begins(p, next, 1, name, arg);
	return row;
}
