/* SPDX-License-Identifier: MIT */
/*
 * pic.c - the 8259 pair: sixteen lines at vectors 32..47, all masked until a driver
 * attaches.
 *
 * Source: Intel 8259A data sheet (ICW1-4, OCW1-3); PIIX4 data sheet 3.4.
 */
#include <arch/io.h>
#include <core/compiler.h>

#include "cpu_init.h"

#define MASTER_CMD  0x20
#define MASTER_DATA 0x21
#define SLAVE_CMD   0xa0
#define SLAVE_DATA  0xa1

#define ICW1_INIT_ICW4 0x11
#define ICW4_8086      0x01
#define OCW2_EOI       0x20
#define OCW3_READ_ISR  0x0b
#define CASCADE        2 /* the slave's line at the master */

static bool present SEALED;
static uint16_t mask = 0xffff;

static void write_mask(void)
{
	outb(MASTER_DATA, (uint8_t)mask);
	outb(SLAVE_DATA, (uint8_t)(mask >> 8));
}

bool pic_init(void)
{
	outb(MASTER_CMD, ICW1_INIT_ICW4);
	outb(SLAVE_CMD, ICW1_INIT_ICW4);
	outb(MASTER_DATA, VECTOR_IRQ0);
	outb(SLAVE_DATA, VECTOR_IRQ0 + 8);
	outb(MASTER_DATA, 1 << CASCADE);
	outb(SLAVE_DATA, CASCADE);
	outb(MASTER_DATA, ICW4_8086);
	outb(SLAVE_DATA, ICW4_8086);
	/* Where there is no controller, the ports do not remember. */
	outb(MASTER_DATA, 0xa5);
	present = inb(MASTER_DATA) == 0xa5;
	mask = 0xffff & ~(1u << CASCADE);
	write_mask();
	return present;
}

bool pic_present(void)
{
	return present;
}

void pic_unmask(unsigned line)
{
	mask &= (uint16_t) ~(1u << line);
	write_mask();
}

/* Lines 7 and 15 also come when a request vanished; the in-service bit tells. */
static bool spurious(unsigned line)
{
	uint16_t cmd = line < 8 ? MASTER_CMD : SLAVE_CMD;

	if (line != 7 && line != 15)
		return false;
	outb(cmd, OCW3_READ_ISR);
	return !(inb(cmd) & 0x80);
}

bool pic_ack(unsigned line)
{
	bool real = !spurious(line);

	if (line >= 8 && real)
		outb(SLAVE_CMD, OCW2_EOI);
	if (line >= 8 || real) /* a spurious 15 did interrupt the master */
		outb(MASTER_CMD, OCW2_EOI);
	return real;
}
