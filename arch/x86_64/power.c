/* SPDX-License-Identifier: MIT */
/*
 * power.c - the ways to end: with a status where the machine can carry one, off, or
 * anew.
 *
 * Source: QEMU hw/misc/debugexit (exit code 2v+1); ACPI Specification 6.4, 4.8.3.2
 * (PM1 control), 4.8.3.6 (reset register), 4.8.3.7 (sleep control).
 */
#define LOG_TAG "power"
#include <arch/cpu.h>
#include <arch/io.h>
#include <core/clock.h>
#include <core/irq.h>
#include <core/log.h>

#include "acpi.h"

#define DEBUG_EXIT_PORT     0xf4
#define DEBUG_EXIT_OVERFLOW 127 /* the status did not fit: it stands on the console */

#define SCI_EN              0x0001
#define SLP_EN              0x2000
#define SLP_TYP_BIT         10
#define REDUCED_SLP_EN      0x20
#define REDUCED_SLP_TYP_BIT 2

#define KBD_STATUS 0x64
#define KBD_RESET  0xfe

static void debug_exit(int status)
{
	if (IS_ENABLED(CONFIG_DEBUG_EXIT))
		outb(DEBUG_EXIT_PORT,
		     (uint8_t)(status < DEBUG_EXIT_OVERFLOW ? status : DEBUG_EXIT_OVERFLOW));
}

static void enable_acpi_mode(void)
{
	if (!acpi.smi_cmd || (inw(acpi.pm1a_cnt) & SCI_EN))
		return;
	outb(acpi.smi_cmd, acpi.acpi_enable);
	for (int i = 0; i < 100000 && !(inw(acpi.pm1a_cnt) & SCI_EN); i++)
		cpu_relax();
}

static void acpi_off(void)
{
	if (!acpi.have_s5 || !acpi.pm1a_cnt)
		return;
	enable_acpi_mode();
	outw(acpi.pm1a_cnt, (uint16_t)(acpi.s5_typ_a << SLP_TYP_BIT | SLP_EN));
	if (acpi.pm1b_cnt)
		outw(acpi.pm1b_cnt, (uint16_t)(acpi.s5_typ_b << SLP_TYP_BIT | SLP_EN));
}

static void write_register(struct acpi_register reg, uint8_t v)
{
	if (reg.port)
		outb(reg.port, v);
	else if (reg.mem)
		*reg.mem = v;
}

static void reduced_off(void)
{
	if (acpi.have_s5)
		write_register(acpi.sleep_control,
			       (uint8_t)(acpi.s5_typ_a << REDUCED_SLP_TYP_BIT | REDUCED_SLP_EN));
}

/* Switching off takes a moment; the bound is for a panic before the clock runs. */
static void wait_for_off(void)
{
	uint64_t end = clock_now() + NSEC_PER_SEC;

	for (long i = 0; acpi.have_s5 && i < 100000000 && clock_now() < end; i++)
		cpu_relax();
}

void cpu_halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

void power_off(int status)
{
	irq_save();
	if (status)
		console_printf("exit status %d", status);
	debug_exit(status);
	acpi_off();
	reduced_off();
	wait_for_off();
	log_err("this machine cannot switch itself off: halted, it is safe to do it by hand");
	cpu_halt();
}

void power_reboot(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) no_idt = { 0, 0 };

	irq_save();
	write_register(acpi.reset, acpi.reset_value);
	outb(KBD_STATUS, KBD_RESET);
	__asm__ volatile("lidt %0; int3" : : "m"(no_idt)); /* a triple fault resets */
	cpu_halt();
}
