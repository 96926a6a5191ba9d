/* SPDX-License-Identifier: MIT */
/* unicode.h (private) - one character at a time. */
#ifndef FS_FAT_UNICODE_H
#define FS_FAT_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/** Upper case of one unit of UTF-16, itself where it has none here. */
uint16_t unicode_upper(uint16_t unit);

/** Both read one code point from len > 0 bytes or units. How many it took; 0: not valid. */
size_t utf8_read(const char *text, size_t len, uint32_t *point);
size_t utf16_read(const uint16_t *unit, size_t len, uint32_t *point);
/** Both write one valid code point. How many bytes or units. */
size_t utf8_write(uint32_t point, char out[4]);
size_t utf16_write(uint32_t point, uint16_t out[2]);

#endif
