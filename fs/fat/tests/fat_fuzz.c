/* SPDX-License-Identifier: MIT */
/*
 * fat_fuzz.c - damaged volumes, and what a program does with them. The input is no image, of
 * which nearly all would be refused: it is
 *
 *	byte 0    which of the good volumes below
 *	byte 1    how many changes follow
 *	4 bytes   each: where (16 bits, in units of its part), in which part, and the new byte
 *	the rest  operations, each a byte, and whatever they take
 *
 * Nothing crashes, leaks, loops, or is used after it was given back; and a volume can be
 * mounted once more, or is refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "fuzz_kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NODES 6u

static const struct form forms[] = {
	{ .bits = 12, .clusters = 120, .root_entries = 32 },
	{ .bits = 16, .clusters = 4085, .root_entries = 32 },
	{ .bits = 32, .clusters = 150 },
	{ .bits = 32, .clusters = 30, .per_cluster = 8, .fats = 1 },
};
#define FORMS ARRAY_SIZE(forms)

static const char *const names[] = { "A",
				     "b.txt",
				     "a longer name than that",
				     "folder",
				     "ANAMEM~1.TXT",
				     "a name much longer.txt",
				     "\xc3\xa4.b",
				     "x" };

struct input {
	const uint8_t *at, *end;
};

static unsigned next(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static struct vnode *held[NODES]; /* 0: the root */

static void drop(unsigned i)
{
	if (i > 0 && held[i])
		vnode_put(held[i]);
	if (i > 0)
		held[i] = NULL;
}

static void keep(struct input *in, struct vnode *vn)
{
	unsigned i = 1 + next(in) % (NODES - 1);

	drop(i);
	held[i] = vn;
}

/* Some folder that has not been removed. */
static struct vnode *folder(struct input *in)
{
	struct vnode *vn = held[next(in) % NODES];

	return vn && S_ISDIR(vn->mode) && vn->nlink > 0 ? vn : held[0];
}

static struct vnode *file(struct input *in)
{
	struct vnode *vn = held[next(in) % NODES];

	return vn && S_ISREG(vn->mode) ? vn : NULL;
}

static const char *name(struct input *in)
{
	return names[next(in) % ARRAY_SIZE(names)];
}

struct choice {
	unsigned skip;
	char name[256];
};

static bool choose(void *ctx, const struct dir_entry *e)
{
	struct choice *c = ctx;

	memcpy(c->name, e->name, e->len);
	c->name[e->len] = '\0';
	if (e->len == 0 || e->len > 255 || memchr(e->name, '/', e->len))
		abort();
	return c->skip-- > 0;
}

/* A name that the folder shows must be found there, unless damage is. */
static void look(struct input *in, struct vnode *dir)
{
	struct choice c = { .skip = next(in) % 16 };
	struct vnode *vn;

	if (dir->ops->readdir(dir, 2, choose, &c) != 0 || !c.name[0])
		return;
	int err = dir->ops->lookup(dir, c.name, strlen(c.name), &vn);
	if (err && err != -EUCLEAN)
		abort();
	if (!err)
		keep(in, vn);
}

static void make(struct input *in, struct vnode *dir, mode_t type)
{
	const char *n = name(in);
	struct vnode *vn;

	if (!dir->mnt->read_only && dir->ops->create(dir, n, strlen(n), type | 0755, &vn) == 0)
		keep(in, vn);
}

static bool is_above(const struct vnode *above, const struct vnode *vn)
{
	while (vn && vn != above)
		vn = vn->parent;
	return vn;
}

static void take_away(struct input *in, struct vnode *dir)
{
	const char *n = name(in);
	struct vnode *vn;

	if (dir->mnt->read_only || dir->ops->lookup(dir, n, strlen(n), &vn) != 0)
		return;
	dir->ops->remove(dir, n, strlen(n), vn);
	vnode_put(vn);
}

