/* SPDX-License-Identifier: MIT */
/*
 * main.c - disk COMMAND...: uses disks without a filesystem, through core/blk.h.
 *
 *	list                          every device
 *	write|read NAME FIRST COUNT SEED   the pattern of SEED, in sectors
 *	flush NAME
 *	bytes NAME SECTOR             that sector's first bytes, through the heap
 *	wait                          prints "ready", then waits for a line on standard input
 *	cost NAME                     instructions of reads of 4 KiB, where a tick is one
 *
 * Several commands are separated by ",". Exit status: 0 when each did what it says.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/thread.h>

#include "disk.h"

static struct blk_dev *device(const char *name)
{
	struct blk_dev *dev = name ? blk_find(name) : NULL;

	if (!dev) {
		printf("%s: no such disk\n", name ? name : "?");
		exit(1);
	}
	return dev;
}

static uint64_t number(const char *s)
{
	return s ? strtoull(s, NULL, 0) : 0;
}

static int list(char **arg)
{
	(void)arg;
	for (struct blk_dev *d = blk_next(NULL); d; d = blk_next(d))
		printf("%s first %lu sectors %lu block %u segments %u%s%s\n", d->name, d->first,
		       d->sectors, d->block_size, d->max_segs, d->read_only ? " read-only" : "",
		       d->write_cache ? " cache" : "");
	return 0;
}

static int pattern(char **arg)
{
	struct blk_dev *dev = device(arg[1]);
	enum blk_op op = arg[0][0] == 'w' ? BLK_WRITE : BLK_READ;
	uint64_t first = number(arg[2]), count = number(arg[3]);
	struct total t = transfer(dev, op, first, count ? count : dev->sectors, number(arg[4]));

	printf("%s %s: %lu sectors", dev->name, arg[0], t.sectors);
	if (t.failed)
		printf(", %u requests failed: %s", t.failed, strerror(-t.error));
	if (t.wrong != UINT64_MAX)
		printf(", wrong at sector %lu", t.wrong);
	printf("\n");
	return t.failed || t.wrong != UINT64_MAX;
}

static int flush(char **arg)
{
	struct blk_dev *dev = device(arg[1]);
	int err = blk_flush(dev);

	printf("%s flush: %s; %lu reads, %lu writes, %lu flushes, %lu errors, %lu resets\n",
	       dev->name, err ? strerror(-err) : "ok", dev->count[BLK_READ], dev->count[BLK_WRITE],
	       dev->count[BLK_FLUSH], dev->errors, dev->resets);
	return err != 0;
}

static int bytes(char **arg)
{
	struct blk_dev *dev = device(arg[1]);
	unsigned char *buf = malloc(dev->block_size);
	int err = blk_read(dev, number(arg[2]), buf, dev->block_size);

	printf("%s bytes:", dev->name);
	for (int i = 0; !err && i < 16; i++)
		printf(" %02x", buf[i]);
	printf("%s\n", err ? strerror(-err) : "");
	free(buf);
	return err != 0;
}

static int wait_line(char **arg)
{
	(void)arg;
	puts("ready");
	fflush(stdout);
	return getchar() == EOF;
}

/* --- cost ------------------------------------------------------------------------------- */

#define READS 256u

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static uint64_t idle_time(void)
{
	struct sched_stats s;

	sched_stats(&s);
	return s.idle_time;
}

static int cost(char **arg)
{
	struct blk_dev *dev = device(arg[1]);
	phys_t pa = pages_alloc(1, dev->whole->zone);
	uint64_t busy = 0;

	for (unsigned i = 0; i < READS; i++) {
		uint64_t idle = idle_time(), before = ticks();

		if (blk_read(dev, i * 8, phys_to_virt(pa), PAGE_SIZE))
			return 1;
		busy += ticks() - before;
		busy -= idle_time() - idle;
	}
	printf("%s cost: %lu ticks for a read of 4 KiB\n", dev->name, busy / READS);
	pages_free(pa, 1);
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(char **arg);
} commands[] = {
	{ "list", list },   { "write", pattern },  { "read", pattern }, { "flush", flush },
	{ "bytes", bytes }, { "wait", wait_line }, { "cost", cost },
};

static int run(char **arg)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(arg[0], commands[i].name) == 0)
			return commands[i].fn(arg);
	printf("%s: unknown\n", arg[0]);
	return 2;
}

int main(int argc, char **argv)
{
	int worst = 0;

	for (int i = 1; i < argc; i++) {
		char **first = &argv[i];

		while (i < argc && strcmp(argv[i], ",") != 0)
			i++;
		argv[i] = NULL;
		int status = *first ? run(first) : 0;
		worst = status > worst ? status : worst;
	}
	return worst;
}
