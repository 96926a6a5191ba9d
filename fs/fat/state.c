/* SPDX-License-Identifier: MIT */
/*
 * state.c - the marks that say that a volume is in use: a bit in the boot sector, as Linux and
 * Windows NT set it, and for FAT16 and FAT32 one in the second entry of the FAT, as Windows 9x
 * and its successors do. Whoever finds one set when mounting knows that a power cut, or
 * something like it, came before the unmount.
 *
 * Source: FATGEN103, "FAT Data Structure" (ClnShutBit).
 * Locking: fs->lock.
 */
#include "fat.h"

#define MARKED_ENTRY 1

static uint32_t clean_bit(const struct fat *fs)
{
	return fs->geo.bits == 32 ? FAT32_CLEAN : fs->geo.bits == 16 ? FAT16_CLEAN : 0;
}

int fat_read_state(struct fat *fs, bool *in_use)
{
	uint32_t value, bit = clean_bit(fs);
	int err = fat_get_raw(fs, MARKED_ENTRY, &value);

	if (!err)
		*in_use = fs->geo.in_use || (value & bit) != bit;
	return err;
}

int fat_write_state(struct fat *fs, bool in_use)
{
	uint32_t value, bit = clean_bit(fs);
	uint8_t *state;
	int err = fat_get_raw(fs, MARKED_ENTRY, &value);

	if (!err)
		err = fat_change(fs, fs->geo.state_at, FAT_PHASE_TABLE, &state);
	if (!err && bit)
		err = fat_set(fs, MARKED_ENTRY, in_use ? value & ~bit : value | bit);
	if (!err)
		*state = (uint8_t)(in_use ? *state | STATE_IN_USE : *state & ~STATE_IN_USE);
	return err;
}
