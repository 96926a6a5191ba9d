/* SPDX-License-Identifier: MIT */
/*
 * ctfs_fuzz.c - damaged volumes. The input is a list of patches to a volume with a few files:
 * a place (3 bytes, little endian), a length (1 byte), so many bytes; a first byte says how:
 *
 *	1   the checksums of the superblock and of inodes are made right
 *	2   the journal is emptied
 *	4   the mount is read-only
 *	8   the volume was in use, with records to replay; their checksums are made right
 *	16  it is repaired: then it can be mounted, and whatever is done leaves it sound
 */
#include <stdlib.h>
#include <string.h>

#include "ctfs/tests/exercise.h"
#include "ctfs/tools/check.h"
#include "tools/port.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BLOCKS 200u

enum { RIGHT_SUMS = 1, EMPTIED = 2, READ_ONLY = 4, IN_USE = 8, REPAIRED = 16 };

static uint8_t base[BLOCKS * CTFS_BLOCK], image[BLOCKS * CTFS_BLOCK];
static uint8_t in_use[BLOCKS * CTFS_BLOCK]; /* base, some operations later, still mounted */
static bool changed[BLOCKS];                /* blocks of image that may differ from base */

/* AddressSanitizer keeps memory that was freed out of use until there are 256 MiB of it: to get
 * the frames of each mount anew from the system is most of the work then. */
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=2";
}

static void change(size_t at, const uint8_t *bytes, size_t len)
{
	memcpy(image + at, bytes, len);
	for (size_t block = at / CTFS_BLOCK; len && block <= (at + len - 1) / CTFS_BLOCK; block++)
		changed[block] = true;
}

static void restore(void)
{
	for (size_t block = 0; block < BLOCKS; block++)
		if (changed[block])
			memcpy(image + block * CTFS_BLOCK, base + block * CTFS_BLOCK, CTFS_BLOCK);
	memset(changed, 0, sizeof(changed));
}

static int start(struct blk_dev *dev, struct blk_req *req)
{
	size_t at = req->sector * BLK_SECTOR;

	(void)dev;
	for (unsigned i = 0; i < req->nsegs; at += req->segs[i++].len) {
		if (req->op == BLK_READ)
			memcpy(req->segs[i].data, image + at, req->segs[i].len);
		else
			change(at, req->segs[i].data, req->segs[i].len);
	}
	return 0;
}

static void must(int err)
{
	if (err)
		abort();
}

/* Records of several operations; what they freed is used again. */
static void leave_in_use(struct blk_dev *dev)
{
	struct ctfs_inode *root, *dir, *file;
	struct bcache *cache;
	struct ctfs *fs;

	must(bcache_open(dev, &cache));
	must(ctfs_open(cache, CTFS_READ_WRITE, &fs));
	must(ctfs_get(fs, CTFS_ROOT, &root));
	must(ctfs_create(root, "new", 3, CTFS_DIR, 0755, &dir));
	must(ctfs_create(dir, "file", 4, CTFS_FILE, 0644, &file));
	must(ctfs_write(file, base, 14 * CTFS_BLOCK, 0) != 14 * CTFS_BLOCK);
	must(ctfs_sync(fs));
	must(ctfs_truncate(file, CTFS_BLOCK + 1));
	must(ctfs_sync(fs));
	must(ctfs_unlink(dir, "file", 4, file));
	must(ctfs_unlink(root, "new", 3, dir));
	must(ctfs_sync(fs));
	memcpy(in_use, image, sizeof(in_use));
	ctfs_put(file);
	ctfs_put(dir);
	ctfs_put(root);
	must(ctfs_close(fs));
	must(bcache_close(cache));
}

static void make_base(struct blk_dev *dev)
{
	const struct ctfs_format f = { .label = "fuzz", .uuid = { 1 }, .now = 1 };
	struct ctfs_inode *root, *dir, *file;
	struct bcache *cache;
	struct ctfs *fs;

	must(bcache_open(dev, &cache));
	must(ctfs_format(cache, &f));
	must(ctfs_open(cache, CTFS_READ_WRITE, &fs));
	must(ctfs_get(fs, CTFS_ROOT, &root));
	must(ctfs_create(root, "dir", 3, CTFS_DIR, 0755, &dir));
	must(ctfs_create(dir, "file", 4, CTFS_FILE, 0644, &file));
	must(ctfs_write(file, base, 20 * CTFS_BLOCK, 0) != 20 * CTFS_BLOCK);
	must(ctfs_write(file, "x", 1, 1100ull * CTFS_BLOCK) != 1);
	must(ctfs_link(root, "other", 5, file));
	must(ctfs_symlink(root, "link", 4, "dir/file"));
	ctfs_put(file);
	ctfs_put(dir);
	ctfs_put(root);
	must(ctfs_close(fs));
	must(bcache_close(cache));
	memcpy(base, image, sizeof(base));
	leave_in_use(dev);
	memset(changed, true, sizeof(changed));
}

