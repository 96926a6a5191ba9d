/* SPDX-License-Identifier: MIT */
/*
 * attr.c - what is told about a vnode, and changed of it, beside its contents.
 *
 * Locking: the vnode's lock around each.
 */
#include <errno.h>

#include <core/clock.h>
#include <fs/vfile.h>

#include "mapping.h"
#include "mount.h"
#include "vfile.h"

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
	if (vn->ops->refresh)
		vn->ops->refresh(vn);
	mutex_lock(&vn->lock);
	*st = (struct stat){
		.st_dev = vn->mnt->id,
		.st_ino = vn->ino,
		.st_nlink = vn->nlink,
		.st_mode = vn->mode,
		.st_uid = vn->uid,
		.st_gid = vn->gid,
		.st_rdev = vn->rdev,
		.st_size = (off_t)vn->size,
		.st_blksize = 4096,
		.st_blocks = (blkcnt_t)vn->blocks,
		.st_atim = to_timespec(vn->atime),
		.st_mtim = to_timespec(vn->mtime),
		.st_ctim = to_timespec(vn->ctime),
	};
	mutex_unlock(&vn->lock);
}

int vnode_writable(const struct vnode *vn)
{
	return vn->read_only ? -EROFS : mount_writable(vn->mnt);
}

int vnode_set_size(struct vnode *vn, uint64_t size)
{
	bool mapped = IS_ENABLED(CONFIG_FILE_MAP) && vnode_maps;
	uint64_t before = MIN(vn->size, size);

	if (!vn->ops->truncate)
		return -EPERM;
	if (mapped && size < vn->size)
		vnode_maps->cut(vn, size);
	int err = vn->ops->truncate(vn, (off_t)size);
	if (mapped && vn->size > before)
		vnode_maps->grown(vn, before);
	return err;
}

int vnode_truncate(struct vnode *vn, off_t size)
{
	if (S_ISDIR(vn->mode))
		return -EISDIR;
	if (!S_ISREG(vn->mode) || size < 0)
		return -EINVAL;
	int err = vnode_writable(vn);
	if (err)
		return err;
	mutex_lock(&vn->lock);
	err = vnode_set_size(vn, (uint64_t)size);
	mutex_unlock(&vn->lock);
	return err;
}

int vnode_sync(struct vnode *vn, bool data_only)
{
	if (!vn->ops->sync)
		return 0;
	mutex_lock(&vn->lock);
	int flushed = IS_ENABLED(CONFIG_FILE_MAP) && vnode_maps ? vnode_maps->flush(vn) : 0;
	int err = vn->ops->sync(vn, data_only);
	mutex_unlock(&vn->lock);
	return err ? err : flushed;
}

/* Lets the filesystem remember a change of what stands in vn itself; else it is undone. */
static int update(struct vnode *vn, const struct vnode_attr *before)
{
	vn->ctime = clock_wall();
	int err = vn->ops->update ? vn->ops->update(vn) : 0;

	if (err) {
		vn->mode = before->mode;
		vn->uid = before->uid;
		vn->gid = before->gid;
		vn->atime = before->atime;
		vn->mtime = before->mtime;
	}
	return err;
}

/* The bits that a new owner does not take over, as on Linux. */
static mode_t without_owner(mode_t mode)
{
	return S_ISUID | (mode & S_IXGRP ? S_ISGID : 0);
}

int vnode_set_attr(struct vnode *vn, const struct vnode_attr *to)
{
	int err = mount_writable(vn->mnt);

	if (err)
		return err;
	mutex_lock(&vn->lock);
	struct vnode_attr before = {
		.mode = vn->mode,
		.uid = vn->uid,
		.gid = vn->gid,
		.atime = vn->atime,
		.mtime = vn->mtime,
	};
	if (to->what & ATTR_MODE)
		vn->mode = (vn->mode & S_IFMT) | (to->mode & 07777);
	if ((to->what & (ATTR_UID | ATTR_GID)) && !S_ISDIR(vn->mode))
		vn->mode &= ~without_owner(vn->mode);
	if (to->what & ATTR_UID)
		vn->uid = to->uid;
	if (to->what & ATTR_GID)
		vn->gid = to->gid;
	if (to->what & ATTR_ATIME)
		vn->atime = to->atime;
	if (to->what & ATTR_MTIME)
		vn->mtime = to->mtime;
	err = update(vn, &before);
	mutex_unlock(&vn->lock);
	return err;
}
