/* SPDX-License-Identifier: MIT */
/*
 * vfs.h - what a filesystem implements, and the vnode, which is a file or folder in
 * memory. The VFS walks paths, checks types and holds the locks; a filesystem finds,
 * stores and removes, one component or one range of bytes at a time.
 *
 * Locking: the VFS holds vn->lock around every operation on vn, and the lock of a
 * folder around every change of its names. Where several are held, a folder comes
 * before what is in it. Times, mode and size of a vnode are under its lock. vnode_put()
 * may reclaim any vnode of any mount, so a filesystem does not call it with a lock of its
 * own held.
 *
 * What the VFS has excluded before an operation is called: changes of a read-only mount or
 * vnode, names across mounts, names of mount points, names in removed folders.
 */
#ifndef FS_VFS_H
#define FS_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/compiler.h>
#include <core/mutex.h>

struct blk_dev;
struct file;
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
 *  Unset members answer -EPERM. -ENOSPC: no room, in memory or on the device. An operation
 *  sets sizes, link counts and times (mtime, ctime) of all that it changes. */
struct vnode_ops {
	/* On folders. A folder given out has been adopted: vnode_adopt(). */

	/** Gives the vnode called name. -ENOENT. */
	int (*lookup)(struct vnode *dir, const char *name, size_t len,
		      struct vnode **out) MAY_SLEEP;
	/** Makes a file or folder (S_IFREG or S_IFDIR and permission bits) and gives it.
	 *  -EEXIST. */
	int (*create)(struct vnode *dir, const char *name, size_t len, mode_t mode,
		      struct vnode **out) MAY_SLEEP;
	/** Gives vn (a file or link, locked too) another name in dir. -EEXIST, -EMLINK. Unset:
	 *  -EPERM, for filesystems where a file has one name. */
	int (*link)(struct vnode *dir, const char *name, size_t len, struct vnode *vn) MAY_SLEEP;
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
	/** Gives [off, off + len) room on the device, so that writing there cannot fail for
	 *  want of it; what was a hole reads as zeros. Does not change vn->size. Unset: without
	 *  seek_data there are no holes, and the VFS makes the file longer; else -EOPNOTSUPP. */
	int (*allocate)(struct vnode *vn, off_t off, off_t len) MAY_SLEEP;
	/** Where the first byte at or behind off lies that is data, or in a hole (hole); off is
	 *  below vn->size, whose end counts as a hole. -ENXIO: no data follows. Unset: all is
	 *  data. */
	off_t (*seek_data)(struct vnode *vn, off_t off, bool hole) MAY_SLEEP;
	/** Borrows the frame (an address in the direct map) of page `index`, for a mapping;
	 *  for_write: a hole is filled first, and the frame may be written to until unmap_page().
	 *  What is behind the file's end in the last page is zero. -EIO, -ENOSPC, -ENOMEM. Unset:
	 *  the filesystem has no frames to share, and the VFS copies. */
	int (*map_page)(struct vnode *vn, uint64_t index, bool for_write, void **frame) MAY_SLEEP;
	/** Ends it; dirty: it has been written to since. With unmapped false the loan goes on:
	 *  msync(2). */
	void (*unmap_page)(struct vnode *vn, uint64_t index, bool dirty, bool unmapped) MAY_SLEEP;
	/** Data and metadata are on the device on 0; data_only: what is not needed to read the
	 *  data back, such as times, may be missing (fdatasync). Unset: there is no device. */
	int (*sync)(struct vnode *vn, bool data_only) MAY_SLEEP;

	/* On all. */

	/** open(2): gives an open file of the filesystem's own making, for devices and what is
	 *  generated. flags: O_*, without those that act at open only. Not locked. Unset: files
	 *  and folders are opened by the VFS, everything else cannot be. */
	int (*open)(struct vnode *vn, int flags, struct file **out) MAY_SLEEP;
	/** Brings vn->size up to date, for stat(2): where it changes by itself. Not locked. */
	void (*refresh)(struct vnode *vn) MAY_SLEEP;
	/** The VFS has changed mode, uid, gid or times (for chmod, chown, utimensat): remember
	 *  them. Unset: vn is all there is. */
	int (*update)(struct vnode *vn) MAY_SLEEP;

	/** Last reference gone: frees vn, and with nlink 0 what it has on the device. A vnode
	 *  that still has names may be loaded again at the same time, so nothing is written for
	 *  it here. Not locked. */
	void (*reclaim)(struct vnode *vn) MAY_SLEEP;
};

struct vnode {
	const struct vnode_ops *ops;
	struct mount *mnt;
	uint64_t ino;         /* unique in mnt, stable while referenced */
	struct mutex lock;    /* below: under lock */
	uint64_t size;        /* bytes */
	uint64_t blocks;      /* of 512 bytes that it takes on the device, with bookkeeping */
	mode_t mode;          /* type (never changes) and permission bits */
	uint32_t uid, gid;    /* 0 where the filesystem has none */
	unsigned nlink;       /* names; 0: removed, and nothing can be made in it */
	bool read_only;       /* the contents cannot change: -EROFS */
	int64_t atime;        /* ns since 1970; set by utimensat() alone */
	int64_t mtime;        /* ns; last change of the contents */
	int64_t ctime;        /* ns; last change of this struct */
	uint64_t rdev;        /* devices: st_rdev */
	struct vnode *parent; /* folders: owned reference to the one above; root: NULL */
	struct mount *hidden; /* owned by mount.c: its root stands here instead; NULL */
	int refs;             /* owned by vnode.c, with what follows */
	struct vnode *hash_next, *idle_next, *idle_prev;
	bool published;
};

