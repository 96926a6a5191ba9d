/* SPDX-License-Identifier: MIT */
/*
 * evdev.c - Linux's input events to the kernel's.
 *
 *	EV_KEY  a key of the keyboard (below 0x100), a button (from 0x110 on); 1 down, 0 up.
 *	        2, "still down", is ignored: repeating is ours
 *	EV_REL  motion, right and down positive; of wheels, right and up
 *	EV_ABS  a place on an axis whose range the device has told
 *	EV_SYN  all that belongs together has been told
 *
 * Source: Linux, include/uapi/linux/input-event-codes.h (numbers); USB HID Usage Tables
 * 1.21, 10 (keyboard).
 */
#include <core/input.h>
#include "evdev.h"

#define REL_X      0u
#define REL_Y      1u
#define REL_HWHEEL 6u
#define REL_WHEEL  8u

#define BTN_LEFT  0x110u
#define BTN_TOUCH 0x14au

#define FIRST_MODIFIER 0xe0u /* HID: they do not repeat */

static const uint8_t usages[256] = {
	[1] = 0x29,   [2] = 0x1e,   [3] = 0x1f,   [4] = 0x20,   [5] = 0x21,   [6] = 0x22,
	[7] = 0x23,   [8] = 0x24,   [9] = 0x25,   [10] = 0x26,  [11] = 0x27,  [12] = 0x2d,
	[13] = 0x2e,  [14] = 0x2a,  [15] = 0x2b,  [16] = 0x14,  [17] = 0x1a,  [18] = 0x08,
	[19] = 0x15,  [20] = 0x17,  [21] = 0x1c,  [22] = 0x18,  [23] = 0x0c,  [24] = 0x12,
	[25] = 0x13,  [26] = 0x2f,  [27] = 0x30,  [28] = 0x28,  [29] = 0xe0,  [30] = 0x04,
	[31] = 0x16,  [32] = 0x07,  [33] = 0x09,  [34] = 0x0a,  [35] = 0x0b,  [36] = 0x0d,
	[37] = 0x0e,  [38] = 0x0f,  [39] = 0x33,  [40] = 0x34,  [41] = 0x35,  [42] = 0xe1,
	[43] = 0x31,  [44] = 0x1d,  [45] = 0x1b,  [46] = 0x06,  [47] = 0x19,  [48] = 0x05,
	[49] = 0x11,  [50] = 0x10,  [51] = 0x36,  [52] = 0x37,  [53] = 0x38,  [54] = 0xe5,
	[55] = 0x55,  [56] = 0xe2,  [57] = 0x2c,  [58] = 0x39,  [59] = 0x3a,  [60] = 0x3b,
	[61] = 0x3c,  [62] = 0x3d,  [63] = 0x3e,  [64] = 0x3f,  [65] = 0x40,  [66] = 0x41,
	[67] = 0x42,  [68] = 0x43,  [69] = 0x53,  [70] = 0x47,  [71] = 0x5f,  [72] = 0x60,
	[73] = 0x61,  [74] = 0x56,  [75] = 0x5c,  [76] = 0x5d,  [77] = 0x5e,  [78] = 0x57,
	[79] = 0x59,  [80] = 0x5a,  [81] = 0x5b,  [82] = 0x62,  [83] = 0x63,  [85] = 0x94,
	[86] = 0x64,  [87] = 0x44,  [88] = 0x45,  [89] = 0x87,  [92] = 0x8a,  [93] = 0x88,
	[94] = 0x8b,  [96] = 0x58,  [97] = 0xe4,  [98] = 0x54,  [99] = 0x46,  [100] = 0xe6,
	[102] = 0x4a, [103] = 0x52, [104] = 0x4b, [105] = 0x50, [106] = 0x4f, [107] = 0x4d,
	[108] = 0x51, [109] = 0x4e, [110] = 0x49, [111] = 0x4c, [113] = 0x7f, [114] = 0x81,
	[115] = 0x80, [117] = 0x67, [119] = 0x48, [121] = 0x85, [122] = 0x90, [123] = 0x91,
	[124] = 0x89, [125] = 0xe3, [126] = 0xe7, [127] = 0x65, [183] = 0x68, [184] = 0x69,
	[185] = 0x6a, [186] = 0x6b, [187] = 0x6c, [188] = 0x6d, [189] = 0x6e, [190] = 0x6f,
	[191] = 0x70, [192] = 0x71, [193] = 0x72, [194] = 0x73,
};

static int16_t clamp(int32_t n)
{
	return (int16_t)(n > INT16_MAX ? INT16_MAX : n < INT16_MIN ? INT16_MIN : n);
}

/* The sum of a device's numbers, which may be anything. */
static void add(int32_t *sum, int32_t n)
{
	*sum = clamp(*sum + clamp(n));
}

static void report(enum input_type type, int32_t dx, int32_t dy)
{
	input_report(&(struct input_event){
		.type = (uint8_t)type, .dx = (int16_t)dx, .dy = (int16_t)dy });
}

static void report_motion(struct evdev *e)
{
	if (e->pointed)
		report(INPUT_POINT, e->x, e->y);
	if (e->dx || e->dy)
		report(INPUT_MOVE, e->dx, e->dy);
	if (e->wheel_x || e->wheel_y)
		report(INPUT_WHEEL, e->wheel_x, e->wheel_y);
	e->pointed = false;
	e->dx = e->dy = e->wheel_x = e->wheel_y = 0;
}

/* Left, right, middle, back, forward; a finger is the left one. 0: not a button we know. */
static uint16_t button_of(uint16_t code)
{
	if (code == BTN_TOUCH)
		return 1;
	return code >= BTN_LEFT && code < BTN_LEFT + 5 ? (uint16_t)(code - BTN_LEFT + 1) : 0;
}

static void take_key(struct evdev *e, uint16_t code, bool down)
{
	uint16_t usage = code < 256 ? usages[code] : 0, button = button_of(code);

	if (!usage && !button)
		return;
	report_motion(e); /* a click is where the pointer is by then */
	if (usage && usage < FIRST_MODIFIER && down)
		e->held = usage;
	else if (usage && usage == e->held)
		e->held = 0;
	input_report(&(struct input_event){ .type = usage ? INPUT_KEY : INPUT_BUTTON,
					    .code = usage ? usage : button,
					    .down = down });
}

static void take_relative(struct evdev *e, uint16_t code, int32_t n)
{
	if (code == REL_X)
		add(&e->dx, n);
	else if (code == REL_Y)
		add(&e->dy, n);
	else if (code == REL_HWHEEL)
		add(&e->wheel_x, n);
	else if (code == REL_WHEEL)
		add(&e->wheel_y, -clamp(n));
}

static void take_absolute(struct evdev *e, uint16_t code, int32_t n)
{
	if (code > ABS_Y)
		return;
	int64_t min = e->range[code].min, max = e->range[code].max;
	if (min >= max)
		return;
	int64_t at = (MIN(MAX(n, min), max) - min) * INPUT_POINT_MAX / (max - min);
	*(code == ABS_X ? &e->x : &e->y) = (int16_t)at;
	e->pointed = true;
}

void evdev_take(struct evdev *e, uint16_t type, uint16_t code, int32_t value)
{
	if (type == EV_SYN)
		report_motion(e);
	else if (type == EV_KEY && (value == 0 || value == 1))
		take_key(e, code, value);
	else if (type == EV_REL)
		take_relative(e, code, value);
	else if (type == EV_ABS)
		take_absolute(e, code, value);
}
