/* SPDX-License-Identifier: MIT */
/*
 * path.h - from path names to vnodes, and the changes of names. What the system
 * calls (fs/syscall) stand on. Paths are as POSIX says: relative ones begin at a
 * given folder, symbolic links are followed, at most PATH_LINKS_MAX of them.
 *
 * Errors of every function that walks: -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG
 * (a component over 255 bytes, a path over 4095), -ENOMEM. Changes: -EROFS.
 */
#ifndef FS_PATH_H
#define FS_PATH_H

#include <fs/vfs.h>

#define PATH_LINKS_MAX 8 /* POSIX's least (_POSIX_SYMLOOP_MAX) */

enum path_follow { PATH_NO_FOLLOW, PATH_FOLLOW }; /* a link in the last place */

/** One walk along a path. Owned by the caller: path_start(), use, path_end(). */
struct path_walk {
	struct vnode *dir; /* the folder reached; a reference */
	const char *name;  /* the last component, once reached */
	size_t len;        /* 0 when the path is "/" */
	bool at_last;      /* dir, name and len describe the last component */
	bool must_be_dir;  /* a slash followed it */
	/* own business of path.c */
	const char *rest;
	char *text;
	unsigned links;
};

/** Begins at base (borrowed; NULL: the current folder) or, for absolute paths, at
 *  the root. path is borrowed until path_end(). */
int path_start(struct path_walk *w, struct vnode *base, const char *path);
/** Walks to the folder of the last component; does not look at the component. */
int path_to_last(struct path_walk *w) MAY_SLEEP;
/** Walks to the end and gives the vnode. On -ENOENT with at_last, only the last
 *  component is missing and can be made in dir. */
int path_find(struct path_walk *w, enum path_follow follow, struct vnode **out) MAY_SLEEP;
void path_end(struct path_walk *w) MAY_SLEEP;

/** The three above in one. */
int path_lookup(struct vnode *base, const char *path, enum path_follow follow,
		struct vnode **out) MAY_SLEEP;

/** Makes a file or folder at w's last place: after -ENOENT of path_find(). -EEXIST when
 *  somebody was faster. */
int vfs_create(struct path_walk *w, mode_t mode, struct vnode **out) MAY_SLEEP;
/** -EEXIST, -ENOSPC. */
int vfs_mkdir(struct vnode *base, const char *path, mode_t mode) MAY_SLEEP;
int vfs_symlink(const char *target, struct vnode *base, const char *path) MAY_SLEEP;
/** link(2): another name for vn. -EPERM for a folder, -EXDEV, -EEXIST, -EMLINK, -ENOSPC. */
int vfs_link(struct vnode *vn, struct vnode *base, const char *path) MAY_SLEEP;
/** unlink(2) and rmdir(2): -EISDIR, -ENOTDIR, -ENOTEMPTY, -EINVAL for ".", -EBUSY for
 *  the root and for what something is mounted on. */
int vfs_unlink(struct vnode *base, const char *path) MAY_SLEEP;
int vfs_rmdir(struct vnode *base, const char *path) MAY_SLEEP;
/** rename(2); -EEXIST when no_replace and the new name is taken. */
int vfs_rename(struct vnode *base, const char *path, struct vnode *new_base, const char *new_path,
	       bool no_replace) MAY_SLEEP;

/** Makes vn (a folder) the current folder: -ENOTDIR. */
int vfs_chdir(struct vnode *vn) MAY_SLEEP;
/** A reference to the current folder. */
struct vnode *vfs_cwd(void);
/** Absolute path of vn, a folder, with NUL. The length with NUL, -ERANGE when it is
 *  longer than size, -ENOENT when vn was removed. */
ssize_t vfs_path_of(struct vnode *vn, char *buf, size_t size) MAY_SLEEP;

#endif
