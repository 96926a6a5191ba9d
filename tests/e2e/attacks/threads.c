/* SPDX-License-Identifier: MIT */
/*
 * threads.c - faults in one of several threads. Where an option says so, the thread ends
 * alone; main() says what is left of it.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attacks.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int cleaned;

static void clean(void *arg)
{
	(void)arg;
	cleaned = 1;
	pthread_mutex_unlock(&lock);
}

static ONCE void read_null(void)
{
	volatile char *volatile nowhere = NULL;

	*nowhere;
}

static ONCE void divide(void)
{
	__asm__ volatile("xorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n\tdivl %%ecx"
			 :
			 :
			 : "eax", "ecx", "edx");
}

static ONCE void call_null(void)
{
	((void (*)(void))(unsigned long)cleaned)();
	cleaned = 0; /* not a tail call */
}

static ONCE int recurse(volatile char *above)
{
	volatile char here[256];

	here[0] = *above;
	return above == here ? 0 : recurse(here) + here[0];
}

static ONCE void overflow(void)
{
	volatile char first = 1;

	recurse(&first);
}

/* Inside a system call: libc's memcpy() faults, but the kernel called it. */
static ONCE void ask_with_bad_pointer(void)
{
	int ends[2];

	if (pipe(ends) == 0 && write(ends[1], "four", 4) == 4)
		read(ends[0], (void *)16, 4);
}

static ONCE void damage_heap(void)
{
	void *volatile p = malloc(100);

	free(p);
	free(p);
}

static const struct {
	const char *name;
	void (*fn)(void);
} faults[] = {
	{ "null", read_null },
	{ "divide", divide },
	{ "call", call_null },
	{ "overflow", overflow },
	{ "system-call", ask_with_bad_pointer },
	{ "heap", damage_heap },
};

static void *fault(void *name)
{
	pthread_mutex_lock(&lock);
	pthread_cleanup_push(clean, NULL);
	for (unsigned i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (strcmp(faults[i].name, name) == 0)
			faults[i].fn();
	}
	pthread_cleanup_pop(1);
	return name;
}

/* thread-fault NAME: many times, so that what a thread leaves behind would show. */
static void fault_in_thread(const char *argument)
{
	for (int i = 0; i < 50; i++) {
		pthread_t t;
		void *result = NULL;

		cleaned = 0;
		pthread_create(&t, NULL, fault, (void *)argument);
		pthread_join(t, &result);
		if (result != PTHREAD_CANCELED || !cleaned)
			printf("result %p, cleaned %d\n", result, cleaned);
	}
	printf("50 threads ended\n");
}

static void *outlive_main(void *arg)
{
	usleep(50000);
	printf("main is gone\n");
	return arg;
}

static void fault_in_main(const char *argument)
{
	pthread_t t;

	(void)argument;
	pthread_create(&t, NULL, outlive_main, NULL);
	read_null();
}

static void fault_in_last(const char *argument)
{
	(void)argument;
	read_null();
}

const struct attack thread_attacks[] = {
	{ "thread-fault", fault_in_thread },
	{ "main-fault", fault_in_main },
	{ "last-fault", fault_in_last },
	{ 0 },
};
