/* SPDX-License-Identifier: MIT */
/*
 * ahci.h - a port of an AHCI controller with a disk, and its requests.
 *
 * One command is the controller's at a time, although its list has 32 slots. Without native
 * queueing a disk works on one only, so that little is lost; and when one of several fails,
 * controllers do not agree on how to tell which: QEMU before 8.2 takes the failed one off the
 * list like those that are done, and goes on with the next.
 *
 * Source: Serial ATA AHCI 1.3.1, 5.5 (system software), 6.2.2 (recovery), 10.1
 * (initialization), 10.4.2 (reset of a port).
 * Locking: the block device's (core/blk.h).
 */
#ifndef DRIVERS_BLOCK_AHCI_H
#define DRIVERS_BLOCK_AHCI_H

#include <stdbool.h>
#include <stdint.h>

#include "block/ahci_regs.h"
#include "block/ata_id.h"

#define AHCI_SECTORS 2048u /* of one request: 1 MiB */

/* What a slot's command is: its frame, and the memory it moves. A multiple of 128 bytes. */
struct ahci_table {
	struct ahci_frame frame;
	uint8_t unused[128 - sizeof(struct ahci_frame)];
	struct ahci_piece piece[BLK_SEGS_MAX];
};

/* What a port shares with the controller: a frame. Only the first slot is used. */
struct ahci_memory {
	struct ahci_slot slot[AHCI_SLOTS];
	uint8_t received[256];
	struct ahci_table table;
};
_Static_assert(sizeof(struct ahci_memory) <= PAGE_SIZE, "one frame");

struct ahci_port {
	struct blk_dev blk;
	volatile uint8_t *regs;
	struct ahci_memory *memory;
	struct ata_id id;
	uint32_t events;     /* PORT_IS of interrupts since the last poll */
	struct blk_req *req; /* under way */
};

extern const struct blk_ops ahci_ops;

/** Takes the port over from the firmware. 0; -ENODEV no disk; -EIO. memory is set. */
int ahci_port_start(struct ahci_port *p) MAY_SLEEP;
/** Stops it: memory is no longer used. 0; -EIO it does not stop. */
int ahci_port_stop(struct ahci_port *p);
/** Reads the disk's 256 words into frame (a frame below 4 GiB), by polling. 0; -EIO. */
int ahci_identify(struct ahci_port *p, uint16_t *words) MAY_SLEEP;
/** The port's part of an interrupt: quiets it. */
void ahci_port_quiet(struct ahci_port *p) IRQ_SAFE;

#endif
