/* SPDX-License-Identifier: MIT */
/* host_journal.c - transactions: how many operations share one, and that none is split. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/printf.h>
#include <test/host.h>
#include <test/test.h>

#include "ctfs/tests/volume.h"

static void sync_all(void)
{
	CHECK_EQ(ctfs_sync(volume), 0);
	CHECK_EQ(volume->journal.count, 0);
}

static struct ctfs_inode *make_numbered(struct ctfs_inode *dir, unsigned n, enum ctfs_type type)
{
	char name[16];

	ksnprintf(name, sizeof(name), "f%u", n);
	return make_in(dir, name, type);
}

TEST(ctfs_many_operations_share_a_record)
{
	static char page[CTFS_BLOCK];
	char name[16];

	if (!volume_make(800))
		return;
	struct ctfs_inode *dir = make_in(volume_root, "dir", CTFS_DIR);
	NEED(dir);
	sync_all();
	uint64_t tid = volume->journal.tid;
	for (unsigned n = 0; n < 100; n++) {
		struct ctfs_inode *ip = make_numbered(dir, n, CTFS_FILE);
		NEED(ip);
		CHECK_EQ(ctfs_write(ip, page, sizeof(page), 0), sizeof(page));
		ksnprintf(name, sizeof(name), "f%u", n);
		CHECK_EQ(ctfs_rename(dir, name, strlen(name), ip, dir, "last", 4, NULL), 0);
		CHECK_EQ(ctfs_link(dir, name, strlen(name), ip), 0);
		CHECK_EQ(ctfs_unlink(dir, "last", 4, ip), 0);
		ctfs_put(ip);
	}
	CHECK(volume->journal.tid - tid <= 1);
	for (unsigned n = 0; n < 100; n++) {
		ksnprintf(name, sizeof(name), "f%u", n);
		unlink_in(dir, name);
	}
	CHECK(volume->journal.tid - tid <= 2);
	ctfs_put(dir);
	volume_check();
}

static unsigned long done(enum blk_op op)
{
	return volume_disk->dev.count[op];
}

/* Overwrites a block and calls fsync(). Returns the number of writes; there is one flush. */
static unsigned long writes_of_overwriting(struct ctfs_inode *ip, unsigned round)
{
	unsigned long writes = done(BLK_WRITE), flushes = done(BLK_FLUSH);

	fill(ip, round % 4 * CTFS_BLOCK, CTFS_BLOCK, round);
	CHECK_EQ(ctfs_fsync(ip, round % 2), 0);
	CHECK_EQ(done(BLK_FLUSH) - flushes, 1);
	return done(BLK_WRITE) - writes;
}

/* Times are seconds: what is overwritten within one changes nothing but the data. */
TEST(ctfs_overwriting_costs_a_record_once_a_second)
{
	if (!volume_make(256))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "file", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, 4 * CTFS_BLOCK, 1);
	sync_all();
	for (unsigned round = 0; round < 20; round++)
		CHECK_EQ(writes_of_overwriting(ip, round), 1);
	host_advance(NSEC_PER_SEC);
	CHECK_EQ(writes_of_overwriting(ip, 20), 2);
	CHECK_EQ(ip->d.mtime, ctfs_now());
	CHECK_EQ(writes_of_overwriting(ip, 22), 1);
	host_advance(NSEC_PER_SEC);
	CHECK_EQ(writes_of_overwriting(ip, 21), 1); /* fdatasync(): the time is not needed */
	CHECK_EQ(writes_of_overwriting(ip, 24), 2);
	/* A name that was made beside it in this second is made durable by its own fsync() alone.
	 */
	struct ctfs_inode *other = make_in(volume_root, "other", CTFS_FILE);
	NEED(other);
	CHECK_EQ(writes_of_overwriting(ip, 26), 1);
	CHECK_EQ(ctfs_fsync(other, true), 0);
	CHECK_EQ(volume->journal.count, 0);
	ctfs_put(other);
	ctfs_put(ip);
	unsigned long flushes = done(BLK_FLUSH);
	CHECK_EQ(ctfs_sync(volume), 0);
	CHECK_EQ(done(BLK_FLUSH) - flushes, 1);
	volume_check();
}

/* --- each operation, whatever the transaction has already -------------------------------- */

#define SPREAD (CTFS_OPERATION + 1)

static struct ctfs_inode *spread[SPREAD]; /* each in a block of the table of its own */
static struct ctfs_inode *full, *other;   /* directories: one without a free entry */
static struct ctfs_inode *child;          /* a directory in other */
static unsigned names;                    /* in full */

/* So that an entry more takes a block. */
static void fill_directory(void)
{
	uint64_t size = MAX(full->d.size, CTFS_DIRECT * CTFS_BLOCK);
	char name[16];

	while (names + CTFS_SLOT_NAMES < size / sizeof(struct ctfs_dirent)) {
		ksnprintf(name, sizeof(name), "l%u", names++);
		CHECK_EQ(ctfs_link(full, name, strlen(name), spread[0]), 0);
	}
}

