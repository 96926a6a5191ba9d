/* SPDX-License-Identifier: MIT */
/* virtq_device.h - the device's side of a split virtqueue in a test's memory, written
 * from the standard and not from our driver (VIRTIO 1.2, 2.7.5 to 2.7.8). */
#ifndef DRIVERS_TESTS_VIRTQ_DEVICE_H
#define DRIVERS_TESTS_VIRTQ_DEVICE_H

#include <stdint.h>
#include <string.h>

#include <drivers/virtqueue.h>

struct device_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags, next;
};

static inline uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline void put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

/** Chains that the driver has announced so far, modulo 2^16. */
static inline uint16_t device_avail_idx(const uint8_t *mem, unsigned size)
{
	return get16(mem + 16 * size + 2);
}

/** Head of the n-th announced chain. */
static inline uint16_t device_avail(const uint8_t *mem, unsigned size, uint16_t n)
{
	return get16(mem + 16 * size + 4 + 2 * (n % size));
}

static inline struct device_desc device_desc(const uint8_t *mem, unsigned i)
{
	struct device_desc d;

	memcpy(&d, mem + 16 * i, sizeof(d));
	return d;
}

/** Says that chain id is done with len bytes written, as the n-th entry, and announces
 *  it. */
static inline void device_use(uint8_t *mem, unsigned size, uint16_t n, uint32_t id, uint32_t len)
{
	uint8_t *used = mem + (16 * size + 4 + 2 * size + 2 + 4095) / 4096 * 4096;

	memcpy(used + 4 + 8 * (n % size), &id, sizeof(id));
	memcpy(used + 8 + 8 * (n % size), &len, sizeof(len));
	put16(used + 2, (uint16_t)(n + 1));
}

#endif