/** Sets up the common part with one reference, the caller's, and all times at now. */
void vnode_init(struct vnode *vn, const struct vnode_ops *ops, struct mount *mnt, uint64_t ino,
		mode_t mode);
void vnode_ref(struct vnode *vn);
void vnode_put(struct vnode *vn) MAY_SLEEP;
/** The contents of vn, a file or a folder, have changed now. */
void vnode_touch(struct vnode *vn);

/** The table of vnodes in memory, by mount and inode number, for filesystems on a device. A
 *  published vnode stays in memory for a while after its last reference is gone, up to
 *  CONFIG_VNODE_CACHE of them. vnode_find() gives a reference, or NULL: then the filesystem
 *  makes the vnode and publishes it, both in one critical section of its own lock. */
struct vnode *vnode_find(struct mount *mnt, uint64_t ino);
void vnode_publish(struct vnode *vn);
/** Forgets every idle vnode of mnt. True when none but its root is left in the table. */
bool vnode_forget_idle(struct mount *mnt) MAY_SLEEP;

/** Makes dir the folder above vn (a folder), instead of the one that was. */
void vnode_adopt(struct vnode *dir, struct vnode *vn) MAY_SLEEP;

struct fs_stats {
	long magic;             /* f_type of statfs(2) */
	uint64_t total, free;   /* bytes */
	uint64_t files, unused; /* inodes: all, and not in use; 0 where there is no such limit */
	uint32_t name_max;      /* bytes of a component */
};

struct fs_type {
	const char *name; /* "ramfs" */
	bool on_device;   /* m->dev is wanted */
	/** Sets m->root (a reference that the mount owns) and m->fs; may set m->read_only. 0;
	 *  -EINVAL what is on the device is not this format; -EUCLEAN it is, but damaged, or has
	 *  features that are not understood (a log line says what and where); -EIO, -ENOMEM. */
	int (*mount)(struct mount *m) MAY_SLEEP;
	/** No vnode but the root is referenced, and no idle one left: writes what is to be
	 *  written and frees everything, the root too (vnode_put() is how the mount's reference
	 *  ends), whatever it returns. 0, -EIO. */
	int (*unmount)(struct mount *m) MAY_SLEEP;
	/** True when nobody but the filesystem refers to its vnodes. Unset: all of them are in
	 *  the table, which knows. */
	bool (*idle)(struct mount *m) MAY_SLEEP;
	/** sync(2): all data and metadata are on the device on 0. Unset: there is none. */
	int (*sync)(struct mount *m) MAY_SLEEP;
	void (*stats)(struct mount *m, struct fs_stats *out) MAY_SLEEP;
};
/* Announces a kind of filesystem; the linker gathers them. */
#define FS_TYPE(sym) static const struct fs_type sym TABLE_ENTRY(fs_types)

struct mount {
	const struct fs_type *type;
	struct blk_dev *dev; /* NULL: in memory */
	bool read_only;      /* the VFS refuses changes: -EROFS */
	uint64_t id;         /* st_dev */
	struct vnode *root;
	void *fs; /* the filesystem's own */

	/* of mount.c */
	struct vnode *covered; /* what root stands for; a reference; "/": NULL */
	struct mount *next;    /* mounted later */
	bool leaving;
};

/** Mounts a filesystem of the named kind at path (NULL: as "/", which becomes the current
 *  folder too); dev is borrowed until the unmount, NULL for filesystems in memory. path is a
 *  folder when the filesystem's root is one, else a file.
 *  0, -ENODEV no such kind, -EBUSY the place or the device is taken, -ENOTDIR, -ENOTBLK dev is
 *  missing, path's errors, or what the filesystem's mount says. */
int vfs_mount(const char *type, struct blk_dev *dev, const char *path, bool read_only) MAY_SLEEP;
/** The same with whichever kind knows what is on dev: -EINVAL when none does. */
int vfs_mount_any(struct blk_dev *dev, const char *path, bool read_only) MAY_SLEEP;
/** True when the named kind is on a device. */
bool vfs_wants_device(const char *type);
/** True when dev, or a part of it, or what it is a part of, is mounted. */
bool vfs_device_used(const struct blk_dev *dev) MAY_SLEEP;
/** The block device called name, which may begin with "/dev/". NULL. */
struct blk_dev *vfs_device(const char *name);
/** As vfs_mount(), with a type that is not in the table; fs: what its mount finds in m->fs. */
int vfs_mount_type(const struct fs_type *type, void *fs, struct blk_dev *dev, const char *path,
		   bool read_only) MAY_SLEEP;
/** umount(2): -EBUSY while something in it is in use, -EINVAL path is no mount; -EIO: something
 *  could not be written, and it is unmounted all the same. */
int vfs_unmount(const char *path) MAY_SLEEP;
/** sync(2) over all mounts; 0, or the first error. */
int vfs_sync(void) MAY_SLEEP;
/** At the end of the program, whose threads do not run any more: closes what is open and
 *  unmounts everything, in reverse order. A mount that a thread was just using is written out
 *  and left as it is. */
void vfs_stop(void) MAY_SLEEP;
/** Calls fn for each mount in order, "/" first, with its path, until fn returns false. fn
 *  neither mounts nor unmounts. */
typedef bool mount_fn(void *ctx, const struct mount *m, const char *path);
int vfs_for_mounts(mount_fn *fn, void *ctx) MAY_SLEEP;
/** Borrowed; NULL before the first vfs_mount(). */
struct vnode *vfs_root(void);

#endif
