/* SPDX-License-Identifier: MIT */
/*
 * vfs.h - what a filesystem implements, and the vnode, which is a file or folder in
 * memory. The VFS walks paths, checks types and holds the locks; a filesystem finds,
 * stores and removes, one component or one range of bytes at a time.
 *
 * Locking: the VFS holds vn->lock around every operation on vn, and the lock of a
 * folder around every change of its names. Where several are held, a folder comes
 * before what is in it. Times, mode and size of a vnode are under its lock.
 */
#ifndef FS_VFS_H
#define FS_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/compiler.h>
#include <core/mutex.h>

struct mount;
struct vnode;

/** What readdir() tells about one entry; name is borrowed until emit returns. */
struct dir_entry {
	const char *name;
	size_t len;
	uint64_t ino;
	mode_t mode;   /* the type bits count */
	uint64_t next; /* cookie to go on after this entry */
};
/** Takes one entry. False: enough, and e was not taken. */
typedef bool dir_emit_fn(void *ctx, const struct dir_entry *e);

/** name is one component of len bytes, 1..255, without '/' and NUL, never "." or "..".
 *  Unset members answer -EPERM. -ENOSPC: no room, in memory or on the device. */
struct vnode_ops {
	/* On folders. A folder given out has been adopted: vnode_adopt(). */

	/** Gives the vnode called name. -ENOENT. */
	int (*lookup)(struct vnode *dir, const char *name, size_t len,
		      struct vnode **out) MAY_SLEEP;
	/** Makes a file or folder (S_IFREG or S_IFDIR and permission bits) and gives it.
	 *  -EEXIST. */
	int (*create)(struct vnode *dir, const char *name, size_t len, mode_t mode,
		      struct vnode **out) MAY_SLEEP;
	/** Makes a symbolic link. -EEXIST. */
	int (*symlink)(struct vnode *dir, const char *name, size_t len,
		       const char *target) MAY_SLEEP;
	/** Removes name, which is vn (locked too). -ENOTEMPTY for a folder with entries. */
	int (*remove)(struct vnode *dir, const char *name, size_t len, struct vnode *vn) MAY_SLEEP;
	/** Moves vn from one name to another, taking the place of `replaced` (NULL, or of
	 *  the same kind: -ENOTEMPTY as for remove). All four are locked; the VFS has
	 *  excluded moving a folder into itself and re-adopts vn afterwards. */
	int (*rename)(struct vnode *from, const char *name, size_t len, struct vnode *vn,
		      struct vnode *to, const char *new_name, size_t new_len,
		      struct vnode *replaced) MAY_SLEEP;
	/** Emits the entries from cookie on (2 is the first; "." and ".." are the VFS's
	 *  own) until the end or until emit refuses. Entries that stay while others come
	 *  and go are emitted exactly once. */
	int (*readdir)(struct vnode *dir, uint64_t cookie, dir_emit_fn *emit, void *ctx) MAY_SLEEP;

	/* On links: at most size bytes of the target, without NUL. The count. */
	ssize_t (*readlink)(struct vnode *vn, char *buf, size_t size) MAY_SLEEP;

	/* On files; off >= 0. Counts, 0 at the end, a short count when an error follows. */
	ssize_t (*read)(struct vnode *vn, void *buf, size_t len, off_t off) MAY_SLEEP;
	ssize_t (*write)(struct vnode *vn, const void *buf, size_t len, off_t off) MAY_SLEEP;
	int (*truncate)(struct vnode *vn, off_t size) MAY_SLEEP;
	/** Data and metadata are on the device on 0. Unset: there is no device. */
	int (*sync)(struct vnode *vn) MAY_SLEEP;

	/** Last reference gone: frees vn. Not locked. */
	void (*reclaim)(struct vnode *vn) MAY_SLEEP;
};

struct vnode {
	const struct vnode_ops *ops;
	struct mount *mnt;
	uint64_t ino;         /* unique in mnt, stable while referenced */
	struct mutex lock;    /* below: under lock */
	uint64_t size;        /* bytes */
	mode_t mode;          /* type (never changes) and permission bits */
	unsigned nlink;       /* names; 0: removed, and nothing can be made in it */
	bool read_only;       /* the contents cannot change: -EROFS */
	int64_t atime;        /* ns since 1970; set by utimensat() alone */
	int64_t mtime;        /* ns; last change of the contents */
	int64_t ctime;        /* ns; last change of this struct */
	struct vnode *parent; /* folders: owned reference to the one above; root: NULL */
	int refs;             /* owned by vnode.c */
};

/** Sets up the common part with one reference, the caller's, and all times at now. */
void vnode_init(struct vnode *vn, const struct vnode_ops *ops, struct mount *mnt, uint64_t ino,
		mode_t mode);
void vnode_ref(struct vnode *vn);
void vnode_put(struct vnode *vn) MAY_SLEEP;
/** Makes dir the folder above vn (a folder), instead of the one that was. */
void vnode_adopt(struct vnode *dir, struct vnode *vn) MAY_SLEEP;

struct fs_stats {
	long magic;           /* f_type of statfs(2) */
	uint64_t total, free; /* bytes */
};

struct fs_type {
	const char *name; /* "ramfs" */
	/** Sets m->root (a reference that the mount owns) and m->fs. 0, -ENOMEM. */
	int (*mount)(struct mount *m) MAY_SLEEP;
	/** All files are closed: frees everything, the root too. */
	void (*unmount)(struct mount *m) MAY_SLEEP;
	void (*stats)(struct mount *m, struct fs_stats *out) MAY_SLEEP;
};
/* Announces a kind of filesystem; the linker gathers them. */
#define FS_TYPE(sym) static const struct fs_type sym TABLE_ENTRY(fs_types)

struct mount {
	const struct fs_type *type;
	struct vnode *root;
	void *fs; /* the filesystem's own */
};

/** Mounts a new filesystem of the named kind as "/" and makes that the current folder.
 *  0, -ENODEV no such kind, -EBUSY there is a root, or what mount says. */
int vfs_mount_root(const char *type) MAY_SLEEP;
/** Borrowed; NULL before vfs_mount_root(). */
struct vnode *vfs_root(void);

#endif
