/* SPDX-License-Identifier: MIT */
/* ps2_keys.h - scancodes of set 1, as the keyboard controller gives them, to USB usages. */
#ifndef DRIVERS_INPUT_PS2_KEYS_H
#define DRIVERS_INPUT_PS2_KEYS_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

/** Where a decoder stands in a code of several bytes. Zeroed memory: at a start. */
struct ps2_decoder {
	uint8_t prefix; /* 0xe0, 0xe1, or 0 */
	uint8_t pause;  /* bytes of Pause that have come */
};

/** Takes one byte. True when it completes a key: *usage (HID page 7) and *down. */
bool ps2_decode(struct ps2_decoder *d, uint8_t byte, uint16_t *usage, bool *down) IRQ_SAFE;

#endif
