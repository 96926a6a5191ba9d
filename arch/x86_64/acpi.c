/* SPDX-License-Identifier: MIT */
/*
 * acpi.c - finds tables, and takes from the FADT and the \_S5_ package what we use: power
 * off, reset, the ACPI timer, where the RTC keeps the century.
 *
 * Tables are read through the direct map where they lie in it and mapped otherwise.
 * Each is checked (length, checksum) before use. \_S5_ is searched as bytes in the DSDT:
 * its encoding is fixed, and running AML for two numbers would be an interpreter for
 * nothing.
 *
 * Source: ACPI Specification 6.4, 5.2.5 (RSDP), 5.2.8 (XSDT), 5.2.9 (FADT), 7.4.2 (\_Sx),
 * 20.2.5.4 (package encoding).
 */
#define LOG_TAG "acpi"
#include <stddef.h>
#include <string.h>

#include <arch/cpu.h>
#include <arch/io.h>
#include <arch/paging.h>
#include <core/log.h>
#include <core/vm.h>

#include "acpi.h"
#include "msr.h"
#include "s5.h"

#define BIOS_AREA      0xe0000ull
#define BIOS_AREA_SIZE 0x20000ull
#define TABLE_MAX      (1u << 20)

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
} __attribute__((packed));

struct fadt {
	struct acpi_table header;
	uint32_t firmware_ctrl, dsdt;
	uint8_t reserved0, profile;
	uint16_t sci_int;
	uint32_t smi_cmd;
	uint8_t acpi_enable, acpi_disable, s4bios_req, pstate_cnt;
	uint32_t pm1a_evt, pm1b_evt, pm1a_cnt, pm1b_cnt, pm2_cnt, pm_tmr, gpe0, gpe1;
	uint8_t lengths_and_latencies[20], century;
	uint16_t boot_arch;
	uint8_t reserved1;
	uint32_t flags;
	struct acpi_gas reset;
	uint8_t reset_value;
	uint8_t arm_boot[2], minor;
	uint64_t x_firmware_ctrl, x_dsdt;
	struct acpi_gas x_pm[8];
	struct acpi_gas sleep_control, sleep_status;
} __attribute__((packed));

_Static_assert(offsetof(struct fadt, century) == 108, "ACPI 6.4, table 5.9");
_Static_assert(offsetof(struct fadt, flags) == 112, "ACPI 6.4, table 5.9");
_Static_assert(offsetof(struct fadt, x_dsdt) == 140, "ACPI 6.4, table 5.9");
_Static_assert(offsetof(struct fadt, sleep_control) == 244, "ACPI 6.4, table 5.9");

#define FADT_TMR_VAL_EXT (1u << 8)
#define FADT_RESET_REG   (1u << 10)
#define FADT_HW_REDUCED  (1u << 20)
#define FADT_MIN_LENGTH  116u /* revision 1 */

struct acpi acpi SEALED;
static const struct rsdp *rsdp SEALED;

static const void *at(uint64_t phys, size_t size)
{
	phys_t pa;
	unsigned prot;

	uint64_t limit = 1ull << (cpuid(0x80000008, 0).eax & 0xff); /* MAXPHYADDR */

	if (phys >= limit || size > limit - phys)
		return NULL;
	if (paging_walk((virt_t){ HHDM_BASE + phys }, &pa, &prot) == 0 &&
	    paging_walk((virt_t){ HHDM_BASE + phys + size - 1 }, &pa, &prot) == 0)
		return phys_to_virt((phys_t){ phys });
	return vm_map_device((phys_t){ phys }, size);
}

/* Eight bytes at a time, modulo 256: firmware's tables are a large part of a boot. */
static bool sums_to_zero(const void *data, size_t size)
{
	const uint64_t low_bytes = 0x00ff00ff00ff00ff;
	const uint8_t *p = data, *end = p + size;
	uint64_t sums = 0, rest = 0;

	while (p < end && (uintptr_t)p % sizeof(uint64_t))
		rest += *p++;
	for (; (size_t)(end - p) >= sizeof(uint64_t); p += sizeof(uint64_t)) {
		uint64_t word = *(const uint64_t *)p;
		sums = (sums + (word & low_bytes) + (word >> 8 & low_bytes)) & low_bytes;
	}
	while (p < end)
		rest += *p++;
	sums += sums >> 32;
	sums += sums >> 16;
	return ((sums + rest) & 0xff) == 0;
}

