/* SPDX-License-Identifier: MIT */
/* work.c - random operations, on a target and on the model at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"

#define NAMES 7u

static struct {
	struct cut_model *m;
	const struct cut_target *on;
	enum cut_pace pace;
	bool open[CUT_FILES]; /* in the target */
	unsigned last;        /* file that was overwritten */
} w;

/* --- the names in the model ---------------------------------------------------------------------
 */

static struct cut_entry *find(unsigned dir, const char *name)
{
	for (unsigned i = 0; i < w.m->now.entries; i++)
		if (w.m->now.entry[i].parent == dir && strcmp(w.m->now.entry[i].name, name) == 0)
			return &w.m->now.entry[i];
	return NULL;
}

static void add(unsigned dir, const char *name, unsigned file)
{
	struct cut_entry *e = &w.m->now.entry[w.m->now.entries++];

	e->parent = (uint8_t)dir;
	e->file = (uint8_t)file;
	snprintf(e->name, sizeof(e->name), "%s", name);
	w.m->file[file].changed = w.m->ops + 1;
}

static void del(struct cut_entry *e)
{
	*e = w.m->now.entry[--w.m->now.entries];
}

static unsigned some_dir(void)
{
	unsigned dir = 0;

	for (unsigned f = 1; f < w.m->files; f++)
		if (w.m->file[f].type == CTFS_DIR && w.m->file[f].nlink && cut_below(3) == 0)
			dir = f;
	return dir;
}

static struct cut_entry *some_entry(void)
{
	unsigned n = w.m->now.entries;

	return n ? &w.m->now.entry[cut_below(n)] : NULL;
}

static void some_name(char *name)
{
	snprintf(name, 8, "%c", 'a' + (int)cut_below(NAMES));
}

static bool is_empty(unsigned dir)
{
	for (unsigned i = 0; i < w.m->now.entries; i++)
		if (w.m->now.entry[i].parent == dir)
			return false;
	return true;
}

/* --- operations: false when this one cannot be done now
 * -------------------------------------------- */

static unsigned new_file(uint8_t type)
{
	unsigned file = w.m->files++;

	w.m->file[file] = (struct cut_file){ .type = type,
					     .nlink = type == CTFS_DIR ? 2 : 1,
					     .mtime = w.m->time,
					     .written = w.m->ops + 1 };
	return file;
}

static bool op_create(void)
{
	enum ctfs_type type = cut_below(4) == 0 ? CTFS_DIR : CTFS_FILE;
	unsigned dir = some_dir();
	char name[8];

	some_name(name);
	if (w.m->files >= CUT_FILES || w.m->now.entries >= CUT_ENTRIES - 2 || find(dir, name))
		return false;
	unsigned file = new_file((uint8_t)type);
	w.on->create(dir, name, type, file);
	w.open[file] = true;
	w.m->file[dir].nlink += type == CTFS_DIR;
	add(dir, name, file);
	return true;
}

static bool op_symlink(void)
{
	unsigned dir = some_dir();
	char name[8];

	some_name(name);
	if (w.m->files >= CUT_FILES || w.m->now.entries >= CUT_ENTRIES - 2 || find(dir, name))
		return false;
	unsigned file = new_file(CTFS_SYMLINK);
	struct cut_file *f = &w.m->file[file];
	snprintf(f->target, sizeof(f->target), "target-%u", file);
	f->size = strlen(f->target);
	w.on->symlink(dir, name, f->target, file);
	w.open[file] = true;
	add(dir, name, file);
	return true;
}

static bool op_link(void)
{
	struct cut_entry *e = some_entry();
	unsigned dir = some_dir();
	char name[8];

	some_name(name);
	if (!e || w.m->now.entries >= CUT_ENTRIES - 2 || find(dir, name) ||
	    w.m->file[e->file].type == CTFS_DIR)
		return false;
	unsigned file = e->file;
	w.on->link(e, dir, name);
	w.m->file[file].nlink++;
	add(dir, name, file);
	return true;
}

