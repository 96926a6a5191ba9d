/* SPDX-License-Identifier: MIT */
/* test_pci_bars.c - what address registers mean. */
#include <test/test.h>

#include "../pci/pci.h"

static struct pci_bar bar[PCI_BARS];

static void decode(uint32_t a, uint32_t b, uint32_t c, unsigned count)
{
	const uint32_t raw[PCI_BARS] = { a, b, c };

	pci_decode_bars(raw, count, bar);
}

TEST(pci_ports_and_memory_are_told_apart)
{
	decode(0xc001, 0xfebf0008, 0, PCI_BARS);
	CHECK(bar[0].io);
	CHECK_EQ(bar[0].base, 0xc000);
	CHECK(!bar[1].io);
	CHECK_EQ(bar[1].base, 0xfebf0000);
	CHECK_EQ(bar[2].base, 0);
}

TEST(pci_a_long_address_takes_two_registers)
{
	decode(0xfe00000c, 0x1, 0xc101, PCI_BARS);
	CHECK_EQ(bar[0].base, 0x1fe000000);
	CHECK_EQ(bar[1].base, 0);
	CHECK(bar[2].io);
	CHECK_EQ(bar[2].base, 0xc100);
}

TEST(pci_half_of_a_long_address_is_none)
{
	decode(0xc001, 0xfe000004, 0x1, 2);
	CHECK_EQ(bar[1].base, 0);
	CHECK_EQ(bar[2].base, 0);
}

TEST(pci_ports_beyond_the_machines_are_none)
{
	decode(0xdead0001, 0, 0, PCI_BARS);
	CHECK_EQ(bar[0].base, 0);
}

TEST(pci_registers_that_are_not_there_are_not_read)
{
	decode(0xc001, 0xc101, 0xc201, 2);
	CHECK_EQ(bar[1].base, 0xc100);
	CHECK_EQ(bar[2].base, 0);
	CHECK(!bar[2].io);
}
