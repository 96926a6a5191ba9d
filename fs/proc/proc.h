/* SPDX-License-Identifier: MIT */
/* proc.h (private) - generated files as vnodes. */
#ifndef FS_PROC_PROC_H
#define FS_PROC_PROC_H

#include <core/synth.h>
#include <fs/vfs.h>

#define PROC_FOLDER "/proc"
#define PROC_MAGIC  0x9fa0 /* Linux, include/uapi/linux/magic.h */

/** A new vnode for s, with one reference; NULL. */
struct vnode *proc_new_file(struct mount *m, const struct synth_file *s, uint64_t ino);

/** Registers meminfo, uptime, mounts, filesystems and version. */
void proc_files_init(void);

#endif