/* A name of the file is gone; the reference too, unless it stays open. */
static void lose(unsigned dir, unsigned file)
{
	struct cut_file *f = &w.m->file[file];

	f->nlink = f->type == CTFS_DIR ? 0 : f->nlink - 1;
	w.m->file[dir].nlink -= f->type == CTFS_DIR;
	f->changed = w.m->ops + 1;
	if (f->nlink == 0 && cut_below(3)) {
		w.on->close(file);
		w.open[file] = false;
	}
}

static bool op_unlink(void)
{
	struct cut_entry *e = some_entry();

	if (!e || (w.m->file[e->file].type == CTFS_DIR && !is_empty(e->file)))
		return false;
	struct cut_entry was = *e;
	w.on->unlink(&was, w.m->file[was.file].type == CTFS_DIR);
	del(e);
	lose(was.parent, was.file);
	return true;
}

static unsigned parent_of(unsigned dir)
{
	for (unsigned i = 0; i < w.m->now.entries; i++)
		if (w.m->now.entry[i].file == dir)
			return w.m->now.entry[i].parent;
	return 0;
}

static bool is_below(unsigned dir, unsigned above)
{
	for (; dir; dir = parent_of(dir))
		if (dir == above)
			return true;
	return false;
}

static bool op_rename(void)
{
	struct cut_entry *e = some_entry();
	unsigned to = some_dir();
	char name[8];

	some_name(name);
	if (!e || is_below(to, e->file))
		return false;
	struct cut_entry was = *e, *target = find(to, name);
	unsigned replaced = target ? target->file : 0;
	bool is_dir = w.m->file[was.file].type == CTFS_DIR;
	if (replaced == was.file ||
	    (replaced &&
	     ((w.m->file[replaced].type == CTFS_DIR) != is_dir || (is_dir && !is_empty(replaced)))))
		return false;
	w.on->rename(&was, to, name, replaced);
	if (replaced)
		del(target);
	del(find(was.parent, was.name));
	add(to, name, was.file);
	w.m->file[was.parent].nlink -= is_dir && was.parent != to;
	w.m->file[to].nlink += is_dir && was.parent != to;
	if (replaced)
		lose(to, replaced);
	return true;
}

/* Removed ones that are open included. */
static unsigned some_file(void)
{
	for (unsigned tries = 0; tries < 20; tries++) {
		unsigned f = 1 + cut_below(w.m->files);
		if (f < w.m->files && w.open[f] && w.m->file[f].type == CTFS_FILE)
			return f;
	}
	return 0;
}

static bool op_write(void)
{
	uint8_t bytes[CTFS_BLOCK];
	unsigned file = some_file();
	uint64_t size = w.m->file[file].size;
	uint64_t off = cut_below(3) ? size : cut_below((uint32_t)size + 1);

	if (!file || (off = MIN(off, CUT_PAGES * CTFS_BLOCK - 1)) >= CUT_PAGES * CTFS_BLOCK)
		return false;
	if (cut_below(2))
		off -= off % CTFS_BLOCK;
	if (cut_below(8) == 0)
		off = MIN(off + cut_below(3 * CTFS_BLOCK), (uint64_t)CUT_PAGES * CTFS_BLOCK - 1);
	size_t room = CTFS_BLOCK - off % CTFS_BLOCK; /* one page is one operation */
	size_t len = cut_below(2) ? room : 1 + cut_below((uint32_t)room);
	uint32_t value = (uint32_t)cut_random();
	if (!w.on->has_room())
		return false;
	cut_fill(bytes, len, value);
	w.on->write(file, off, len, value);
	model_write(w.m, file, off, bytes, len);
	return true;
}

