/* SPDX-License-Identifier: MIT */
/* allocate.c - room for what will be written: fallocate(2). */
#include <errno.h>

#include <fs/vfile.h>

#include "vfile.h"

/* vn is locked. */
static int allocate_locked(struct vnode *vn, off_t off, off_t len, bool keep_size)
{
	int err = vn->ops->allocate(vn, off, len);

	if (err || keep_size || (uint64_t)(off + len) <= vn->size)
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
	if (!vn->ops->allocate)
		return -EOPNOTSUPP;
	mutex_lock(&vn->lock);
	err = allocate_locked(vn, off, len, keep_size);
	mutex_unlock(&vn->lock);
	return err;
}
