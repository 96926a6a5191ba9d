/* SPDX-License-Identifier: MIT */
/* host_virtio_mmio.c - what the command line says of devices without a bus. */
#include <errno.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <test/test.h>

#include <drivers/virtio.h>

static unsigned looked, probed;
static uint64_t bases[4];

/* Device memory is only noted on the host: the second place has a disk, the third something
 * that no driver knows. */
uint32_t virtio_mmio_type(volatile void *regs)
{
	static const uint32_t types[] = { 0, 2, 99 };

	(void)regs;
	return types[looked++ % 3];
}

int virtio_probe(uint32_t type, const struct virtio_place *place)
{
	if (probed < 4)
		bases[probed] = place->base;
	probed++;
	CHECK(place->regs && !place->pci);
	return type == 2 ? 0 : -ENODEV;
}

TEST(virtio_mmio_places_of_the_command_line_are_probed)
{
	static char line[] =
		"virtio_mmio.device=512@0xfeb00000:5 virtio_mmio.device=nonsense "
		"virtio_mmio.device=512@0xfeb00200:6 -- virtio_mmio.device=512@0xfeb00400:7";
	static char tail[2048];

	CHECK_EQ(cmdline_init(line), 0);
	virtio_mmio_scan();
	CHECK_EQ(looked, 3);
	CHECK_EQ(probed, 2);
	CHECK_EQ(bases[0], 0xfeb00200);
	CHECK_EQ(bases[1], 0xfeb00400);
	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	CHECK(strstr(tail, "virtio_mmio.device=nonsense is not SIZE@ADDRESS:LINE"));
	CHECK(strstr(tail, "0xfeb00200: device of type 2, irq 6"));
	CHECK(!strstr(tail, "type 99"));
}

TEST(virtio_mmio_place_is_read_as_linux_reads_it)
{
	struct virtio_place p;

	NEED(CHECK(virtio_mmio_parse("512@0xfeb00e00:12", &p)));
	CHECK_EQ(p.base, 0xfeb00e00);
	CHECK_EQ(p.irq, 12);
	CHECK(!p.pci && !p.regs);
	NEED(CHECK(virtio_mmio_parse("4K@0xD0000000:5:1", &p)));
	CHECK_EQ(p.base, 0xd0000000);
	CHECK_EQ(p.irq, 5);
	CHECK(virtio_mmio_parse("0x1000@1M:3", &p));
	CHECK_EQ(p.base, 0x100000);
}

TEST(virtio_mmio_place_that_is_none_is_refused)
{
	static const char *const bad[] = {
		"",
		"512",
		"512@",
		"512@:5",
		"@0xfeb00000:5",
		"512@0xfeb00000",
		"512@0xfeb00000:",
		"512@0xfeb00000:16",
		"512@0xfeb00000:-1",
		"512@0xfeb00000:5:",
		"512@0xfeb00000:5x",
		"512@0xfeb00000:5:1:2",
		"511@0xfeb00000:5",
		"512@0xfeb00002:5",
		"512@0x:5",
		"512@fe:5",
		"512@0xfffffffffffffffff:5",
		"512@0x10000000000000:5",
		"512@0xfeb00000:99999999999999999999",
	};
	struct virtio_place p;

	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++)
		if (virtio_mmio_parse(bad[i], &p))
			test_check_str(bad[i], "refused", "place", __FILE__, __LINE__);
}
