/* SPDX-License-Identifier: MIT */
/* test_work.c - work items: order, once each, again from within. */
#include <core/clock.h>
#include <core/irq.h>
#include <core/thread.h>
#include <core/work.h>
#include <test/test.h>

struct item {
	struct work work;
	int id;
	unsigned runs;
};

static int order[8];
static unsigned done;

static void note_run(struct work *w)
{
	struct item *item = container_of(w, struct item, work);

	item->runs++;
	if (done < ARRAY_SIZE(order))
		order[done++] = item->id;
}

TEST(work_runs_once_per_queueing_in_order)
{
	struct item items[3];

	done = 0;
	preempt_disable(); /* the worker is better than we are */
	for (int i = 0; i < 3; i++) {
		items[i] = (struct item){ .work.fn = note_run, .id = i };
		work_queue(&items[i].work);
		work_queue(&items[i].work); /* queued already */
	}
	CHECK_EQ(done, 0);
	preempt_enable();
	thread_poll_point();
	CHECK_EQ(done, 3);
	for (int i = 0; i < 3; i++) {
		CHECK_EQ(order[i], i);
		CHECK_EQ(items[i].runs, 1);
	}
}

static void run_three_times(struct work *w)
{
	struct item *item = container_of(w, struct item, work);

	if (++item->runs < 3)
		work_queue(w);
}

TEST(work_may_queue_itself_again)
{
	struct item item = { .work.fn = run_three_times };

	work_queue(&item.work);
	thread_poll_point();
	CHECK_EQ(item.runs, 3);
}

struct endless {
	struct work work;
	volatile bool stop;
};

static void queue_again(struct work *w)
{
	if (!container_of(w, struct endless, work)->stop)
		work_queue(w);
}

/* Without the worker's rests, or its single steps, we would not come back from the first
 * call. */
TEST(endless_work_lets_the_program_run)
{
	struct endless e = { .work.fn = queue_again };

	work_queue(&e.work);
	for (int i = 0; i < 3; i++)
		thread_sleep_until(clock_now() + 5 * NSEC_PER_MSEC);
	e.stop = true;
	for (int i = 0; i < 1000 && *(volatile bool *)&e.work.queued; i++)
		thread_sleep_until(clock_now() + NSEC_PER_MSEC);
	CHECK(!e.work.queued);
}

struct from_irq {
	struct timer timer;
	struct item item;
	bool in_irq;
};

static void queue_it(struct timer *t)
{
	work_queue(&container_of(t, struct from_irq, timer)->item.work);
}

static void note_context(struct work *w)
{
	struct from_irq *f = container_of(w, struct from_irq, item.work);

	f->in_irq = in_irq() || !irqs_enabled();
	f->item.runs++;
}

TEST(work_queued_by_an_interrupt_runs_in_a_thread)
{
	struct from_irq f = { .timer.fn = queue_it, .item.work.fn = note_context };

	timer_arm(&f.timer, clock_now() + NSEC_PER_MSEC);
	for (int i = 0; i < 1000 && *(volatile unsigned *)&f.item.runs == 0; i++)
		thread_sleep_until(clock_now() + 3 * NSEC_PER_MSEC);
	CHECK_EQ(f.item.runs, 1);
	CHECK(!f.in_irq);
}
