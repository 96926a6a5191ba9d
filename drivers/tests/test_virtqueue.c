/* SPDX-License-Identifier: MIT */
/* test_virtqueue.c - a split virtqueue with a device that keeps the rules, and with
 * one that breaks each of them. */
#include <errno.h>

#include <test/test.h>

#include "virtq_device.h"

#define SIZE 8u

static uint8_t mem[2 * 4096] __attribute__((aligned(4096)));
static struct virtq_slot slot[SIZE];
static struct virtqueue vq;
static int token[SIZE + 1];
static void *back;
static uint32_t len;

static struct virtq_buf reads(uint64_t addr, uint32_t n)
{
	return (struct virtq_buf){ .addr = { addr }, .len = n };
}

static struct virtq_buf writes(uint64_t addr, uint32_t n)
{
	return (struct virtq_buf){ .addr = { addr }, .len = n, .device_writes = true };
}

static void start(void)
{
	virtq_init(&vq, 0, SIZE, mem, slot);
}

static int add_one(void *t)
{
	struct virtq_buf buf = writes(0x1000, 100);

	return virtq_add(&vq, &buf, 1, t);
}

TEST(virtqueue_layout_is_the_standards)
{
	CHECK_EQ(virtq_avail_offset(8), 128);
	CHECK_EQ(virtq_used_offset(8), 4096);
	CHECK_EQ(virtq_bytes(8), 8192);
	CHECK_EQ(virtq_used_offset(256), 8192);
	CHECK_EQ(virtq_bytes(256), 12288);
}

TEST(virtqueue_chain_is_described_to_the_device)
{
	struct virtq_buf chain[] = { reads(0x1000, 16), writes(0x200000000, 512),
				     writes(0x3000, 1) };
	struct device_desc d;

	start();
	NEED(CHECK_EQ(virtq_add(&vq, chain, 3, &token[0]), 0));
	CHECK_EQ(device_avail_idx(mem, SIZE), 1);
	d = device_desc(mem, device_avail(mem, SIZE, 0));
	CHECK(d.addr == 0x1000 && d.len == 16 && d.flags == 1);
	d = device_desc(mem, d.next);
	CHECK(d.addr == 0x200000000 && d.len == 512 && d.flags == 3);
	d = device_desc(mem, d.next);
	CHECK(d.addr == 0x3000 && d.len == 1 && d.flags == 2);
}

TEST(virtqueue_chains_come_back_in_any_order)
{
	start();
	for (unsigned i = 0; i < SIZE; i++)
		CHECK_EQ(add_one(&token[i]), 0);
	CHECK_EQ(add_one(&token[SIZE]), -EAGAIN);
	CHECK_EQ(virtq_pop(&vq, &back, &len), -EAGAIN);
	for (unsigned i = 0; i < SIZE; i++) {
		unsigned which = (i * 3 + 5) % SIZE;

		device_use(mem, SIZE, (uint16_t)i, device_avail(mem, SIZE, (uint16_t)which), i);
		NEED(CHECK_EQ(virtq_pop(&vq, &back, &len), 0));
		CHECK(back == &token[which]);
		CHECK_EQ(len, i);
	}
}

TEST(virtqueue_indices_wrap)
{
	struct virtq_buf chain[] = { reads(0x1000, 16), writes(0x2000, 16) };

	start();
	for (unsigned i = 0; i < 70000; i++) {
		NEED(virtq_add(&vq, chain, 2, &token[i % SIZE]) == 0);
		device_use(mem, SIZE, (uint16_t)i, device_avail(mem, SIZE, (uint16_t)i), 16);
		NEED(virtq_pop(&vq, &back, &len) == 0 && back == &token[i % SIZE] && len == 16);
	}
	CHECK_EQ(vq.free_count, SIZE);
}

TEST(virtqueue_refuses_chains_that_make_no_sense)
{
	struct virtq_buf wrong_order[] = { writes(0x1000, 16), reads(0x2000, 16) };
	struct virtq_buf empty[] = { writes(0x1000, 0) };

	start();
	CHECK_EQ(virtq_add(&vq, wrong_order, 2, &token[0]), -EINVAL);
	CHECK_EQ(virtq_add(&vq, empty, 1, &token[0]), -EINVAL);
	CHECK_EQ(virtq_add(&vq, empty, 0, &token[0]), -EINVAL);
	CHECK_EQ(add_one(NULL), -EINVAL);
	CHECK_EQ(vq.free_count, SIZE);
}

/* After one lie nothing is believed any more. */
static void expect_broken(void)
{
	CHECK_EQ(virtq_pop(&vq, &back, &len), -EIO);
	CHECK_EQ(virtq_pop(&vq, &back, &len), -EIO);
	CHECK_EQ(add_one(&token[1]), -EIO);
}

TEST(virtqueue_device_may_not_return_what_it_does_not_have)
{
	start();
	device_use(mem, SIZE, 0, 0, 0);
	expect_broken();
}

TEST(virtqueue_device_may_not_return_a_chain_twice)
{
	start();
	CHECK_EQ(add_one(&token[0]), 0);
	device_use(mem, SIZE, 0, 0, 1);
	CHECK_EQ(virtq_pop(&vq, &back, &len), 0);
	device_use(mem, SIZE, 1, 0, 1);
	expect_broken();
}

TEST(virtqueue_device_may_not_name_the_middle_of_a_chain)
{
	struct virtq_buf chain[] = { reads(0x1000, 16), writes(0x2000, 16) };

	start();
	CHECK_EQ(virtq_add(&vq, chain, 2, &token[0]), 0);
	device_use(mem, SIZE, 0, device_desc(mem, device_avail(mem, SIZE, 0)).next, 1);
	expect_broken();
}

TEST(virtqueue_device_may_not_name_an_entry_beyond_the_queue)
{
	start();
	CHECK_EQ(add_one(&token[0]), 0);
	device_use(mem, SIZE, 0, 0x10000000, 1);
	expect_broken();
}

TEST(virtqueue_device_may_not_have_written_more_than_there_is)
{
	start();
	CHECK_EQ(add_one(&token[0]), 0);
	device_use(mem, SIZE, 0, 0, 101);
	expect_broken();
}
