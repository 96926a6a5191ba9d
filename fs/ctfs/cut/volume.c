/* SPDX-License-Identifier: MIT */
/* volume.c - the operations done on a volume in this process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"

static struct {
	struct cut_disk *d;
	const struct cut_model *m;
	struct bcache *cache;
	struct ctfs *fs;
	struct ctfs_inode *ip[CUT_FILES]; /* references */
	bool full_records;
} v;

static void must(long got, long want, const char *what)
{
	if (got == want)
		return;
	fprintf(stderr, "%s: %ld, not %ld\n", what, got, want);
	abort();
}

/* Inodes that are spread over the table, and few syncs, let records become as large as they can:
 * then operations commit. */
static void begin(unsigned op)
{
	v.d->op = op;
	if (v.full_records)
		v.fs->next_inode = cut_below(CTFS_INODES);
}

static void create(unsigned dir, const char *name, uint8_t type, unsigned file)
{
	must(ctfs_create(v.ip[dir], name, 1, type, 0644, &v.ip[file]), 0, "create");
}

static void create_symlink(unsigned dir, const char *name, const char *target, unsigned file)
{
	uint32_t ino;

	must(ctfs_symlink(v.ip[dir], name, 1, target), 0, "symlink");
	must(ctfs_lookup(v.ip[dir], name, 1, &ino), 0, "lookup");
	must(ctfs_get(v.fs, ino, &v.ip[file]), 0, "get");
}

static void create_link(const struct cut_entry *from, unsigned dir, const char *name)
{
	must(ctfs_link(v.ip[dir], name, 1, v.ip[from->file]), 0, "link");
}

static void remove_name(const struct cut_entry *e, bool is_dir)
{
	(void)is_dir;
	must(ctfs_unlink(v.ip[e->parent], e->name, 1, v.ip[e->file]), 0, "unlink");
}

static void move(const struct cut_entry *e, unsigned dir, const char *name, unsigned replaced)
{
	must(ctfs_rename(v.ip[e->parent], e->name, 1, v.ip[e->file], v.ip[dir], name, 1,
			 replaced ? v.ip[replaced] : NULL),
	     0, "rename");
}

static void close_file(unsigned file)
{
	ctfs_put(v.ip[file]);
	v.ip[file] = NULL;
}

static bool has_room(void)
{
	return v.fs->free_blocks >= 6;
}

static void write_file(unsigned file, uint64_t off, size_t len, uint32_t value)
{
	static uint8_t bytes[CTFS_BLOCK];

	cut_fill(bytes, len, value);
	must(ctfs_write(v.ip[file], bytes, len, off), (long)len, "write");
}

/* All of it, against the model. */
static void read_file(unsigned file)
{
	static uint8_t want[CUT_PAGES * CTFS_BLOCK], got[CUT_PAGES * CTFS_BLOCK];
	size_t size = v.m->file[file].size;

	model_read(v.m, file, 0, want, size);
	must(ctfs_read(v.ip[file], got, sizeof(got), 0), (long)size, "read");
	must(memcmp(want, got, size), 0, "contents");
}

static void truncate_file(unsigned file, uint64_t size)
{
	must(ctfs_truncate(v.ip[file], size), 0, "truncate");
}

static void allocate(unsigned file, unsigned page)
{
	must(ctfs_allocate(v.ip[file], page * (uint64_t)CTFS_BLOCK, CTFS_BLOCK), 0, "allocate");
}

static void sync_file(unsigned file, bool data_only)
{
	must(ctfs_fsync(v.ip[file], data_only), 0, "fsync");
}

static void sync_all(void)
{
	must(ctfs_sync(v.fs), 0, "sync");
}

static void write_back(void)
{
	must(bcache_write_all(v.cache), 0, "write back");
}

static uint64_t look_at_clock(void)
{
	port_time += cut_below(8) == 0;
	return (uint64_t)port_time;
}

static const struct cut_target volume = {
	.begin = begin,
	.clock = look_at_clock,
	.create = create,
	.symlink = create_symlink,
	.link = create_link,
	.unlink = remove_name,
	.rename = move,
	.close = close_file,
	.has_room = has_room,
	.write = write_file,
	.read = read_file,
	.truncate = truncate_file,
	.allocate = allocate,
	.fsync = sync_file,
	.sync = sync_all,
	.write_back = write_back,
};

/* --- what must be noticed
 * --------------------------------------------------------------------------- */

static void break_a_rule(enum cut_control control)
{
	struct ctfs_journal *j = &v.fs->journal;

	if (control == CONTROL_NO_DATA_FLUSH)
		cut_lose_data_flush(v.d);
	if (control == CONTROL_NO_HOLD) {
		for (unsigned i = 0; i < j->count; i++)
			bcache_release(j->images[i]);
		bcache_write_all(v.cache);
	}
	if (control == CONTROL_REUSE && v.fs->freed_count) {
		memset(v.fs->freed, 0, v.fs->bitmap_blocks * (size_t)CTFS_BLOCK);
		v.fs->freed_count = 0;
		v.fs->next_block = CTFS_DATA_START;
	}
}

static void start(struct cut_disk *d, struct cut_model *m)
{
	const struct ctfs_format f = { .label = "cut", .uuid = { 7 }, .now = 1 };

	memset(&v, 0, sizeof(v));
	v.d = d;
	v.m = m;
	v.full_records = cut_below(8) == 0;
	d->logging = false;
	port_time = 1000000;
	work_start(m, &volume, v.full_records ? CUT_FEW_SYNCS : CUT_SYNCS);
	must(bcache_open(&d->dev, &v.cache), 0, "cache");
	must(ctfs_format(v.cache, &f), 0, "format");
	cut_log_start(d);
	d->op = 1;
	must(ctfs_open(v.cache, CTFS_READ_WRITE, &v.fs), 0, "mount");
	must(ctfs_get(v.fs, CTFS_ROOT, &v.ip[0]), 0, "root");
}

void volume_run(struct cut_disk *d, struct cut_model *m, unsigned ops, enum cut_control control)
{
	start(d, m);
	while (m->ops < ops)
		if (work_step())
			break_a_rule(control);
	d->op = m->ops + 1;
	for (unsigned f = 0; f < CUT_FILES; f++)
		if (v.ip[f])
			ctfs_put(v.ip[f]);
	must(ctfs_close(v.fs), 0, "unmount");
	must(bcache_close(v.cache), 0, "close");
	d->logging = false;
}
