/* SPDX-License-Identifier: MIT */
/* tree_model.c - see tree_model.h. Source: POSIX.1-2017, and Linux where that leaves a choice. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tree_model.h"

struct tree_node tree[TREE_NODES];

static void clear(int n)
{
	free(tree[n].bytes);
	memset(&tree[n], 0, sizeof(tree[n]));
	memset(tree[n].child, -1, sizeof(tree[n].child));
}

void tree_reset(void)
{
	for (int n = 0; n < TREE_NODES; n++)
		clear(n);
	tree[0].type = S_IFDIR;
	tree[0].names = 1;
}

static int unused(void)
{
	for (int n = 1; n < TREE_NODES; n++) {
		if (!tree[n].type)
			return n;
	}
	return -1;
}

bool tree_room(void)
{
	return unused() > 0;
}

/* Walks to the folder of the last component, which is *slot of it. */
static int walk(const char *path, int *slot)
{
	int at = 0;

	for (;; path += 2) {
		*slot = path[0] - 'a';
		if (tree[at].type == S_IFLNK)
			return -ENOENT; /* it leads nowhere */
		if (tree[at].type != S_IFDIR)
			return -ENOTDIR;
		if (!path[1])
			return at;
		at = tree[at].child[*slot];
		if (at < 0)
			return -ENOENT;
	}
}

int tree_find(const char *path)
{
	int slot, dir = walk(path, &slot);

	if (dir < 0)
		return dir;
	return tree[dir].child[slot] < 0 ? -ENOENT : tree[dir].child[slot];
}

int tree_make(const char *path, mode_t type)
{
	int slot, dir = walk(path, &slot);

	if (dir < 0)
		return dir;
	if (tree[dir].child[slot] >= 0)
		return -EEXIST;
	int n = unused();
	tree[n].type = type;
	tree[n].names = 1;
	tree[dir].child[slot] = n;
	return 0;
}

static bool is_empty(int n)
{
	for (int i = 0; i < TREE_NAMES; i++) {
		if (tree[n].child[i] >= 0)
			return false;
	}
	return true;
}

/* A name of n is gone. */
static void drop(int n)
{
	if (--tree[n].names == 0)
		clear(n);
}

int tree_remove(const char *path, bool folder)
{
	int slot, dir = walk(path, &slot);
	int n = dir < 0 ? dir : tree[dir].child[slot];

	if (dir < 0 || n < 0)
		return dir < 0 ? dir : -ENOENT;
	if (folder != (tree[n].type == S_IFDIR))
		return folder ? -ENOTDIR : -EISDIR;
	if (folder && !is_empty(n))
		return -ENOTEMPTY;
	tree[dir].child[slot] = -1;
	drop(n);
	return 0;
}

/* True when node b is a or lies below it. Recursion: as deep as paths are long. */
static bool within(int b, int a)
{
	if (a == b)
		return true;
	for (int i = 0; i < TREE_NAMES; i++) {
		if (tree[a].type == S_IFDIR && tree[a].child[i] >= 0 && within(b, tree[a].child[i]))
			return true;
	}
	return false;
}

/* Why n of from_dir cannot take the place of old, or -1, in to_dir. */
static int check_rename(int from_dir, int n, int to_dir, int old)
{
	bool folder = tree[n].type == S_IFDIR;

	if (folder && within(to_dir, n))
		return -EINVAL;
	if (old < 0)
		return 0;
	if (tree[old].type == S_IFDIR && within(from_dir, old))
		return -ENOTEMPTY;
	if (folder != (tree[old].type == S_IFDIR))
		return folder ? -ENOTDIR : -EISDIR;
	return folder && !is_empty(old) ? -ENOTEMPTY : 0;
}

int tree_rename(const char *from, const char *to, bool no_replace)
{
	int from_slot, to_slot, from_dir = walk(from, &from_slot);
	int to_dir = from_dir < 0 ? from_dir : walk(to, &to_slot);

	if (to_dir < 0)
		return to_dir;
	int n = tree[from_dir].child[from_slot], old = tree[to_dir].child[to_slot];
	if (n < 0)
		return -ENOENT;
	if (old >= 0 && no_replace)
		return -EEXIST;
	if (n == old)
		return 0;
	int err = check_rename(from_dir, n, to_dir, old);
	if (err)
		return err;
	if (old >= 0)
		drop(old);
	tree[from_dir].child[from_slot] = -1;
	tree[to_dir].child[to_slot] = n;
	return 0;
}

int tree_link(const char *from, const char *to)
{
	int n = tree_find(from), slot, dir = n < 0 ? n : walk(to, &slot);

	if (dir < 0)
		return dir;
	if (tree[dir].child[slot] >= 0)
		return -EEXIST;
	if (tree[n].type == S_IFDIR)
		return -EPERM;
	tree[dir].child[slot] = n;
	tree[n].names++;
	return 0;
}

int tree_folders_in(int node)
{
	int count = 0;

	for (int i = 0; i < TREE_NAMES; i++)
		count += tree[node].child[i] >= 0 && tree[tree[node].child[i]].type == S_IFDIR;
	return count;
}
