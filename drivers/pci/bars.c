/* SPDX-License-Identifier: MIT */
/*
 * bars.c - what the address registers of a PCI function say.
 *
 * Source: PCI Local Bus Specification 3.0, 6.2.5.1.
 */
#include "pci.h"

#define PORTS 0x10000u /* I/O addresses that x86 has */

static struct pci_bar decode_io(uint32_t raw)
{
	uint32_t port = raw & ~BAR_IO_FLAGS;

	return (struct pci_bar){ .base = port < PORTS ? port : 0, .io = true };
}

void pci_decode_bars(const uint32_t raw[PCI_BARS], unsigned count, struct pci_bar bar[PCI_BARS])
{
	for (unsigned i = 0; i < PCI_BARS; i++)
		bar[i] = (struct pci_bar){ 0 };
	for (unsigned i = 0; i < count; i++) {
		if (raw[i] & BAR_IO) {
			bar[i] = decode_io(raw[i]);
			continue;
		}
		bar[i].base = raw[i] & ~BAR_MEMORY_FLAGS;
		if ((raw[i] & BAR_MEMORY_TYPE) != BAR_MEMORY_64)
			continue;
		if (i + 1 < count)
			bar[i].base |= (uint64_t)raw[i + 1] << 32;
		else
			bar[i].base = 0; /* half of an address is none */
		i++;
	}
}
