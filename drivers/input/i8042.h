/* SPDX-License-Identifier: MIT */
/*
 * i8042.h - the PC's keyboard controller and the two devices on it, for their drivers.
 *
 * Source: IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary
 * Device Controller".
 */
#ifndef DRIVERS_INPUT_I8042_H
#define DRIVERS_INPUT_I8042_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

enum i8042_device { I8042_KEYBOARD, I8042_MOUSE };

/* What devices answer. */
#define PS2_ACK    0xfau
#define PS2_RESEND 0xfeu

/** Writes a byte to the device. False when the controller takes nothing. */
bool i8042_send(enum i8042_device device, uint8_t byte) IRQ_SAFE;
/** Sends a command and waits for its acknowledgement; only before interrupts are used.
 *  False when the device does not answer. */
bool i8042_command(enum i8042_device device, uint8_t byte);
/** Waits for one byte from the device; only before interrupts are used. -1: none came. */
int i8042_receive(enum i8042_device device);

/** The devices' drivers. Start: 0, or -ENODEV when no device answers. */
int ps2_keyboard_start(void);
void ps2_keyboard_byte(uint8_t byte) IRQ_SAFE;
int ps2_mouse_start(void);
void ps2_mouse_byte(uint8_t byte) IRQ_SAFE;

#endif
