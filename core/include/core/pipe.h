/* SPDX-License-Identifier: MIT */
/* pipe.h - pipe(2)'s two files, for its system call. */
#ifndef CORE_PIPE_H
#define CORE_PIPE_H

#include <core/file.h>

/** Gives the two ends of a new pipe of 64 KiB. flags: O_NONBLOCK or 0. 0, -ENOMEM. */
int pipe_create(int flags, struct file **reader, struct file **writer);

#endif
