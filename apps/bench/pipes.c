/* SPDX-License-Identifier: MIT */
/* pipes.c - bytes through a pipe: alone, and as a message to a thread that answers. */
#include <pthread.h>
#include <unistd.h>

#include "measure.h"

static int there[2], back[2]; /* read end, write end */
static pthread_t echo;

static uint64_t alone(void)
{
	char byte = 0;
	uint64_t start = stamp();

	ssize_t wrote = write(back[1], &byte, 1);
	ssize_t got = read(back[0], &byte, 1);
	uint64_t cost = stamp() - start;

	must(wrote == 1 && got == 1, "a byte through a pipe");
	return cost;
}

/* Until the other side is closed. */
static void *echo_main(void *arg)
{
	char byte;

	while (read(there[0], &byte, 1) == 1)
		must(write(back[1], &byte, 1) == 1, "write() to a pipe");
	return arg;
}

static uint64_t round_trip(void)
{
	char byte = 0;
	uint64_t start = stamp();

	ssize_t wrote = write(there[1], &byte, 1);
	ssize_t got = read(back[0], &byte, 1);
	uint64_t cost = stamp() - start;

	must(wrote == 1 && got == 1, "a message through a pipe");
	return cost;
}

static void begin(void)
{
	must(pipe(there) == 0 && pipe(back) == 0, "pipe()");
	must(pthread_create(&echo, NULL, echo_main, NULL) == 0, "pthread_create()");
}

static void end(void)
{
	close(there[1]);
	pthread_join(echo, NULL);
	close(there[0]);
	close(back[0]);
	close(back[1]);
}

static const struct measurement list[] = {
	{ "pipe, write and read of 1 byte", alone, TIMES },
	{ "pipe message to a thread and back", round_trip, TIMES },
};
const struct group pipes_group = {
	.name = "pipes",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.begin = begin,
	.end = end,
};
