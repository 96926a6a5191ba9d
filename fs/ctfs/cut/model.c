/* SPDX-License-Identifier: MIT */
/*
 * model.c - what a volume may contain after a power cut. Each operation is one number; the
 * tree of names after each is kept, and of each sector of each file all contents that it ever
 * had. A cut volume must show the tree as it was after some operation j: not before the last
 * that something durable speaks of, and not behind the one under way. Given j, each sector is
 * what it was when the file was last made durable, or when operation j's inode began to speak
 * of it, or anything newer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"

/* --- recording
 * ------------------------------------------------------------------------------------ */

void model_reset(struct cut_model *m)
{
	model_free(m);
	memset(m, 0, sizeof(*m));
	m->files = 1;
	m->file[0] = (struct cut_file){ .type = CTFS_DIR, .nlink = 2 };
	model_end_op(m);
	m->ops = 0;
	m->after[0] = m->now;
}

void model_free(struct cut_model *m)
{
	for (unsigned f = 0; f < m->files; f++)
		for (unsigned s = 0; s < CUT_SECTORS; s++)
			while (m->file[f].sector[s]) {
				struct cut_version *v = m->file[f].sector[s];
				m->file[f].sector[s] = v->older;
				free(v);
			}
	m->files = 0;
}

static const uint8_t *content(const struct cut_version *v)
{
	static const uint8_t zeros[512];

	return v && !v->gone ? v->data : zeros;
}

static struct cut_version *add_version(struct cut_model *m, struct cut_file *f, unsigned sector)
{
	struct cut_version *v = malloc(sizeof(*v));

	*v = (struct cut_version){ .older = f->sector[sector], .op = m->ops + 1 };
	memcpy(v->data, content(v->older), 512);
	f->sector[sector] = v;
	return v;
}

static unsigned page_end(const struct cut_file *f)
{
	return (unsigned)((f->size + CTFS_BLOCK - 1) / CTFS_BLOCK);
}

/* Of a page that becomes part of the file's promise: all of it, with zeros behind the end. */
static void order_page(struct cut_model *m, struct cut_file *f, unsigned page)
{
	uint64_t end = f->size;

	for (unsigned s = page * 8; s < page * 8 + 8; s++) {
		struct cut_version *v = add_version(m, f, s);
		v->ordered = true;
		uint64_t start = s * 512ull;
		if (end < start + 512)
			memset(v->data + (end > start ? end - start : 0), 0,
			       512 - (end > start ? end - start : 0));
	}
}

void model_write(struct cut_model *m, unsigned file, uint64_t off, const uint8_t *data, size_t len)
{
	struct cut_file *f = &m->file[file];
	unsigned first = (unsigned)(off / CTFS_BLOCK), last_page = page_end(f) - 1;
	bool grows = off + len > f->size;

	if (grows && f->size % CTFS_BLOCK && f->page[last_page] && off > f->size)
		order_page(m, f, last_page);
	for (unsigned p = first; p <= (off + len - 1) / CTFS_BLOCK; p++)
		if (grows || !f->page[p]) {
			order_page(m, f, p);
			f->written = m->ops + 1;
		}
	for (unsigned s = (unsigned)(off / 512); s <= (off + len - 1) / 512; s++) {
		uint64_t start = s * 512ull, from = MAX(start, off),
			 to = MIN(start + 512, off + len);
		struct cut_version *v = f->sector[s];
		if (!v || v->op != m->ops + 1)
			v = add_version(m, f, s);
		memcpy(v->data + (from - start), data + (from - off), to - from);
		f->page[s / 8] = true;
	}
	f->size = MAX(f->size, off + len);
	if (f->mtime != m->time || f->written == m->ops + 1)
		f->changed = m->ops + 1;
	f->mtime = m->time;
}

void model_allocate(struct cut_model *m, unsigned file, unsigned page)
{
	struct cut_file *f = &m->file[file];

	if (f->page[page])
		return;
	order_page(m, f, page);
	f->page[page] = true;
	f->changed = f->written = m->ops + 1;
}

