/* SPDX-License-Identifier: MIT */
/* host_netpool.c - the pool of receive buffers on memory of the test's. Host ring only. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <test/test.h>

#define netpool_init   pool_netpool_init
#define netpool_get    pool_netpool_get
#define netpool_in_use pool_netpool_in_use
#define pages_alloc    pool_pages_alloc
#define phys_to_virt   pool_phys_to_virt
#include "../netpool.c"

static void *memory;
static bool no_memory;

phys_t pool_pages_alloc(size_t count, enum pages_zone zone)
{
	(void)zone;
	memory = no_memory ? NULL : aligned_alloc(PAGE_SIZE, count * PAGE_SIZE);
	return memory ? (phys_t){ 0 } : PHYS_NONE;
}

void *pool_phys_to_virt(phys_t p)
{
	(void)p;
	return memory;
}

static struct netbuf *taken[CONFIG_NETPOOL_COUNT];

static void start(void)
{
	memset(&pool, 0, sizeof(pool));
	free(memory);
	no_memory = false;
	NEED(CHECK_EQ(netpool_init(), 0));
}

static unsigned take_all(void)
{
	struct netbuf *nb;
	unsigned n = 0;

	while (n < CONFIG_NETPOOL_COUNT && (nb = netpool_get()))
		taken[n++] = nb;
	return n;
}

static void give_all(void)
{
	for (unsigned i = 0; i < CONFIG_NETPOOL_COUNT; i++)
		taken[i]->free(taken[i]);
}

TEST(netpool_gives_each_buffer_once)
{
	start();
	NEED(CHECK_EQ(take_all(), CONFIG_NETPOOL_COUNT));
	CHECK(netpool_get() == NULL);
	CHECK_EQ(netpool_in_use(), CONFIG_NETPOOL_COUNT);
	for (unsigned i = 0; i < CONFIG_NETPOOL_COUNT; i++)
		memset(taken[i]->data, (int)i, NETBUF_SIZE);
	for (unsigned i = 0; i < CONFIG_NETPOOL_COUNT; i++) {
		CHECK_EQ(taken[i]->data[0], (uint8_t)i);
		CHECK_EQ(taken[i]->data[NETBUF_SIZE - 1], (uint8_t)i);
	}
	give_all();
	CHECK_EQ(netpool_in_use(), 0);
}

TEST(netpool_buffers_come_back_after_any_use)
{
	start();
	for (unsigned round = 0; round < 3; round++) {
		NEED(CHECK_EQ(take_all(), CONFIG_NETPOOL_COUNT));
		for (unsigned i = 0; i < CONFIG_NETPOOL_COUNT; i++) {
			memset(taken[i]->stack, 0xff, sizeof(taken[i]->stack));
			taken[i]->data += 14; /* the stack may move it */
			taken[i]->len = 9;
		}
		give_all();
	}
	CHECK_EQ(netpool_get()->len, 0);
}

TEST(netpool_aligns_what_follows_the_ethernet_header)
{
	start();
	CHECK_EQ(((uintptr_t)netpool_get()->data + 14) % 4, 0);
}

TEST(netpool_is_made_once)
{
	struct netbuf *first;

	start();
	first = netpool_get();
	CHECK_EQ(netpool_init(), 0);
	CHECK(netpool_get() != first);
	CHECK_EQ(netpool_in_use(), 2);
}

TEST(netpool_says_when_there_is_no_memory)
{
	start();
	memset(&pool, 0, sizeof(pool));
	free(memory);
	no_memory = true;
	CHECK_EQ(netpool_init(), -ENOMEM);
	CHECK(netpool_get() == NULL);
	no_memory = false;
	CHECK_EQ(netpool_init(), 0);
	CHECK(netpool_get() != NULL);
}
