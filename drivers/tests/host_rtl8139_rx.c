/* SPDX-License-Identifier: MIT */
/*
 * host_rtl8139_rx.c - the receive half against a chip made of software: it raises its
 * interrupt as the datasheet says, fills its ring, and has a frame arrive at any moment
 * between two port accesses. Host ring only.
 */
#include "rtl8139_chip.h"

#include <string.h>

#include <test/test.h>

#define netpool_get   card_netpool_get
#define netdev_input  card_netdev_input
#define netdev_rx_irq card_netdev_rx_irq
#define pages_alloc   card_pages_alloc
#define phys_to_virt  card_phys_to_virt
#include "../net/rtl8139_rx.c"

#define FRAME_LEN 100u
#define FCS       4u

static uint8_t memory[RING_SIZE + RING_SLACK];
static struct chip {
	uint16_t isr, imr;
	uint8_t cmd;
	uint32_t write_at, read_at; /* offsets in the ring */
	unsigned arrive_after;      /* port accesses from now; 0: nothing is coming */
	unsigned sent;              /* frames that came in over the wire */
	unsigned overflows, restarts;
} chip;
static struct rtl8139 card;
static struct netbuf buffer;
static uint8_t buffer_data[NETBUF_SIZE];
static unsigned got, in_order, polls_asked;
static bool pool_empty;

void rtl_link_update(struct rtl8139 *r)
{
	r->net.link = true;
}

struct netbuf *card_netpool_get(void)
{
	buffer.data = buffer_data;
	return pool_empty ? NULL : &buffer;
}

/* Frames carry their number. */
void card_netdev_input(struct netdev *dev, struct netbuf *nb)
{
	uint32_t number;

	(void)dev;
	memcpy(&number, nb->data, sizeof(number));
	in_order += nb->len == FRAME_LEN && number == got;
	got++;
}

void card_netdev_rx_irq(struct netdev *dev)
{
	(void)dev;
	polls_asked++;
}

phys_t card_pages_alloc(size_t count, enum pages_zone zone)
{
	(void)count;
	(void)zone;
	return (phys_t){ 0 };
}

void *card_phys_to_virt(phys_t p)
{
	(void)p;
	return memory;
}

static void ring_put(const void *data, uint32_t len)
{
	const uint8_t *p = data;

	for (uint32_t i = 0; i < len; i++, chip.write_at = (chip.write_at + 1) % RING_SIZE)
		memory[chip.write_at] = p[i];
}

static void chip_receive(void)
{
	uint16_t header[2] = { 0x0001, FRAME_LEN + FCS };
	uint8_t frame[FRAME_LEN + FCS] = { 0 };
	uint32_t used = (chip.write_at - chip.read_at) % RING_SIZE;
	uint32_t number = chip.sent;

	if (RING_SIZE - used <= sizeof(header) + sizeof(frame) + 4) {
		chip.isr |= RTL_INT_RX_FULL;
		chip.overflows++;
		return;
	}
	memcpy(frame, &number, sizeof(number));
	chip.sent++;
	ring_put(header, sizeof(header));
	ring_put(frame, sizeof(frame));
	chip.isr |= RTL_INT_RX_OK;
}

/* What happens between one port access of the driver and the next. */
static void chip_access(void)
{
	if (chip.arrive_after && --chip.arrive_after == 0)
		chip_receive();
}

static uint32_t chip_read(uint16_t port, unsigned width)
{
	(void)width;
	chip_access();
	switch (port) {
	case RTL_CMD:
		return chip.cmd | (chip.read_at == chip.write_at ? RTL_CMD_RX_EMPTY : 0u);
	case RTL_ISR:
		return chip.isr;
	case RTL_IMR:
		return chip.imr;
	default:
		return 0;
	}
}

static void chip_write(uint16_t port, uint32_t v, unsigned width)
{
	(void)width;
	chip_access();
	switch (port) {
	case RTL_CMD:
		if (!(v & RTL_CMD_RX))
			chip.write_at = chip.read_at = 0;
		chip.restarts += !(v & RTL_CMD_RX);
		chip.cmd = (uint8_t)v;
		break;
	case RTL_ISR:
		chip.isr &= (uint16_t)~v;
		break;
	case RTL_IMR:
		chip.imr = (uint16_t)v;
		break;
	case RTL_CAPR:
		chip.read_at = (v + 16) % RING_SIZE;
		break;
	default:
		break;
	}
}

static bool interrupt_line(void)
{
	return chip.isr & chip.imr;
}

static void start(void)
{
	memset(&chip, 0, sizeof(chip));
	memset(&card, 0, sizeof(card));
	got = in_order = polls_asked = 0;
	pool_empty = false;
	chip.cmd = RTL_CMD_RX;
	CHECK_EQ(rtl_rx_alloc(&card), 0);
	rtl_rx_start(&card);
	chip.imr = RTL_INT_ALL;
	chip.restarts = 0;
}

/* What interrupt and worker do until both are quiet. */
static void serve(void)
{
	for (unsigned i = 0; i < 1000 && (interrupt_line() || polls_asked); i++) {
		if (interrupt_line())
			rtl_irq(&card);
		if (polls_asked) {
			polls_asked = 0;
			if (rtl_rx_poll(&card.net, 8) == 8)
				polls_asked = 1;
		}
	}
}

TEST(rtl8139_frames_arrive_in_order_across_many_wraps)
{
	start();
	for (unsigned i = 0; i < 5000; i++) {
		chip_receive();
		if (i % 7 == 0)
			serve();
	}
	serve();
	CHECK_EQ(got, chip.sent);
	CHECK_EQ(in_order, got);
	CHECK_EQ(chip.restarts, 0);
}

/* Wherever in the handling of one frame a second one comes in, both are delivered
 * without a third to push them out. */
TEST(rtl8139_no_frame_is_lost_at_any_moment)
{
	for (unsigned moment = 1; moment < 40; moment++) {
		start();
		chip_receive();
		chip.arrive_after = moment;
		serve();
		if (chip.arrive_after) /* the handling was over before it came */
			break;
		NEED(CHECK_EQ(chip.sent, 2));
		NEED(CHECK_EQ(got, 2));
		CHECK(!interrupt_line());
	}
}

TEST(rtl8139_an_overflow_ends_when_the_ring_is_read)
{
	start();
	while (!chip.overflows)
		chip_receive();
	serve();
	CHECK_EQ(got, chip.sent);
	CHECK_EQ(in_order, got);
	CHECK(card.net.rx_dropped > 0);
	chip_receive();
	serve();
	CHECK_EQ(got, chip.sent);
}

TEST(rtl8139_a_broken_ring_is_started_anew)
{
	start();
	chip_receive();
	memory[2] = memory[3] = 0xff;
	serve();
	CHECK_EQ(got, 0);
	CHECK_EQ(card.net.rx_errors, 1);
	CHECK_EQ(chip.restarts, 1);
	chip.sent = 0;
	chip_receive();
	serve();
	CHECK_EQ(in_order, 1);
}

TEST(rtl8139_without_buffers_frames_are_counted_and_let_go)
{
	start();
	pool_empty = true;
	chip_receive();
	serve();
	CHECK_EQ(card.net.rx_dropped, 1);
	CHECK_EQ(chip.read_at, chip.write_at);
}

TEST(rtl8139_a_foreign_interrupt_is_not_ours)
{
	start();
	rtl_irq(&card);
	CHECK_EQ(polls_asked, 0);
	CHECK_EQ(chip.imr, RTL_INT_ALL);
	chip.isr = 0xffff; /* the card is gone */
	rtl_irq(&card);
	CHECK_EQ(polls_asked, 0);
}
