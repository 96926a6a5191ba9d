/* SPDX-License-Identifier: MIT */
/*
 * allocate.c - room for what will be written: fallocate(2).
 *
 * On a filesystem without holes (FAT) a file has room for all of its bytes, so it is made longer;
 * room behind its end, FALLOC_FL_KEEP_SIZE, it cannot have.
 */
#include <errno.h>

#include <fs/vfile.h>

#include "vfile.h"

/* vn is locked. */
static int allocate_locked(struct vnode *vn, off_t off, off_t len, bool keep_size)
{
	bool longer = (uint64_t)(off + len) > vn->size;
	int err = vn->ops->allocate     ? vn->ops->allocate(vn, off, len)
		  : longer && keep_size ? -EOPNOTSUPP
					: 0;

	if (err || keep_size || !longer)
		return err;
	return vnode_set_size(vn, (uint64_t)(off + len));
}

int vnode_allocate(struct vnode *vn, off_t off, off_t len, bool keep_size)
{
	off_t end;

	if (S_ISDIR(vn->mode))
		return -EISDIR;
	if (!S_ISREG(vn->mode))
		return -ENODEV;
	if (__builtin_add_overflow(off, len, &end))
		return -EFBIG;
	int err = vnode_writable(vn);
	if (err)
		return err;
	if (!vn->ops->allocate && (vn->ops->seek_data || !vn->ops->truncate))
		return -EOPNOTSUPP;
	mutex_lock(&vn->lock);
	err = allocate_locked(vn, off, len, keep_size);
	mutex_unlock(&vn->lock);
	return err;
}
