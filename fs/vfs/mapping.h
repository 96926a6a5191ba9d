/* SPDX-License-Identifier: MIT */
/* mapping.h (private) - shared mappings of files: for the calls that make them, and for the VFS,
 * which knows of them only when there are some. */
#ifndef FS_VFS_MAPPING_H
#define FS_VFS_MAPPING_H

#include <core/file.h>
#include <fs/vfs.h>

/** Maps f's contents from off on, a multiple of a page, at addr (0: anywhere; MAP_FIXED and
 *  MAP_FIXED_NOREPLACE in flags count). The address, or -ENODEV f is no such file, -EACCES it is
 *  not open in that way, -EEXIST, -EINVAL, -ENOMEM, or what the filesystem says. */
long mapping_make(struct file *f, uintptr_t addr, size_t len, unsigned prot, int flags,
		  off_t off) MAY_SLEEP;
/** msync(2) of what is mapped in [addr, addr + len); sync: until it is on the device. */
int mapping_sync(uintptr_t addr, size_t len, bool sync) MAY_SLEEP;

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
