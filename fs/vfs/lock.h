/* SPDX-License-Identifier: MIT */
/* lock.h - advisory locks, for the system calls about them. */
#ifndef FS_VFS_LOCK_H
#define FS_VFS_LOCK_H

#include <stdbool.h>
#include <core/file.h>

/** A lock that somebody wants, or has. */
struct lock_want {
	const void *what;  /* the file */
	const void *owner; /* who does not conflict with himself */
	off_t start, end;  /* the first and the last byte */
	bool exclusive, whole;
};

/** Sets a lock, or takes away what its owner has there. wait: until it can be set. 0, -EAGAIN
 *  somebody else's is in the way, -ERESTARTSYS, -ENOLCK. */
int lock_set(const struct lock_want *want, bool unlock, bool wait) MAY_SLEEP;
/** file_range_lock. */
long lock_fcntl(struct file *f, int cmd, struct flock *fl) MAY_SLEEP;
/** flock(2). 0, -EAGAIN, -EINVAL, -ERESTARTSYS, -ENOLCK. */
int lock_whole(struct file *f, int operation) MAY_SLEEP;

#endif