/* The whole table at phys, or NULL when it is no table. */
static const struct acpi_table *table_at(uint64_t phys)
{
	const struct acpi_table *t = phys ? at(phys, sizeof(*t)) : NULL;

	if (!t || t->length < sizeof(*t) || t->length > TABLE_MAX)
		return NULL;
	t = at(phys, t->length);
	return t && sums_to_zero(t, t->length) ? t : NULL;
}

static const struct rsdp *find_rsdp(uint64_t hint)
{
	const struct rsdp *r = hint ? at(hint, sizeof(*r)) : NULL;

	if (r && memcmp(r->signature, "RSD PTR ", 8) == 0 && sums_to_zero(r, 20))
		return r;
	const uint8_t *area = at(BIOS_AREA, BIOS_AREA_SIZE);
	if (!area)
		return NULL;
	for (size_t i = 0; i <= BIOS_AREA_SIZE - sizeof(*r); i += 16) {
		if (memcmp(area + i, "RSD PTR ", 8) == 0 && sums_to_zero(area + i, 20))
			return (const struct rsdp *)(area + i);
	}
	return NULL;
}

/* Looks for signature in an RSDT (4-byte entries) or XSDT (8-byte entries). */
const struct acpi_table *acpi_find_table(const char *signature)
{
	bool wide = rsdp && rsdp->revision >= 2 && rsdp->xsdt;
	const struct acpi_table *root = rsdp ? table_at(wide ? rsdp->xsdt : rsdp->rsdt) : NULL;
	size_t step = wide ? 8 : 4;

	if (!root)
		return NULL;
	for (size_t at_byte = sizeof(*root); at_byte + step <= root->length; at_byte += step) {
		uint64_t phys = 0;

		memcpy(&phys, (const uint8_t *)root + at_byte, step);
		const struct acpi_table *t = table_at(phys);
		if (t && memcmp(t->signature, signature, 4) == 0)
			return t;
	}
	return NULL;
}

static void use_fixed_registers(const struct fadt *f)
{
	acpi.smi_cmd = (uint16_t)f->smi_cmd;
	acpi.acpi_enable = f->acpi_enable;
	acpi.pm1a_cnt = (uint16_t)f->pm1a_cnt;
	acpi.pm1b_cnt = (uint16_t)f->pm1b_cnt;
	acpi.pm_timer = (uint16_t)f->pm_tmr;
	acpi.pm_timer_32bit = f->flags & FADT_TMR_VAL_EXT;
}

static struct acpi_register register_at(const struct acpi_gas *g)
{
	if (g->space == ACPI_SPACE_IO)
		return (struct acpi_register){ .port = (uint16_t)g->addr };
	if (g->space == ACPI_SPACE_MEMORY && g->addr)
		return (struct acpi_register){ .mem = vm_map_device((phys_t){ g->addr }, 1) };
	return (struct acpi_register){ 0 };
}

static void use_fadt(const struct fadt *f)
{
	size_t length = f->header.length;

	acpi.rtc_century = f->century;
	if (!(f->flags & FADT_HW_REDUCED))
		use_fixed_registers(f);
	if (length > offsetof(struct fadt, reset_value) && (f->flags & FADT_RESET_REG)) {
		acpi.reset = register_at(&f->reset);
		acpi.reset_value = f->reset_value;
	}
	if (length >= sizeof(*f) && (f->flags & FADT_HW_REDUCED)) {
		acpi.sleep_control = register_at(&f->sleep_control);
	}
	bool wide = length >= offsetof(struct fadt, x_pm) && f->x_dsdt;
	const struct acpi_table *dsdt = table_at(wide ? f->x_dsdt : f->dsdt);
	if (dsdt)
		acpi.have_s5 = s5_find((const uint8_t *)(dsdt + 1), dsdt->length - sizeof(*dsdt),
				       &acpi.s5_typ_a, &acpi.s5_typ_b);
}

void arch_firmware_init(const struct boot_info *bi)
{
	rsdp = find_rsdp(bi->rsdp);
	const struct acpi_table *fadt = acpi_find_table("FACP");

	if (fadt && fadt->length >= FADT_MIN_LENGTH)
		use_fadt((const struct fadt *)fadt);
}
