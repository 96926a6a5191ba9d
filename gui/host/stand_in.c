/* SPDX-License-Identifier: MIT */
/* stand_in.c - what core/input/keyboard.c needs of a kernel, in a program of the host. */
#include <core/console_in.h>
#include <core/input.h>
#include <core/keyboard.h>

static unsigned leds = INPUT_LED_NUM;

void console_input(uint8_t byte)
{
	(void)byte;
}

void input_leds_set(unsigned now)
{
	leds = now;
}

unsigned input_leds_get(void)
{
	return leds;
}

const struct keymap *keymap_chosen(void)
{
	return keymap_configured();
}
