/* SPDX-License-Identifier: MIT */
/* acpi.h - the few fixed things we take from the ACPI tables; no AML is run. */
#ifndef ARCH_ACPI_H
#define ARCH_ACPI_H

#include <stdbool.h>
#include <stdint.h>
#include <core/boot.h>

/** What every table starts with. */
struct acpi_table {
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

/** Generic address structure. */
struct acpi_gas {
	uint8_t space, bit_width, bit_offset, access;
	uint64_t addr;
} __attribute__((packed));

#define ACPI_SPACE_MEMORY 0
#define ACPI_SPACE_IO     1

/** A byte-wide register: a port, or mapped memory. Neither: there is none. */
struct acpi_register {
	uint16_t port;
	volatile uint8_t *mem;
};

struct acpi {
	uint16_t pm_timer;           /* port; 0: none */
	bool pm_timer_32bit;         /* else 24 */
	uint8_t rtc_century;         /* register of the RTC; 0: none */
	uint16_t pm1a_cnt, pm1b_cnt; /* ports; 0: none */
	uint16_t smi_cmd;            /* port; 0: ACPI mode is always on */
	uint8_t acpi_enable;         /* what to write to smi_cmd */
	bool have_s5;
	uint8_t s5_typ_a, s5_typ_b;         /* SLP_TYP values of soft-off */
	struct acpi_register sleep_control; /* hardware-reduced machines */
	struct acpi_register reset;
	uint8_t reset_value;
};

/** Filled by arch_firmware_init(); missing or broken tables leave it zero. */
extern struct acpi acpi;

/** The whole table of that four-letter signature, checked; NULL when there is none. */
const struct acpi_table *acpi_find_table(const char *signature);

#endif
