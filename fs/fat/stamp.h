/* SPDX-License-Identifier: MIT */
/* stamp.h (private) - times as folders hold them. */
#ifndef FS_FAT_STAMP_H
#define FS_FAT_STAMP_H

#include <stdbool.h>
#include <stdint.h>

/** Date and time in FAT's bits. ms10: 0..199 hundredths of a second more, for creation. */
struct fat_stamp {
	uint16_t date, time;
	uint8_t ms10;
};

/** ns since 1970. */
int64_t fat_time(struct fat_stamp s);
/** The stamp at or before ns; 1980 for what is earlier, 2107 for what is later. */
struct fat_stamp fat_stamp(int64_t ns);

#endif
