/* SPDX-License-Identifier: MIT */
/*
 * name.h (private) - names: what programs say in UTF-8, what folders hold in UTF-16 and in
 * short entries of 8 + 3 bytes, and when two of them are the same.
 */
#ifndef FS_FAT_NAME_H
#define FS_FAT_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ondisk.h"

#define FAT_NAME_MAX 255u /* bytes of UTF-8 that a program sees */

/** A long name in UTF-16. */
struct fat_name {
	uint16_t unit[LONG_NAME_MAX];
	unsigned len;
};

/** Reads len bytes of UTF-8, without the dots at its end (which Windows cannot name). -ENOENT
 *  when nothing is left; -EINVAL: no valid UTF-8, or a character that no file can have in its
 *  name, or a blank at the end. What is no UTF-8 is empty in *out. */
int fat_name_read(struct fat_name *out, const char *name, size_t len);
/** Writes UTF-8 without NUL into text. The length; 0 for what cannot be shown so: unpaired
 *  surrogates, a slash or a control character, a dot at the end, more than FAT_NAME_MAX bytes. */
size_t fat_name_write(const struct fat_name *n, char text[FAT_NAME_MAX]);
/** The name of a short entry, in the code page 437, lower case where its flags say so.
 *  What cannot be shown becomes '_'. */
void fat_name_from_short(struct fat_name *out, const uint8_t *entry);
/** Same but for case, as far as unicode.c knows it. */
bool fat_name_same(const struct fat_name *a, const struct fat_name *b);

/** How a short name stands for a name. */
enum fat_fit {
	FIT_EXACT, /* it is the name: no long one is needed */
	FIT_CASE,  /* it differs in case alone */
	FIT_LOSSY  /* it needs a number, so as not to look like another one's */
};
/** Makes the short name of n, without a number. */
enum fat_fit fat_short_name(const struct fat_name *n, uint8_t out[SHORT_LEN]);
/** Puts "~number" at the end of the base: 1..9. With hash, four digits of it stand for all
 *  but the two first characters of the base. Returns where the number stands. */
unsigned fat_short_number(uint8_t name[SHORT_LEN], unsigned number, bool hashed, uint16_t hash);
/** Of a long name, to make short ones that seldom meet. */
uint16_t fat_name_hash(const struct fat_name *n);
/** The checksum of a short name in the pieces of its long one. */
uint8_t fat_short_sum(const uint8_t name[SHORT_LEN]);

#endif
