/* SPDX-License-Identifier: MIT */
/* initrd.h - the application's data folder, packed into the image. */
#ifndef FS_INITRD_H
#define FS_INITRD_H

#include <stddef.h>
#include <core/compiler.h>

struct vnode;

/** Unpacks an archive (cpio, "newc"; empty: nothing to do) into a folder of a ramfs. Files
 *  borrow their bytes from the archive for ever. 0, or -EINVAL for an archive that is damaged
 *  or names something outside of it (a log line says what and where), -EEXIST, -ENOSPC. */
int initrd_unpack(const void *archive, size_t size, struct vnode *into) MAY_SLEEP;

#endif
