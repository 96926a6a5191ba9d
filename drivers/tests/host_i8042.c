/* SPDX-License-Identifier: MIT */
/*
 * host_i8042.c - the keyboard controller's drivers against a controller made of software,
 * which also misbehaves. Host ring only.
 */
#define ARCH_IO_H
#include <stdint.h>

static uint8_t inb(uint16_t port);
static void outb(uint16_t port, uint8_t v);

#include "../input/i8042.c"
#undef LOG_TAG
#include "../input/ps2_keyboard.c"
#include "../input/ps2_mouse.c"

#undef CMD_SCAN /* both devices': 0xf4 */

#include <core/input.h>
#include <test/host.h>
#include <test/test.h>

#define QUEUE 4096u

/* --- the machine -------------------------------------------------------------------------- */

static enum { GOOD, ABSENT, NEVER_TAKES, NEVER_ANSWERS, TEST_FAILS, NEVER_EMPTY, NO_DEVICES } kind;

static struct {
	uint8_t bytes[QUEUE];
	bool mouse[QUEUE];
	unsigned head, tail;
	uint8_t config;
	uint8_t command;   /* to the controller, waiting for its data byte */
	uint8_t parameter; /* command to a device, waiting for the same */
	uint8_t lights, rates[3];
	unsigned accesses;
} chip = { .config = 0x47 };
static bool old_mouse, wheel_mouse; /* else it has a wheel and five buttons */

static void answer(uint8_t byte, bool mouse)
{
	chip.bytes[chip.head % QUEUE] = byte;
	chip.mouse[chip.head++ % QUEUE] = mouse;
}

static uint8_t read_status(void)
{
	uint8_t status = 0;

	if (kind == ABSENT)
		return 0xff;
	if (kind == NEVER_TAKES)
		status |= STATUS_IN;
	if (kind == NEVER_EMPTY || chip.head != chip.tail)
		status |= STATUS_OUT;
	if (chip.head != chip.tail && chip.mouse[chip.tail % QUEUE])
		status |= STATUS_MOUSE;
	return status;
}

static uint8_t inb(uint16_t port)
{
	chip.accesses++;
	if (port == STATUS)
		return read_status();
	CHECK_EQ(port, DATA);
	return chip.head == chip.tail ? 0x1e : chip.bytes[chip.tail++ % QUEUE];
}

static void controller_command(uint8_t cmd)
{
	chip.command = cmd;
	if (kind == NEVER_ANSWERS)
		return;
	if (cmd == CMD_READ_CONFIG)
		answer(chip.config, false);
	else if (cmd == CMD_TEST)
		answer(kind == TEST_FAILS ? 0xfc : TEST_PASSED, false);
}

static void to_keyboard(uint8_t byte)
{
	if (chip.parameter == CMD_SET_LEDS)
		chip.lights = byte;
	chip.parameter = byte == CMD_SET_LEDS ? byte : 0;
	answer(PS2_ACK, false);
}

/* What it calls itself after the three rates that were set last. */
static uint8_t mouse_id(void)
{
	if (chip.rates[2] != 80 || old_mouse)
		return 0;
	return chip.rates[1] == 200 && !wheel_mouse ? ID_BUTTONS : ID_WHEEL;
}

static void to_mouse(uint8_t byte)
{
	static unsigned rate;

	answer(PS2_ACK, true);
	if (chip.parameter == CMD_RATE)
		chip.rates[rate++ % 3] = byte;
	else if (byte == CMD_GET_ID)
		answer(mouse_id(), true);
	chip.parameter = byte == CMD_RATE ? byte : 0;
}

static void outb(uint16_t port, uint8_t v)
{
	uint8_t command = chip.command;

	chip.accesses++;
	if (port == STATUS) {
		controller_command(v);
		return;
	}
	chip.command = 0;
	if (command == CMD_WRITE_CONFIG)
		chip.config = v;
	else if (kind == NO_DEVICES || kind == NEVER_ANSWERS)
		return;
	else if (command == CMD_TO_MOUSE)
		to_mouse(v);
	else
		to_keyboard(v);
}

/* --- the tests ---------------------------------------------------------------------------- */

static unsigned next_events(struct input_event *ev, unsigned max)
{
	unsigned n = 0;

	while (n < max && input_next(&ev[n]) == 0)
		n++;
	return n;
}

TEST(i8042_starts_a_keyboard_and_a_mouse)
{
	CHECK_EQ(i8042_probe(), 0);
	CHECK_EQ(host_unmasked_lines(), 1u << KEYBOARD_IRQ | 1u << MOUSE_IRQ);
	CHECK_EQ(chip.config, 0x47); /* translation and both interrupts on, no port off */
	CHECK_EQ(chip.lights, LED_NUM);
	CHECK_EQ(packet_size, 4);
	CHECK_EQ(chip.head, chip.tail);
}

TEST(i8042_keys_and_motion_that_come_interleaved_are_all_there)
{
	struct input_event ev[64];
	unsigned keys = 0, moves = 0, clicks = 0;

	NEED(i8042_probe() == 0);
	NEED(input_take(NULL) == 0);
	for (unsigned i = 0; i < 10000; i++) {
		static const uint8_t packet_bytes[] = { ALWAYS, 5, 3, 0 };

		/* A packet with keys between its bytes. */
		for (unsigned b = 0; b < 4; b++) {
			answer(b ? packet_bytes[b] : (uint8_t)(ALWAYS | (i & 1)), true);
			answer((uint8_t)(0x10 + b), false);
			if (test_below(3) == 0)
				i8042_irq(NULL);
		}
		for (unsigned b = 0; b < 4; b++)
			answer((uint8_t)(0x90 + b), false);
		i8042_irq(NULL);
		unsigned n = next_events(ev, ARRAY_SIZE(ev));
		for (unsigned k = 0; k < n; k++) {
			keys += ev[k].type == INPUT_KEY;
			clicks += ev[k].type == INPUT_BUTTON;
			moves += ev[k].type == INPUT_MOVE && ev[k].dx == 5 && ev[k].dy == -3;
		}
	}
	CHECK_EQ(keys, 80000);
	CHECK_EQ(moves, 10000);
	CHECK_EQ(clicks, 9999);
}

