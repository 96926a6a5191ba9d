/* SPDX-License-Identifier: MIT */
/* node.h (private) - vnodes of CTFS: what vnode.c, vfile.c and vmount.c share. */
#ifndef FS_CTFS_NODE_H
#define FS_CTFS_NODE_H

#include <fs/vfs.h>

#include "ctfs/ctfs.h"

struct ctfs_mapped;

struct ctfs_node {
	struct vnode vn;
	struct ctfs_inode *ip; /* a reference */
	/* below: under vn.lock */
	struct ctfs_mapped **mapped; /* hash of pages that are lent; NULL: never was one */
};

/** What a mount has in m->fs. */
struct ctfs_mount {
	struct ctfs *fs;
	void *zeros; /* a frame, for holes in mappings of volumes that cannot be written; NULL */
};

static inline struct ctfs_node *ctfs_node(struct vnode *vn)
{
	return container_of(vn, struct ctfs_node, vn);
}

static inline struct ctfs_inode *ctfs_ip(struct vnode *vn)
{
	return ctfs_node(vn)->ip;
}

/** A vnode for ip, whose reference it takes; one reference, the caller's. NULL: no memory, and
 *  ip stays the caller's. */
struct vnode *ctfs_node_new(struct mount *m, struct ctfs_inode *ip);
/** The vnode of inode ino: the one in the table, or a new one in it. */
int ctfs_node_get(struct mount *m, uint32_t ino, struct vnode **out) MAY_SLEEP;
/** vn's size, counts and times are those of its inode. */
void ctfs_node_refresh(struct vnode *vn);
/** At the end of a change: err; the mount is read-only if the volume is now. */
int ctfs_node_done(struct vnode *vn, int err) MAY_SLEEP;
void ctfs_node_reclaim(struct vnode *vn) MAY_SLEEP;
int ctfs_node_update(struct vnode *vn) MAY_SLEEP;
int ctfs_node_sync(struct vnode *vn, bool data_only) MAY_SLEEP;

int ctfs_map_page(struct vnode *vn, uint64_t index, bool for_write, void **frame) MAY_SLEEP;
void ctfs_unmap_page(struct vnode *vn, uint64_t index, bool dirty, bool unmapped) MAY_SLEEP;

extern const struct vnode_ops ctfs_dir_ops;
extern const struct vnode_ops ctfs_file_ops;
extern const struct vnode_ops ctfs_link_ops;

#endif
