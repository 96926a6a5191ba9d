/* SPDX-License-Identifier: MIT */
/*
 * script.c - the operations as lines for a guest, which tests/e2e/powercut/main.c describes.
 * After each operation that makes something durable the guest writes its number to the disk.
 */
#include <stdlib.h>

#include "ctfs/cut/cut.h"

/* Half of the volume: what was removed is not free at once. */
#define PAGES_MAX ((CUT_BLOCKS - CTFS_DATA_START) / 2)
#define PAUSE_MS  130u /* longer than the guest's cache waits before it writes */
#define PAUSES    2u   /* a workload's, for each costs this machine's time too */

static struct {
	FILE *out;
	const struct cut_model *m;
	unsigned op, pauses;
	bool removed[CUT_FILES]; /* and closed */
} s;

static void begin(unsigned op)
{
	s.op = op;
}

static void create(unsigned dir, const char *name, uint8_t type, unsigned file)
{
	fprintf(s.out, "%s %u %s %u\n", type == CTFS_DIR ? "mkdir" : "create", dir, name, file);
}

static void create_symlink(unsigned dir, const char *name, const char *target, unsigned file)
{
	(void)file;
	fprintf(s.out, "symlink %u %s %s\n", dir, name, target);
}

static void create_link(const struct cut_entry *from, unsigned dir, const char *name)
{
	fprintf(s.out, "link %u %s %u %s\n", from->parent, from->name, dir, name);
}

static void remove_name(const struct cut_entry *e, bool is_dir)
{
	fprintf(s.out, "%s %u %s\n", is_dir ? "rmdir" : "unlink", e->parent, e->name);
}

static void move(const struct cut_entry *e, unsigned dir, const char *name, unsigned replaced)
{
	(void)replaced;
	fprintf(s.out, "rename %u %s %u %s\n", e->parent, e->name, dir, name);
}

static void close_file(unsigned file)
{
	s.removed[file] = true;
	if (s.m->file[file].type != CTFS_SYMLINK)
		fprintf(s.out, "close %u\n", file);
}

static bool has_room(void)
{
	unsigned pages = 0;

	for (unsigned f = 0; f < s.m->files; f++) {
		const struct cut_file *file = &s.m->file[f];
		pages += !s.removed[f] + (file->size > CTFS_DIRECT * CTFS_BLOCK);
		for (unsigned p = 0; p < CUT_PAGES && !s.removed[f]; p++)
			pages += file->page[p];
	}
	return pages < PAGES_MAX;
}

static void write_file(unsigned file, uint64_t off, size_t len, uint32_t value)
{
	fprintf(s.out, "write %u %lu %zu %u\n", file, (unsigned long)off, len, value);
}

static void read_file(unsigned file)
{
	static uint8_t bytes[CUT_PAGES * CTFS_BLOCK];
	size_t size = s.m->file[file].size;
	uint32_t sum = 2166136261u;

	model_read(s.m, file, 0, bytes, size);
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * 16777619u;
	fprintf(s.out, "read %u %zu %u\n", file, size, sum);
}

static void truncate_file(unsigned file, uint64_t size)
{
	fprintf(s.out, "truncate %u %lu\n", file, (unsigned long)size);
}

static void sync_file(unsigned file, bool data_only)
{
	fprintf(s.out, "%s %u\nack %u\n", data_only ? "fdatasync" : "fsync", file, s.op);
}

static void sync_all(void)
{
	fprintf(s.out, "sync\nack %u\n", s.op);
}

static void write_back(void)
{
	if (s.pauses++ < PAUSES)
		fprintf(s.out, "pause %u\n", PAUSE_MS);
}

void script_run(struct cut_model *m, unsigned ops, FILE *out)
{
	static const struct cut_target script = {
		.begin = begin,
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
		.fsync = sync_file,
		.sync = sync_all,
		.write_back = write_back,
	};

	s.out = out;
	s.m = m;
	s.pauses = 0;
	work_start(m, &script, CUT_SYNCS);
	while (m->ops < ops)
		work_step();
	work_sync();
}
