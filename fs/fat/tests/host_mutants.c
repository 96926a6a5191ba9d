/* SPDX-License-Identifier: MIT */
/*
 * host_mutants.c - damaged volumes are mounted or refused, read and written, and nothing
 * crashes or hangs: ten thousand images, each a good one with some bytes changed, most of them
 * where the volume's bookkeeping stands.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <core/heap.h>
#include <core/printf.h>
#include <core/syscalls.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "model.h"
#include "volume.h"

#define MOUNT     "/v"
#define MUTANTS   2500 /* of each form */
#define DEPTH_MAX 4
#define VISITS    40

static struct disk *disk;
static unsigned visits, mounted;

/* --- using whatever is there ---------------------------------------------------------------- */

static void read_file(const char *path)
{
	static char bytes[4096];
	long fd = sys_open(path, O_RDONLY, 0);

	for (unsigned i = 0; fd >= 0 && i < 20; i++)
		if (sys_read((int)fd, bytes, sizeof(bytes)) <= 0)
			break;
	if (fd >= 0)
		sys_close((int)fd);
}

static void change_file(const char *path)
{
	long fd = sys_open(path, O_WRONLY | O_APPEND, 0);

	if (fd < 0)
		return;
	sys_write((int)fd, "some more bytes", 15);
	sys_ftruncate((int)fd, 3000);
	sys_ftruncate((int)fd, 700);
	sys_close((int)fd);
	if (test_below(2))
		sys_unlink(path);
}

static void walk(const char *path, unsigned depth);

static void visit(const char *path, const char *name, unsigned type, unsigned depth)
{
	char below[1500];

	CHECK(name[0] && !strchr(name, '/'));
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || visits++ > VISITS)
		return;
	ksnprintf(below, sizeof(below), "%s/%s", path, name);
	if (type == 4 /* DT_DIR */) {
		walk(below, depth + 1);
		sys_rmdir(below);
	} else {
		read_file(below);
		change_file(below);
	}
}

/* Recursion: at most DEPTH_MAX. */
static void walk(const char *path, unsigned depth)
{
	char list[1024];
	long fd = depth < DEPTH_MAX ? sys_open(path, O_RDONLY | O_DIRECTORY, 0) : -1, len;

	if (fd < 0)
		return;
	while (visits < VISITS && (len = sys_getdents64((int)fd, list, sizeof(list))) > 0)
		for (long at = 0; at < len; at += *(uint16_t *)(list + at + 16))
			visit(path, list + at + 19, (uint8_t)list[at + 18], depth);
	sys_close((int)fd);
}

static void make_something(void)
{
	long fd = sys_open(MOUNT "/a new file with a name", O_CREAT | O_RDWR, 0644);

	if (fd >= 0) {
		sys_write((int)fd, "0123456789", 10);
		sys_fsync((int)fd);
		sys_close((int)fd);
	}
	sys_mkdir(MOUNT "/new folder", 0755);
	sys_rename(MOUNT "/a new file with a name", MOUNT "/new folder/moved");
}

static void use(void)
{
	if (vfs_mount("vfat", &disk->dev, MOUNT, false) != 0)
		return;
	mounted++;
	visits = 0;
	make_something();
	walk(MOUNT, 0);
	make_something();
	sys_sync();
	CHECK(vfs_unmount(MOUNT) != -EBUSY);
}

/* --- mutants ------------------------------------------------------------------------------------
 */

static uint8_t interesting(void)
{
	static const uint8_t values[] = { 0,    1,    2,    5,    0x0f, 0x10, 0x20,
					  0x2e, 0x40, 0x80, 0xe5, 0xf7, 0xf8, 0xff };

	return test_below(2) ? values[test_below(sizeof(values))] : (uint8_t)test_random();
}

/* A place where there is something, mostly before the clusters of files. */
static size_t place(const struct form *form)
{
	size_t data = volume_data_at(form), size = disk->dev.sectors * BLK_SECTOR;

	switch (test_below(4)) {
	case 0:
		return test_below(64); /* of the boot sector */
	case 1:
		return volume_fat_at(form) + test_below(200);
	case 2:
		return data - 512 * (form->bits != 32) + test_below(4096);
	default:
		return test_below((uint32_t)(test_below(2) ? data : size));
	}
}

static void mutate(const struct form *form, const uint8_t *good)
{
	unsigned changes = 1 + test_below(test_below(2) ? 3 : 30);

	memcpy(disk->data, good, disk->dev.sectors * BLK_SECTOR);
	while (changes-- > 0)
		disk->data[place(form)] = interesting();
}

static void populate(struct model *m)
{
	CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
	model_init(m, MOUNT);
	m->limit = 20000;
	m->size_max = 5000;
	m->files_max = 15;
	for (unsigned i = 0; i < 60; i++)
		model_step(m);
	model_free(m);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

static void try_mutants(const struct form *form)
{
	struct heap_stats before, after;
	struct model m;

	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	disk = volume_new(form);
	populate(&m);
	uint8_t *good = malloc(disk->dev.sectors * BLK_SECTOR);
	memcpy(good, disk->data, disk->dev.sectors * BLK_SECTOR);
	heap_stats(&before);
	for (unsigned i = 0; i < MUTANTS && !test_failing(); i++) {
		mutate(form, good);
		use();
	}
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	CHECK(mounted > MUTANTS / 10 && mounted < MUTANTS);
	free(good);
}

TEST(fat12_mutants_do_no_harm)
{
	try_mutants(&(struct form){ .bits = 12, .clusters = 300, .root_entries = 64 });
}

TEST(fat16_mutants_do_no_harm)
{
	try_mutants(&(struct form){ .bits = 16, .clusters = 4100, .root_entries = 64 });
}

TEST(fat32_mutants_do_no_harm)
{
	try_mutants(&(struct form){ .bits = 32, .clusters = 300 });
}

TEST(fat32_mutants_with_large_clusters_do_no_harm)
{
	try_mutants(&(struct form){ .bits = 32, .per_cluster = 8, .clusters = 60 });
}
