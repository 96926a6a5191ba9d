/* SPDX-License-Identifier: MIT */
/* mapping.h (private) - shared mappings of files, for the VFS, which knows of them only when there
 * are some. */
#ifndef FS_VFS_MAPPING_H
#define FS_VFS_MAPPING_H

#include <core/file.h>
#include <fs/vfs.h>

/** From now on calls flush() every few seconds, until it returns false. */
void map_flusher_start(bool (*flush)(void));

struct vnode_maps {
	/** Tells the filesystem of all pages of vn that were written to. vn is locked. */
	int (*flush)(struct vnode *vn) MAY_SLEEP;
	/** vn is about to be cut to size; or it was size bytes long and is longer now. Locked. */
	void (*cut)(struct vnode *vn, uint64_t size) MAY_SLEEP;
	void (*grown)(struct vnode *vn, uint64_t size) MAY_SLEEP;
	/** Flushes all, and with end takes all mappings away. */
	void (*collect)(bool end) MAY_SLEEP;
};
/** Set with the first mapping; NULL: there are none. */
extern const struct vnode_maps *vnode_maps;

#endif
