/* SPDX-License-Identifier: MIT */
/*
 * ide_chip.h - an IDE channel with two disks, made of software. Included before the driver's
 * own .c file, it takes the place of arch/io.h.
 */
#ifndef DRIVERS_TESTS_IDE_CHIP_H
#define DRIVERS_TESTS_IDE_CHIP_H

#define ARCH_IO_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <test/test.h>

#include "block/ata.h"

#define PORT        0x1f0
#define CONTROL     0x3f6
#define MASTER      0xc000
#define DISK_BLOCKS 1024u

static enum {
	GOOD,
	FAILS,    /* with an error */
	SILENT,   /* stays busy */
	SHORT,    /* by DMA: says that it is done, before the memory is used up */
	TOO_MUCH, /* by PIO: wants to move one block more */
	GONE,     /* ports read as ones */
} kind;

static struct {
	uint8_t task[2][8]; /* what was written before, and last */
	uint8_t status, command;
	uint8_t master, master_status;
	uint32_t table;
	uint8_t data[2][DISK_BLOCKS * 512];
	uint64_t lba;
	uint32_t count; /* blocks still to be moved by PIO */
	bool pending;   /* has a command, and has not begun */
	bool interrupt;
	unsigned resets;
} ide;

static unsigned unit(void)
{
	return ide.task[1][ATA_DEVICE] >> 4 & 1;
}

static bool ext(void)
{
	return ide.command == 0x24 || ide.command == 0x25 || ide.command == 0x34 ||
	       ide.command == 0x35 || ide.command == 0xea;
}

static bool writes(void)
{
	return ide.command == 0x30 || ide.command == 0x34 || ide.command == 0x35 ||
	       ide.command == 0xca;
}

static bool by_dma(void)
{
	return ide.command == 0x25 || ide.command == 0x35 || ide.command == 0xc8 ||
	       ide.command == 0xca;
}

static void accept_command(uint8_t command)
{
	ide.command = command;
	ide.lba = ide.task[1][3] | (uint64_t)ide.task[1][4] << 8 | (uint64_t)ide.task[1][5] << 16;
	if (ext())
		ide.lba |= (uint64_t)ide.task[0][3] << 24 | (uint64_t)ide.task[0][4] << 32;
	else
		ide.lba |= (uint64_t)(ide.task[1][6] & 0xf) << 24;
	ide.count = ide.task[1][2] | (ext() ? (uint32_t)ide.task[0][2] << 8 : 0);
	ide.count = ide.count ? ide.count : 256;
	ide.status = 0xd0;
	ide.pending = true;
	if (command == 0x30 || command == 0x34) /* asks for the first block at once */
		ide.status = 0x58;
}

static uint8_t read_status(void)
{
	return kind == GONE ? 0xff : ide.status;
}

static uint8_t inb(uint16_t port)
{
	if (port == CONTROL)
		return read_status();
	if (port == MASTER + BM_STATUS)
		return kind == GONE ? 0xff : ide.master_status;
	CHECK_EQ(port, PORT + ATA_COMMAND);
	ide.interrupt = false;
	return read_status();
}

static void outb(uint16_t port, uint8_t v)
{
	if (port == CONTROL) {
		if (v & ATA_CONTROL_RESET) {
			ide.resets++;
			ide.pending = ide.interrupt = false;
			ide.status = 0x50;
			kind = kind == GONE ? GONE : GOOD;
		}
	} else if (port == MASTER + BM_COMMAND) {
		ide.master = v;
		ide.master_status = (uint8_t)((ide.master_status & ~1u) | (v & 1));
	} else if (port == MASTER + BM_STATUS) {
		ide.master_status &= (uint8_t) ~(v & 6);
	} else if (port == PORT + ATA_COMMAND) {
		accept_command(v);
	} else {
		CHECK(port > PORT && port < PORT + 7);
		ide.task[0][port - PORT] = ide.task[1][port - PORT];
		ide.task[1][port - PORT] = v;
	}
}

static void outl(uint16_t port, uint32_t v)
{
	CHECK_EQ(port, MASTER + BM_TABLE);
	ide.table = v;
}

static uint8_t *disk_at(uint64_t block)
{
	CHECK(block < DISK_BLOCKS);
	return ide.data[unit()] + block % DISK_BLOCKS * 512;
}

static void insw(uint16_t port, void *buf, unsigned long count)
{
	CHECK_EQ(port, PORT);
	CHECK_EQ(count, 256);
	memcpy(buf, disk_at(ide.lba++), 512);
	ide.count--;
	ide.status = ide.count ? 0xd0 : 0x50;
	ide.pending = ide.count;
}

static void outsw(uint16_t port, const void *buf, unsigned long count)
{
	CHECK_EQ(port, PORT);
	CHECK_EQ(count, 256);
	memcpy(disk_at(ide.lba++), buf, 512);
	ide.count--;
	ide.status = 0xd0;
	ide.pending = true;
}

/* The memory that the table names, until it ends. */
static void dma(void)
{
	const struct prd *p = phys_to_virt((phys_t){ ide.table });
	uint8_t *at = disk_at(ide.lba);
	uint32_t total = 0, want = ide.count * 512;

	CHECK_EQ(!!(ide.master & BM_TO_MEMORY), !writes());
	for (bool last = false; !last; p++) {
		uint32_t len = p->len & 0xffff ? p->len & 0xffff : 0x10000;
		uint8_t *memory = phys_to_virt((phys_t){ p->addr });

		CHECK(p->addr / 0x10000 == (p->addr + len - 1) / 0x10000);
		memcpy(writes() ? at + total : memory, writes() ? memory : at + total, len);
		total += len;
		last = p->len & PRD_LAST;
	}
	CHECK_EQ(total, want);
	ide.master_status |= BM_INTERRUPT;
	if (kind != SHORT)
		ide.master_status &= (uint8_t)~BM_ACTIVE;
}

static void finish_command(void)
{
	ide.status = kind == FAILS ? 0x51 : 0x50;
	ide.pending = false;
}

/* The disk does its next step, and interrupts. */
static void ide_work(void)
{
	if (!ide.pending || kind == SILENT || kind == GONE)
		return;
	ide.interrupt = true;
	ide.master_status |= BM_INTERRUPT;
	if (kind == FAILS || ide.command == 0xe7 || ide.command == 0xea) {
		finish_command();
	} else if (by_dma()) {
		dma();
		finish_command();
	} else if (ide.count || (kind == TOO_MUCH && writes())) {
		ide.status = 0x58;
	} else {
		finish_command();
	}
}

#endif