/* A part of a page that is there: what a following fsync() makes durable without a record. */
static bool op_overwrite(void)
{
	uint8_t bytes[CTFS_BLOCK];
	unsigned file = some_file();
	uint64_t size = w.m->file[file].size;
	uint64_t off = size ? cut_below((uint32_t)size) : 0;

	if (!file || !size || !w.m->file[file].page[off / CTFS_BLOCK])
		return false;
	size_t len = 1 + cut_below((uint32_t)MIN(size - off, CTFS_BLOCK - off % CTFS_BLOCK));
	uint32_t value = (uint32_t)cut_random();
	cut_fill(bytes, len, value);
	w.on->write(file, off, len, value);
	model_write(w.m, file, off, bytes, len);
	w.last = file;
	return true;
}

static bool op_truncate(void)
{
	unsigned file = some_file();
	uint64_t size = w.m->file[file].size;

	if (!file)
		return false;
	uint64_t to = cut_below(5) == 0 ? 0
		      : cut_below(3)    ? cut_below((uint32_t)size + 1)
					: MIN(size + cut_below(9000), CUT_PAGES * CTFS_BLOCK);
	w.on->truncate(file, to);
	model_truncate(w.m, file, to);
	return true;
}

static bool op_allocate(void)
{
	unsigned file = some_file(), page = cut_below(CUT_PAGES);

	if (!file || !w.on->allocate || !w.on->has_room())
		return false;
	w.on->allocate(file, page);
	model_allocate(w.m, file, page);
	return true;
}

static bool op_close_removed(void)
{
	for (unsigned f = 1; f < w.m->files; f++) {
		if (!w.open[f] || w.m->file[f].nlink)
			continue;
		w.on->close(f);
		w.open[f] = false;
		return true;
	}
	return false;
}

static bool is_time_for_a_sync(void)
{
	return w.pace == CUT_SYNCS || cut_below(16) == 0;
}

static void note_sync(unsigned file, unsigned safe_op)
{
	w.m->sync[w.m->syncs++] =
		(struct cut_sync){ .op = w.m->ops + 1, .safe_op = safe_op, .file = (uint8_t)file };
}

static bool op_fsync(void)
{
	unsigned file = w.last && w.open[w.last] && cut_below(4) ? w.last : some_file();

	w.last = 0;
	if (!file || !w.m->file[file].nlink || !is_time_for_a_sync())
		return false;
	bool data_only = cut_below(2);
	w.on->fsync(file, data_only);
	note_sync(file, data_only ? w.m->file[file].written : w.m->file[file].changed);
	return true;
}

static void sync_all(void)
{
	w.on->sync();
	note_sync(0, w.m->ops);
}

static bool op_sync(void)
{
	if (!is_time_for_a_sync())
		return false;
	sync_all();
	return true;
}

/* As the flush timer does when somebody else's blocks are many: data alone. */
static bool op_write_back(void)
{
	w.on->write_back();
	return true;
}

static bool op_read(void)
{
	unsigned file = some_file();

	if (!file)
		return false;
	w.on->read(file);
	return true;
}

static bool (*const operation[])(void) = {
	op_create, op_create,        op_create,   op_write,     op_write,      op_write,
	op_write,  op_write,         op_write,    op_write,     op_unlink,     op_unlink,
	op_rename, op_rename,        op_truncate, op_truncate,  op_link,       op_symlink,
	op_fsync,  op_fsync,         op_fsync,    op_sync,      op_write_back, op_write_back,
	op_read,   op_close_removed, op_allocate, op_overwrite, op_overwrite,  op_overwrite,
};

bool work_step(void)
{
	w.on->begin(w.m->ops + 1);
	w.m->time = w.on->clock ? w.on->clock() : 0;
	if (!operation[cut_below(ARRAY_SIZE(operation))]())
		return false;
	model_end_op(w.m);
	return true;
}

void work_start(struct cut_model *m, const struct cut_target *on, enum cut_pace pace)
{
	memset(&w, 0, sizeof(w));
	w.pace = pace;
	w.m = m;
	w.on = on;
	model_reset(m);
}

void work_sync(void)
{
	w.on->begin(w.m->ops + 1);
	sync_all();
	model_end_op(w.m);
}

void cut_fill(uint8_t *bytes, size_t len, uint32_t value)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(value + i * 131 + i / 512 * 17);
}
