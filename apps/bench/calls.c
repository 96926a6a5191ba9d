/* SPDX-License-Identifier: MIT */
/* calls.c - entering the kernel and coming back. */
#include <time.h>
#include <unistd.h>

#include "measure.h"

static uint64_t null_call(void)
{
	uint64_t start = stamp();

	getppid();
	return stamp() - start;
}

static uint64_t read_clock(void)
{
	struct timespec now;
	uint64_t start = stamp();

	clock_gettime(CLOCK_MONOTONIC, &now);
	return stamp() - start;
}

static const struct measurement list[] = {
	{ "null call, getppid()", null_call, TIMES },
	{ "clock_gettime()", read_clock, TIMES },
};
const struct group calls_group = {
	.name = "calls",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
};
