/* SPDX-License-Identifier: MIT */
/* keymap_de.c - the German layout (T1); its accents are characters by themselves, they
 * do not wait for a letter. Source: DIN 2137-1. */
#include <core/keyboard.h>

const struct keymap keymap_de = {
	.name = "de",
	.altgr = true,
	.keys = {
		[0x04 - KEYMAP_FIRST] = { 'a', 'A' },
		[0x05 - KEYMAP_FIRST] = { 'b', 'B' },
		[0x06 - KEYMAP_FIRST] = { 'c', 'C' },
		[0x07 - KEYMAP_FIRST] = { 'd', 'D' },
		[0x08 - KEYMAP_FIRST] = { 'e', 'E', 0x20ac }, /* € */
		[0x09 - KEYMAP_FIRST] = { 'f', 'F' },
		[0x0a - KEYMAP_FIRST] = { 'g', 'G' },
		[0x0b - KEYMAP_FIRST] = { 'h', 'H' },
		[0x0c - KEYMAP_FIRST] = { 'i', 'I' },
		[0x0d - KEYMAP_FIRST] = { 'j', 'J' },
		[0x0e - KEYMAP_FIRST] = { 'k', 'K' },
		[0x0f - KEYMAP_FIRST] = { 'l', 'L' },
		[0x10 - KEYMAP_FIRST] = { 'm', 'M', 0xb5 }, /* µ */
		[0x11 - KEYMAP_FIRST] = { 'n', 'N' },
		[0x12 - KEYMAP_FIRST] = { 'o', 'O' },
		[0x13 - KEYMAP_FIRST] = { 'p', 'P' },
		[0x14 - KEYMAP_FIRST] = { 'q', 'Q', '@' },
		[0x15 - KEYMAP_FIRST] = { 'r', 'R' },
		[0x16 - KEYMAP_FIRST] = { 's', 'S' },
		[0x17 - KEYMAP_FIRST] = { 't', 'T' },
		[0x18 - KEYMAP_FIRST] = { 'u', 'U' },
		[0x19 - KEYMAP_FIRST] = { 'v', 'V' },
		[0x1a - KEYMAP_FIRST] = { 'w', 'W' },
		[0x1b - KEYMAP_FIRST] = { 'x', 'X' },
		[0x1c - KEYMAP_FIRST] = { 'z', 'Z' },
		[0x1d - KEYMAP_FIRST] = { 'y', 'Y' },
		[0x1e - KEYMAP_FIRST] = { '1', '!' },
		[0x1f - KEYMAP_FIRST] = { '2', '"', 0xb2 }, /* ² */
		[0x20 - KEYMAP_FIRST] = { '3', 0xa7, 0xb3 }, /* § ³ */
		[0x21 - KEYMAP_FIRST] = { '4', '$' },
		[0x22 - KEYMAP_FIRST] = { '5', '%' },
		[0x23 - KEYMAP_FIRST] = { '6', '&' },
		[0x24 - KEYMAP_FIRST] = { '7', '/', '{' },
		[0x25 - KEYMAP_FIRST] = { '8', '(', '[' },
		[0x26 - KEYMAP_FIRST] = { '9', ')', ']' },
		[0x27 - KEYMAP_FIRST] = { '0', '=', '}' },
		[0x2c - KEYMAP_FIRST] = { ' ', ' ' },
		[0x2d - KEYMAP_FIRST] = { 0xdf, '?', '\\' }, /* ß */
		[0x2e - KEYMAP_FIRST] = { 0xb4, '`' }, /* ´ */
		[0x2f - KEYMAP_FIRST] = { 0xfc, 0xdc }, /* ü Ü */
		[0x30 - KEYMAP_FIRST] = { '+', '*', '~' },
		[0x31 - KEYMAP_FIRST] = { '#', '\'' },
		[0x32 - KEYMAP_FIRST] = { '#', '\'' },
		[0x33 - KEYMAP_FIRST] = { 0xf6, 0xd6 }, /* ö Ö */
		[0x34 - KEYMAP_FIRST] = { 0xe4, 0xc4 }, /* ä Ä */
		[0x35 - KEYMAP_FIRST] = { '^', 0xb0 }, /* ° */
		[0x36 - KEYMAP_FIRST] = { ',', ';' },
		[0x37 - KEYMAP_FIRST] = { '.', ':' },
		[0x38 - KEYMAP_FIRST] = { '-', '_' },
		[0x54 - KEYMAP_FIRST] = { '/', '/' },
		[0x55 - KEYMAP_FIRST] = { '*', '*' },
		[0x56 - KEYMAP_FIRST] = { '-', '-' },
		[0x57 - KEYMAP_FIRST] = { '+', '+' },
		[0x59 - KEYMAP_FIRST] = { '1', '1' },
		[0x5a - KEYMAP_FIRST] = { '2', '2' },
		[0x5b - KEYMAP_FIRST] = { '3', '3' },
		[0x5c - KEYMAP_FIRST] = { '4', '4' },
		[0x5d - KEYMAP_FIRST] = { '5', '5' },
		[0x5e - KEYMAP_FIRST] = { '6', '6' },
		[0x5f - KEYMAP_FIRST] = { '7', '7' },
		[0x60 - KEYMAP_FIRST] = { '8', '8' },
		[0x61 - KEYMAP_FIRST] = { '9', '9' },
		[0x62 - KEYMAP_FIRST] = { '0', '0' },
		[0x63 - KEYMAP_FIRST] = { ',', ',' },
		[0x64 - KEYMAP_FIRST] = { '<', '>', '|' },
	},
};
