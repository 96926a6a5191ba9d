/* SPDX-License-Identifier: MIT */
/* uart16550.h - registers of the PC's first serial port, for its two halves. */
#ifndef DRIVERS_SERIAL_UART16550_H
#define DRIVERS_SERIAL_UART16550_H

#include <stdbool.h>
#include <stdint.h>

#include <arch/io.h>

#define UART_PORT 0x3f8u
#define UART_IRQ  4u

enum {
	UART_DATA = 0, /* receive and transmit; divisor low byte while LCR_DLAB */
	UART_IER = 1,  /* interrupt enable; divisor high byte while LCR_DLAB */
	UART_IIR = 2,  /* read: which interrupt */
	UART_FCR = 2,  /* write: FIFO control */
	UART_LCR = 3,  /* line control */
	UART_MCR = 4,  /* modem control */
	UART_LSR = 5,  /* line status */
};

#define IER_RX       0x01u
#define FCR_ENABLE   0x07u /* FIFOs on and emptied */
#define LCR_8N1      0x03u
#define LCR_DLAB     0x80u
#define MCR_LINE     0x0bu /* DTR, RTS, and OUT2: lets the interrupt out of the chip */
#define MCR_LOOPBACK 0x1eu
#define LSR_RX_READY 0x01u
#define LSR_TX_EMPTY 0x20u /* the transmit FIFO has room for FIFO_DEPTH bytes */

static inline uint8_t uart_read(unsigned reg)
{
	return inb((uint16_t)(UART_PORT + reg));
}

static inline void uart_set(unsigned reg, unsigned v)
{
	outb((uint16_t)(UART_PORT + reg), (uint8_t)v);
}

/** True when the console's probe found the port. */
bool uart_present(void);

#endif
