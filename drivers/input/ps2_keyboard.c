/* SPDX-License-Identifier: MIT */
/*
 * ps2_keyboard.c - the keyboard at the controller's first port: keys in, lights out.
 *
 * The lights are set from interrupts: each byte of the command is sent when the one
 * before is acknowledged, and nobody waits.
 *
 * Source: IBM PS/2 Hardware Interface Technical Reference, "Keyboards" (commands).
 * Locking: all but the start runs with interrupts off.
 */
#define LOG_TAG "keyboard"
#include <errno.h>

#include <core/input.h>
#include <core/log.h>
#include "i8042.h"
#include "ps2_keys.h"

#define CMD_SET_LEDS 0xedu
#define CMD_SCAN     0xf4u

/* The lights as the keyboard numbers them. */
#define LED_SCROLL 0x1u
#define LED_NUM    0x2u
#define LED_CAPS   0x4u

static enum { IDLE, COMMAND_SENT, LEDS_SENT } leds_state;
static uint8_t leds_wanted, leds_sent;

static void send_leds(void)
{
	leds_state = i8042_send(I8042_KEYBOARD, CMD_SET_LEDS) ? COMMAND_SENT : IDLE;
}

static void set_leds(unsigned leds)
{
	leds_wanted = (leds & INPUT_LED_SCROLL ? LED_SCROLL : 0) |
		      (leds & INPUT_LED_NUM ? LED_NUM : 0) | (leds & INPUT_LED_CAPS ? LED_CAPS : 0);
	send_leds();
}

static void acknowledged(void)
{
	if (leds_state == COMMAND_SENT) {
		leds_sent = leds_wanted;
		leds_state = i8042_send(I8042_KEYBOARD, leds_sent) ? LEDS_SENT : IDLE;
		return;
	}
	leds_state = IDLE;
	if (leds_sent != leds_wanted)
		send_leds();
}

void ps2_keyboard_byte(uint8_t byte)
{
	static struct ps2_decoder decoder;
	uint16_t usage;
	bool down;

	log_debug("scancode %02x", byte);
	if (leds_state != IDLE && (byte == PS2_ACK || byte == PS2_RESEND)) {
		if (byte == PS2_ACK)
			acknowledged();
		else
			leds_state = IDLE; /* it refuses: then the lights stay as they are */
	} else if (ps2_decode(&decoder, byte, &usage, &down)) {
		input_report(
			&(struct input_event){ .type = INPUT_KEY, .code = usage, .down = down });
	}
}

int ps2_keyboard_start(void)
{
	static struct input_leds leds = { .set = set_leds };

	input_leds_register(&leds);
	if (!i8042_command(I8042_KEYBOARD, CMD_SCAN))
		return -ENODEV;
	if (i8042_command(I8042_KEYBOARD, CMD_SET_LEDS))
		i8042_command(I8042_KEYBOARD, LED_NUM); /* as the terminal's keyboard starts */
	return 0;
}
