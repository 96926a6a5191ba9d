/* SPDX-License-Identifier: MIT */
/*
 * uart16550.c - the first serial port as a console: 115200 baud, 8N1, polled.
 *
 * Output waits for the chip, never for an interrupt, so that it works from the first
 * line of the boot to the last line of a panic. Every wait is bounded: a port that
 * stops sending, because nobody reads at the other end, costs output, not the machine.
 * It is waited for once, and from then on asked once for each write until it has sent;
 * a panic waits every time, since it has nothing else to do.
 *
 * Source: National Semiconductor PC16550D datasheet, section 8.
 * Locking: write is called with interrupts off, by log.c.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <core/log.h>
#include <core/panic.h>
#include "uart16550.h"

#define DIVISOR_115200 1u
#define FIFO_DEPTH     16u
#define TEST_BYTE      0xaeu
#define SPIN_LIMIT     100000u /* port reads, about 1 us each: a FIFO takes 1.4 ms */

static bool present;

static bool wait_status(uint8_t bit, unsigned limit)
{
	for (unsigned i = 0; i < limit; i++)
		if (uart_read(UART_LSR) & bit)
			return true;
	return false;
}

/* A byte sent in loopback mode must come back. An empty bus reads as 0xff, which
 * passes every wait and fails the comparison. */
static bool loopback_works(void)
{
	uart_set(UART_MCR, MCR_LOOPBACK);
	uart_set(UART_DATA, TEST_BYTE);
	return wait_status(LSR_RX_READY, SPIN_LIMIT) && uart_read(UART_DATA) == TEST_BYTE;
}

static int uart_probe(void)
{
	wait_status(LSR_TX_EMPTY, SPIN_LIMIT); /* the firmware's last words */
	uart_set(UART_IER, 0);
	uart_set(UART_LCR, LCR_DLAB);
	uart_set(UART_DATA, DIVISOR_115200);
	uart_set(UART_IER, DIVISOR_115200 >> 8);
	uart_set(UART_LCR, LCR_8N1);
	uart_set(UART_FCR, FCR_ENABLE);
	if (!loopback_works())
		return -ENODEV;
	uart_set(UART_MCR, MCR_LINE);
	present = true;
	return 0;
}

bool uart_present(void)
{
	return present;
}

/* Sends one byte, waiting only when the FIFO may be full. */
static bool put(uint8_t c)
{
	static unsigned room;
	static bool stuck;

	if (room == 0) {
		stuck = !wait_status(LSR_TX_EMPTY, stuck && !panicking() ? 1 : SPIN_LIMIT);
		if (stuck)
			return false;
		room = FIFO_DEPTH;
	}
	room--;
	uart_set(UART_DATA, c);
	return true;
}

/* Terminals want CR LF; a program that sent CR itself gets no second one. */
static void uart_write(const char *s, size_t n)
{
	static char last;
	bool sent = true;

	for (size_t i = 0; i < n && sent; i++) {
		if (s[i] == '\n' && last != '\r')
			sent = put('\r');
		last = s[i];
		sent = sent && put((uint8_t)s[i]);
	}
}

static struct console uart_console = { .name = "ttyS0", .write = uart_write };
CONSOLE(uart_entry, &uart_console, uart_probe);
