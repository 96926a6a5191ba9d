/* SPDX-License-Identifier: MIT */
/*
 * init.c - the drivers' step of the boot: finds the hardware and starts what drives it.
 *
 * Locking: called once, by the boot thread.
 */
#define LOG_TAG "isa"
#include <errno.h>

#include <core/init.h>
#include <core/input.h>
#include <core/log.h>
#include <drivers/isa.h>
#include <drivers/pci.h>
#include <drivers/virtio.h>

TABLE_DECLARE(struct isa_driver, isa_drivers);

void isa_scan(void)
{
	FOR_TABLE(struct isa_driver, drv, isa_drivers)
	{
		int err = drv->probe();

		if (!err)
			log_debug("%s", drv->name);
		else if (err != -ENODEV)
			log_err("%s failed, error %d", drv->name, -err);
	}
}

/* A machine without a device is no error here: whoever needs one says what it misses. */
int drivers_init(void)
{
	if (IS_ENABLED(CONFIG_INPUT))
		input_init();
	if (IS_ENABLED(CONFIG_PCI))
		pci_scan();
	if (IS_ENABLED(CONFIG_VIRTIO_MMIO))
		virtio_mmio_scan();
	isa_scan();
	return 0;
}