/* As the VFS checks it. */
static void move(struct input *in, struct vnode *from, struct vnode *to)
{
	const char *n = name(in), *new_name = name(in);
	struct vnode *vn, *old = NULL;

	if (from->mnt->read_only || from->ops->lookup(from, n, strlen(n), &vn) != 0)
		return;
	int err = to->ops->lookup(to, new_name, strlen(new_name), &old);
	bool possible = (err == 0 || err == -ENOENT) && vn != old && !is_above(vn, to) &&
			(!old || (!is_above(old, from) && S_ISDIR(old->mode) == S_ISDIR(vn->mode)));
	if (possible && !from->mnt->read_only)
		err = from->ops->rename(from, n, strlen(n), vn, to, new_name, strlen(new_name),
					old);
	if (possible && !err && S_ISDIR(vn->mode) && from != to)
		vnode_adopt(to, vn);
	if (old)
		vnode_put(old);
	vnode_put(vn);
}

static void use_file(struct input *in, struct vnode *vn, unsigned what)
{
	static uint8_t bytes[3000];
	off_t off = (off_t)(next(in) * 100);

	if (what == 0)
		vn->ops->read(vn, bytes, sizeof(bytes), off);
	else if (vn->mnt->read_only)
		return;
	else if (what == 1)
		vn->ops->write(vn, bytes, 1 + next(in) * 10, off);
	else
		vn->ops->truncate(vn, off);
}

static void step(struct input *in)
{
	unsigned op = next(in) % 12;
	struct vnode *vn;

	switch (op) {
	case 0:
	case 1:
		look(in, folder(in));
		break;
	case 2:
		make(in, folder(in), S_IFREG);
		break;
	case 3:
		make(in, folder(in), S_IFDIR);
		break;
	case 4:
		take_away(in, folder(in));
		break;
	case 5:
		vn = folder(in);
		move(in, vn, folder(in));
		break;
	case 6:
		drop(1 + next(in) % (NODES - 1));
		break;
	case 7:
		held[0]->ops->sync(held[0], false);
		break;
	default:
		vn = file(in);
		if (vn)
			use_file(in, vn, op % 3);
	}
}

static void mount_and_use(struct input *in)
{
	struct mount m;

	if (!fuzz_mount(&m))
		return;
	held[0] = m.root;
	for (unsigned i = 0; in->at < in->end && i < 100; i++)
		step(in);
	for (unsigned i = 1; i < NODES; i++)
		drop(i);
	fuzz_unmount(&m);
}

/* The good volumes: with folders, short and long names, files of some clusters. */
static uint8_t *good[FORMS], *disk[FORMS];

static size_t size_of(unsigned i)
{
	return ALIGN_UP(volume_size(&forms[i]) * 512, (size_t)4096);
}

static void prepare(unsigned i)
{
	static const uint8_t script[] = {
		2, 0, 0, 1,                              /* A */
		9, 1, 0, 200, 9, 1, 20, 250, 3, 0, 3, 2, /* folder */
		2, 2, 2, 3,                              /* in it a long name */
		9, 3, 0, 100, 2, 2, 5,  4,   2, 0, 1, 5, 9, 5, 0, 50, 3, 2, 7, 4, 2, 4, 6, 5,
	};
	struct input in = { script, script + sizeof(script) };

	good[i] = calloc(1, size_of(i));
	form_write(good[i], &forms[i]);
	fuzz_disk(good[i], size_of(i));
	mount_and_use(&in);
	disk[i] = malloc(size_of(i));
	memcpy(disk[i], good[i], size_of(i));
}

/* The part of a volume where a change is made. */
static void change(struct input *in, const struct form *f, size_t size)
{
	size_t at = next(in) | next(in) << 8;
	unsigned part = next(in) % 4;
	uint8_t value = (uint8_t)next(in);

	if (part == 0)
		at %= 512;
	else if (part == 1)
		at = volume_fat_at(f) + at % 512;
	else
		at += volume_data_at(f) - (f->bits == 32 ? 0 : 1024);
	if (at < size)
		fuzz_change(at, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	unsigned form = next(&in) % FORMS, changes = next(&in) % 16;
	struct input nothing = { 0 };

	if (!good[form])
		prepare(form);
	fuzz_disk(disk[form], size_of(form));
	while (changes-- > 0)
		change(&in, &forms[form], size_of(form));
	mount_and_use(&in);
	mount_and_use(&nothing);
	fuzz_restore(good[form]);
	return 0;
}
