/* SPDX-License-Identifier: MIT */
/*
 * virtqueue.c - a split virtqueue; touches memory only, so that tests and fuzzers can
 * play the device.
 *
 * Source: VIRTIO 1.2, sections 2.7.5 (descriptors), 2.7.6 (available ring), 2.7.8
 * (used ring), 2.7.13 (supplying buffers: the order of writes).
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <core/panic.h>
#include <drivers/virtqueue.h>

#define DESC_NEXT          1u
#define DESC_DEVICE_WRITES 2u
#define AVAIL_NO_INTERRUPT 1u
#define USED_NO_NOTIFY     1u
#define USED_ALIGN         4096u

struct virtq_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct virtq_avail {
	uint16_t flags;
	uint16_t idx;
	uint16_t ring[];
};

struct virtq_used_elem {
	uint32_t id;
	uint32_t len;
};

struct virtq_used {
	uint16_t flags;
	uint16_t idx;
	struct virtq_used_elem ring[];
};

size_t virtq_avail_offset(unsigned size)
{
	return size * sizeof(struct virtq_desc);
}

size_t virtq_used_offset(unsigned size)
{
	size_t avail = sizeof(struct virtq_avail) + (size + 1) * sizeof(uint16_t);

	return ALIGN_UP(virtq_avail_offset(size) + avail, (size_t)USED_ALIGN);
}

size_t virtq_bytes(unsigned size)
{
	size_t used = sizeof(struct virtq_used) + size * sizeof(struct virtq_used_elem) +
		      sizeof(uint16_t);

	return ALIGN_UP(virtq_used_offset(size) + used, PAGE_SIZE);
}

void virtq_init(struct virtqueue *vq, unsigned index, unsigned size, void *mem,
		struct virtq_slot *slot)
{
	ASSERT(size && size <= VIRTQ_SIZE_MAX && !(size & (size - 1)));
	memset(mem, 0, virtq_bytes(size));
	memset(slot, 0, size * sizeof(*slot));
	*vq = (struct virtqueue){
		.index = (uint16_t)index,
		.size = (uint16_t)size,
		.free_count = (uint16_t)size,
		.desc = mem,
		.avail = (void *)((char *)mem + virtq_avail_offset(size)),
		.used = (void *)((char *)mem + virtq_used_offset(size)),
		.slot = slot,
	};
	for (unsigned i = 0; i < size; i++)
		slot[i].next = (uint16_t)((i + 1) % size);
	vq->avail->flags = AVAIL_NO_INTERRUPT;
}

void virtq_interrupts(struct virtqueue *vq, bool wanted)
{
	vq->avail->flags = wanted ? 0 : AVAIL_NO_INTERRUPT;
}

/* The announcement must be visible before we look: the device sets the flag and looks for
 * announcements in the other order (2.7.10). */
bool virtq_wants_notify(const struct virtqueue *vq)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return !(vq->used->flags & USED_NO_NOTIFY);
}

static bool chain_is_valid(const struct virtq_buf *buf, unsigned n, const void *token)
{
	bool device_writes = false;

	if (n == 0 || !token)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (buf[i].len == 0 || (device_writes && !buf[i].device_writes))
			return false;
		device_writes = buf[i].device_writes;
	}
	return true;
}

/* Takes n descriptors off the free list and describes the chain. Returns its head. */
static uint16_t write_chain(struct virtqueue *vq, const struct virtq_buf *buf, unsigned n)
{
	uint16_t head = vq->free_head, at = head;
	uint32_t writable = 0;

	for (unsigned i = 0; i < n; i++) {
		uint16_t next = vq->slot[at].next;
		unsigned flags = (buf[i].device_writes ? DESC_DEVICE_WRITES : 0) |
				 (i + 1 < n ? DESC_NEXT : 0);

		vq->desc[at] =
			(struct virtq_desc){ buf[i].addr.addr, buf[i].len, (uint16_t)flags, next };
		if (buf[i].device_writes)
			writable += buf[i].len;
		at = next;
	}
	vq->free_head = at;
	vq->free_count = (uint16_t)(vq->free_count - n);
	vq->slot[head].writable = writable;
	vq->slot[head].count = (uint16_t)n;
	return head;
}

int virtq_add(struct virtqueue *vq, const struct virtq_buf *buf, unsigned n, void *token)
{
	uint16_t head;

	if (vq->broken)
		return -EIO;
	if (!chain_is_valid(buf, n, token))
		return -EINVAL;
	if (n > vq->free_count)
		return -EAGAIN;
	head = write_chain(vq, buf, n);
	vq->slot[head].token = token;
	vq->avail->ring[vq->avail_idx % vq->size] = head;
	vq->avail_idx++;
	/* The device must see the chain before the index that announces it. */
	__atomic_store_n(&vq->avail->idx, vq->avail_idx, __ATOMIC_RELEASE);
	return 0;
}

/* Puts the chain back at the front of the free list. */
static void free_chain(struct virtqueue *vq, uint16_t head)
{
	uint16_t last = head, count = vq->slot[head].count;

	for (unsigned i = 1; i < count; i++)
		last = vq->slot[last].next;
	vq->slot[last].next = vq->free_head;
	vq->free_head = head;
	vq->free_count = (uint16_t)(vq->free_count + count);
	vq->slot[head].token = NULL;
}

int virtq_pop(struct virtqueue *vq, void **token, uint32_t *len)
{
	uint16_t idx = __atomic_load_n(&vq->used->idx, __ATOMIC_ACQUIRE);
	uint32_t id, wrote;

	if (vq->broken)
		return -EIO;
	if (idx == vq->used_idx)
		return -EAGAIN;
	id = vq->used->ring[vq->used_idx % vq->size].id;
	wrote = vq->no_lengths ? 0 : vq->used->ring[vq->used_idx % vq->size].len;
	if (id >= vq->size || !vq->slot[id].token || wrote > vq->slot[id].writable) {
		vq->broken = true;
		return -EIO;
	}
	*token = vq->slot[id].token;
	*len = wrote;
	free_chain(vq, (uint16_t)id);
	vq->used_idx++;
	return 0;
}
