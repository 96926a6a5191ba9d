/* SPDX-License-Identifier: MIT */
/*
 * host_cut.c - the power goes away at any moment, and of what the disk had not flushed any
 * sector may be on the medium: then nothing belongs to two files, what was fsync()ed is there,
 * and fsck.fat can repair the rest by itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <core/syscalls.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "check.h"
#include "model.h"
#include "tools.h"

#define MOUNT  "/v"
#define STATES "/s"
#define STEPS  120

#define STATES_OF_ONE 150 /* workload */
#define TOOLS_EVERY   40  /* state */

/* A file that must be there in states from one tick to another. */
struct promise {
	struct promise *next;
	char path[MODEL_PATH]; /* below the mount */
	uint8_t *data;
	size_t size, from, until;
};

static struct disk *disk, *state;
static struct promise *promises;

static void note(struct model *m, struct node *n, bool synced)
{
	struct promise *p = n->promise;

	(void)m;
	if (p)
		p->until = disk->tick;
	n->promise = NULL;
	if (!synced || n->folder)
		return;
	p = calloc(1, sizeof(*p));
	model_path(n, p->path, sizeof(p->path));
	p->data = malloc(n->size + 1);
	memcpy(p->data, n->data ? n->data : p->data, n->size);
	p->size = n->size;
	p->from = disk->tick;
	p->until = SIZE_MAX;
	p->next = promises;
	promises = p;
	n->promise = p;
}

static void sync_all(struct model *m)
{
	CHECK_EQ(sys_sync(), 0);
	for (struct node *n = model_next(m, NULL); n; n = model_next(m, n))
		note(m, n, true);
}

static void forget_promises(void)
{
	while (promises) {
		struct promise *p = promises;
		promises = p->next;
		free(p->data);
		free(p);
	}
}

/* --- a state ------------------------------------------------------------------------------------
 */

/* Some sectors of an unsettled write reach the medium: all, none, or any. */
static void apply_some(const struct disk_event *e)
{
	unsigned how = test_below(4);

	for (uint32_t i = 0; i < e->sectors; i++)
		if (how == 0 || (how == 1 && test_below(2)))
			disk_apply(e, i, 1, state->data);
}

static void make_state(size_t tick)
{
	size_t unsettled = disk_power_cut(disk, tick, state->data);

	for (size_t i = 0; i < unsettled; i++)
		apply_some(disk_unsettled(disk, tick, i));
}

static const char *compare(const struct promise *p)
{
	static char why[MODEL_PATH + 100];
	char path[MODEL_PATH + 10];
	uint8_t *got = malloc(p->size + 1);

	snprintf(path, sizeof(path), "%s%s", STATES, p->path);
	long fd = sys_open(path, O_RDONLY, 0);
	long len = fd < 0 ? fd : sys_read((int)fd, got, p->size + 1);
	bool same = len == (long)p->size && memcmp(got, p->data, p->size) == 0;
	if (fd >= 0)
		sys_close((int)fd);
	free(got);
	if (same)
		return NULL;
	snprintf(why, sizeof(why), "%s, fsync()ed, is not there: %ld", p->path, len);
	return why;
}

/* What must be there after a cut at tick is there. */
static const char *why_lost(size_t tick)
{
	const char *why = NULL;

	if (vfs_mount("vfat", &state->dev, STATES, true) != 0)
		return "it cannot be mounted";
	for (const struct promise *p = promises; p && !why; p = p->next)
		if (p->from <= tick && tick < p->until)
			why = compare(p);
	CHECK_EQ(vfs_unmount(STATES), 0);
	return why;
}

/* fsck.fat repairs it, and does not find two owners of anything. */
static const char *why_not_repaired(size_t tick)
{
	const char *image = tools_path("state"), *said = tools_path("said");
	size_t size = state->dev.sectors * BLK_SECTOR;

	tools_save(image, state->data, size);
	if (!tools_run(0,
		       "fsck.fat -a %s >%s; [ $? -le 1 ] && ! grep 'share clusters' %s && "
		       "fsck.fat -n %s",
		       image, said, said, image))
		return "fsck.fat does not repair it";
	int fd = open(image, O_RDONLY);
	CHECK_EQ(read(fd, state->data, size), size);
	close(fd);
	return why_lost(tick);
}

static const char *judge_state(const struct form *form, bool with_tools)
{
	size_t tick = test_below((uint32_t)disk->tick + 1);

	if (test_below(8) == 0) /* while it is unmounted */
		tick = disk->tick - MIN(disk->tick, test_below(10));
	make_state(tick);
	const char *why = check_image(form, state->data);
	if (!why)
		why = why_lost(tick);
	return why || !with_tools ? why : why_not_repaired(tick);
}

/* --- the tests ------------------------------------------------------------------------------ */

