/* SPDX-License-Identifier: MIT */
/*
 * host_faults.c - each read, write, flush and allocation fails in turn, once or with all that
 * follow: an error, no panic, nothing leaked; and what the disk then holds is a sound volume
 * with everything that was acknowledged.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <core/heap.h>
#include <test/host.h>
#include <test/test.h>

#include "ctfs/tests/volume.h"

#define KEPT_SIZE 70000u

static bool synced; /* the second file, in this run */

/* What can fail does so in one of these ways. */
static bool fine(long result)
{
	if (result < 0 && result != -EIO && result != -ENOMEM && result != -EROFS)
		CHECK_EQ(result, 0);
	return result >= 0;
}

static struct ctfs_inode *make(struct ctfs_inode *dir, const char *name, enum ctfs_type type)
{
	struct ctfs_inode *ip = NULL;

	return fine(ctfs_create(dir, name, strlen(name), type, 0644, &ip)) ? ip : NULL;
}

static void put(struct ctfs_inode *ip)
{
	if (ip)
		ctfs_put(ip);
}

static void use_names(void)
{
	struct ctfs_inode *d = make(volume_root, "d", CTFS_DIR), *f = NULL;
	bool linked = false, moved = false;

	if (d)
		f = make(d, "f", CTFS_FILE);
	if (f) {
		fine(ctfs_write(f, "text", 4, 100));
		linked = fine(ctfs_link(volume_root, "link", 4, f));
		moved = fine(ctfs_rename(d, "f", 1, f, volume_root, "moved", 5, NULL));
		fine(ctfs_truncate(f, 50));
		fine(ctfs_write(f, "text", 4, 3 * CTFS_BLOCK));
		fine(ctfs_allocate(f, 0, 20 * CTFS_BLOCK));
	}
	fine(ctfs_symlink(volume_root, "s", 1, "target"));
	if (linked)
		fine(ctfs_unlink(volume_root, "link", 4, f));
	if (moved)
		fine(ctfs_unlink(volume_root, "moved", 5, f));
	put(f);
	put(d);
}

static void use_files(void)
{
	static char bytes[60 * CTFS_BLOCK];
	struct ctfs_inode *f = make(volume_root, "big", CTFS_FILE);
	uint32_t ino;
	char text[100];

	if (f && ctfs_write(f, bytes, sizeof(bytes), 0) == sizeof(bytes))
		synced = fine(ctfs_fsync(f, false));
	put(f);
	if (fine(ctfs_lookup(volume_root, "kept", 4, &ino)) && fine(ctfs_get(volume, ino, &f))) {
		fine(ctfs_read(f, text, sizeof(text), 60000));
		put(f);
	}
	fine(ctfs_sync(volume));
}

static int scenario(void)
{
	int err = volume_open(CTFS_READ_WRITE);

	if (err)
		return err;
	use_files();
	use_names();
	return volume_close();
}

/* What the disk holds, without faults. */
static void judge(void)
{
	struct ctfs_inode *f;

	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	f = find_in(volume_root, "kept");
	NEED(f);
	CHECK_EQ(f->d.size, KEPT_SIZE);
	expect(f, 0, KEPT_SIZE, 9);
	ctfs_put(f);
	if (synced) {
		f = find_in(volume_root, "big");
		NEED(f);
		expect_zeros(f, 0, 60 * CTFS_BLOCK);
		ctfs_put(f);
	}
	volume_check();
	CHECK_EQ(volume_close(), 0);
}

static void prepare(uint8_t *image, size_t size)
{
	struct ctfs_inode *f = make_in(volume_root, "kept", CTFS_FILE);

	NEED(f);
	fill(f, 0, KEPT_SIZE, 9);
	ctfs_put(f);
	CHECK_EQ(volume_close(), 0);
	memcpy(image, volume_disk->data, size);
	memset(image + 2 * CTFS_BLOCK, 0, 30 * CTFS_BLOCK); /* all is read from its place */
}

enum fault { FAIL_READ, FAIL_WRITE, FAIL_FLUSH, FAIL_HEAP };

static void arm(enum fault what, unsigned n, bool for_ever)
{
	static const enum blk_op op[] = { BLK_READ, BLK_WRITE, BLK_FLUSH };

	if (what == FAIL_HEAP)
		host_fail_heap(n, for_ever);
	else
		disk_fail(volume_disk, op[what], n, for_ever);
}

static bool happened(enum fault what)
{
	if (what == FAIL_HEAP)
		return host_fail_heap(0, false);
	bool did = disk_failed(volume_disk, what == FAIL_READ    ? BLK_READ
					    : what == FAIL_WRITE ? BLK_WRITE
								 : BLK_FLUSH);
	arm(what, 0, false);
	return did;
}

/* The number of the last fault that happened. */
static unsigned fail_each(enum fault what, bool for_ever)
{
	static uint8_t image[400 * CTFS_BLOCK];
	struct heap_stats before, after;
	unsigned n = 0;
	bool did;

	if (!volume_make(400))
		return 0;
	prepare(image, sizeof(image));
	scenario(); /* the heap has grown as far as it will */
	do {
		memcpy(volume_disk->data, image, sizeof(image));
		heap_stats(&before);
		synced = false;
		arm(what, ++n, for_ever);
		scenario();
		did = happened(what);
		heap_stats(&after);
		if (!CHECK_EQ(after.used, before.used))
			break;
		judge();
	} while (did && n < 10000);
	return n - 1;
}

static void fail_all(enum fault what, unsigned at_least)
{
	unsigned once = fail_each(what, false), for_good = fail_each(what, true);

	CHECK(once >= at_least);
	CHECK(for_good >= 1 && for_good <= once + 1);
	printf("# %u faults once, %u for good\n", once, for_good);
}

TEST(ctfs_survives_the_failure_of_each_read)
{
	fail_all(FAIL_READ, 8);
}

TEST(ctfs_survives_the_failure_of_each_write)
{
	fail_all(FAIL_WRITE, 10);
}

TEST(ctfs_survives_the_failure_of_each_flush)
{
	fail_all(FAIL_FLUSH, 6);
}

TEST(ctfs_survives_the_failure_of_each_allocation)
{
	fail_all(FAIL_HEAP, 20);
}
