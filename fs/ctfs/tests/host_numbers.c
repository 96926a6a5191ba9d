/* SPDX-License-Identifier: MIT */
/* host_numbers.c - volumes whose records have come to the end of their numbers. */
#include <errno.h>
#include <string.h>

#include <test/test.h>

#include "ctfs/tests/volume.h"
#include "ctfs/tools/check.h"

#define BLOCKS 256u

static struct ctfs_record *record_at(unsigned place)
{
	return (struct ctfs_record *)(volume_disk->data +
				      (CTFS_JOURNAL_START + place % CTFS_JOURNAL_BLOCKS) *
					      (size_t)CTFS_BLOCK);
}

/* Gives the newest record of the journal another number. */
static void renumber_head(uint64_t sequence)
{
	unsigned head = 0;

	for (unsigned i = 1; i < CTFS_JOURNAL_BLOCKS; i++)
		if (record_at(i)->magic == CTFS_RECORD_MAGIC &&
		    (record_at(head)->magic != CTFS_RECORD_MAGIC ||
		     record_at(i)->sequence > record_at(head)->sequence))
			head = i;
	struct ctfs_record *r = record_at(head);
	r->sequence = sequence;
	for (unsigned i = 0; i < r->images; i++)
		r->image[i].sum = ctfs_image_sum((const uint8_t *)record_at(head + 1 + i),
						 r->image[i].block, sequence);
	r->crc = ctfs_crc(0, r, offsetof(struct ctfs_record, crc));
}

static void set_generation(uint64_t generation)
{
	struct ctfs_super *s = (struct ctfs_super *)volume_disk->data;

	s->generation = generation;
	ctfs_super_seal(s);
	memset(record_at(0), 0, CTFS_JOURNAL_BLOCKS * (size_t)CTFS_BLOCK);
}

/* Refused, and after a repair what is synced survives a crash. */
static void check_refusal_and_repair(unsigned problems)
{
	struct check c = { .image = volume_disk->data, .size = BLOCKS * (size_t)CTFS_BLOCK };
	const struct check start = c;
	static uint8_t before[BLOCKS * CTFS_BLOCK];

	CHECK_EQ(volume_open(CTFS_READ_ONLY), -EUCLEAN);
	CHECK_EQ(volume_open(CTFS_READ_WRITE), -EUCLEAN);
	memcpy(before, volume_disk->data, sizeof(before));
	CHECK(check_volume(&c));
	CHECK_EQ(c.left, problems);
	memcpy(volume_disk->data, before, sizeof(before)); /* which replayed the journal */
	c = start;
	c.repair = true;
	CHECK(check_volume(&c));
	CHECK_EQ(c.problems, problems);
	CHECK_EQ(c.left, 0);
	CHECK(volume_is_sound(volume_disk->data, sizeof(before)));
	if (!CHECK_EQ(volume_open(CTFS_READ_WRITE), 0))
		return;
	ctfs_put(find_in(volume_root, "file"));
	struct ctfs_inode *ip = make_in(volume_root, "later", CTFS_FILE);
	NEED(ip);
	CHECK_EQ(ctfs_fsync(ip, false), 0);
	ctfs_put(ip);
	volume_crash();
	if (!CHECK_EQ(volume_open(CTFS_READ_WRITE), 0))
		return;
	ctfs_put(find_in(volume_root, "later"));
	volume_check();
	volume_close();
}

static bool make(void)
{
	return volume_make(BLOCKS) && CHECK_EQ(ctfs_sync(volume), 0);
}

TEST(ctfs_refuses_a_generation_that_none_can_follow)
{
	static const uint64_t ends[] = { UINT64_MAX, UINT64_MAX - 1, CTFS_SEQUENCE_MAX + 1 };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (!make())
			return;
		ctfs_put(make_in(volume_root, "file", CTFS_FILE));
		CHECK_EQ(volume_close(), 0);
		set_generation(ends[i]);
		check_refusal_and_repair(1);
	}
}

TEST(ctfs_refuses_a_record_that_none_can_follow)
{
	static const uint64_t ends[] = { UINT64_MAX, UINT64_MAX - 1, CTFS_SEQUENCE_MAX + 1 };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (!make())
			return;
		ctfs_put(make_in(volume_root, "file", CTFS_FILE));
		CHECK_EQ(ctfs_sync(volume), 0);
		volume_crash(); /* the file is in the journal alone */
		renumber_head(ends[i]);
		check_refusal_and_repair(1);
	}
}

TEST(ctfs_mounts_the_last_numbers_that_can_be_followed)
{
	if (!make())
		return;
	CHECK_EQ(volume_close(), 0);
	set_generation(CTFS_SEQUENCE_MAX - 100);
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	ctfs_put(make_in(volume_root, "file", CTFS_FILE));
	CHECK_EQ(ctfs_sync(volume), 0);
	volume_crash();
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	ctfs_put(find_in(volume_root, "file"));
	volume_check();
	volume_close();
}
