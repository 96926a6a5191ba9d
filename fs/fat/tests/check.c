/* SPDX-License-Identifier: MIT */
/* check.c - see check.h. Source: FATGEN103. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define DEPTH_MAX 100

struct judge {
	const struct form *form;
	const uint8_t *image;
	bool *taken; /* by cluster */
	unsigned cluster;
	const char *why;
};

static uint32_t get(const uint8_t *p, unsigned bytes)
{
	uint32_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | p[bytes];
	return value;
}

static uint32_t next_of(const struct judge *j, uint32_t c)
{
	const uint8_t *fat = j->image + volume_fat_at(j->form);

	if (j->form->bits == 12)
		return get(fat + c * 3 / 2, 2) >> (c % 2 ? 4 : 0) & 0xfff;
	return get(fat + (size_t)c * j->form->bits / 8, j->form->bits / 8) & 0x0fffffff;
}

static bool is_end(const struct judge *j, uint32_t value)
{
	return value >= (0x0ffffff8u & (j->form->bits == 12   ? 0xfff
					: j->form->bits == 16 ? 0xffff
							      : 0x0fffffff));
}

static bool is_valid(const struct judge *j, uint32_t c)
{
	return c >= 2 && c - 2 < j->form->clusters;
}

static void fail(struct judge *j, const char *why)
{
	if (!j->why)
		j->why = why;
}

/* One more cluster of somebody. */
static bool take(struct judge *j, uint32_t c)
{
	if (!is_valid(j, c))
		fail(j, "a chain leaves the volume");
	else if (next_of(j, c) == 0)
		fail(j, "a chain has a free cluster");
	else if (j->taken[c])
		fail(j, "a cluster has two owners");
	else
		j->taken[c] = true;
	return !j->why;
}

static void check_file(struct judge *j, uint32_t c, uint32_t size)
{
	for (uint64_t done = 0; done < size; done += j->cluster) {
		if (!take(j, c))
			return;
		c = next_of(j, c);
	}
}

static uint32_t first_of(const struct judge *j, const uint8_t *entry)
{
	return get(entry + 26, 2) | (j->form->bits == 32 ? get(entry + 20, 2) << 16 : 0);
}

static void check_folder(struct judge *j, uint32_t c, uint32_t parent, unsigned depth);

static bool is_name(const uint8_t *entry)
{
	for (unsigned i = 0; i < 11; i++)
		if (entry[i] < ' ' && !(i == 0 && entry[i] == 5))
			return false;
	return entry[0] != ' ';
}

/* Recursion: as deep as DEPTH_MAX. */
static void check_entry(struct judge *j, const uint8_t *entry, uint32_t folder, unsigned depth)
{
	if (entry[0] == 0xe5 || entry[0] == '.' || (entry[11] & 0x0f) == 0x0f || entry[11] & 8)
		return;
	if (!is_name(entry))
		fail(j, "an entry has no valid name");
	else if (entry[11] & 0x10)
		check_folder(j, first_of(j, entry), folder, depth + 1);
	else
		check_file(j, first_of(j, entry), get(entry + 28, 4));
}

/* False at the end of the folder. */
static bool check_slots(struct judge *j, const uint8_t *slots, size_t size, uint32_t folder,
			unsigned depth)
{
	for (size_t at = 0; at < size && !j->why; at += 32) {
		if (slots[at] == 0)
			return false;
		check_entry(j, slots + at, folder, depth);
	}
	return !j->why;
}

static const uint8_t *at_cluster(const struct judge *j, uint32_t c)
{
	return j->image + volume_data_at(j->form) + (size_t)(c - 2) * j->cluster;
}

static void check_dots(struct judge *j, uint32_t c, uint32_t parent)
{
	const uint8_t *p = at_cluster(j, c);
	uint32_t above = j->form->bits == 32 && parent == 2 ? 0 : parent;

	if (memcmp(p, ".          ", 11) != 0 || memcmp(p + 32, "..         ", 11) != 0)
		fail(j, "a folder does not begin with . and ..");
	else if (first_of(j, p) != c)
		fail(j, ". leads elsewhere");
	else if (first_of(j, p + 32) != above)
		fail(j, ".. leads elsewhere");
}

static void check_folder(struct judge *j, uint32_t c, uint32_t parent, unsigned depth)
{
	const uint32_t start = c;
	bool more = true;

	if (depth > DEPTH_MAX)
		fail(j, "folders without end");
	while (!j->why) {
		if (!take(j, c))
			return;
		if (c == start && depth > 0)
			check_dots(j, c, parent);
		more = more && check_slots(j, at_cluster(j, c), j->cluster, start, depth);
		uint32_t next = next_of(j, c);
		/* A folder that was growing: the new cluster is not in use yet. */
		if (is_end(j, next) || (is_valid(j, next) && next_of(j, next) == 0))
			return;
		c = next;
	}
}

static bool is_in_use(const struct judge *j)
{
	uint32_t clean = j->form->bits == 32 ? 0x08000000 : j->form->bits == 16 ? 0x8000 : 0;

	return j->image[j->form->bits == 32 ? 65 : 37] & 1 || (next_of(j, 1) & clean) != clean;
}

/* Every cluster that is in use belongs to somebody. */
static void check_lost(struct judge *j)
{
	for (uint32_t c = 2; is_valid(j, c) && !j->why; c++)
		if (next_of(j, c) != 0 && !j->taken[c])
			fail(j, "nobody has it in use, and clusters are lost");
}

const char *check_image(const struct form *form, const uint8_t *image)
{
	unsigned sector = form->sector ? form->sector : 512;
	unsigned entries = form->root_entries ? form->root_entries : 512;
	struct judge j = {
		.form = form,
		.image = image,
		.cluster = sector * (form->per_cluster ? form->per_cluster : 1),
		.taken = calloc(form->clusters + 2, sizeof(bool)),
	};

	if (form->bits == 32)
		check_folder(&j, 2, 0, 0);
	else
		check_slots(&j, image + volume_data_at(form) - (size_t)entries * 32,
			    (size_t)entries * 32, 0, 0);
	if (!is_in_use(&j))
		check_lost(&j);
	free(j.taken);
	return j.why;
}
