/* SPDX-License-Identifier: MIT */
/*
 * host_faults.c - the n-th read, write, flush or allocation fails, for every n until none is
 * left, once or with all that follow: every operation succeeds or says why not, nothing is
 * lost in memory, and the volume is one that fsck.fat has nothing, or little, to say about.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <core/heap.h>
#include <core/syscalls.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#include "check.h"
#include "tools.h"

#define MOUNT    "/v"
#define TOO_MANY 2000u

static const struct form form = { .bits = 12, .clusters = 400 };
static const struct form form_32 = { .bits = 32, .clusters = 400 };
static struct disk *disk;

/* What may be said when a device fails or memory is short. */
static long step(long result)
{
	CHECK(result >= 0 || result == -EIO || result == -ENOMEM || result == -EROFS);
	return result;
}

static void close_fd(long fd)
{
	if (fd >= 0)
		CHECK_EQ(sys_close((int)fd), 0);
}

static long put_file(const char *path, size_t size)
{
	static const char bytes[9000];
	long fd = step(sys_open(path, O_CREAT | O_WRONLY, 0644));

	if (fd < 0)
		return fd;
	long done = step(sys_write((int)fd, bytes, size));
	step(sys_fsync((int)fd));
	close_fd(fd);
	return done;
}

static void read_all(const char *path)
{
	char bytes[1000];
	long fd = sys_open(path, O_RDONLY, 0), len;

	while (fd >= 0 && (len = step(sys_read((int)fd, bytes, sizeof(bytes)))) > 0)
		;
	close_fd(fd);
}

/* Steps that build on one that failed are left out. */
static void use_files(void)
{
	if (step(sys_mkdir(MOUNT "/folder", 0755)) < 0)
		return;
	put_file(MOUNT "/folder/a file with a long name", 5000);
	if (put_file(MOUNT "/second", 700) >= 0) {
		step(sys_truncate(MOUNT "/second", 4000));
		step(sys_truncate(MOUNT "/second", 600));
		put_file(MOUNT "/second", 1500);
		step(sys_rename(MOUNT "/second", MOUNT "/folder/moved, with another name"));
	}
	for (char name[] = MOUNT "/folder/filler 0"; name[17] < '9'; name[17]++)
		close_fd(step(sys_open(name, O_CREAT | O_WRONLY, 0644)));
	if (put_file(MOUNT "/third", 3000) >= 0) {
		long fd = step(sys_open(MOUNT "/third", O_RDWR, 0));
		step(sys_unlink(MOUNT "/third"));
		close_fd(fd);
	}
	step(sys_mkdir(MOUNT "/other", 0755));
	read_all(MOUNT "/folder/a file with a long name");
	step(sys_sync());
}

static void judge(const struct form *f, long unmounted, const char *what, unsigned n)
{
	const char *image = tools_path("image"), *why = check_image(f, disk->data);

	CHECK_STR(why ? why : "whole", "whole");
	tools_save(image, disk->data, disk->dev.sectors * BLK_SECTOR);
	if (unmounted == 0)
		tools_run(0, "fsck.fat -n %s", image);
	else
		tools_run(0, "fsck.fat -a %s >/dev/null; [ $? -le 1 ] && fsck.fat -n %s", image,
			  image);
	if (test_failing())
		printf("# when %s %u failed\n", what, n);
}

static void fail_nth(int kind, unsigned n, bool for_ever)
{
	if (kind == BLK_OPS)
		host_fail_heap(n, for_ever);
	else
		disk_fail(disk, (enum blk_op)kind, n, for_ever);
}

static bool has_failed(int kind)
{
	return kind == BLK_OPS ? host_fail_heap(0, false) : disk_failed(disk, (enum blk_op)kind);
}

/* True when the n-th failed. */
static bool try_nth(const struct form *f, int kind, unsigned n, bool for_ever)
{
	static const char *const names[] = { "read", "write", "flush", "allocation" };
	struct heap_stats before, after;

	volume_format(disk, f);
	heap_stats(&before);
	fail_nth(kind, n, for_ever);
	long err = step(vfs_mount("vfat", &disk->dev, MOUNT, false));
	if (err == 0) {
		use_files();
		err = step(vfs_unmount(MOUNT));
	}
	bool failed = has_failed(kind);
	fail_nth(kind, 0, false);
	if (vfs_unmount(MOUNT) == 0) /* the path to it could not be walked before */
		err = 0;
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	judge(f, err, names[kind], n);
	return failed;
}

static void fail_each(const struct form *f, int kind, unsigned at_least)
{
	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	disk = volume_new(f);
	for (unsigned for_ever = 0; for_ever < 2; for_ever++) {
		unsigned n = 1;
		while (n < TOO_MANY && !test_failing() && try_nth(f, kind, n, for_ever))
			n++;
		CHECK(n > at_least && n < TOO_MANY);
	}
	tools_end();
}

TEST(fat_survives_the_failure_of_each_read)
{
	fail_each(&form, BLK_READ, 5);
}

TEST(fat_survives_the_failure_of_each_write)
{
	fail_each(&form, BLK_WRITE, 20);
}

TEST(fat_survives_the_failure_of_each_flush)
{
	fail_each(&form_32, BLK_FLUSH, 10);
}

TEST(fat_survives_the_failure_of_each_allocation)
{
	fail_each(&form_32, BLK_OPS, 50);
}
