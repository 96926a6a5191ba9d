/* SPDX-License-Identifier: MIT */
/*
 * ahci_regs.h - registers and structures in memory of an AHCI controller.
 *
 * Source: Serial ATA AHCI 1.3.1, 3.1 (controller), 3.3 (ports), 4.2 (memory); Serial ATA 3.x,
 * 10.5 (the command's frame).
 */
#ifndef DRIVERS_BLOCK_AHCI_REGS_H
#define DRIVERS_BLOCK_AHCI_REGS_H

#include <stdint.h>

/* Of the controller. */
enum {
	HBA_CAP = 0x00,
	HBA_GHC = 0x04,
	HBA_IS = 0x08, /* bit per port; written: cleared */
	HBA_PI = 0x0c, /* bit per port that there is */
	HBA_CAP2 = 0x24,
	HBA_BOHC = 0x28,
	HBA_PORTS = 0x100,
	PORT_SIZE = 0x80,
};
#define CAP_S64A       0x80000000u
#define GHC_ENABLE     0x80000000u
#define GHC_INTERRUPTS 0x00000002u
#define CAP2_HANDOFF   0x00000001u
#define BOHC_FIRMWARE  0x00000001u /* owns the controller */
#define BOHC_SYSTEM    0x00000002u

/* Of a port. */
enum {
	PORT_CLB = 0x00, /* command list, 64 bits */
	PORT_FB = 0x08,  /* received frames, 64 bits */
	PORT_IS = 0x10,  /* written: cleared */
	PORT_IE = 0x14,
	PORT_CMD = 0x18,
	PORT_TFD = 0x20, /* the disk's status */
	PORT_SIG = 0x24,
	PORT_SSTS = 0x28,
	PORT_SCTL = 0x2c,
	PORT_SERR = 0x30, /* written: cleared */
	PORT_CI = 0x38,   /* bit per slot: the controller's */
};
#define IS_DONE        0x0000000fu /* a frame came from the disk */
#define IS_PHY         0x00400000u /* the link went or came */
#define IS_CONNECT     0x00000040u
#define IS_ERRORS      0x7d000000u /* the disk's, the memory's, the link's; too much data */
#define IS_WANTED      (IS_DONE | IS_PHY | IS_CONNECT | IS_ERRORS)
#define CMD_START      0x00000001u
#define CMD_SPIN_UP    0x00000002u
#define CMD_POWER      0x00000004u
#define CMD_RECEIVE    0x00000010u
#define CMD_RECEIVING  0x00004000u
#define CMD_RUNNING    0x00008000u
#define SSTS_DETECT(v) ((v)&0xf)
#define DETECT_READY   3u
#define SCTL_RESET     0x1u
#define SIG_DISK       0x00000101u

#define AHCI_SLOTS 32u

/* A slot of the command list. */
struct ahci_slot {
	uint16_t flags; /* length of the frame in words; SLOT_WRITE */
	uint16_t pieces;
	uint32_t moved; /* bytes, written by the controller */
	uint64_t table; /* physical */
	uint32_t reserved[4];
};
#define SLOT_WRITE 0x40u

struct ahci_piece {
	uint64_t addr;
	uint32_t reserved;
	uint32_t last; /* bytes - 1 */
};

/* The frame that carries a command to the disk. */
struct ahci_frame {
	uint8_t type, flags, command, features;
	uint8_t lba_low[3], device;
	uint8_t lba_high[3], features_high;
	uint8_t count_low, count_high, reserved[6];
};
#define FRAME_COMMAND  0x27u
#define FRAME_IS_ORDER 0x80u
#define FRAME_WORDS    5u
#define DEVICE_LBA     0x40u

#ifndef DRIVERS_BLOCK_AHCI_REGS_ACCESS /* a test plays the controller */
static inline uint32_t ahci_in(volatile uint8_t *regs, unsigned reg)
{
	return *(volatile uint32_t *)(regs + reg);
}

static inline void ahci_out(volatile uint8_t *regs, unsigned reg, uint32_t v)
{
	*(volatile uint32_t *)(regs + reg) = v;
}
#endif

#endif
