/* SPDX-License-Identifier: MIT */
/*
 * hpet.c - the main counter of the high precision event timer. Only its low half is
 * read, which every HPET has and which one access gets; core/time counts the turns. Its
 * comparators and its replacement of the 8254's interrupts stay off.
 *
 * Source: IA-PC HPET Specification 1.0a, 2.3 (registers), 3.2.4 (ACPI table).
 */
#define LOG_TAG "hpet"
#include <core/log.h>
#include <core/vm.h>

#include "acpi.h"
#include "counters.h"

/* Registers, byte offsets. */
enum { REG_PERIOD = 0x004, REG_CONFIG = 0x010, REG_COUNTER = 0x0f0, REGS_SIZE = 0x400 };
#define CONFIG_ENABLE 1u
#define CONFIG_LEGACY 2u
#define PERIOD_MAX    100000000u /* femtoseconds: 10 MHz */
#define FSEC_PER_SEC  1000000000000000ull
#define HZ_MAX        10000000000ull /* a period of nonsense */

struct hpet_table {
	struct acpi_table header;
	uint32_t block_id;
	struct acpi_gas base;
} __attribute__((packed));

static volatile uint32_t *regs;

static uint64_t hpet_read(void)
{
	return regs[REG_COUNTER / 4];
}

static volatile uint32_t *map_registers(void)
{
	const struct hpet_table *t = (const struct hpet_table *)acpi_find_table("HPET");

	if (!t || t->header.length < sizeof(*t) || t->base.space != ACPI_SPACE_MEMORY ||
	    !t->base.addr)
		return NULL;
	return vm_map_device((phys_t){ t->base.addr }, REGS_SIZE);
}

const struct clock_source *hpet_find(void)
{
	static struct clock_source hpet = { "hpet", 0, hpet_read, UINT32_MAX };

	if (hpet.hz)
		return &hpet;
	regs = map_registers();
	if (!regs)
		return NULL;
	uint32_t period = regs[REG_PERIOD / 4];
	if (period == 0 || period > PERIOD_MAX || FSEC_PER_SEC / period > HZ_MAX) {
		log_warn("not used: a period of %u fs is out of range", period);
		return NULL;
	}
	regs[REG_CONFIG / 4] = (regs[REG_CONFIG / 4] & ~CONFIG_LEGACY) | CONFIG_ENABLE;
	hpet.hz = FSEC_PER_SEC / period;
	return &hpet;
}
