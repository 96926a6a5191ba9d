/* SPDX-License-Identifier: MIT */
/*
 * host_uart.c - the serial console against a port made of software, at whose other end
 * somebody reads or does not. Host ring only.
 */
#define ARCH_IO_H
#include <stdint.h>

static uint8_t inb(uint16_t port);
static void outb(uint16_t port, uint8_t v);

#include "../serial/uart16550.c"

#include <string.h>
#include <test/test.h>

static struct {
	bool loopback, waiting, nobody_reads;
	uint8_t last;
	char sent[256];
	unsigned len, asked; /* asked: how often for its status */
} chip;

static uint8_t inb(uint16_t port)
{
	if (port == UART_PORT + UART_LSR) {
		chip.asked++;
		return (chip.nobody_reads ? 0 : LSR_TX_EMPTY) | (chip.waiting ? LSR_RX_READY : 0);
	}
	chip.waiting = false;
	return chip.last;
}

static void outb(uint16_t port, uint8_t v)
{
	if (port == UART_PORT + UART_MCR)
		chip.loopback = v == MCR_LOOPBACK;
	if (port != UART_PORT + UART_DATA)
		return;
	chip.last = v;
	chip.waiting = chip.loopback;
	if (uart_present() && chip.len < sizeof(chip.sent) - 1)
		chip.sent[chip.len++] = (char)v;
}

static void say(const char *s)
{
	uart_write(s, strlen(s));
}

TEST(uart_sends_lines_as_terminals_want_them)
{
	NEED(uart_probe() == 0);
	say("one\ntwo\r\n");
	CHECK_STR(chip.sent, "one\r\ntwo\r\n");
}

TEST(uart_that_nobody_reads_is_waited_for_once)
{
	NEED(uart_probe() == 0);
	say("0123456789abcdef"); /* the FIFO is full now, perhaps */
	chip.nobody_reads = true;
	chip.asked = 0;
	say("lost");
	CHECK_EQ(chip.asked, SPIN_LIMIT);
	for (unsigned i = 0; i < 100; i++)
		say("lost, too");
	CHECK_EQ(chip.asked, SPIN_LIMIT + 100);
	chip.nobody_reads = false;
	say("here again");
	CHECK_STR(chip.sent, "0123456789abcdefhere again");
}
