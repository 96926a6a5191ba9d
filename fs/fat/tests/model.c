/* SPDX-License-Identifier: MIT */
/* model.c - see model.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <core/syscalls.h>
#include <test/test.h>

#include "model.h"

#define DEPTH_MAX 4

/* Of all kinds: 8.3 or not, aliases that meet, several scripts, all lengths. None with pairs of
 * surrogates, which mtools do not understand. */
static const char *const names[] = {
	"A",
	"README.TXT",
	"readme2.txt",
	"Mixed.Case",
	"a long name with blanks",
	"a long name with blanks and more",
	"a long name with dots.tar.gz",
	"exactly thirteen",
	"thirteen char",
	"twenty-six characters, yes",
	".hidden",
	"..two dots",
	"+,;=[].x",
	"\xc3\xa4\xc3\xb6\xc3\xbc",
	"\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82.txt",
	"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
	"LONGNAME.EXT",
	"longname1.ext",
	"longname2.ext",
	"longname3.ext",
	"longname4.ext",
	"longname5.ext",
	"longname6.ext",
	"longname7.ext",
	"longname8.ext",
	"longname9.ext",
	"longname10.ext",
	"longname11.ext",
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
	"8901234567890123456789012345678901234567890123456789012345678901234567890123456789012345"
	"678901234567890123456789012345678901234567890123456789012345678901234567890123",
};

/* --- the tree ------------------------------------------------------------------------------- */

void model_init(struct model *m, const char *mount)
{
	*m = (struct model){
		.mount = mount, .limit = 1 << 20, .size_max = 100000, .files_max = 60
	};
	m->root.folder = true;
}

static void free_children(struct node *n)
{
	while (n->children) {
		struct node *child = n->children;
		n->children = child->next;
		free_children(child); /* recursion: as deep as the model */
		free(child->data);
		free(child);
	}
}

void model_free(struct model *m)
{
	free_children(&m->root);
}

struct node *model_find(struct node *dir, const char *name)
{
	struct node *n = dir->children;

	while (n && strcasecmp(n->name, name) != 0)
		n = n->next;
	return n;
}

static void attach(struct node *dir, struct node *n, const char *name)
{
	snprintf(n->name, sizeof(n->name), "%s", name);
	n->parent = dir;
	n->next = dir->children;
	dir->children = n;
}

static void detach(struct node *n)
{
	struct node **at = &n->parent->children;

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
}

static void discard(struct model *m, struct node *n)
{
	detach(n);
	m->bytes -= n->size;
	m->files--;
	free(n->data);
	free(n);
}

static void resize(struct model *m, struct node *n, size_t size)
{
	if (size > n->room) {
		n->room = size + 1000;
		n->data = realloc(n->data, n->room);
	}
	if (size > n->size)
		memset(n->data + n->size, 0, size - n->size);
	m->bytes += size - n->size;
	n->size = size;
}

struct node *model_next(struct model *m, const struct node *n)
{
	if (!n || n->children)
		return n ? n->children : m->root.children;
	while (n != &m->root && !n->next)
		n = n->parent;
	return n == &m->root ? NULL : n->next;
}

void model_path(const struct node *n, char *path, size_t size)
{
	const struct node *way[DEPTH_MAX + 2];
	unsigned depth = 0;
	size_t len = 0;

	for (; n->parent; n = n->parent)
		way[depth++] = n;
	path[0] = '\0';
	while (depth-- > 0)
		len += (size_t)snprintf(path + len, size - len, "/%s", way[depth]->name);
}

static unsigned depth_of(const struct node *n)
{
	unsigned depth = 0;

	for (; n->parent; n = n->parent)
		depth++;
	return depth;
}

static bool is_within(const struct node *n, const struct node *dir)
{
	while (n && n != dir)
		n = n->parent;
	return n;
}

/* --- choosing ----------------------------------------------------------------------------------
 */

static struct node *choose(struct model *m, bool folder)
{
	struct node *chosen = folder ? &m->root : NULL;
	unsigned seen = folder;

	for (struct node *n = model_next(m, NULL); n; n = model_next(m, n))
		if (n->folder == folder && test_below(++seen) == 0)
			chosen = n;
	return chosen;
}

static const char *choose_name(void)
{
	return names[test_below(sizeof(names) / sizeof(names[0]))];
}

const char *model_full(const struct model *m, const struct node *dir, const char *name,
		       char path[MODEL_PATH])
{
	char below[MODEL_PATH / 2];

	model_path(dir, below, sizeof(below));
	snprintf(path, MODEL_PATH, "%s%s%s%s", m->mount, below, name ? "/" : "", name ? name : "");
	return path;
}

static void tell(struct model *m, const char *what, const char *path)
{
	snprintf(m->last, sizeof(m->last), "%s %.250s", what, path);
}

static void touch(struct model *m, struct node *n, bool synced)
{
	if (m->touch && n)
		m->touch(m, n, synced);
}

/* --- operations --------------------------------------------------------------------------------
 */

