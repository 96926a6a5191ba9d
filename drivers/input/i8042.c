/* SPDX-License-Identifier: MIT */
/*
 * i8042.c - the PC's keyboard controller: two ports, each with a device, one data
 * register. Bit 5 of the status tells whose byte waits, so both devices share one
 * interrupt handler and nothing is taken for the other's.
 *
 *	probe:  both ports off, old bytes thrown away, self-test, devices started by
 *	        polling, interrupts on
 *
 * Nothing here trusts the controller: every wait is bounded, a status of all ones is no
 * controller, and one that never runs empty is switched off.
 *
 * Source: IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary
 * Device Controller"; Intel 82371AB (PIIX4) datasheet, 11.
 * Locking: the handler runs with interrupts off; the rest before it is attached.
 */
#define LOG_TAG "i8042"
#include <errno.h>

#include <arch/io.h>
#include <core/irq.h>
#include <core/log.h>
#include <drivers/isa.h>
#include "i8042.h"

#define DATA   0x60u
#define STATUS 0x64u /* write: a command to the controller */

#define STATUS_OUT   0x01u /* a byte waits for us */
#define STATUS_IN    0x02u /* our last byte has not been taken */
#define STATUS_MOUSE 0x20u /* the byte that waits is the mouse's */

#define CMD_READ_CONFIG  0x20u
#define CMD_WRITE_CONFIG 0x60u
#define CMD_MOUSE_OFF    0xa7u
#define CMD_MOUSE_ON     0xa8u
#define CMD_TEST         0xaau
#define CMD_KEYBOARD_OFF 0xadu
#define CMD_KEYBOARD_ON  0xaeu
#define CMD_TO_MOUSE     0xd4u
#define TEST_PASSED      0x55u

#define CONFIG_KEYBOARD_IRQ 0x01u
#define CONFIG_MOUSE_IRQ    0x02u
#define CONFIG_KEYBOARD_OFF 0x10u
#define CONFIG_MOUSE_OFF    0x20u
#define CONFIG_TRANSLATE    0x40u /* scancodes of set 1, whatever the keyboard sends */

#define KEYBOARD_IRQ 1u
#define MOUSE_IRQ    12u

/* Port reads, about 1 us each. A device answers a command within 20 ms. */
#define TAKE_LIMIT   1000u
#define ANSWER_LIMIT 50000u
#define SKIP_MAX     32u  /* bytes that may stand before an answer */
#define BURST_MAX    256u /* bytes in one interrupt: no device sends as many */

static bool off;

static bool wait_taken(void)
{
	for (unsigned i = 0; i < TAKE_LIMIT; i++) {
		if (!(inb(STATUS) & STATUS_IN))
			return true;
	}
	return false;
}

static bool command(uint8_t byte)
{
	if (!wait_taken())
		return false;
	outb(STATUS, byte);
	return true;
}

static bool write_data(uint8_t byte)
{
	if (!wait_taken())
		return false;
	outb(DATA, byte);
	return true;
}

/* The next byte whose status, under mask, is want; others are thrown away. -1: none. */
static int receive(uint8_t mask, uint8_t want)
{
	unsigned skipped = 0;

	for (unsigned i = 0; i < ANSWER_LIMIT && skipped < SKIP_MAX; i++) {
		uint8_t status = inb(STATUS);

		if (!(status & STATUS_OUT))
			continue;
		uint8_t byte = inb(DATA);
		if ((status & mask) == want)
			return byte;
		skipped++;
	}
	return -1;
}

bool i8042_send(enum i8042_device device, uint8_t byte)
{
	if (device == I8042_MOUSE && !command(CMD_TO_MOUSE))
		return false;
	return write_data(byte);
}

int i8042_receive(enum i8042_device device)
{
	return receive(STATUS_MOUSE, device == I8042_MOUSE ? STATUS_MOUSE : 0);
}

bool i8042_command(enum i8042_device device, uint8_t byte)
{
	if (!i8042_send(device, byte))
		return false;
	for (unsigned i = 0; i < SKIP_MAX; i++) {
		int answer = i8042_receive(device);

		if (answer < 0)
			return false;
		if (answer == PS2_ACK)
			return true;
	}
	return false;
}

static void throw_away(void)
{
	for (unsigned i = 0; i < SKIP_MAX && (inb(STATUS) & STATUS_OUT); i++)
		inb(DATA);
}

static bool write_config(uint8_t config)
{
	return command(CMD_WRITE_CONFIG) && write_data(config);
}

/* The controller's own answers carry no device. */
static int ask(uint8_t cmd)
{
	return command(cmd) ? receive(0, 0) : -1;
}

/* Leaves both ports off and the controller tested. The configuration, or -errno. */
static int reset_controller(void)
{
	if (inb(STATUS) == 0xff || !command(CMD_KEYBOARD_OFF) || !command(CMD_MOUSE_OFF))
		return -ENODEV;
	throw_away();
	int config = ask(CMD_READ_CONFIG);
	if (config < 0)
		return -ENODEV;
	if (ask(CMD_TEST) != TEST_PASSED) {
		log_warn("the keyboard controller fails its self-test, there is no keyboard");
		return -ENODEV;
	}
	config &= ~(int)(CONFIG_KEYBOARD_IRQ | CONFIG_MOUSE_IRQ);
	config |= CONFIG_TRANSLATE | CONFIG_KEYBOARD_OFF | CONFIG_MOUSE_OFF;
	return write_config((uint8_t)config) ? config : -ENODEV;
}

static void i8042_irq(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < BURST_MAX && !off; i++) {
		uint8_t status = inb(STATUS);

		if (!(status & STATUS_OUT))
			return;
		uint8_t byte = inb(DATA);
		if (!(status & STATUS_MOUSE))
			ps2_keyboard_byte(byte);
		else if (IS_ENABLED(CONFIG_PS2_MOUSE))
			ps2_mouse_byte(byte);
	}
	if (!off)
		log_warn("the keyboard controller never stops sending, it is off");
	off = true;
}

/* Starts what answers; returns the configuration with its interrupts on. */
static uint8_t start_devices(uint8_t config)
{
	if (!command(CMD_KEYBOARD_ON) || ps2_keyboard_start() != 0)
		log_info("no keyboard answers; one that is plugged in will");
	config = (config | CONFIG_KEYBOARD_IRQ) & (uint8_t)~CONFIG_KEYBOARD_OFF;
	if (!IS_ENABLED(CONFIG_PS2_MOUSE))
		return config;
	if (command(CMD_MOUSE_ON) && ps2_mouse_start() == 0)
		return (config | CONFIG_MOUSE_IRQ) & (uint8_t)~CONFIG_MOUSE_OFF;
	command(CMD_MOUSE_OFF);
	return config;
}

static int i8042_probe(void)
{
	static struct irq_action keyboard = { .fn = i8042_irq }, mouse = { .fn = i8042_irq };
	int config = reset_controller();

	if (config < 0)
		return config;
	uint8_t running = start_devices((uint8_t)config);
	int err = irq_attach(KEYBOARD_IRQ, &keyboard);
	if (!err && (running & CONFIG_MOUSE_IRQ))
		err = irq_attach(MOUSE_IRQ, &mouse);
	if (!err && !write_config(running))
		err = -EIO;
	return err;
}

ISA_DRIVER(i8042) = { .name = "keyboard controller", .probe = i8042_probe };
