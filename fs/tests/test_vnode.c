/* SPDX-License-Identifier: MIT */
/*
 * test_vnode.c - the table of vnodes, with a filesystem whose files are made up as they are
 * looked up: "a" to "z" in every folder, and folders "A" to "Z". Nothing can be changed.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>

#include "playground.h"

#define FAN_OUT 64 /* inode numbers: 64 * the folder's and the letter's place */

static unsigned made, reclaimed, unmounted;

static void letters_reclaim(struct vnode *vn)
{
	reclaimed++;
	heap_free(vn);
}

static int letters_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out);
static int letters_readdir(struct vnode *dir, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	(void)dir;
	(void)cookie;
	(void)emit;
	(void)ctx;
	return 0;
}

static const struct vnode_ops letters_ops = {
	.lookup = letters_lookup,
	.readdir = letters_readdir,
	.reclaim = letters_reclaim,
};

static struct vnode *make(struct mount *m, uint64_t ino, mode_t mode)
{
	struct vnode *vn = heap_alloc(sizeof(*vn));

	if (vn) {
		made++;
		vnode_init(vn, &letters_ops, m, ino, mode);
		vnode_publish(vn);
	}
	return vn;
}

static int letters_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	bool folder = name[0] >= 'A' && name[0] <= 'Z';
	uint64_t ino = dir->ino * FAN_OUT + (uint64_t)(name[0] - 'A');

	if (len != 1 || (!folder && (name[0] < 'a' || name[0] > 'z')))
		return -ENOENT;
	*out = vnode_find(dir->mnt, ino);
	if (*out)
		return 0;
	*out = make(dir->mnt, ino, folder ? S_IFDIR | 0755 : S_IFREG | 0644);
	if (*out && folder)
		vnode_adopt(dir, *out);
	return *out ? 0 : -ENOMEM;
}

static int letters_mount(struct mount *m)
{
	m->root = make(m, 1, S_IFDIR | 0755);
	return m->root ? 0 : -ENOMEM;
}

static int letters_unmount(struct mount *m)
{
	struct vnode *root = m->root;

	unmounted++;
	CHECK(vnode_find(m, FAN_OUT) == NULL);
	root->nlink = 0;
	vnode_put(root);
	return 0;
}

FS_TYPE(letters) = {
	.name = "letters",
	.mount = letters_mount,
	.unmount = letters_unmount,
};

static bool start(void)
{
	made = reclaimed = unmounted = 0;
	return playground_open() && CHECK_EQ(sys_mkdir("m", 0755), 0) &&
	       CHECK_EQ(vfs_mount("letters", NULL, "m", false), 0);
}

static struct vnode *look(const char *path)
{
	struct vnode *vn = NULL;

	CHECK_EQ(path_lookup(NULL, path, PATH_NO_FOLLOW, &vn), 0);
	return vn;
}

static void end(void)
{
	CHECK_EQ(vfs_unmount("m"), 0);
	CHECK_EQ(unmounted, 1);
	CHECK_EQ(made, reclaimed);
	playground_close();
}

TEST(vnode_table_gives_the_same_vnode_while_it_is_referenced_or_idle)
{
	if (!start())
		return;
	struct vnode *a = look("m/a"), *again = look("m/a");
	CHECK(a == again);
	CHECK_EQ(made, 2);
	vnode_put(a);
	vnode_put(again);
	CHECK_EQ(reclaimed, 0);
	again = look("m/a");
	CHECK_EQ(made, 2);
	vnode_put(again);
	end();
}

TEST(vnode_table_keeps_the_newest_of_the_idle)
{
	char path[] = "m/A/A/a";
	unsigned all = 0;

	if (!start())
		return;
	for (char upper = 'A'; upper <= 'Z'; upper++) {
		for (char c = 'a'; c <= 'z'; c++, all++) {
			path[4] = upper;
			path[6] = c;
			vnode_put(look(path));
		}
	}
	CHECK(all > CONFIG_VNODE_CACHE);
	unsigned before = made;
	CHECK(before - reclaimed <= CONFIG_VNODE_CACHE + 3);
	CHECK(before - reclaimed >= CONFIG_VNODE_CACHE);
	vnode_put(look("m/A/Z/z")); /* the newest is there */
	CHECK_EQ(made, before);
	vnode_put(look("m/A/A/a")); /* the oldest is not */
	CHECK(made > before);
	end();
}

TEST(vnode_without_names_goes_with_its_last_reference)
{
	if (!start())
		return;
	struct vnode *a = look("m/a");
	a->nlink = 0;
	vnode_put(a);
	CHECK_EQ(reclaimed, 1);
	end();
}

TEST(mount_of_a_table_is_busy_while_a_vnode_is_referenced)
{
	if (!start())
		return;
	struct vnode *deep = look("m/A/B/C/d");
	CHECK_EQ(vfs_unmount("m"), -EBUSY);
	vnode_put(deep);
	CHECK_EQ(sys_chdir("m/Q"), 0);
	CHECK_EQ(vfs_unmount("/t/m"), -EBUSY);
	CHECK_EQ(sys_chdir("/t"), 0);
	CHECK_EQ(vfs_unmount("m/A"), -EINVAL);
	end();
}