void model_truncate(struct cut_model *m, unsigned file, uint64_t size)
{
	struct cut_file *f = &m->file[file];
	unsigned keep = (unsigned)((size + CTFS_BLOCK - 1) / CTFS_BLOCK);

	if (size > f->size && f->size % CTFS_BLOCK && f->page[page_end(f) - 1])
		order_page(m, f, page_end(f) - 1);
	for (unsigned s = keep * 8; s < CUT_SECTORS && size < f->size; s++) {
		if (f->sector[s] && !f->sector[s]->gone)
			add_version(m, f, s)->gone = true;
		f->page[s / 8] = false;
	}
	f->size = size;
	f->mtime = m->time;
	f->changed = f->written = m->ops + 1;
}

void model_read(const struct cut_model *m, unsigned file, uint64_t off, uint8_t *to, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = content(m->file[file].sector[(off + i) / 512])[(off + i) % 512];
}

void model_end_op(struct cut_model *m)
{
	m->ops++;
	for (unsigned f = 0; f < m->files; f++) {
		m->now.file[f].nlink = m->file[f].nlink;
		m->now.file[f].size = m->file[f].size;
		m->now.file[f].mtime = m->file[f].mtime;
		m->now.file[f].type = m->file[f].type;
	}
	m->after[m->ops] = m->now;
}

/* --- judging
 * ---------------------------------------------------------------------------------------- */

/* What is on the volume. */
struct found {
	struct {
		char name[8];
		uint32_t parent, ino;
		uint8_t type;
	} entry[CUT_ENTRIES + 1];
	unsigned entries;
	uint32_t dir; /* being listed */
	bool strange; /* more entries, or longer names, than any model has */
};

static bool note_entry(void *ctx, const struct ctfs_entry *e)
{
	struct found *f = ctx;

	if (f->entries > CUT_ENTRIES - 1 || e->len >= sizeof(f->entry[0].name)) {
		f->strange = true;
		return false;
	}
	memcpy(f->entry[f->entries].name, e->name, e->len);
	f->entry[f->entries].name[e->len] = '\0';
	f->entry[f->entries].parent = f->dir;
	f->entry[f->entries].ino = e->ino;
	f->entry[f->entries++].type = (uint8_t)e->type;
	return true;
}

static int list_dir(struct ctfs *fs, struct found *f, uint32_t ino)
{
	struct ctfs_inode *dir;
	int err = ctfs_get(fs, ino, &dir);

	if (err)
		return err;
	f->dir = ino;
	err = ctfs_readdir(dir, 2, note_entry, f);
	ctfs_put(dir);
	return err;
}

static int list_all(struct ctfs *fs, struct found *f)
{
	int err = list_dir(fs, f, CTFS_ROOT);

	for (unsigned i = 0; i < f->entries && !err && !f->strange; i++)
		if (f->entry[i].type == CTFS_DIR)
			err = list_dir(fs, f, f->entry[i].ino);
	return err;
}

/* Pairs the volume's inodes with the model's files by their names. False: the names differ. */
static bool same_names(const struct found *f, const struct cut_tree *t, uint32_t *ino_of)
{
	memset(ino_of, 0, CUT_FILES * sizeof(*ino_of));
	ino_of[0] = CTFS_ROOT;
	if (f->entries != t->entries)
		return false;
	/* Directories come before what is in them in both. */
	for (unsigned done = 0, round = 0; done < t->entries; round++) {
		if (round > t->entries)
			return false;
		done = 0;
		for (unsigned i = 0; i < t->entries; i++) {
			const struct cut_entry *e = &t->entry[i];
			for (unsigned k = 0; k < f->entries && ino_of[e->parent]; k++) {
				if (f->entry[k].parent != ino_of[e->parent] ||
				    strcmp(f->entry[k].name, e->name) != 0)
					continue;
				if (f->entry[k].type != t->file[e->file].type ||
				    (ino_of[e->file] && ino_of[e->file] != f->entry[k].ino))
					return false;
				ino_of[e->file] = f->entry[k].ino;
				done++;
			}
		}
	}
	return true;
}

