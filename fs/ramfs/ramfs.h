/* SPDX-License-Identifier: MIT */
/* ramfs.h (private) - what the files of ramfs share. */
#ifndef FS_RAMFS_RAMFS_H
#define FS_RAMFS_RAMFS_H

#include <fs/ramfs.h>
#include <fs/vfs.h>

#include "frames.h"

struct ramfs_entry;

/** A file, folder or link. It lives while it has a name or somebody holds it: each
 *  name owns one reference. */
struct ramfs_node {
	struct vnode vn;
	struct ramfs_node *next, **link; /* all of the mount, in no order */
	union {
		struct {
			struct ramfs_entry *first, *last; /* by ascending cookie */
			uint64_t next_cookie;
		} dir;
		struct frames frames; /* files that can be written */
		const void *borrowed; /* files that cannot: vn.size bytes */
		char *target;         /* links: vn.size bytes, owned */
	};
};

/** One name in a folder. */
struct ramfs_entry {
	struct ramfs_entry *next;
	struct ramfs_node *node; /* a reference */
	uint64_t cookie;
	uint8_t len;
	char name[];
};

static inline struct ramfs_node *ramfs_node(struct vnode *vn)
{
	return container_of(vn, struct ramfs_node, vn);
}

/** A new node with one reference, or NULL. */
struct ramfs_node *ramfs_new(struct mount *m, const struct vnode_ops *ops, mode_t mode);
/** vnode_ops.reclaim of all kinds. */
void ramfs_reclaim(struct vnode *vn);

/** Gives node a name in dir, which takes over the caller's reference on success.
 *  0, -EEXIST, -ENOSPC. */
int ramfs_link(struct ramfs_node *dir, const char *name, size_t len, struct ramfs_node *node);
/** Frees all names of dir and does not care for what they name. */
void ramfs_forget_names(struct ramfs_node *dir);

extern const struct vnode_ops ramfs_dir_ops;
extern const struct vnode_ops ramfs_file_ops;
extern const struct vnode_ops ramfs_borrowed_ops;
extern const struct vnode_ops ramfs_link_ops;

#endif
