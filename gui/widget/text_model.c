/* SPDX-License-Identifier: MIT */
/* text_model.c - bytes, lines, insertion and deletion; see text_model.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/compiler.h>

#include "text_model.h"

#define ROOM_MIN 64u

int text_init(struct text_model *t, bool one_line)
{
	*t = (struct text_model){ .limit = TEXT_BYTES_MAX, .one_line = one_line, .next_id = 1 };
	t->text = malloc(ROOM_MIN);
	t->lines = malloc(ROOM_MIN * sizeof(*t->lines));
	if (!t->text || !t->lines) {
		free(t->text);
		free(t->lines);
		errno = ENOMEM;
		return -1;
	}
	t->room = t->line_room = ROOM_MIN;
	t->text[0] = '\0';
	t->lines[0] = 0;
	t->line_count = 1;
	return 0;
}

void text_free(struct text_model *t)
{
	text_forget(t);
	free(t->text);
	free(t->lines);
	*t = (struct text_model){ 0 };
}

/* --- lines ------------------------------------------------------------------------------ */

static size_t count_ends(const char *s, size_t n)
{
	size_t ends = 0;

	for (const char *at = s; n && (at = memchr(at, '\n', (size_t)(s + n - at))); at++)
		ends++;
	return ends;
}

size_t text_line_of(const struct text_model *t, size_t at)
{
	size_t low = 0, high = t->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (t->lines[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

const char *text_line(const struct text_model *t, size_t line, size_t *length)
{
	size_t start = t->lines[line];
	size_t end = line + 1 < t->line_count ? t->lines[line + 1] - 1 : t->length;

	if (end > start && t->text[end - 1] == '\r' && line + 1 < t->line_count)
		end--;
	*length = end - start;
	return t->text + start;
}

/* The lines that start in (at, at + n] go, those of the new bytes come. */
static void splice_lines(struct text_model *t, size_t at, size_t n, const char *bytes, size_t count)
{
	size_t first = text_line_of(t, at) + 1, last = text_line_of(t, at + n) + 1;
	size_t new = count_ends(bytes, count), behind = t->line_count - last;

	memmove(t->lines + first + new, t->lines + last, behind * sizeof(*t->lines));
	t->line_count = first + new + behind;
	for (size_t i = 0, from = 0; i < new; i++) {
		const char *end = memchr(bytes + from, '\n', count - from);

		from = (size_t)(end - bytes) + 1;
		t->lines[first + i] = at + from;
	}
	for (size_t i = first + new; i < t->line_count; i++)
		t->lines[i] += count - n;
}

/* --- bytes ------------------------------------------------------------------------------ */

/* Room for `want` elements of `size` bytes at *memory. */
static int grow(void *memory, size_t *room, size_t want, size_t size)
{
	size_t more = MAX(want, *room + *room / 2);
	void *old, *new;

	if (want <= *room)
		return 0;
	memcpy(&old, memory, sizeof(old));
	new = realloc(old, more * size);
	if (!new)
		return -1;
	memcpy(memory, &new, sizeof(new));
	*room = more;
	return 0;
}

int text_reserve(struct text_model *t, size_t n, const char *bytes, size_t count)
{
	size_t kept = t->length - n;

	if (count > t->limit || kept > t->limit - count) {
		errno = EFBIG;
		return -1;
	}
	if (grow(&t->text, &t->room, kept + count + 1, 1) < 0)
		return -1;
	return grow(&t->lines, &t->line_room, t->line_count + count_ends(bytes, count),
		    sizeof(*t->lines));
}

int text_splice(struct text_model *t, size_t at, size_t n, const char *bytes, size_t count)
{
	if (text_reserve(t, n, bytes, count) < 0)
		return -1;
	splice_lines(t, at, n, bytes, count);
	memmove(t->text + at + count, t->text + at + n, t->length - at - n + 1);
	if (count)
		memcpy(t->text + at, bytes, count);
	t->length += count - n;
	return 0;
}

int text_set(struct text_model *t, const char *bytes, size_t n)
{
	if (text_splice(t, 0, t->length, bytes, n) < 0)
		return -1;
	text_forget(t);
	t->cursor = t->anchor = t->one_line ? t->length : 0;
	t->id = t->base_id = t->saved_id = t->next_id++;
	return 0;
}

/* --- changes ---------------------------------------------------------------------------- */

static int change(struct text_model *t, size_t at, size_t n, const char *bytes, size_t count,
		  bool typed)
{
	if (n == 0 && count == 0)
		return 0;
	if (text_reserve(t, n, bytes, count) < 0 ||
	    text_remember(t, at, n, bytes, count, typed) < 0)
		return -1;
	text_splice(t, at, n, bytes, count);
	t->cursor = t->anchor = at + count;
	return 0;
}

/* In one line there are no line ends; *copy is to be freed. */
static const char *without_ends(const char *bytes, size_t n, char **copy)
{
	*copy = NULL;
	if (!count_ends(bytes, n) && (!n || !memchr(bytes, '\r', n)))
		return bytes;
	*copy = malloc(n);
	for (size_t i = 0; *copy && i < n; i++)
		(*copy)[i] = bytes[i] == '\n' || bytes[i] == '\r' ? ' ' : bytes[i];
	return *copy;
}

static int replace_selection(struct text_model *t, const char *bytes, size_t n, bool typed)
{
	size_t from, selected = text_selection(t, &from);
	char *copy = NULL;
	int result;

	if (t->one_line)
		bytes = without_ends(bytes, n, &copy);
	if (n && !bytes)
		return -1;
	result = change(t, from, selected, bytes, n, typed && !selected);
	free(copy);
	return result;
}

int text_insert(struct text_model *t, const char *bytes, size_t n)
{
	return replace_selection(t, bytes, n, false);
}

int text_type(struct text_model *t, const char *bytes, size_t n)
{
	return replace_selection(t, bytes, n, true);
}

int text_delete(struct text_model *t, enum text_motion motion)
{
	size_t from, n = text_selection(t, &from);

	if (!n) {
		size_t to = text_target(t, t->cursor, motion);

		from = MIN(t->cursor, to);
		n = MAX(t->cursor, to) - from;
	}
	return change(t, from, n, NULL, 0, false);
}

/* --- finding ---------------------------------------------------------------------------- */

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool matches(const char *s, const char *what, size_t length, bool match_case)
{
	if (match_case)
		return memcmp(s, what, length) == 0;
	for (size_t i = 0; i < length; i++) {
		if (lower(s[i]) != lower(what[i]))
			return false;
	}
	return true;
}

/* The first place in [from, end). */
static bool find_in(const struct text_model *t, const char *what, size_t length, size_t from,
		    size_t end, bool match_case, size_t *at)
{
	for (size_t place = from; place < end; place++) {
		if (matches(t->text + place, what, length, match_case)) {
			*at = place;
			return true;
		}
	}
	return false;
}

/* How many places a text of that length can begin at. */
static size_t places_of(const struct text_model *t, size_t length)
{
	return length && length <= t->length ? t->length - length + 1 : 0;
}

bool text_find(const struct text_model *t, const char *what, size_t length, size_t from,
	       bool match_case, size_t *at)
{
	size_t places = places_of(t, length);

	return find_in(t, what, length, from, places, match_case, at) ||
	       find_in(t, what, length, 0, MIN(from, places), match_case, at);
}

bool text_find_back(const struct text_model *t, const char *what, size_t length, size_t from,
		    bool match_case, size_t *at)
{
	size_t places = places_of(t, length);

	from = MIN(from, places);
	for (size_t i = 0; i < places; i++) {
		size_t place = (from + places - 1 - i) % places;

		if (matches(t->text + place, what, length, match_case)) {
			*at = place;
			return true;
		}
	}
	return false;
}

struct places {
	size_t first, end; /* from the first one to the end of the last one */
	size_t count;
};

static struct places find_all(const struct text_model *t, const char *what, size_t length,
			      bool match_case)
{
	size_t places = places_of(t, length), at;
	struct places all = { 0 };

	while (find_in(t, what, length, all.end, places, match_case, &at)) {
		if (all.count++ == 0)
			all.first = at;
		all.end = at + length;
	}
	return all;
}

size_t text_replace_all(struct text_model *t, const char *what, size_t length, const char *by,
			size_t count, bool match_case)
{
	struct places all = find_all(t, what, length, match_case);
	size_t at = all.first, kept = all.end - all.first - all.count * length, next;

	if (all.count == 0 || count > (t->limit - MIN(kept, t->limit)) / all.count)
		return 0;
	/* One change of all that lies between: many would each move all that follows. */
	size_t size = kept + all.count * count, used = 0;
	char *bytes = malloc(size + 1);
	if (!bytes)
		return 0;
	while (at < all.end && find_in(t, what, length, at, all.end, match_case, &next)) {
		memcpy(bytes + used, t->text + at, next - at);
		used += next - at;
		memcpy(bytes + used, by, count);
		used += count;
		at = next + length;
	}
	bool done = change(t, all.first, all.end - all.first, bytes, size, false) == 0;
	free(bytes);
	return done ? all.count : 0;
}
