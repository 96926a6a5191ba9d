/* SPDX-License-Identifier: MIT */
/*
 * host_tools.c - FAT as others see it: on volumes made by mkfs.fat, of every size of cluster
 * and sector, files are made, changed and removed as chance has it; then fsck.fat finds nothing
 * and mtools read what the model has, byte for byte.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <core/syscalls.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "model.h"
#include "tools.h"

#define MOUNT   "/v"
#define BATCHES 2
#define STEPS   150

/* What mkfs.fat is asked for: -F, -S, -s. */
struct shape {
	unsigned bits, sector, per_cluster;
	size_t kib;
};

static struct disk *new_volume(const struct shape *s)
{
	const char *image = tools_path("image");

	unlink(image);
	if (!tools_run(0, "mkfs.fat -F %u -S %u -s %u -n LABEL -C %s %zu", s->bits, s->sector,
		       s->per_cluster, image, s->kib))
		return NULL;
	return tools_disk(image);
}

/* --- what mtools have read ------------------------------------------------------------------ */

static void compare_copy(const struct node *n, const char *path)
{
	struct stat st;
	uint8_t *got = malloc(n->size + 1);
	FILE *f = fopen(path, "r");

	if (CHECK(f)) {
		CHECK(fstat(fileno(f), &st) == 0 && (size_t)st.st_size == n->size);
		CHECK_EQ(fread(got, 1, n->size + 1, f), n->size);
		CHECK(n->size == 0 || memcmp(got, n->data, n->size) == 0);
		fclose(f);
	}
	free(got);
}

static unsigned count_copies(const char *path)
{
	DIR *dir = opendir(path);
	unsigned count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count - 2; /* "." and ".." */
}

static unsigned count_nodes(const struct node *dir)
{
	unsigned count = 0;

	for (const struct node *n = dir->children; n; n = n->next)
		count++;
	return count;
}

static void compare_copies(struct model *m, const char *folder)
{
	char path[2048], below[1800];

	CHECK_EQ(count_copies(folder), count_nodes(&m->root));
	for (struct node *n = model_next(m, NULL); n && !test_failing(); n = model_next(m, n)) {
		model_path(n, below, sizeof(below));
		snprintf(path, sizeof(path), "%s%s", folder, below);
		if (n->folder)
			CHECK_EQ(count_copies(path), count_nodes(n));
		else
			compare_copy(n, path);
		if (test_failing())
			CHECK_STR(path, m->last);
	}
}

static void judge(struct model *m)
{
	const char *image = tools_path("image"), *copies = tools_path("copies");

	tools_run(0, "fsck.fat -n %s", image);
	tools_run(0,
		  "rm -rf %s; mkdir %s; export LC_ALL=C.UTF-8 MTOOLS_SKIP_CHECK=1; "
		  "set -- $(mdir -b -i %s ::/ | head -1); [ -z \"$*\" ] || "
		  "mcopy -s -n -m -i %s '::/*' %s",
		  copies, copies, image, image, copies);
	compare_copies(m, copies);
}

/* --- the tests ------------------------------------------------------------------------------ */

static void try_shape(const struct shape *s)
{
	struct disk *d = new_volume(s);
	struct model m;

	model_init(&m, MOUNT);
	m.limit = MIN(s->kib * 1024 / 3, 8 << 20);
	for (unsigned batch = 0; batch < BATCHES && d && !test_failing(); batch++) {
		if (!CHECK_EQ(vfs_mount("vfat", &d->dev, MOUNT, false), 0))
			break;
		for (unsigned i = 0; i < STEPS && !test_failing(); i++)
			model_step(&m);
		model_compare(&m);
		CHECK_EQ(vfs_unmount(MOUNT), 0);
		judge(&m);
	}
	if (test_failing())
		printf("# -F %u -S %u -s %u, %zu KiB, after %s\n", s->bits, s->sector,
		       s->per_cluster, s->kib, m.last);
	CHECK_EQ(d ? d->changed_in_flight : 0, 0);
	model_free(&m);
	if (d)
		tools_end_disk(d);
}

static void try_shapes(const struct shape *shapes, size_t count)
{
	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	for (size_t i = 0; i < count && !test_failing(); i++)
		try_shape(&shapes[i]);
	tools_end();
}

TEST(fat12_volumes_are_as_other_systems_have_them)
{
	static const struct shape shapes[] = {
		{ 12, 512, 1, 1440 },   { 12, 512, 2, 2880 },    { 12, 512, 4, 4000 },
		{ 12, 512, 8, 8000 },   { 12, 512, 16, 8000 },   { 12, 512, 32, 16000 },
		{ 12, 512, 64, 24000 }, { 12, 512, 128, 40000 }, { 12, 1024, 1, 3000 },
		{ 12, 2048, 2, 6000 },  { 12, 4096, 1, 8000 },   { 12, 4096, 32, 60000 },
	};

	try_shapes(shapes, ARRAY_SIZE(shapes));
}

TEST(fat16_volumes_are_as_other_systems_have_them)
{
	static const struct shape shapes[] = {
		{ 16, 512, 1, 5000 },    { 16, 512, 2, 9000 },     { 16, 512, 4, 16000 },
		{ 16, 512, 8, 30000 },   { 16, 512, 16, 50000 },   { 16, 512, 32, 80000 },
		{ 16, 512, 64, 140000 }, { 16, 1024, 1, 9000 },    { 16, 2048, 1, 16000 },
		{ 16, 4096, 1, 30000 },  { 16, 512, 128, 280000 },
	};

	try_shapes(shapes, ARRAY_SIZE(shapes));
}

TEST(fat32_volumes_are_as_other_systems_have_them)
{
	static const struct shape shapes[] = {
		{ 32, 512, 1, 36000 },    { 32, 512, 2, 70000 },     { 32, 512, 4, 140000 },
		{ 32, 512, 8, 280000 },   { 32, 512, 16, 550000 },   { 32, 512, 32, 1100000 },
		{ 32, 512, 64, 2200000 }, { 32, 512, 128, 4300000 }, { 32, 1024, 128, 8600000 },
		{ 32, 2048, 2, 280000 },  { 32, 4096, 1, 280000 },   { 32, 4096, 32, 8600000 },
	};

	try_shapes(shapes, ARRAY_SIZE(shapes));
}
