/* SPDX-License-Identifier: MIT */
/* host_irq.c - shared lines, and lines without a driver. */
#include <errno.h>
#include <string.h>

#include <arch/cpu.h>
#include <core/irq.h>
#include <core/log.h>
#include <test/test.h>
#include <test/host.h>

static void count(void *arg)
{
	++*(int *)arg;
}

TEST(irq_calls_every_action_of_a_shared_line)
{
	int first = 0, second = 0, other = 0;
	struct irq_action a = { .fn = count, .arg = &first }, b = { .fn = count, .arg = &second };
	struct irq_action c = { .fn = count, .arg = &other };

	CHECK_EQ(irq_attach(11, &a), 0);
	CHECK_EQ(irq_attach(11, &b), 0);
	CHECK_EQ(irq_attach(4, &c), 0);
	CHECK_EQ(host_unmasked_lines(), 1 << 11 | 1 << 4);
	irq_dispatch(11);
	irq_dispatch(11);
	CHECK_EQ(first, 2);
	CHECK_EQ(second, 2);
	CHECK_EQ(other, 0);
}

TEST(irq_attach_refuses_lines_that_are_not_there)
{
	int calls = 0;
	struct irq_action a = { .fn = count, .arg = &calls };

	CHECK_EQ(irq_attach(16, &a), -EINVAL);
	CHECK_EQ(irq_attach(0xff, &a), -EINVAL);
	host_set_irq_controller(-ENODEV);
	CHECK_EQ(irq_attach(5, &a), -ENODEV);
	irq_dispatch(5);
	irq_dispatch(16);
	CHECK_EQ(calls, 0);
}

TEST(irq_without_driver_is_reported_once)
{
	char tail[512] = "";

	for (int i = 0; i < 5; i++)
		irq_dispatch(9);
	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	const char *found = strstr(tail, "line 9 interrupts, but no driver answers it");
	NEED(found);
	CHECK(!strstr(found + 1, "line 9"));
}

#define MESSAGES 16

TEST_NEEDS(irq_messages_are_each_for_one_device, CONFIG_IRQ_MESSAGES)
{
	int calls[MESSAGES + 1] = { 0 };
	struct irq_action a[MESSAGES + 1];
	struct irq_message m[MESSAGES + 1];

	for (unsigned i = 0; i <= MESSAGES; i++) {
		a[i] = (struct irq_action){ .fn = count, .arg = &calls[i] };
		CHECK_EQ(irq_attach_message(&a[i], &m[i]), i < MESSAGES ? 0 : -ENOSPC);
	}
	CHECK(m[0].data != m[1].data);
	irq_dispatch(IRQ_LINES + 3);
	irq_dispatch(IRQ_LINES + MESSAGES);
	for (unsigned i = 0; i < MESSAGES; i++)
		CHECK_EQ(calls[i], i == 3);
	CHECK_EQ(host_unmasked_lines(), 0);
}

TEST_NEEDS(irq_messages_need_a_controller, CONFIG_IRQ_MESSAGES)
{
	int calls = 0;
	struct irq_action a = { .fn = count, .arg = &calls };
	struct irq_message m;

	host_set_irq_controller(-ENODEV);
	CHECK_EQ(irq_attach_message(&a, &m), -ENODEV);
	host_set_irq_controller(0);
	CHECK_EQ(irq_attach_message(&a, &m), 0);
	irq_dispatch(IRQ_LINES);
	CHECK_EQ(calls, 1);
}

TEST(irq_context_follows_the_depth)
{
	CHECK(!in_irq());
	this_cpu()->irq_depth++;
	CHECK(in_irq());
	this_cpu()->irq_depth--;
	CHECK(!in_irq());
}
