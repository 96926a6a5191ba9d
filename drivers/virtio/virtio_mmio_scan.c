/* SPDX-License-Identifier: MIT */
/*
 * virtio_mmio_scan.c - virtio devices without a bus: the command line says where they are,
 * as Linux reads it, and as QEMU's microvm and Firecracker write it.
 *
 *	virtio_mmio.device=512@0xfeb00e00:12     SIZE@ADDRESS:LINE, once for each
 *
 * Locking: the probing thread.
 */
#define LOG_TAG "virtio-mmio"
#include <errno.h>
#include <stddef.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <core/vm.h>
#include <drivers/virtio.h>

#define NAME "virtio_mmio.device"

OPTION(virtio_mmio_option, NAME, "SIZE@ADDRESS:LINE of a virtio device; once for each");

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* A number at *s, as C writes it but for octal ones, with K or M behind it. */
static bool number(const char **s, uint64_t *value)
{
	unsigned base = (*s)[0] == '0' && ((*s)[1] | 0x20) == 'x' ? 16 : 10;
	const char *p = base == 16 ? *s + 2 : *s;
	const char *first = p;

	for (*value = 0; (unsigned)digit_of(*p) < base; p++) {
		if (*value > UINT64_MAX / 32)
			return false;
		*value = *value * base + (unsigned)digit_of(*p);
	}
	if (p == first)
		return false;
	if (*p == 'K' || *p == 'M')
		*value <<= *p++ == 'K' ? 10 : 20;
	*s = p;
	return true;
}

static bool sign(const char **s, char c)
{
	if (**s != c)
		return false;
	++*s;
	return true;
}

bool virtio_mmio_parse(const char *s, struct virtio_place *place)
{
	uint64_t size, base, line, id;

	if (!number(&s, &size) || !sign(&s, '@') || !number(&s, &base) || !sign(&s, ':') ||
	    !number(&s, &line))
		return false;
	if (sign(&s, ':') && !number(&s, &id))
		return false;
	*place = (struct virtio_place){ .base = base, .irq = (unsigned)line };
	return !*s && size >= VIRTIO_MMIO_SIZE && base % 4 == 0 && base < 1ull << 52 &&
	       line < IRQ_LINES;
}

/* QEMU names all its places; most are empty. */
static void probe(struct virtio_place *place)
{
	uint32_t type;
	int err;

	place->regs = vm_map_device((phys_t){ place->base }, VIRTIO_MMIO_SIZE);
	type = place->regs ? virtio_mmio_type(place->regs) : 0;
	if (!type)
		return;
	err = virtio_probe(type, place);
	if (!err)
		log_info("%#lx: device of type %u, irq %u", place->base, type, place->irq);
	else if (err != -ENODEV)
		log_err("%#lx: device of type %u failed, error %d", place->base, type, -err);
}

void virtio_mmio_scan(void)
{
	const char *value;

	for (unsigned n = 0; (value = cmdline_option_nth(NAME, n)); n++) {
		struct virtio_place place;

		if (virtio_mmio_parse(value, &place))
			probe(&place);
		else
			log_err("%s=%s is not SIZE@ADDRESS:LINE, with a line below %u", NAME, value,
				IRQ_LINES);
	}
}
