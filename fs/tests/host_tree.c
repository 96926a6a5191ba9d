/* SPDX-License-Identifier: MIT */
/*
 * host_tree.c - random changes of a tree of files and folders, on every kind of filesystem and on
 * the model: each call gives the same result, and from time to time, and after an unmount, every
 * name, size, byte and link count is the same. The run's seed is printed; differential.h says how
 * many operations it is.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/printf.h>
#include <test/host.h>

#include "differential.h"
#include "playground.h"
#include "tree_model.h"

#define OPS_OF_LIES  20000
#define CHECK_EVERY  1000
#define REMOUNT_EACH 5 /* checks */
#define DEPTH_MAX    3
#define PATH_SIZE    (2 * DEPTH_MAX)
#define PATH_ALL     (2 * TREE_NODES + 8) /* of whatever moving folders makes */

static unsigned char buf[TREE_CONTENT];
static long changes; /* calls that were to succeed */

#define SAME(got, want)                                                                            \
	do {                                                                                       \
		long wanted = (want);                                                              \
		CHECK_EQ(got, wanted);                                                             \
		changes += wanted == 0;                                                            \
	} while (0)

enum want { FREE, TAKEN, FOLDER };

static bool is_wanted(int n, enum want want)
{
	return want == FREE ? n < 0 : n >= 0 && (want == TAKEN || tree[n].type == S_IFDIR);
}

/* A name in node `dir` (-1: none), more often than not one for what is wanted. */
static int some_name(int dir, enum want want)
{
	int first = (int)test_below(TREE_NAMES);

	for (int i = 0; i < TREE_NAMES && dir >= 0 && test_below(6); i++) {
		int name = (first + i) % TREE_NAMES;
		if (is_wanted(tree[dir].child[name], want))
			return name;
	}
	return first;
}

/* "a", "c/b", "a/a/e". */
static void random_path(char *path, enum want want)
{
	uint32_t depth = 1 + test_below(1 + test_below(DEPTH_MAX)); /* short ones more often */
	int at = 0;

	for (uint32_t left = depth; left > 0; left--) {
		int name = some_name(at, left > 1 ? FOLDER : want);
		at = at >= 0 ? tree[at].child[name] : -1;
		*path++ = (char)('a' + name);
		*path++ = '/';
	}
	path[-1] = '\0';
}

/* Writes some bytes at some place of the file at path. */
static void write_some(const char *path)
{
	int n = tree_find(path);
	long fd = sys_open(path, O_WRONLY, 0);

	if (n < 0 || tree[n].type != S_IFREG) {
		CHECK_EQ(fd, n < 0 ? n : tree[n].type == S_IFDIR ? -EISDIR : -ENOENT);
		return;
	}
	size_t off = test_below(TREE_CONTENT), len = test_below(TREE_CONTENT - (uint32_t)off);
	struct tree_node *node = &tree[n];
	if (!node->bytes)
		node->bytes = calloc(1, TREE_CONTENT);
	for (size_t i = 0; i < len; i++)
		buf[i] = (unsigned char)test_random();
	CHECK_EQ(sys_pwrite64((int)fd, buf, len, (off_t)off), len);
	memcpy(node->bytes + off, buf, len);
	changes++;
	if (len > 0)
		node->size = MAX(node->size, off + len);
	CHECK_EQ(sys_close((int)fd), 0);
}

static void cut(const char *path)
{
	int n = tree_find(path);
	size_t size = test_below(TREE_CONTENT);
	long got = sys_truncate(path, (off_t)size);

	if (n < 0 || tree[n].type != S_IFREG) {
		CHECK_EQ(got, n < 0 ? n : tree[n].type == S_IFDIR ? -EISDIR : -ENOENT);
		return;
	}
	CHECK_EQ(got, 0);
	if (!tree[n].bytes)
		tree[n].bytes = calloc(1, TREE_CONTENT);
	memset(tree[n].bytes + size, 0, TREE_CONTENT - size);
	tree[n].size = size;
	changes++;
}

/* Removes node n and what is below it; path, of len bytes, is its own. Recursion: as deep as
 * folders are, at most TREE_NODES. */
static void remove_all(char *path, size_t len, int n)
{
	bool folder = tree[n].type == S_IFDIR;

	for (int i = 0; folder && i < TREE_NAMES; i++) {
		if (tree[n].child[i] < 0)
			continue;
		path[len] = '/';
		path[len + 1] = (char)('a' + i);
		path[len + 2] = '\0';
		remove_all(path, len + 2, tree[n].child[i]);
	}
	path[len] = '\0';
	if (folder)
		SAME(sys_rmdir(path), tree_remove(path, true));
	else
		SAME(sys_unlink(path), tree_remove(path, false));
}

/* Makes room: most of what there is lies deeper than random paths lead, some time. */
static void remove_some(void)
{
	char path[PATH_ALL];

	while (!tree_room() && !test_failing()) {
		path[0] = (char)('a' + test_below(TREE_NAMES));
		path[1] = '\0';
		int n = tree_find(path);
		if (n >= 0)
			remove_all(path, 1, n);
	}
}

