/* SPDX-License-Identifier: MIT */
/*
 * host_stop.c - the end of a program: everything is written out and unmounted, in the order that
 * mounts on mounts need, whatever was left open. Seen with a filesystem that takes notes.
 */
#define _GNU_SOURCE /* MAP_* */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <core/file.h>
#include <core/heap.h>

#include <core/mmap.h>

#include "playground.h"

#define PLACE ((char *)0x0000180000000000ul)

static char notes[64];
static bool busy;

static void note(const struct mount *m, const char *what)
{
	char name[] = { (char)('a' + (long)m->fs), '\0' };

	strcat(notes, what);
	strcat(notes, name);
	strcat(notes, " ");
}

static void noted_reclaim(struct vnode *vn)
{
	heap_free(vn);
}

static int noted_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	struct vnode *vn = len == 1 && *name == 'd' ? vnode_find(dir->mnt, 2) : NULL;

	if (len != 1 || *name != 'd')
		return -ENOENT;
	if (!vn) {
		vn = heap_alloc(sizeof(*vn));
		vnode_init(vn, dir->ops, dir->mnt, 2, S_IFDIR | 0755);
		vnode_publish(vn);
		vnode_adopt(dir, vn);
	}
	*out = vn;
	return 0;
}

static const struct vnode_ops noted_ops = { .lookup = noted_lookup, .reclaim = noted_reclaim };

static int noted_mount(struct mount *m)
{
	m->root = heap_alloc(sizeof(*m->root));
	vnode_init(m->root, &noted_ops, m, 1, S_IFDIR | 0755);
	return 0;
}

static int noted_unmount(struct mount *m)
{
	note(m, "-");
	vnode_put(m->root);
	return 0;
}

static int noted_sync(struct mount *m)
{
	note(m, "s");
	return 0;
}

static bool noted_idle(struct mount *m)
{
	return vnode_forget_idle(m) && m->root->refs == 1 && !(busy && m->fs == (void *)1);
}

static const struct fs_type noted = {
	.name = "noted",
	.mount = noted_mount,
	.unmount = noted_unmount,
	.sync = noted_sync,
	.idle = noted_idle,
};

static bool start(void)
{
	notes[0] = '\0';
	return playground_open() && CHECK_EQ(sys_mkdir("m", 0755), 0) &&
	       CHECK_EQ(vfs_mount_type(&noted, (void *)0, NULL, "m", false), 0) &&
	       CHECK_EQ(vfs_mount_type(&noted, (void *)1, NULL, "m/d", false), 0);
}

TEST(stop_unmounts_in_reverse_order_what_is_left_open)
{
	if (!start())
		return;
	CHECK(sys_open("m/d/d", O_RDONLY, 0) >= 0);
	CHECK(sys_open("m", O_PATH, 0) >= 0);
	CHECK_EQ(sys_chdir("m/d"), 0);
	CHECK_EQ(vfs_sync(), 0);
	vfs_stop();
	CHECK_STR(notes, "sa sb -b -a ");
	CHECK(vfs_root() == NULL);
	CHECK_EQ(fd_count(), 0);
}

TEST(stop_writes_out_what_a_thread_is_just_using)
{
	if (!start())
		return;
	busy = true;
	vfs_stop();
	CHECK_STR(notes, "sb sa "); /* and leaves both, one being mounted on the other */
}

TEST(stop_takes_mapped_files_away_and_lets_nothing_change)
{
	char c = 0;

	if (!playground_open() || !IS_ENABLED(CONFIG_FILE_MAP))
		return;
	mmap_shared = file_map_shared;
	make_file("f", "text");
	int fd = (int)sys_open("f", O_RDWR, 0);
	struct file *f = file_get(fd);
	CHECK_EQ(sys_mmap(PLACE, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0),
		 (long)PLACE);
	PLACE[0] = 'T';
	vfs_stop(); /* f, which a thread uses, keeps the mount */
	struct iovec iov = { &c, 1 };
	CHECK_EQ(file_readv(f, &iov, 1, 0, NO_DEADLINE), 1);
	CHECK_EQ(c, 'T');
	CHECK_EQ(file_writev(f, &iov, 1, 0, NO_DEADLINE), -EROFS);
}
