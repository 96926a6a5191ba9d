/* SPDX-License-Identifier: MIT */
/*
 * bundle.c - the crash bundle: "key: value" lines between two markers, the second of
 * which carries a checksum of the lines between.
 *
 * Each section runs under trap_catch(): what it reads may be the very thing that is
 * broken. A line of it then says so, and the next section follows.
 *
 * Locking: none; only a panic comes here, and once.
 */
#include <stdarg.h>
#include <string.h>

#include <arch/cpu.h>
#include <arch/trap.h>
#include <core/clock.h>
#include <core/crash.h>
#include <core/heap.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/printf.h>
#include <core/thread.h>
#include <core/vm.h>

#define LINE_MAX    255u /* bytes without the newline */
#define THREADS_MAX 256u /* a list that is damaged may have no end */
#define LOG_BYTES   (CONFIG_CRASH_LOG_KB * 1024u)
#define LOG_LINE    200u

static const struct crash *crash;
static uint32_t sum; /* of the lines so far */

static void copy(const char *s, size_t n)
{
	console_copy(s, n);
	if (IS_ENABLED(CONFIG_CRASH_RAM))
		crash_ram_add(s, n);
}

static void emit(char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (line[i] < ' ' || line[i] > '~')
			line[i] = '?';
	}
	line[len++] = '\n';
	sum = crc32(sum, line, len);
	copy(line, len);
}

static void put(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void put(const char *fmt, ...)
{
	char line[LINE_MAX + 1];
	va_list args;

	va_start(args, fmt);
	int len = kvsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	emit(line, MIN((size_t)len, LINE_MAX));
}

static void put_hex(const char *key, const uint8_t *bytes, size_t size)
{
	char text[65];

	for (size_t i = 0; i < size; i++)
		ksnprintf(text + 2 * i, 3, "%02x", bytes[i]);
	put("%s: %s", key, text);
}

/* "*N": N frames in a row are equal. "?": the address was found by a guess. "!": the address is an
 * instruction, and not where a call returns to. */
static void put_backtrace(const char *key, const struct code_place *from)
{
	struct backtrace b;

	backtrace_begin(&b, from);
	while (backtrace_next(&b)) {
		const char *mark = b.exact ? "!" : b.guess ? "?" : "";

		if (b.count > 1)
			put("%s: %#lx%s *%u", key, b.pc, mark, b.count);
		else
			put("%s: %#lx%s", key, b.pc, mark);
	}
}

static void put_image(void *arg)
{
	(void)arg;
	put("bundle: 1");
	put("version: %s", BOBBIN_VERSION);
	put("app: %s", APP_NAME);
	put_hex("build-id", build_id, sizeof(build_id));
	put_hex("config-hash", build_config_hash, sizeof(build_config_hash));
}

static void put_event(void *arg)
{
	const struct thread *t = this_cpu()->thread;

	(void)arg;
	put("reason: %s", crash->reason);
	put("code: %08x", crash->code);
	put("uptime-ns: %lu", clock_now());
	if (clock_wall_known())
		put("unix-time: %lu", (uint64_t)clock_wall() / NSEC_PER_SEC);
	put("cpu: 0 signature %08x", cpu_signature());
	put("in-interrupt: %d", in_irq());
	put("in-thread: %d %s", t ? thread_id(t) : 0, t ? thread_name(t) : "boot");
}

static void put_where(void *arg)
{
	char line[128];

	(void)arg;
	put_backtrace("frame", &crash->at);
	for (unsigned i = 0; trap_registers(i, line, sizeof(line)); i++)
		put("registers: %s", line);
}

static void put_memory(void *arg)
{
	struct heap_stats heap;
	struct pages_stats pages;
	struct vm_stats vm;

	(void)arg;
	heap_stats(&heap);
	put("heap: total %zu used %zu peak %zu allocs %lu frees %lu failed %lu", heap.total,
	    heap.used, heap.peak, heap.allocs, heap.frees, heap.failed);
	pages_stats(&pages);
	vm_stats(&vm);
	put("memory: pages-total %zu pages-free %zu mapped %zu ranges %zu", pages.total, pages.free,
	    vm.mapped, vm.ranges);
}

static void put_thread(const struct thread_info *t)
{
	const struct code_place at = { .pc = t->pc, .fp = t->fp };

	put("thread: %d %s priority %u cpu-ns %lu name %s", t->id, thread_state_name(t->state),
	    t->prio, t->cpu_time, t->name);
	if (t->pc)
		put_backtrace("thread-frame", &at);
}

static void put_threads(void *arg)
{
	struct thread_info t;

	(void)arg;
	for (unsigned i = 0; i < THREADS_MAX && thread_nth(i, &t); i++)
		put_thread(&t);
}

static void put_log(void *arg)
{
	static const char key[] = "log: ";
	char line[LOG_LINE + 1];
	size_t at = crash->log_end > LOG_BYTES ? crash->log_end - LOG_BYTES : 0;
	size_t len = 0;
	bool whole = at == 0; /* what comes before the first newline may be half a line */
	char c;

	(void)arg;
	memcpy(line, key, sizeof(key) - 1);
	while (at < crash->log_end && log_read(&at, &c, 1)) {
		if (c != '\n')
			line[sizeof(key) - 1 + len++] = c;
		if (c != '\n' && len + sizeof(key) <= LOG_LINE)
			continue;
		if (whole)
			emit(line, sizeof(key) - 1 + len);
		whole = true;
		len = 0;
	}
	if (len)
		emit(line, sizeof(key) - 1 + len);
}

void crash_print(const struct crash *c)
{
	static void (*const sections[])(void *) = { put_image,  put_event,   put_where,
						    put_memory, put_threads, put_log };
	static const char begin[] = "-----BEGIN BOBBIN CRASH-----\n";
	struct trap_info trap;
	char end[48];

	crash = c;
	if (IS_ENABLED(CONFIG_CRASH_RAM))
		crash_ram_begin();
	copy(begin, sizeof(begin) - 1);
	for (unsigned i = 0; i < ARRAY_SIZE(sections); i++) {
		if (trap_catch(sections[i], NULL, &trap))
			put("damaged: exception %lu at %#lx, address %#lx", trap.vector, trap.pc,
			    trap.addr);
	}
	copy(end, (size_t)ksnprintf(end, sizeof(end), "-----END BOBBIN CRASH %08x-----\n", sum));
	if (IS_ENABLED(CONFIG_CRASH_RAM))
		crash_ram_end();
}
