/* SPDX-License-Identifier: MIT */
/* volume.h - a mounted volume and paths in it, for the program ctfs. */
#ifndef FS_CTFS_TOOLS_VOLUME_H
#define FS_CTFS_TOOLS_VOLUME_H

#include "ctfs/ctfs.h"
#include "tools/port.h"

struct volume {
	struct blk_dev dev;
	struct bcache *cache;
	struct ctfs *fs;
};

/** 0 or -errno. */
int volume_open(struct volume *v, const char *image, bool read_only);
int volume_close(struct volume *v);

/** A reference to what path names; links are not followed. */
int volume_find(struct volume *v, const char *path, struct ctfs_inode **out);
/** A reference to the directory of path's last component, which is *name, of *len bytes. */
int volume_parent(struct volume *v, const char *path, struct ctfs_inode **dir, const char **name,
		  size_t *len);

#endif