static bool make_spread(void)
{
	for (unsigned i = 0; i < SPREAD; i++) {
		volume->next_inode = (i + 8) * CTFS_PER_BLOCK;
		spread[i] = make_numbered(volume_root, i, CTFS_FILE);
		if (!spread[i])
			return false;
	}
	volume->next_inode = CTFS_PER_BLOCK;
	full = make_in(volume_root, "full", CTFS_DIR);
	volume->next_inode = 2 * CTFS_PER_BLOCK;
	other = make_in(volume_root, "other", CTFS_DIR);
	volume->next_inode = 3 * CTFS_PER_BLOCK;
	child = other ? make_in(other, "child", CTFS_DIR) : NULL;
	names = 0;
	return full && child;
}

static void put_spread(void)
{
	for (unsigned i = 0; i < SPREAD; i++)
		ctfs_put(spread[i]);
	ctfs_put(full);
	ctfs_put(other);
	ctfs_put(child);
}

static void create_one(unsigned n)
{
	struct ctfs_inode *ip;

	volume->next_inode = (n + 24) * CTFS_PER_BLOCK;
	ip = make_numbered(full, n, CTFS_DIR);
	NEED(ip);
	ctfs_put(ip);
	names++;
}

static void link_one(unsigned n)
{
	char name[16];

	ksnprintf(name, sizeof(name), "g%u", n);
	CHECK_EQ(ctfs_link(full, name, strlen(name), spread[n % SPREAD]), 0);
	names++;
}

static void create_without_a_block(unsigned n)
{
	volume->next_inode = (n + 40) * CTFS_PER_BLOCK;
	struct ctfs_inode *ip = make_numbered(other, n, CTFS_FILE);
	NEED(ip);
	ctfs_put(ip);
}

/* There and back: a directory, whose ".." changes too. */
static void move_one(unsigned n)
{
	struct ctfs_inode *from = n % 2 ? full : other, *to = n % 2 ? other : full;

	CHECK_EQ(ctfs_rename(from, "child", 5, child, to, "child", 5, NULL), 0);
}

static void write_far(unsigned n)
{
	CHECK_EQ(ctfs_write(spread[n % SPREAD], "x", 1, 1100ull * CTFS_BLOCK), 1);
}

static void cut(unsigned n)
{
	CHECK_EQ(ctfs_truncate(spread[n % SPREAD], 0), 0);
}

/* ctfs_modify() asserts that no operation brings more than it reserved. */
static void with_each_load(void (*operation)(unsigned n))
{
	for (unsigned load = 0; load <= CTFS_OPERATION; load++) {
		fill_directory();
		sync_all();
		for (unsigned i = 0; i < load; i++)
			CHECK_EQ(ctfs_changed(spread[i]), 0);
		CHECK_EQ(volume->journal.count, load);
		operation(load);
	}
}

TEST(ctfs_no_operation_is_more_than_it_reserved)
{
	if (!volume_make(900) || !make_spread())
		return;
	with_each_load(create_one);
	with_each_load(link_one);
	with_each_load(create_without_a_block);
	with_each_load(move_one);
	with_each_load(write_far);
	with_each_load(cut);
	put_spread();
	volume_check();
}

/* --- room for the record ------------------------------------------------------------------- */

static void find_spread(void)
{
	char name[16];

	for (unsigned i = 0; i < SPREAD; i++) {
		ksnprintf(name, sizeof(name), "f%u", i);
		spread[i] = find_in(volume_root, name);
	}
}

/* Changes many blocks, and commits in the middle of operations: growing after a cut does. What
 * fails here, fails. */
static void churn(void)
{
	for (unsigned k = 0; k < 40; k++) {
		struct ctfs_inode *ip = spread[k % SPREAD];
		ctfs_truncate(ip, 1 + k);
		ctfs_write(ip, "x", 1, 6000);
		for (unsigned i = 0; i < k % 9; i++)
			ctfs_changed(spread[(k + i) % SPREAD]);
		if (k % 3 == 0)
			ctfs_sync(volume);
	}
}

/* ctfs_commit() asserts that. */
TEST(ctfs_no_record_comes_over_one_that_is_needed_when_a_write_fails)
{
	const size_t size = 900 * CTFS_BLOCK;
	unsigned n = 0;
	bool did = true;

	if (!volume_make(900) || !make_spread())
		return;
	put_spread();
	CHECK_EQ(volume_close(), 0);
	uint8_t *image = memcpy(malloc(size), volume_disk->data, size);
	while (did && !test_failing()) {
		memcpy(volume_disk->data, image, size);
		CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
		find_spread();
		disk_fail(volume_disk, BLK_WRITE, ++n, false);
		churn();
		did = disk_failed(volume_disk, BLK_WRITE);
		disk_fail(volume_disk, BLK_WRITE, 0, false);
		for (unsigned i = 0; i < SPREAD; i++)
			ctfs_put(spread[i]);
		volume_close(); /* which fails when no record could be written */
		CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
		volume_check();
		CHECK_EQ(volume_close(), 0);
	}
	CHECK(n > 40);
	free(image);
}
