/* SPDX-License-Identifier: MIT */
/*
 * proc_sched.c - the scheduler's numbers: its part of /proc/bobbin, and /proc/threads,
 * one line per thread, the newest first:
 *
 *	id  priority  state     cpu_ms  name
 *	 1  normal    running       12  main
 *
 * Ids above 0 are the program's threads, 1 is main()'s; the others are the kernel's.
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/printf.h>
#include <core/synth.h>
#include <core/thread.h>

#define SPARE   8  /* threads that may be made while the list is fetched */
#define ROW_MAX 80 /* bytes of a line */

static const char *const prio_names[PRIO_COUNT] = {
	[PRIO_IDLE] = "idle", [PRIO_LOW] = "low",           [PRIO_NORMAL] = "normal",
	[PRIO_HIGH] = "high", [PRIO_REALTIME] = "realtime",
};
static int put_row(char *buf, const struct thread_info *row)
{
	return ksnprintf(buf, ROW_MAX, "%3d  %-8s  %-8s  %6lu  %s\n", row->id,
			 prio_names[row->prio], thread_state_name(row->state),
			 row->cpu_time / NSEC_PER_MSEC, row->name);
}

static ssize_t threads_text(char *buf, size_t size)
{
	unsigned max = thread_list(NULL, 0) + SPARE;
	struct thread_info *rows = heap_alloc(max * (sizeof(*rows) + ROW_MAX) + ROW_MAX);
	char *text = (char *)(rows + max);

	if (!rows)
		return -ENOMEM;
	unsigned n = MIN(thread_list(rows, max), max);
	int len = ksnprintf(text, ROW_MAX, " id  priority  state     cpu_ms  name\n");
	for (unsigned i = 0; i < n; i++)
		len += put_row(text + len, &rows[i]);
	memcpy(buf, text, MIN((size_t)len, size));
	heap_free(rows);
	return len;
}

int proc_sched_text(char *buf, size_t size)
{
	struct sched_stats s;
	uint64_t now = clock_now();

	sched_stats(&s);
	return ksnprintf(buf, size,
			 "uptime %lu\nidle %lu\nidle_percent %lu\nhalts %lu\nswitches %lu\n"
			 "timer_irqs %lu\n",
			 now, s.idle_time, s.idle_time / (now / 100 + 1), s.halts, s.switches,
			 timer_interrupts());
}

void proc_sched_init(void)
{
	static struct synth_file file = { .path = "/proc/threads", .generate = threads_text };

	synth_register(&file);
}
