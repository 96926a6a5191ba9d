/* SPDX-License-Identifier: MIT */
/*
 * name.c - see name.h. Which characters are refused, and with which error, is as Linux's vfat
 * does it.
 *
 * Source: FATGEN103, "Long Directory Entries", "Name Limits and Character Sets", "The
 * Basis-Name Generation Algorithm", "The Numeric-Tail Generation Algorithm".
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <core/cp437.h>

#include "name.h"
#include "unicode.h"

#define EXTENSION_LEN 3u

static bool is_one_of(uint16_t c, const char *set)
{
	while (*set && (uint8_t)*set != c)
		set++;
	return *set;
}

static int check(const struct fat_name *n)
{
	for (unsigned i = 0; i < n->len; i++)
		if (n->unit[i] < ' ' || is_one_of(n->unit[i], "*?<>|\":/\\"))
			return -EINVAL;
	return n->unit[n->len - 1] == ' ' ? -EINVAL : 0;
}

/* Reads one character of text. Returns its length, or an error. */
static int add_character(struct fat_name *out, const char *text, size_t len)
{
	uint32_t point;
	size_t took = utf8_read(text, len, &point);

	if (took == 0)
		return -EINVAL;
	if (out->len + (point > 0xffff) >= LONG_NAME_MAX)
		return -ENAMETOOLONG;
	out->len += (unsigned)utf16_write(point, out->unit + out->len);
	return (int)took;
}

int fat_name_read(struct fat_name *out, const char *name, size_t len)
{
	out->len = 0;
	while (len > 0 && name[len - 1] == '.')
		len--;
	while (len > 0) {
		int took = add_character(out, name, len);
		if (took < 0) {
			out->len = 0;
			return took;
		}
		name += took;
		len -= (size_t)took;
	}
	return out->len == 0 ? -ENOENT : check(out);
}

/* True for what a path cannot hold, or what would mean another file: fat_name_read() takes
 * dots away from the end, and so "." and ".." are among these. */
static bool unusable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((uint8_t)text[i] < ' ' || text[i] == '/')
			return true;
	return len == 0 || text[len - 1] == '.';
}

size_t fat_name_write(const struct fat_name *n, char text[FAT_NAME_MAX])
{
	size_t len = 0;

	for (unsigned i = 0; i < n->len;) {
		uint32_t point;
		char bytes[4];
		size_t took = utf16_read(n->unit + i, n->len - i, &point);
		size_t size = took > 0 ? utf8_write(point, bytes) : 0;
		if (took == 0 || len + size > FAT_NAME_MAX)
			return 0;
		memcpy(text + len, bytes, size);
		len += size;
		i += (unsigned)took;
	}
	return unusable(text, len) ? 0 : len;
}

static uint16_t from_oem(uint8_t byte, bool lower)
{
	if (byte >= 0x80)
		return cp437_upper[byte - 0x80];
	if (byte < ' ' || byte == 0x7f || byte == '/' || byte == '.')
		return '_';
	return lower && byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
}

/* Appends n bytes, without the blanks at their end. */
static void add_oem(struct fat_name *out, const uint8_t *bytes, unsigned n, bool lower)
{
	while (n > 0 && bytes[n - 1] == ' ')
		n--;
	for (unsigned i = 0; i < n; i++)
		out->unit[out->len++] = from_oem(bytes[i], lower);
}

void fat_name_from_short(struct fat_name *out, const uint8_t *entry)
{
	uint8_t name[SHORT_LEN];

	memcpy(name, entry + ENT_NAME, SHORT_LEN);
	if (name[0] == SLOT_IS_E5)
		name[0] = SLOT_ERASED;
	out->len = 0;
	add_oem(out, name, BASE_LEN, entry[ENT_CASE] & CASE_BASE);
	if (out->len == 0)
		out->unit[out->len++] = '_';
	out->unit[out->len++] = '.';
	unsigned base = out->len;
	add_oem(out, name + BASE_LEN, EXTENSION_LEN, entry[ENT_CASE] & CASE_EXTENSION);
	if (out->len == base)
		out->len--;
}

bool fat_name_same(const struct fat_name *a, const struct fat_name *b)
{
	if (a->len != b->len)
		return false;
	for (unsigned i = 0; i < a->len; i++)
		if (a->unit[i] != b->unit[i] &&
		    unicode_upper(a->unit[i]) != unicode_upper(b->unit[i]))
			return false;
	return true;
}

/* --- short names ---------------------------------------------------------------------------- */

/* The byte that stands for c in a short name; *fit: at least how badly. */
static uint8_t to_short(uint16_t c, enum fat_fit *fit)
{
	enum fat_fit how = FIT_EXACT;
	uint16_t byte = c;

	if (c >= 'a' && c <= 'z') {
		byte = c - 32;
		how = FIT_CASE;
	} else if (c >= 0x7f || is_one_of(c, "+,;=[] .")) {
		byte = '_';
		how = FIT_LOSSY;
	}
	*fit = MAX(*fit, how);
	return (uint8_t)byte;
}

/* Fills `room` bytes of out from units [i, end), leaving out blanks and dots. */
static void shorten(const struct fat_name *n, unsigned i, unsigned end, uint8_t *out, unsigned room,
		    enum fat_fit *fit)
{
	unsigned len = 0;

	for (; i < end; i++) {
		bool skipped = n->unit[i] == ' ' || n->unit[i] == '.';
		if (skipped || len == room)
			*fit = FIT_LOSSY;
		else
			out[len++] = to_short(n->unit[i], fit);
	}
}

enum fat_fit fat_short_name(const struct fat_name *n, uint8_t out[SHORT_LEN])
{
	enum fat_fit fit = FIT_EXACT;
	unsigned start = 0, dot = n->len;

	memset(out, ' ', SHORT_LEN);
	while (start < n->len && n->unit[start] == '.')
		start++;
	for (unsigned i = start; i < n->len; i++)
		if (n->unit[i] == '.')
			dot = i;
	if (start > 0)
		fit = FIT_LOSSY;
	shorten(n, start, dot, out, BASE_LEN, &fit);
	if (dot < n->len)
		shorten(n, dot + 1, n->len, out + BASE_LEN, EXTENSION_LEN, &fit);
	if (out[0] == ' ') {
		out[0] = '_';
		fit = FIT_LOSSY;
	}
	return fit;
}

unsigned fat_short_number(uint8_t name[SHORT_LEN], unsigned number, bool hashed, uint16_t hash)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned len = 0;

	while (len < BASE_LEN - 2 && name[len] != ' ')
		len++;
	if (hashed) {
		len = MIN(len, 2);
		for (unsigned shift = 16; shift > 0; shift -= 4)
			name[len++] = (uint8_t)digits[hash >> (shift - 4) & 15];
	}
	name[len++] = '~';
	name[len] = (uint8_t)digits[number];
	memset(name + len + 1, ' ', BASE_LEN - len - 1);
	return len;
}

uint16_t fat_name_hash(const struct fat_name *n)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (unsigned i = 0; i < n->len; i++)
		hash = (hash ^ n->unit[i]) * 16777619u;
	return (uint16_t)(hash ^ hash >> 16);
}

uint8_t fat_short_sum(const uint8_t name[SHORT_LEN])
{
	uint8_t sum = 0;

	for (unsigned i = 0; i < SHORT_LEN; i++)
		sum = (uint8_t)((sum << 7 | sum >> 1) + name[i]);
	return sum;
}
