/* SPDX-License-Identifier: MIT */
/*
 * i6300esb.c - the watchdog timer of Intel's 6300ESB I/O controller hub, QEMU's -device
 * i6300esb.
 *
 * A down-counter in two stages of half the time each, in units of 2^15 PCI clocks (1 ms).
 * The end of the first would interrupt, which we do not ask for; the end of the second
 * resets the machine. Every write to the preload values and to the reload register has to
 * be announced by two values that no program writes by accident.
 *
 * Source: Intel 6300ESB I/O Controller Hub Datasheet (300641-004), chapter 16.
 * Locking: interrupts off in the three writes of a sequence: a beat may come in between.
 */
#define LOG_TAG "i6300esb"
#include <errno.h>

#include <core/log.h>
#include <core/spinlock.h>
#include <core/vm.h>
#include <core/watchdog.h>
#include <drivers/pci.h>

/* Configuration space. */
#define REG_CONFIG    0x60u
#define CONFIG_NO_IRQ 0x0003u /* and: 1 kHz prescaler, reset output on */
#define REG_LOCK      0x68u
#define LOCK_ENABLE   0x02u /* and: watchdog mode, not locked */

/* Memory. */
#define REG_PRELOAD1 0x00u
#define REG_PRELOAD2 0x04u
#define REG_RELOAD   0x0cu
#define REGS_SIZE    0x10u

#define RELOAD_NOW     0x0100u
#define RELOAD_TIMEOUT 0x0200u /* it was us who reset the machine; written: forget that */

#define TICKS_PER_SECOND 1007u /* 33 MHz / 2^15 */

static struct pci_dev pci;
static volatile uint8_t *regs;
static spinlock_t lock;

static volatile uint16_t *reload_register(void)
{
	return (volatile uint16_t *)(regs + REG_RELOAD);
}

static void unlock(void)
{
	*reload_register() = 0x80;
	*reload_register() = 0x86;
}

static void write_reload(uint16_t bits)
{
	unsigned long flags = spin_lock(&lock);

	unlock();
	*reload_register() = bits;
	spin_unlock(&lock, flags);
}

static void write_preload(unsigned reg, uint32_t ticks)
{
	unsigned long flags = spin_lock(&lock);

	unlock();
	*(volatile uint32_t *)(regs + reg) = ticks;
	spin_unlock(&lock, flags);
}

static void esb_reload(void)
{
	write_reload(RELOAD_NOW);
}

static void esb_start(unsigned seconds)
{
	uint32_t stage = seconds * TICKS_PER_SECOND / 2;

	write_preload(REG_PRELOAD1, stage);
	write_preload(REG_PRELOAD2, stage);
	pci_write16(&pci, REG_CONFIG, CONFIG_NO_IRQ);
	pci_write8(&pci, REG_LOCK, LOCK_ENABLE);
	esb_reload();
}

static void esb_stop(void)
{
	pci_write8(&pci, REG_LOCK, 0);
}

static int esb_probe(const struct pci_dev *dev)
{
	static const struct watchdog watchdog = { "i6300esb", esb_start, esb_reload, esb_stop };

	if (regs || dev->bar[0].io || !dev->bar[0].base)
		return -ENODEV;
	pci = *dev;
	pci_enable_master(dev);
	regs = vm_map_device((phys_t){ dev->bar[0].base }, REGS_SIZE);
	if (!regs)
		return -ENOMEM;
	if (*reload_register() & RELOAD_TIMEOUT) {
		log_warn("the last run hung: the watchdog reset the machine");
		write_reload(RELOAD_TIMEOUT);
	}
	watchdog_register(&watchdog);
	return 0;
}

static const struct pci_id esb_ids[] = { { 0x8086, 0x25ab }, { 0, 0 } };

DRIVER(i6300esb) = { .name = "i6300esb", .ids = esb_ids, .probe = esb_probe };
