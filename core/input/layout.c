/* SPDX-License-Identifier: MIT */
/*
 * layout.c - the keyboard's layout by the boot option keyboard=us, de or fr.
 *
 * Locking: none; whether a mistake has been told is a flag, and telling it twice does no harm.
 */
#define LOG_TAG "keyboard"
#include <string.h>

#include <core/cmdline.h>
#include <core/keyboard.h>
#include <core/log.h>

OPTION(keyboard_option, "keyboard", "layout of the keyboard: us, de or fr");

const struct keymap *keymap_chosen(void)
{
	static const struct keymap *const maps[] = { &keymap_us, &keymap_de, &keymap_fr };
	static bool told;
	const char *name = cmdline_option("keyboard");

	for (unsigned i = 0; name && i < ARRAY_SIZE(maps); i++) {
		if (strcmp(name, maps[i]->name) == 0)
			return maps[i];
	}
	const struct keymap *map = keymap_configured();
	if (name && !told) {
		told = true;
		log_err("keyboard=%s: no such layout (us, de, fr), it is %s", name, map->name);
	}
	return map;
}
