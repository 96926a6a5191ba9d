/* SPDX-License-Identifier: MIT */
/*
 * isa.h - drivers of devices at fixed port numbers, which no bus walk finds.
 *
 * They are probed after the PCI walk, in no particular order: each looks for its own
 * device and for nothing else.
 */
#ifndef DRIVERS_ISA_H
#define DRIVERS_ISA_H

#include <core/compiler.h>

struct isa_driver {
	const char *name;
	/** Looks for the device and registers what it is. 0; -ENODEV "not there";
	 *  another -errno is logged. */
	int (*probe)(void) MAY_SLEEP;
};
#define ISA_DRIVER(sym) static const struct isa_driver sym TABLE_ENTRY(isa_drivers)

/** Probes every member of the table. */
void isa_scan(void) MAY_SLEEP;

#endif