static bool sector_ok(const struct cut_file *f, unsigned sector, unsigned j, unsigned safe,
		      unsigned op, const uint8_t *bytes, size_t len)
{
	static const uint8_t zeros[512];
	const struct cut_version *v = f->sector[sector];

	while (v && v->op > op)
		v = v->older;
	/* What came after the sector was gone, behind j, lies elsewhere or was not written. */
	for (const struct cut_version *at = v; at && at->op > j; at = at->older)
		if (at->gone)
			v = at->older;
	for (; v; v = v->older) {
		if (v->gone)
			break;
		if (memcmp(v->data, bytes, len) == 0)
			return true;
		if (v->op <= safe || (v->ordered && v->op <= j))
			return false;
	}
	return memcmp(zeros, bytes, len) == 0; /* a hole */
}

static bool file_ok(const struct cut_model *m, unsigned file, unsigned j, unsigned op,
		    unsigned safe, struct ctfs_inode *ip, char *what, size_t size)
{
	static uint8_t bytes[CUT_PAGES * CTFS_BLOCK];
	const struct cut_tree *t = &m->after[j];

	if (ip->d.size != t->file[file].size && t->file[file].type != CTFS_DIR) {
		snprintf(what, size, "file %u has %lu bytes, not %lu", file,
			 (unsigned long)ip->d.size, (unsigned long)t->file[file].size);
		return false;
	}
	if (ip->d.nlink != t->file[file].nlink) {
		snprintf(what, size, "file %u has %u links, not %u", file, ip->d.nlink,
			 t->file[file].nlink);
		return false;
	}
	if (t->file[file].type == CTFS_DIR)
		return true;
	if (m->time && ip->d.mtime != t->file[file].mtime) {
		snprintf(what, size, "file %u was changed at %lu, not %lu", file,
			 (unsigned long)ip->d.mtime, (unsigned long)t->file[file].mtime);
		return false;
	}
	if (ctfs_read(ip, bytes, sizeof(bytes), 0) != (ssize_t)ip->d.size) {
		snprintf(what, size, "file %u cannot be read", file);
		return false;
	}
	if (t->file[file].type == CTFS_SYMLINK)
		return memcmp(bytes, m->file[file].target, ip->d.size) == 0;
	for (unsigned s = 0; s * 512ull < ip->d.size; s++) {
		size_t len = MIN(512, ip->d.size - s * 512ull);
		if (!sector_ok(&m->file[file], s, j, safe, op, bytes + s * 512, len)) {
			snprintf(what, size, "file %u, sector %u: begins with %02x %02x %02x %02x",
				 file, s, bytes[s * 512], bytes[s * 512 + 1], bytes[s * 512 + 2],
				 bytes[s * 512 + 3]);
			return false;
		}
	}
	return true;
}

/* Up to which operation the contents of the file are durable before op. */
static unsigned safe_of(const struct cut_model *m, unsigned file, unsigned op)
{
	unsigned safe = 0;

	for (unsigned i = 0; i < m->syncs && m->sync[i].op < op; i++)
		if (m->sync[i].file == 0 || m->sync[i].file == file)
			safe = m->sync[i].op;
	return safe;
}

static unsigned least_tree(const struct cut_model *m, unsigned op)
{
	unsigned least = 0;

	for (unsigned i = 0; i < m->syncs && m->sync[i].op < op; i++)
		least = MAX(least, m->sync[i].safe_op);
	return least;
}

static bool is_tree(const struct cut_model *m, unsigned j, unsigned op, struct ctfs *fs,
		    const struct found *f, char *what, size_t size)
{
	uint32_t ino_of[CUT_FILES];
	bool ok = true;

	if (!same_names(f, &m->after[j], ino_of))
		return false;
	for (unsigned file = 0; file < m->files && ok; file++) {
		struct ctfs_inode *ip;
		if (!ino_of[file])
			continue;
		if (ctfs_get(fs, ino_of[file], &ip))
			return false;
		ok = file_ok(m, file, j, op, safe_of(m, file, op), ip, what, size);
		ctfs_put(ip);
	}
	return ok;
}

bool model_allows(const struct cut_model *m, unsigned op, struct ctfs *fs, char *what, size_t size)
{
	struct found f = { .entries = 0 };
	unsigned last = MIN(op, m->ops);

	snprintf(what, size, "the names are those of no moment");
	if (list_all(fs, &f) || f.strange)
		return false;
	for (unsigned j = last + 1; j-- > least_tree(m, op);)
		if (is_tree(m, j, op, fs, &f, what, size))
			return true;
	return false;
}