static void work(struct model *m)
{
	CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
	for (unsigned i = 0; i < STEPS && !test_failing(); i++) {
		model_step(m);
		if (test_below(12) == 0)
			sync_all(m);
	}
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

static void new_disks(const struct form *form)
{
	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	CHECK_EQ(sys_mkdir(STATES, 0755), 0);
	disk = volume_new(form);
	state = disk_new(disk->dev.sectors);
	snprintf(state->dev.name, sizeof(state->dev.name), "state");
	CHECK_EQ(blk_register(&state->dev), 0);
}

static void prepare(const struct form *form, struct model *m)
{
	volume_format(disk, form);
	disk_log_start(disk);
	model_init(m, MOUNT);
	m->touch = note;
	m->limit = 60000;
	m->size_max = 20000;
	m->files_max = 25;
	work(m);
}

static void cut_some(const struct form *form)
{
	struct model m;
	const char *why = NULL;

	prepare(form, &m);
	for (unsigned i = 0; i < STATES_OF_ONE && !why && !test_failing(); i++)
		why = judge_state(form, i % TOOLS_EVERY == 0);
	CHECK_STR(why ? why : "whole", "whole");
	CHECK(promises);
	forget_promises();
	model_free(&m);
}

/* FAT_ROUNDS in the environment: how many workloads. */
static void cut_power(const struct form *form)
{
	const char *asked = getenv("FAT_ROUNDS");
	long rounds = asked ? atol(asked) : 8;

	if (asked)
		alarm(0); /* hundreds may take longer than a test may */
	new_disks(form);
	while (rounds-- > 0 && !test_failing())
		cut_some(form);
	tools_end();
}

static const struct form small_12 = { .bits = 12, .clusters = 300 };
static const struct form small_32 = { .bits = 32, .clusters = 350 };
static const struct form blocks_32 = { .bits = 32, .per_cluster = 8, .clusters = 100 };

TEST(fat12_survives_power_cuts)
{
	cut_power(&small_12);
}

TEST(fat32_survives_power_cuts)
{
	cut_power(&small_32);
}

TEST(fat32_with_large_clusters_survives_power_cuts)
{
	cut_power(&blocks_32);
}

/* The judge sees what flushes are for: on a disk that ignores them, files are damaged. */
TEST(fat_without_flushes_does_not_survive_power_cuts)
{
	struct model m;
	unsigned found = 0;

	new_disks(&small_32);
	prepare(&small_32, &m);
	for (size_t i = 0; i < disk->events; i++)
		if (disk->log[i].op == BLK_FLUSH)
			disk->log[i].done = SIZE_MAX;
	for (unsigned i = 0; i < 100 && !test_failing(); i++)
		found += judge_state(&small_32, false) != NULL;
	CHECK(found > 10);
	forget_promises();
	model_free(&m);
}

/* --- rename() over another file ------------------------------------------------------------- */

static bool has(const char *path, const char *text)
{
	char got[20] = "";
	long fd = sys_open(path, O_RDONLY, 0);

	if (fd < 0)
		return false;
	sys_read((int)fd, got, sizeof(got) - 1);
	sys_close((int)fd);
	return strcmp(got, text) == 0;
}

static void put_text(const char *path, const char *text)
{
	long fd = sys_open(path, O_CREAT | O_WRONLY, 0644);

	CHECK_EQ(sys_write((int)fd, text, strlen(text)), strlen(text));
	CHECK_EQ(sys_fsync((int)fd), 0);
	sys_close((int)fd);
}

/* Whatever the cut, the target has its old contents or the new ones. */
static void replace_and_cut(const char *temporary, const char *target)
{
	char path[100];
	unsigned old = 0, new = 0;

	new_disks(&blocks_32);
	disk_log_start(disk);
	CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT "/folder", 0755), 0);
	put_text(target, "old");
	put_text(temporary, "new");
	size_t from = disk->tick;
	CHECK_EQ(sys_rename(temporary, target), 0);
	CHECK_EQ(sys_sync(), 0);
	snprintf(path, sizeof(path), "%s%s", STATES, target + strlen(MOUNT));
	for (unsigned i = 0; i < 300 && !test_failing(); i++) {
		make_state(from + i % (disk->tick - from + 1));
		const char *why = check_image(&blocks_32, state->data);
		CHECK_STR(why ? why : "whole", "whole");
		CHECK_EQ(vfs_mount("vfat", &state->dev, STATES, true), 0);
		old += has(path, "old");
		new += has(path, "new");
		CHECK_EQ(vfs_unmount(STATES), 0);
	}
	CHECK_EQ(old + new, 300);
	CHECK(old > 10 && new > 10);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

TEST(fat_replaces_a_file_at_once_when_the_power_goes)
{
	replace_and_cut(MOUNT "/target.new", MOUNT "/target");
}

TEST(fat_replaces_a_file_in_another_folder_at_once_when_the_power_goes)
{
	replace_and_cut(MOUNT "/folder/a temporary file", MOUNT "/a target with a long name");
}
