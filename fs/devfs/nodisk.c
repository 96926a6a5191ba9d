/* SPDX-License-Identifier: MIT */
/* nodisk.c - in an image without block devices there are none to open. */
#include "devfs.h"

const struct file_ops disk_ops;
