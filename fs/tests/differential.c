/* SPDX-License-Identifier: MIT */
/*
 * differential.c - see differential.h. A lie is told by the vnode's own operations, of which one
 * is exchanged: whatever is above them in the VFS runs as always.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <core/heap.h>
#include <core/panic.h>
#include <fs/path.h>
#include <test/host.h>

#include "differential.h"
#include "fixture.h"

#define OPERATIONS  1000000
#define LIE_EVERY   20  /* calls of an operation */
#define SECONDS     60  /* for one lie */
#define SECONDS_ALL 900 /* for a test on every kind, on a busy machine */
#define NOTICED     3   /* exit status of a test that has failed */

static enum lie chosen;
static unsigned calls;
static const struct vnode_ops *honest;
static struct vnode_ops lying;

long differential_operations(enum differential_part part)
{
	const char *given = getenv("FS_OPS");
	long all = given ? atol(given) : OPERATIONS;
	long ops = all * part / 100 / fixtures_count() + 1;

	alarm(given ? 0 : SECONDS_ALL);
	printf("# %ld operations on %s\n", ops, fixture_now()->name);
	fflush(stdout);
	return ops;
}

/* --- lies --------------------------------------------------------------------------------- */

/* True for the calls that are answered wrongly. */
static bool is_due(enum lie lie)
{
	return chosen == lie && ++calls % LIE_EVERY == 0;
}

static ssize_t lying_read(struct vnode *vn, void *buf, size_t len, off_t off)
{
	ssize_t done = honest->read(vn, buf, len, off);

	if (done > 0 && is_due(LIE_READ))
		((unsigned char *)buf)[done / 2] ^= 0x10;
	return done;
}

static ssize_t lying_write(struct vnode *vn, const void *buf, size_t len, off_t off)
{
	ssize_t done = honest->write(vn, buf, len, off);

	if (done > 1 && is_due(LIE_WRITE))
		honest->write(vn, "", 1, off + done - 1);
	return done;
}

static int lying_truncate(struct vnode *vn, off_t size)
{
	return is_due(LIE_TRUNCATE) ? 0 : honest->truncate(vn, size);
}

static int lying_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	int err = honest->lookup(dir, name, len, out);

	if (err || !is_due(LIE_LOOKUP))
		return err;
	vnode_put(*out);
	return -ENOENT;
}

static int lying_create(struct vnode *dir, const char *name, size_t len, mode_t mode,
			struct vnode **out)
{
	return is_due(LIE_CREATE) ? -ENOSPC : honest->create(dir, name, len, mode, out);
}

static int lying_remove(struct vnode *dir, const char *name, size_t len, struct vnode *vn)
{
	return is_due(LIE_REMOVE) ? 0 : honest->remove(dir, name, len, vn);
}

static int lying_rename(struct vnode *from, const char *name, size_t len, struct vnode *vn,
			struct vnode *to, const char *new_name, size_t new_len,
			struct vnode *replaced)
{
	if (is_due(LIE_RENAME))
		return 0;
	return honest->rename(from, name, len, vn, to, new_name, new_len, replaced);
}

struct listing {
	dir_emit_fn *emit;
	void *ctx;
};

static bool lying_emit(void *ctx, const struct dir_entry *e)
{
	static char hidden[256];
	const struct listing *l = ctx;

	if (!hidden[0] && is_due(LIE_READDIR))
		memcpy(hidden, e->name, e->len);
	return (strncmp(hidden, e->name, e->len) == 0 && !hidden[e->len]) || l->emit(l->ctx, e);
}

static int lying_readdir(struct vnode *dir, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	struct listing l = { emit, ctx };

	return honest->readdir(dir, cookie, lying_emit, &l);
}

void differential_subject(const char *path)
{
	struct vnode *vn;

	if (chosen == LIE_NONE || !CHECK_EQ(path_lookup(NULL, path, PATH_FOLLOW, &vn), 0))
		return;
	if (vn->ops != &lying) {
		honest = vn->ops;
		lying = *honest;
		lying.read = honest->read ? lying_read : NULL;
		lying.write = honest->write ? lying_write : NULL;
		lying.truncate = honest->truncate ? lying_truncate : NULL;
		lying.lookup = honest->lookup ? lying_lookup : NULL;
		lying.create = honest->create ? lying_create : NULL;
		lying.remove = honest->remove ? lying_remove : NULL;
		lying.rename = honest->rename ? lying_rename : NULL;
		lying.readdir = honest->readdir ? lying_readdir : NULL;
		vn->ops = &lying;
	}
	vnode_put(vn);
}

/* --- noticing ------------------------------------------------------------------------------- */

struct attempt {
	void (*test)(long ops);
	long ops;
	enum lie lie;
};

/* On a machine of its own: memory is shared with the process that asks. */
static void try_lie(void *arg)
{
	static const struct boot_range ram = { 1ull << 20, 64ull << 20 };
	const struct attempt *a = arg;

	host_boot_memory(&ram, 1);
	heap_init();
	chosen = a->lie;
	alarm(SECONDS);
	a->test(a->ops);
	fflush(stdout);
	_exit(test_failing() ? NOTICED : 0);
}

bool differential_notices(void (*test)(long ops), long ops, enum lie lie)
{
	struct attempt a = { test, ops, lie };
	char said[2000];
	int status = host_capture(try_lie, &a, said, sizeof(said));

	if (status == 0 || status == NOTICED || status == PANIC_STATUS)
		return status != 0;
	CHECK_EQ(status, NOTICED);
	printf("# lie %u: %s\n", lie, said);
	return false;
}