TEST(i8042_mouse_finds_the_start_of_a_packet_again)
{
	static const uint8_t bytes[] = { 0x00, 0x07, 0x08, 10,          10, 0, 0x08 | X_SIGN,
					 0xff, 1,    0x0f, 0x08 | 0x40, 1,  1, 0 };
	struct input_event ev[8];

	NEED(i8042_probe() == 0);
	NEED(input_take(NULL) == 0);
	for (unsigned i = 0; i < sizeof(bytes); i++)
		answer(bytes[i], true);
	i8042_irq(NULL);
	NEED(next_events(ev, 8) == 3);
	CHECK_EQ(ev[0].dx, 10);
	CHECK_EQ(ev[1].dx, -1);
	CHECK_EQ(ev[2].type, INPUT_WHEEL);
	CHECK_EQ(ev[2].dy, -1);
}

/* All five down, then up again, the wheel moving up meanwhile. */
TEST(i8042_mouse_has_five_buttons)
{
	static const uint8_t bytes[] = { 0x0f, 0, 0, 0x30, 0x08, 0, 0, 0x0f };
	struct input_event ev[16];

	NEED(i8042_probe() == 0);
	CHECK(five_buttons);
	NEED(input_take(NULL) == 0);
	for (unsigned i = 0; i < sizeof(bytes); i++)
		answer(bytes[i], true);
	i8042_irq(NULL);
	NEED(next_events(ev, 16) == 11);
	for (unsigned i = 0; i < 10; i++) {
		CHECK_EQ(ev[i].type, INPUT_BUTTON);
		CHECK_EQ(ev[i].code, i % 5 + 1);
		CHECK_EQ(ev[i].down, i < 5);
	}
	CHECK_EQ(ev[10].type, INPUT_WHEEL);
	CHECK_EQ(ev[10].dy, -1);
}

/* The sign of its wheel fills the byte in which others have buttons. */
TEST(i8042_mouse_with_a_wheel_has_three_buttons)
{
	static const uint8_t bytes[] = { 0x08, 0, 0, 0xff };
	struct input_event ev[4];

	wheel_mouse = true;
	NEED(i8042_probe() == 0);
	CHECK_EQ(packet_size, 4);
	NEED(input_take(NULL) == 0);
	for (unsigned i = 0; i < sizeof(bytes); i++)
		answer(bytes[i], true);
	i8042_irq(NULL);
	NEED(next_events(ev, 4) == 1);
	CHECK_EQ(ev[0].type, INPUT_WHEEL);
}

TEST(i8042_mouse_of_old_sends_three_bytes)
{
	struct input_event ev[4];

	old_mouse = true;
	NEED(i8042_probe() == 0);
	CHECK_EQ(packet_size, 3);
	NEED(input_take(NULL) == 0);
	for (unsigned i = 0; i < 6; i++)
		answer(0x09, true);
	i8042_irq(NULL);
	CHECK_EQ(next_events(ev, 4), 3); /* a button, two motions */
}

TEST(i8042_lights_follow_without_waiting)
{
	NEED(i8042_probe() == 0);
	input_leds_set(INPUT_LED_CAPS);
	input_leds_set(INPUT_LED_CAPS | INPUT_LED_NUM); /* while the first is under way */
	for (int i = 0; i < 4; i++)
		i8042_irq(NULL);
	CHECK_EQ(chip.lights, LED_CAPS | LED_NUM);
	/* An acknowledgement that nobody waits for is nothing. */
	answer(PS2_ACK, false);
	i8042_irq(NULL);
	CHECK_EQ(leds_state, IDLE);
}

static void probe_in_vain(int as, unsigned accesses)
{
	kind = as;
	CHECK_EQ(i8042_probe(), -ENODEV);
	CHECK_EQ(host_unmasked_lines(), 0);
	CHECK(chip.accesses < accesses);
}

TEST(i8042_that_is_not_there_is_left_alone)
{
	probe_in_vain(ABSENT, 2);
}

TEST(i8042_that_takes_nothing_is_given_up)
{
	probe_in_vain(NEVER_TAKES, 2 * TAKE_LIMIT);
}

TEST(i8042_that_answers_nothing_is_given_up)
{
	probe_in_vain(NEVER_ANSWERS, 2 * ANSWER_LIMIT);
}

TEST(i8042_that_fails_its_test_is_not_used)
{
	probe_in_vain(TEST_FAILS, ANSWER_LIMIT);
}

TEST(i8042_without_devices_waits_for_a_keyboard)
{
	kind = NO_DEVICES;
	CHECK_EQ(i8042_probe(), 0);
	CHECK_EQ(host_unmasked_lines(), 1u << KEYBOARD_IRQ);
	CHECK(chip.accesses < 4 * ANSWER_LIMIT);
}

TEST(i8042_that_never_runs_empty_is_switched_off)
{
	NEED(i8042_probe() == 0);
	NEED(input_take(NULL) == 0);
	kind = NEVER_EMPTY;
	i8042_irq(NULL);
	CHECK(off);
	unsigned before = chip.accesses;
	i8042_irq(NULL);
	CHECK_EQ(chip.accesses, before);
}
