/* SPDX-License-Identifier: MIT */
/*
 * uart16550_rx.c - what is typed on the serial console.
 *
 * The line is edge-triggered: the handler must leave the receiver empty, or the next
 * byte raises no edge. A port that never runs empty is broken, and is silenced.
 *
 * Source: National Semiconductor PC16550D datasheet, 8.4 to 8.6.
 * Locking: the handler runs with interrupts off.
 */
#define LOG_TAG "uart"
#include <errno.h>

#include <core/console_in.h>
#include <core/irq.h>
#include <core/log.h>
#include <drivers/isa.h>
#include "uart16550.h"

#define BURST_MAX 4096u /* bytes in one interrupt */

static void uart_irq(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < BURST_MAX; i++) {
		if (!(uart_read(UART_LSR) & LSR_RX_READY))
			return;
		console_input(uart_read(UART_DATA));
	}
	uart_set(UART_IER, 0);
	log_warn("the serial port never stops sending, input is off");
}

static int uart_rx_probe(void)
{
	static struct irq_action action = { .fn = uart_irq };
	int err;

	if (!uart_present())
		return -ENODEV;
	err = irq_attach(UART_IRQ, &action);
	if (!err)
		uart_set(UART_IER, IER_RX);
	return err;
}

ISA_DRIVER(uart_rx) = { .name = "serial input", .probe = uart_rx_probe };
