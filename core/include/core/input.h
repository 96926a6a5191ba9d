/* SPDX-License-Identifier: MIT */
/*
 * input.h - keys and pointer motion, from interrupt handlers to one reader.
 *
 * Drivers report what happened to the hardware, whatever it is, in one language: usages
 * of USB's HID tables. As long as nobody has taken the input, keys write characters to
 * the terminal (keyboard.h, where that is configured) and the pointer is ignored.
 */
#ifndef CORE_INPUT_H
#define CORE_INPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/waitq.h>

#define INPUT_EVENTS_MAX 256u /* waiting for the reader; what comes then is dropped */

enum input_type { INPUT_KEY, INPUT_MOVE, INPUT_BUTTON, INPUT_WHEEL };

/* Locks that a keyboard shows with a light. */
#define INPUT_LED_NUM    0x1u
#define INPUT_LED_CAPS   0x2u
#define INPUT_LED_SCROLL 0x4u

struct input_event {
	uint64_t time; /* clock_now() when the interrupt arrived, ns */
	uint8_t type;  /* enum input_type */
	uint8_t down;  /* key or button: 1 pressed (again, while it is held), 0 released */
	/** Keys: USB HID usage of page 7 (4 is A). Buttons: of page 9 (1 left, 2 right). */
	uint16_t code;
	int16_t dx, dy; /* INPUT_MOVE, INPUT_WHEEL: right and down positive */
};

/** Takes an event; time is filled in. Queues it and wakes the reader, or drops it and
 *  counts when there is no room. */
void input_report(const struct input_event *ev) IRQ_SAFE;
/** From now on events are queued for input_next() (true), or keys go to the terminal. */
void input_take(bool take) IRQ_SAFE;
/** Takes the oldest event. 0, or -EAGAIN when there is none. */
int input_next(struct input_event *ev) IRQ_SAFE;
extern struct waitq input_wq;

/** Registers /proc/input. */
void input_init(void);

/** A keyboard's lights. Owned by the driver, borrowed for ever. */
struct input_leds {
	void (*set)(unsigned leds) IRQ_SAFE; /* INPUT_LED_* that shine; must not wait */
	struct input_leds *next;             /* owned by input.c */
};
void input_leds_register(struct input_leds *l);
void input_leds_set(unsigned leds) IRQ_SAFE;

#endif
