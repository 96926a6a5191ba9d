/* SPDX-License-Identifier: MIT */
/*
 * platform.c - what net/tls wants of core, on Linux: memory, time, random numbers and
 * formatting, for `make host`. The image has core's own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/printf.h>
#include <core/random.h>

void *heap_alloc(size_t size)
{
	return malloc(size);
}

void *heap_alloc_zero(size_t count, size_t size)
{
	return calloc(count, size);
}

void heap_free(void *p)
{
	free(p);
}

static int64_t read_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * (int64_t)NSEC_PER_SEC + now.tv_nsec;
}

uint64_t clock_now(void)
{
	return (uint64_t)read_clock(CLOCK_MONOTONIC);
}

int64_t clock_wall(void)
{
	return read_clock(CLOCK_REALTIME);
}

bool clock_wall_known(void)
{
	return true;
}

bool random_seeded(void)
{
	return true;
}

void random_bytes(void *buf, size_t len)
{
	unsigned char *p = buf;

	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);
		if (n < 0)
			abort(); /* a kernel without getrandom(): there is no way to go on */
		p += n;
		len -= (size_t)n;
	}
}

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	return vsnprintf(buf, size, fmt, args);
}

int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	int n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}
