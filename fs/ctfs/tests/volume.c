/* SPDX-License-Identifier: MIT */
/* volume.c - a CTFS volume on a disk in memory, for tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/printf.h>
#include <test/test.h>

#include "ctfs/tests/volume.h"
#include "ctfs/tools/check.h"

struct disk *volume_disk;
struct bcache *volume_cache;
struct ctfs *volume;
struct ctfs_inode *volume_root;

int volume_open(enum ctfs_access access)
{
	int err = bcache_open(&volume_disk->dev, &volume_cache);

	if (err)
		return err;
	err = ctfs_open(volume_cache, access, &volume);
	if (err) {
		volume = NULL;
		bcache_close(volume_cache);
		return err;
	}
	err = ctfs_get(volume, CTFS_ROOT, &volume_root);
	if (err) {
		ctfs_close(volume);
		bcache_close(volume_cache);
		volume = NULL;
	}
	return err;
}

int volume_close(void)
{
	if (!volume)
		return 0;
	ctfs_put(volume_root);
	int err = ctfs_close(volume);
	int cache_err = bcache_close(volume_cache);
	volume = NULL;
	return err ? err : cache_err;
}

void volume_crash(void)
{
	size_t size = volume_disk->dev.sectors * BLK_SECTOR;
	uint8_t *image = malloc(size);

	memcpy(image, volume_disk->data, size);
	volume_close();
	memcpy(volume_disk->data, image, size);
	free(image);
}

bool volume_make(uint32_t blocks)
{
	const struct ctfs_format f = { .label = "test", .uuid = { 1, 2, 3 }, .now = 1000 };

	static unsigned made;

	volume_disk = disk_new(blocks * 8ull);
	ksnprintf(volume_disk->dev.name, sizeof(volume_disk->dev.name), "ctfs%u", made++);
	return CHECK_EQ(blk_register(&volume_disk->dev), 0) &&
	       CHECK_EQ(bcache_open(&volume_disk->dev, &volume_cache), 0) &&
	       CHECK_EQ(ctfs_format(volume_cache, &f), 0) &&
	       CHECK_EQ(bcache_close(volume_cache), 0) && CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
}

struct ctfs_inode *make_in(struct ctfs_inode *dir, const char *name, enum ctfs_type type)
{
	struct ctfs_inode *ip = NULL;

	CHECK_EQ(ctfs_create(dir, name, strlen(name), type, 0644, &ip), 0);
	return ip;
}

struct ctfs_inode *find_in(struct ctfs_inode *dir, const char *name)
{
	struct ctfs_inode *ip = NULL;
	uint32_t ino = 0;

	if (CHECK_EQ(ctfs_lookup(dir, name, strlen(name), &ino), 0))
		CHECK_EQ(ctfs_get(dir->fs, ino, &ip), 0);
	return ip;
}

void unlink_in(struct ctfs_inode *dir, const char *name)
{
	struct ctfs_inode *ip = find_in(dir, name);

	NEED(ip);
	CHECK_EQ(ctfs_unlink(dir, name, strlen(name), ip), 0);
	ctfs_put(ip);
}

static uint8_t pattern(uint64_t at, uint32_t seed)
{
	return (uint8_t)((at * 2654435761u >> 7) + at / 4096 * 7 + seed * 31 + 1);
}

#define CHUNK 65536u

void fill(struct ctfs_inode *ip, uint64_t off, size_t len, uint32_t seed)
{
	static uint8_t bytes[CHUNK];

	for (size_t done = 0; done < len;) {
		size_t part = MIN(len - done, CHUNK);
		for (size_t i = 0; i < part; i++)
			bytes[i] = pattern(off + done + i, seed);
		if (!CHECK_EQ(ctfs_write(ip, bytes, part, off + done), part))
			return;
		done += part;
	}
}

static void compare(struct ctfs_inode *ip, uint64_t off, size_t len, uint32_t seed, bool zeros)
{
	static uint8_t bytes[CHUNK];

	for (size_t done = 0; done < len;) {
		size_t part = MIN(len - done, CHUNK), bad = 0;
		if (!CHECK_EQ(ctfs_read(ip, bytes, part, off + done), part))
			return;
		for (size_t i = 0; i < part; i++)
			bad += bytes[i] != (zeros ? 0 : pattern(off + done + i, seed));
		if (!CHECK_EQ(bad, 0))
			return;
		done += part;
	}
}

void expect(struct ctfs_inode *ip, uint64_t off, size_t len, uint32_t seed)
{
	compare(ip, off, len, seed, false);
}

void expect_zeros(struct ctfs_inode *ip, uint64_t off, size_t len)
{
	compare(ip, off, len, 0, true);
}

static void tell(void *ctx, const char *line)
{
	(void)ctx;
	printf("# fsck: %s\n", line);
}

bool volume_is_sound(const uint8_t *image, size_t size)
{
	struct check c = { .image = malloc(size), .size = size, .say = tell };

	memcpy(c.image, image, size);
	bool sound = check_volume(&c) && c.problems == 0 && !c.replayed;
	free(c.image);
	return sound;
}

void volume_check(void)
{
	CHECK_EQ(volume_close(), 0);
	CHECK(volume_is_sound(volume_disk->data, volume_disk->dev.sectors * BLK_SECTOR));
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
}