/* Makes image what was in use; few blocks differ. */
static void take_in_use(void)
{
	for (size_t at = 0; at < sizeof(base); at += CTFS_BLOCK)
		if (memcmp(base + at, in_use + at, CTFS_BLOCK) != 0)
			change(at, in_use + at, CTFS_BLOCK);
}

static void patch(const uint8_t *data, size_t size)
{
	while (size > 4) {
		uint32_t at = data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16;
		size_t len = MIN(data[3], size - 4);
		at %= sizeof(image);
		len = MIN(len, sizeof(image) - at);
		change(at, data + 4, len);
		data += 4 + len;
		size -= 4 + len;
	}
}

static void seal_super(uint8_t *block)
{
	struct ctfs_super *s = (struct ctfs_super *)block;

	s->crc = ctfs_crc(0, s, offsetof(struct ctfs_super, crc));
}

static void seal_inodes(uint8_t *block)
{
	struct ctfs_dinode *d = (struct ctfs_dinode *)block;

	for (uint32_t ino = 1; ino < 8; ino++)
		d[ino].crc = ctfs_crc(ctfs_crc(0, &ino, 4), &d[ino], 124);
}

static void seal(void)
{
	changed[0] = changed[CTFS_TABLE_START] = true;
	seal_super(image);
	seal_inodes(image + CTFS_TABLE_START * CTFS_BLOCK);
}

static uint8_t *journal_block(unsigned pos)
{
	return image + (CTFS_JOURNAL_START + pos % CTFS_JOURNAL_BLOCKS) * CTFS_BLOCK;
}

static void seal_record(unsigned pos)
{
	struct ctfs_record *r = (struct ctfs_record *)journal_block(pos);

	for (unsigned i = 0; i < MIN(r->images, CTFS_RECORD_IMAGES); i++) {
		uint8_t *block = journal_block(pos + 1 + i);
		if (r->image[i].block == 0)
			seal_super(block);
		if (r->image[i].block == CTFS_TABLE_START)
			seal_inodes(block);
		r->image[i].sum = ctfs_image_sum(block, r->image[i].block, r->sequence);
	}
	r->crc = ctfs_crc(0, r, offsetof(struct ctfs_record, crc));
}

/* Twice, since a record may lie in an image of another one. */
static void seal_journal(void)
{
	for (unsigned pos = 0; pos < 2 * CTFS_JOURNAL_BLOCKS; pos++)
		if (((struct ctfs_record *)journal_block(pos))->magic == CTFS_RECORD_MAGIC)
			seal_record(pos);
	memset(changed + CTFS_JOURNAL_START, true, CTFS_JOURNAL_BLOCKS);
}

/* True when the image is a volume in which nothing is wrong (any more). */
static bool check(bool repair)
{
	struct check c = { .image = image, .size = sizeof(image), .repair = repair };

	return check_volume(&c) && (repair ? c.left : c.problems) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t zeros[CTFS_BLOCK];
	static struct blk_dev dev;
	struct bcache *cache;

	if (dev.sectors == 0) {
		port_quiet = true;
		port_time = 1000;
		port_device(&dev, sizeof(image), start, NULL);
		make_base(&dev);
	}
	if (size == 0)
		return 0;
	restore();
	if (data[0] & IN_USE)
		take_in_use();
	if (data[0] & EMPTIED)
		for (unsigned i = 0; i < CTFS_JOURNAL_BLOCKS; i++)
			change((CTFS_JOURNAL_START + i) * CTFS_BLOCK, zeros, CTFS_BLOCK);
	patch(data + 1, size - 1);
	if (data[0] & RIGHT_SUMS)
		seal();
	if (data[0] & IN_USE)
		seal_journal();
	bool sound = data[0] & REPAIRED && check(true);
	if (sound)
		memset(changed, true, sizeof(changed));
	must(bcache_open(&dev, &cache));
	bool mounted = exercise(cache, data[0] & READ_ONLY ? CTFS_READ_ONLY : CTFS_READ_WRITE);
	bcache_close(cache);
	if (sound)
		must(!mounted || !check(false));
	return 0;
}
