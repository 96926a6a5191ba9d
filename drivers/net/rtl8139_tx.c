/* SPDX-License-Identifier: MIT */
/*
 * rtl8139_tx.c - Realtek RTL8139, the transmit half.
 *
 * Four descriptors, used in turn, each with a buffer of its own below 4 GiB: the chip
 * takes one contiguous piece at a 32-bit address, and what the stack gives is neither.
 * No interrupt tells of a frame sent: a descriptor is looked at when its turn comes.
 *
 * Source: Realtek RTL8139C(L) datasheet 1.4, 5.2 (transmit status), 5.7 (transmit
 * configuration).
 * Locking: everything runs under the stack's lock.
 */
#include <errno.h>
#include <string.h>

#include <arch/io.h>
#include <core/clock.h>
#include "rtl8139.h"

#define TSD_OWN       0x00002000u /* the chip has read the buffer */
#define TSD_ABORTED   0x40000000u
#define TSD_THRESHOLD (8u << 16) /* sending starts when 8 * 32 bytes are in the FIFO */
#define TCR_DMA_1024  0x00000600u
#define TCR_GAP_802_3 0x03000000u
#define TCR_RETRY     0x00000001u /* sends an aborted frame once more */

#define SLOT_SIZE    (PAGE_SIZE / 2)
#define ETH_HEADER   14u
#define FRAME_MIN    60u
#define FULL_WAIT_NS (200 * NSEC_PER_USEC) /* a full frame at 100 Mbit/s: 121 us */

int rtl_tx_alloc(struct rtl8139 *r)
{
	phys_t base = pages_alloc(RTL_TX_SLOTS * SLOT_SIZE / PAGE_SIZE, PAGES_DMA32);

	if (!phys_valid(base))
		return -ENOMEM;
	for (unsigned i = 0; i < RTL_TX_SLOTS; i++)
		r->tx_buf[i] = (uint8_t *)phys_to_virt(base) + i * SLOT_SIZE;
	return 0;
}

void rtl_tx_start(struct rtl8139 *r)
{
	uint8_t cmd = inb(rtl_reg(r, RTL_CMD)) & RTL_CMD_RX;

	outb(rtl_reg(r, RTL_CMD), cmd | RTL_CMD_TX);
	outl(rtl_reg(r, RTL_TCR), TCR_DMA_1024 | TCR_GAP_802_3);
	for (unsigned i = 0; i < RTL_TX_SLOTS; i++)
		outl(rtl_reg(r, RTL_TSAD0 + 4 * i), (uint32_t)virt_to_phys(r->tx_buf[i]).addr);
	r->tx_next = 0;
}

/* True when the chip is done with the descriptor; frees it from a frame that the
 * chip gave up on (16 collisions). */
static bool slot_free(struct rtl8139 *r)
{
	uint32_t status = inl(rtl_reg(r, RTL_TSD0 + 4 * r->tx_next));

	if (status & TSD_ABORTED) {
		r->net.tx_errors++;
		outl(rtl_reg(r, RTL_TCR), TCR_DMA_1024 | TCR_GAP_802_3 | TCR_RETRY);
	}
	return status & TSD_OWN;
}

/* With all four full one is done within a frame's time, unless the cable is out: the
 * wait is shorter than telling the stack and coming back. */
static bool wait_slot(struct rtl8139 *r)
{
	uint64_t end;

	if (slot_free(r))
		return true;
	end = clock_now() + FULL_WAIT_NS;
	while (clock_now() < end)
		if (slot_free(r))
			return true;
	return false;
}

static size_t total_length(const struct iovec *frag, int n)
{
	size_t len = 0;

	for (int i = 0; i < n; i++)
		len += frag[i].iov_len;
	return len;
}

static void gather(uint8_t *buf, const struct iovec *frag, int n)
{
	for (int i = 0; i < n; i++) {
		memcpy(buf, frag[i].iov_base, frag[i].iov_len);
		buf += frag[i].iov_len;
	}
}

int rtl_tx_xmit(struct netdev *net, const struct iovec *frag, int n)
{
	struct rtl8139 *r = rtl_of(net);
	size_t len = total_length(frag, n);
	uint8_t *buf = r->tx_buf[r->tx_next];

	if (len > ETH_HEADER + net->mtu)
		return -EMSGSIZE;
	if (!wait_slot(r))
		return -EAGAIN;
	gather(buf, frag, n);
	if (len < FRAME_MIN) {
		memset(buf + len, 0, FRAME_MIN - len);
		len = FRAME_MIN;
	}
	outl(rtl_reg(r, RTL_TSD0 + 4 * r->tx_next), TSD_THRESHOLD | (uint32_t)len);
	r->tx_next = (r->tx_next + 1) % RTL_TX_SLOTS;
	return 0;
}