static void make(struct model *m, bool folder)
{
	char path[MODEL_PATH];
	struct node *dir = choose(m, true);
	const char *name = choose_name();
	bool there = model_find(dir, name);

	if (m->files >= m->files_max || (folder && depth_of(dir) >= DEPTH_MAX))
		return;
	model_full(m, dir, name, path);
	tell(m, folder ? "mkdir" : "create", path);
	long ret = folder ? sys_mkdir(path, 0755) : sys_open(path, O_CREAT | O_EXCL | O_RDWR, 0644);
	if (there) {
		CHECK_EQ(ret, -EEXIST);
		return;
	}
	if (!CHECK(ret >= 0))
		return;
	if (!folder)
		sys_close((int)ret);
	struct node *n = calloc(1, sizeof(*n));
	n->folder = folder;
	attach(dir, n, name);
	m->files++;
}

static void write_some(struct model *m)
{
	static uint8_t bytes[40000];
	char path[MODEL_PATH];
	struct node *n = choose(m, false);

	if (!n)
		return;
	bool far = test_below(8) == 0;
	size_t at = test_below(3) ? n->size : test_below((uint32_t)n->size + (far ? 30000 : 1));
	size_t len = 1 + test_below(test_below(2) ? 600 : sizeof(bytes) - 1);
	size_t end = at + len > n->size ? at + len : n->size;
	if (end > m->size_max || m->bytes + end - n->size > m->limit)
		return;
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)test_random();
	tell(m, "write", model_full(m, n, NULL, path));
	touch(m, n, false);
	long fd = sys_open(path, O_WRONLY, 0);
	if (!CHECK(fd >= 0))
		return;
	CHECK_EQ(sys_pwrite64((int)fd, bytes, len, (off_t)at), len);
	resize(m, n, end);
	memcpy(n->data + at, bytes, len);
	if (test_below(5) == 0) {
		CHECK_EQ(sys_fsync((int)fd), 0);
		touch(m, n, true);
	}
	sys_close((int)fd);
}

static void cut(struct model *m)
{
	char path[MODEL_PATH];
	struct node *n = choose(m, false);

	if (!n)
		return;
	size_t size = test_below((uint32_t)n->size + (test_below(3) ? 1 : 20000));
	if (size > m->size_max || m->bytes + size - n->size > m->limit)
		return;
	tell(m, "truncate", model_full(m, n, NULL, path));
	touch(m, n, false);
	CHECK_EQ(sys_truncate(path, (off_t)size), 0);
	resize(m, n, size);
}

static void take_away(struct model *m, bool folder)
{
	char path[MODEL_PATH];
	struct node *n = choose(m, folder);

	if (!n || n == &m->root)
		return;
	model_full(m, n, NULL, path);
	tell(m, folder ? "rmdir" : "unlink", path);
	if (folder && n->children) {
		CHECK_EQ(sys_rmdir(path), -ENOTEMPTY);
		return;
	}
	touch(m, n, false);
	/* Open when it is removed: its clusters stay until the last close. */
	long fd = folder || test_below(2) ? -1 : sys_open(path, O_RDWR, 0);
	CHECK_EQ(folder ? sys_rmdir(path) : sys_unlink(path), 0);
	if (fd >= 0) {
		CHECK_EQ(sys_pwrite64((int)fd, "still there", 11, (off_t)n->size), 11);
		sys_close((int)fd);
	}
	discard(m, n);
}

/* The error that moving n to name in dir must give; 0: none. */
static long move_error(const struct node *n, const struct node *dir, const struct node *old)
{
	if (n->folder && is_within(dir, n))
		return -EINVAL;
	if (!old)
		return 0;
	if (old->folder && is_within(n->parent, old))
		return -ENOTEMPTY;
	if (n->folder != old->folder)
		return n->folder ? -ENOTDIR : -EISDIR;
	return old->children ? -ENOTEMPTY : 0;
}

static void move(struct model *m)
{
	char path[MODEL_PATH], new_path[MODEL_PATH];
	struct node *n = choose(m, test_below(3) == 0);
	struct node *dir = test_below(2) && n ? n->parent : choose(m, true);
	const char *name = choose_name();

	if (!n || n == &m->root || !dir || (n->folder && depth_of(dir) + 1 >= DEPTH_MAX))
		return;
	struct node *old = model_find(dir, name);
	if (old == n || (n->folder && n->children))
		return; /* keeps the tree as flat as it is allowed to be */
	long expected = move_error(n, dir, old);
	model_full(m, n, NULL, path);
	model_full(m, dir, name, new_path);
	tell(m, "rename to", new_path);
	touch(m, n, false);
	touch(m, old, false);
	CHECK_EQ(sys_rename(path, new_path), expected);
	if (expected)
		return;
	char kept[256];
	snprintf(kept, sizeof(kept), "%s", old ? old->name : name);
	if (old)
		discard(m, old);
	detach(n);
	attach(dir, n, kept);
}

void model_step(struct model *m)
{
	switch (test_below(14)) {
	case 0:
	case 1:
	case 2:
		make(m, false);
		break;
	case 3:
		make(m, true);
		break;
	case 4:
		take_away(m, false);
		break;
	case 5:
		take_away(m, true);
		break;
	case 6:
		cut(m);
		break;
	case 7:
	case 8:
		move(m);
		break;
	default:
		write_some(m);
	}
}
