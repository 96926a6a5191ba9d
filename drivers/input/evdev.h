/* SPDX-License-Identifier: MIT */
/*
 * evdev.h - events as Linux numbers them, which virtio input devices send, to the kernel's
 * own: what keys and buttons do at once, motion when the device says that all of it is told.
 */
#ifndef DRIVERS_INPUT_EVDEV_H
#define DRIVERS_INPUT_EVDEV_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

/* Types, and the codes that the driver names. */
#define EV_SYN 0x00u
#define EV_KEY 0x01u
#define EV_REL 0x02u
#define EV_ABS 0x03u
#define EV_LED 0x11u

#define ABS_X 0u
#define ABS_Y 1u

#define LED_NUM    0u
#define LED_CAPS   1u
#define LED_SCROLL 2u

/** Where a device stands. Zeroed memory with range set is the start. */
struct evdev {
	/** What an absolute axis sends at its ends; max is greater than min. Both 0: there is
	 *  no such axis, and what comes of it is ignored. */
	struct evdev_range {
		int32_t min, max;
	} range[2];
	/* Below: what the device has told since its last EV_SYN. */
	int32_t dx, dy, wheel_x, wheel_y;
	int16_t x, y; /* of the pointer, kept */
	bool pointed;
	/** A key of the keyboard that went down last and has not come up; 0: none. */
	uint16_t held;
};

/** Takes one event and reports what it means to input_report(). */
void evdev_take(struct evdev *e, uint16_t type, uint16_t code, int32_t value) IRQ_SAFE;

#endif
