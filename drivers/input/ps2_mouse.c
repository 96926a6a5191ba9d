/* SPDX-License-Identifier: MIT */
/*
 * ps2_mouse.c - the mouse at the controller's second port.
 *
 *	byte 0   y overflow, x overflow, y sign, x sign, 1, middle, right, left
 *	byte 1   motion to the right, low 8 bits of 9
 *	byte 2   motion up
 *	byte 3   with a wheel: its motion down, 4 bits; with five buttons:
 *	         0, 0, forward, back, motion
 *
 * Bit 3 of byte 0 finds the start of a packet again when a byte was lost.
 *
 * Source: IBM PS/2 Hardware Interface Technical Reference, "Auxiliary Devices"; the
 * wheel: Microsoft, "Intellimouse" (sample rates 200, 100, 80 switch it on; behind that 200,
 * 200, 80 two more buttons).
 * Locking: all but the start runs with interrupts off.
 */
#include <errno.h>

#include <core/input.h>
#include "i8042.h"

#define CMD_GET_ID   0xf2u
#define CMD_RATE     0xf3u
#define CMD_SCAN     0xf4u
#define CMD_DEFAULTS 0xf6u
#define ID_WHEEL     3
#define ID_BUTTONS   4 /* and a wheel */

#define BUTTONS 0x07u /* left, right, middle */
#define ALWAYS  0x08u
#define X_SIGN  0x10u
#define Y_SIGN  0x20u
#define LOST    0xc0u /* an axis overflowed: its number means nothing */

#define EXTRA_BUTTONS 0x30u /* of byte 3; 0xc0 are no part of the wheel's number then */
#define BUTTONS_MAX   5u

static uint8_t packet[4];
static unsigned packet_size = 3, received;
static bool five_buttons;
static uint8_t buttons;

static void report_buttons(uint8_t now)
{
	for (unsigned i = 0; i < BUTTONS_MAX; i++) {
		if ((now ^ buttons) >> i & 1)
			input_report(&(struct input_event){ .type = INPUT_BUTTON,
							    .code = (uint16_t)(i + 1),
							    .down = now >> i & 1 });
	}
	buttons = now;
}

static void report_packet(void)
{
	int dx = packet[1] - (packet[0] & X_SIGN ? 256 : 0);
	int dy = packet[2] - (packet[0] & Y_SIGN ? 256 : 0);
	int wheel = (packet[3] & 0x0f) - (packet[3] & 0x08 ? 16 : 0);

	report_buttons((packet[0] & BUTTONS) |
		       (five_buttons ? (packet[3] & EXTRA_BUTTONS) >> 1 : 0));
	if (!(packet[0] & LOST) && (dx || dy))
		input_report(&(struct input_event){
			.type = INPUT_MOVE, .dx = (int16_t)dx, .dy = (int16_t)-dy });
	if (packet_size == 4 && wheel)
		input_report(&(struct input_event){ .type = INPUT_WHEEL, .dy = (int16_t)wheel });
}

void ps2_mouse_byte(uint8_t byte)
{
	if (received == 0 && !(byte & ALWAYS))
		return;
	packet[received++] = byte;
	if (received < packet_size)
		return;
	received = 0;
	report_packet();
}

static bool set_rate(uint8_t rate)
{
	return i8042_command(I8042_MOUSE, CMD_RATE) && i8042_command(I8042_MOUSE, rate);
}

/* Sends the rates that make a mouse tell more; its new identity, or -1. */
static int knock(uint8_t first, uint8_t second, uint8_t third)
{
	if (!set_rate(first) || !set_rate(second) || !set_rate(third) ||
	    !i8042_command(I8042_MOUSE, CMD_GET_ID))
		return -1;
	return i8042_receive(I8042_MOUSE);
}

int ps2_mouse_start(void)
{
	if (!i8042_command(I8042_MOUSE, CMD_DEFAULTS))
		return -ENODEV;
	if (knock(200, 100, 80) == ID_WHEEL) {
		packet_size = 4;
		five_buttons = knock(200, 200, 80) == ID_BUTTONS;
	}
	return i8042_command(I8042_MOUSE, CMD_SCAN) ? 0 : -ENODEV;
}
