/* SPDX-License-Identifier: MIT */
/*
 * vnode.c - the life of a vnode. A folder keeps the one above it alive, so ".." works
 * from every folder that somebody holds, removed ones included.
 *
 * Locking: references are atomic; see fs/vfs.h for the rest.
 */
#include <core/clock.h>
#include <core/panic.h>
#include <fs/vfile.h>
#include <fs/vfs.h>

#define STAT_BLOCK 512 /* unit of st_blocks, whatever the filesystem's own */

void vnode_init(struct vnode *vn, const struct vnode_ops *ops, struct mount *mnt, uint64_t ino,
		mode_t mode)
{
	int64_t now = clock_wall();

	*vn = (struct vnode){
		.ops = ops,
		.mnt = mnt,
		.ino = ino,
		.mode = mode,
		.nlink = S_ISDIR(mode) ? 2 : 1,
		.atime = now,
		.mtime = now,
		.ctime = now,
		.refs = 1,
	};
	mutex_set_name(&vn->lock, "vnode");
}

void vnode_ref(struct vnode *vn)
{
	int before = __atomic_fetch_add(&vn->refs, 1, __ATOMIC_RELAXED);

	ASSERT(before > 0);
}

void vnode_put(struct vnode *vn)
{
	while (vn) {
		int left = __atomic_sub_fetch(&vn->refs, 1, __ATOMIC_ACQ_REL);
		ASSERT(left >= 0);
		if (left > 0)
			return;
		struct vnode *parent = vn->parent;
		vn->ops->reclaim(vn);
		vn = parent;
	}
}

void vnode_adopt(struct vnode *dir, struct vnode *vn)
{
	struct vnode *before = vn->parent;

	ASSERT(S_ISDIR(vn->mode));
	vnode_ref(dir);
	vn->parent = dir;
	vnode_put(before);
}

static struct timespec to_timespec(int64_t ns)
{
	int64_t sec = ns / (int64_t)NSEC_PER_SEC;
	int64_t rest = ns % (int64_t)NSEC_PER_SEC;

	if (rest < 0) {
		sec--;
		rest += (int64_t)NSEC_PER_SEC;
	}
	return (struct timespec){ .tv_sec = sec, .tv_nsec = rest };
}

void vnode_stat(struct vnode *vn, struct stat *st)
{
	mutex_lock(&vn->lock);
	*st = (struct stat){
		.st_dev = 1,
		.st_ino = vn->ino,
		.st_nlink = vn->nlink,
		.st_mode = vn->mode,
		.st_size = (off_t)vn->size,
		.st_blksize = 4096,
		.st_blocks = (blkcnt_t)((vn->size + STAT_BLOCK - 1) / STAT_BLOCK),
		.st_atim = to_timespec(vn->atime),
		.st_mtim = to_timespec(vn->mtime),
		.st_ctim = to_timespec(vn->ctime),
	};
	mutex_unlock(&vn->lock);
}
