/* SPDX-License-Identifier: MIT */
/* cp437.h (private) - code page 437. */
#ifndef FS_FAT_CP437_H
#define FS_FAT_CP437_H

#include <stdint.h>

/** UTF-16 of the bytes 0x80..0xff. */
extern const uint16_t fat_cp437[128];

#endif
