/* SPDX-License-Identifier: MIT */
/*
 * input.h - keys and pointer motion, from interrupt handlers to one reader.
 *
 * Drivers report what happened to the hardware, whatever it is, in one language: usages
 * of USB's HID tables. As long as nobody has taken the input, keys write characters to
 * the terminal (keyboard.h, where that is configured) and the pointer is ignored.
 *
 * A program takes the input as a descriptor:
 *
 *	int fd = input_open();
 *	struct input_event ev[16];
 *	ssize_t n = read(fd, ev, sizeof(ev));   whole events; or poll(), and O_NONBLOCK
 *	close(fd);                              keys go to the terminal again
 */
#ifndef CORE_INPUT_H
#define CORE_INPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

struct waitq;

/* Events that wait for the reader. When half of them do, motion is added to the motion
 * before it, so that keys and buttons find room; what finds none is dropped and counted. */
#define INPUT_EVENTS_MAX 256u

enum input_type {
	INPUT_KEY,
	INPUT_MOVE,   /* by dx, dy: a mouse */
	INPUT_BUTTON, /* of whatever moves the pointer */
	INPUT_WHEEL,  /* by dx, dy notches */
	INPUT_POINT,  /* to dx, dy: a tablet or touch screen */
};
#define INPUT_POINT_MAX 32767 /* right or bottom edge of the screen; the left or top is 0 */

/* Locks that a keyboard shows with a light. */
#define INPUT_LED_NUM    0x1u
#define INPUT_LED_CAPS   0x2u
#define INPUT_LED_SCROLL 0x4u

struct input_event {
	uint64_t time; /* clock_now() when the interrupt arrived, ns */
	uint8_t type;  /* enum input_type */
	uint8_t down;  /* key or button: 1 pressed (again, while it is held), 0 released */
	/** Keys: USB HID usage of page 7 (4 is A). Buttons: of page 9 (1 left, 2 right,
	 *  3 middle, 4 back, 5 forward). */
	uint16_t code;
	int16_t dx, dy; /* right and down positive */
};

/** Takes the input: a descriptor to read events from, in the order in which they came. One
 *  reader at a time. -EBUSY, -EMFILE, -ENOMEM. */
int input_open(void);

/** Takes an event; time is filled in. Queues it and wakes the reader, or drops it and
 *  counts when there is no room. */
void input_report(const struct input_event *ev) IRQ_SAFE;
/** From now on events are queued for input_next(), and wq is woken (may be NULL). Borrowed
 *  until input_give_back(). -EBUSY somebody else does. For those who open no descriptor. */
int input_take(struct waitq *wq) IRQ_SAFE;
/** Keys go to the terminal again; what is queued is lost. */
void input_give_back(void) IRQ_SAFE;
/** Takes the oldest event. 0, or -EAGAIN when there is none. */
int input_next(struct input_event *ev) IRQ_SAFE;
/** True when there is one. Interrupts off. */
bool input_waits(void) IRQ_SAFE;

/** Registers /proc/input. */
void input_init(void);

/** A keyboard's lights. Owned by the driver, borrowed for ever. */
struct input_leds {
	void (*set)(unsigned leds) IRQ_SAFE; /* INPUT_LED_* that shine; must not wait */
	struct input_leds *next;             /* owned by input.c */
};
void input_leds_register(struct input_leds *l);
void input_leds_set(unsigned leds) IRQ_SAFE;
/** What was set last. Num Lock is on at the start. */
unsigned input_leds_get(void) IRQ_SAFE;

#endif