static void make_some(const char *path)
{
	uint32_t kind = test_below(fixture_can(FX_SYMLINKS) ? 3 : 2);

	if (!tree_room())
		remove_some();
	if (kind == 0) {
		SAME(sys_mkdir(path, 0755), tree_make(path, S_IFDIR));
	} else if (kind == 1) {
		long fd = sys_open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
		SAME(fd < 0 ? fd : 0, tree_make(path, S_IFREG));
		if (fd >= 0)
			CHECK_EQ(sys_close((int)fd), 0);
	} else {
		SAME(sys_symlink(TREE_TARGET, path), tree_make(path, S_IFLNK));
	}
}

static void move_some(const char *from, const char *to)
{
	bool no_replace = test_below(4) == 0;

	SAME(sys_renameat2(AT_FDCWD, from, AT_FDCWD, to, no_replace),
	     tree_rename(from, to, no_replace));
}

static void operate(void)
{
	char path[PATH_SIZE], other[PATH_SIZE];

	random_path(path, TAKEN);
	random_path(other, test_below(2) ? FREE : TAKEN);
	switch (test_below(10)) {
	case 0:
	case 1:
	case 2:
		make_some(other);
		break;
	case 3:
		SAME(sys_unlink(path), tree_remove(path, false));
		break;
	case 4:
		SAME(sys_rmdir(path), tree_remove(path, true));
		break;
	case 5:
	case 6:
		move_some(path, other);
		break;
	case 7:
		if (fixture_can(FX_LINKS))
			SAME(sys_link(path, other), tree_link(path, other));
		break;
	case 8:
		cut(path);
		break;
	default:
		write_some(path);
	}
}

/* --- comparing all ---------------------------------------------------------------------- */

static void compare_bytes(const char *path, const struct tree_node *node)
{
	long fd = sys_open(path, O_RDONLY, 0);

	CHECK(fd >= 0);
	CHECK_EQ(sys_pread64((int)fd, buf, sizeof(buf), 0), node->size);
	CHECK(node->size == 0 || memcmp(buf, node->bytes, node->size) == 0);
	CHECK_EQ(sys_close((int)fd), 0);
}

static int listed_count(const char *path)
{
	char list[512];
	long fd = sys_open(path, O_RDONLY | O_DIRECTORY, 0), len;
	int count = 0;

	CHECK(fd >= 0);
	while ((len = sys_getdents64((int)fd, list, sizeof(list))) > 0) {
		for (long at = 0; at < len; at += *(uint16_t *)(list + at + 16))
			count += list[at + 19] != '.';
	}
	CHECK_EQ(sys_close((int)fd), 0);
	return count;
}

/* Recursion: DEPTH_MAX, and the depth that moving folders reaches. */
static void compare_node(const char *path, int n)
{
	const struct tree_node *node = &tree[n];
	char target[32], below[PATH_ALL];
	struct stat st;
	int names = 0;

	if (!CHECK_EQ(sys_lstat(path, &st), 0) || !CHECK_EQ(st.st_mode & S_IFMT, node->type))
		return;
	if (node->type != S_IFDIR && fixture_can(FX_LINKS))
		CHECK_EQ(st.st_nlink, node->names);
	if (node->type == S_IFREG)
		compare_bytes(path, node);
	else if (node->type == S_IFLNK)
		CHECK_EQ(sys_readlink(path, target, sizeof(target)), strlen(TREE_TARGET));
	if (node->type != S_IFDIR)
		return;
	if (fixture_can(FX_LINKS))
		CHECK_EQ(st.st_nlink, 2 + tree_folders_in(n));
	for (int i = 0; i < TREE_NAMES; i++) {
		if (node->child[i] < 0)
			continue;
		names++;
		ksnprintf(below, sizeof(below), "%s/%c", path, 'a' + i);
		compare_node(below, node->child[i]);
	}
	CHECK_EQ(listed_count(path), names);
}

static void compare(long ops)
{
	if (!playground_open())
		return;
	tree_reset();
	changes = 0;
	differential_subject("/t");
	for (long i = 1; i <= ops && !test_failing(); i++) {
		operate();
		if (i % CHECK_EVERY && i != ops)
			continue;
		if (i / CHECK_EVERY % REMOUNT_EACH == 0)
			playground_remount();
		compare_node("/t", 0);
	}
	CHECK(changes > ops / 6);
	playground_close();
}

FS_TEST(tree_of_files_agrees_with_a_model)
{
	compare(differential_operations(PART_TREE));
}

TEST(tree_of_files_that_lies_does_not_agree_with_a_model)
{
	CHECK(!differential_notices(compare, OPS_OF_LIES, LIE_NONE));
	for (enum lie lie = LIE_LOOKUP; lie < LIES; lie++)
		if (!CHECK(differential_notices(compare, OPS_OF_LIES, lie)))
			CHECK_EQ(lie, LIE_NONE);
}
