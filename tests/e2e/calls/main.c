/* SPDX-License-Identifier: MIT */
/*
 * main.c - calls all | kept | cost: system calls by every way into the kernel.
 *
 *	all	asks every number the question of probes.tbl by a call, by SYSCALL and by
 *		INT 0x80, and compares the answers with each other and with the table
 *	kept	what the instructions must not touch: registers, flags, vectors, red zone
 *	cost	cycles of getpid by each way
 *
 * Status 0 when all was as it should be.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>

enum kind { EXACT, SAME, ANY, ELSEWHERE };

struct probe {
	int nr;
	const char *name;
	enum kind kind;
	long result;
	long args[6];
};

static char buf[4096] __attribute__((aligned(4096)));
static const char path[] = "/no-such-folder/name";

static const struct probe probes[] = {
#include "probes.h"
};

/* entries.asm: what way does with number nr; the instruction in between. */
long by_syscall(long nr, const long *args);
long by_int80(long nr, const long *args);
/* 0, or the number of the check that failed. */
int keeps_syscall(void);
int keeps_int80(void);

static long by_call(long nr, const long *a)
{
	long got = syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);

	return got == -1 ? -errno : got;
}

typedef long way(long nr, const long *args);
static const struct {
	const char *name;
	way *enter;
} ways[] = { { "call", by_call }, { "syscall", by_syscall }, { "int80", by_int80 } };
#define WAYS 3

static long ask(unsigned w, const struct probe *p)
{
	memset(buf, 0, sizeof(buf));
	return ways[w].enter(p->nr, p->args);
}

static int wrong(const struct probe *p, long got, long first)
{
	switch (p->kind) {
	case EXACT:
		return got != p->result;
	case SAME:
		return got < 0 || got != first;
	case ANY:
		return got < 0;
	case ELSEWHERE:
		return 0;
	}
	return 1;
}

static int ask_all(void)
{
	int bad = 0, implemented = 0, asked = 0;
	int known = sizeof(probes) / sizeof(probes[0]);
	int last = probes[known - 1].nr;
	const struct probe hole = { .name = "(no call)", .result = -ENOSYS };
	const struct probe *p = probes;

	for (int nr = -1; nr <= last + 1; nr++) {
		struct probe q = p < probes + known && p->nr == nr ? *p++ : hole;
		long first = 0;

		q.nr = nr;
		implemented += q.kind != EXACT || q.result != -ENOSYS;
		for (unsigned w = 0; w < WAYS && q.kind != ELSEWHERE; w++) {
			long got = ask(w, &q);

			asked++;
			first = w == 0 ? got : first;
			if (wrong(&q, got, first)) {
				printf("%d %s by %s: %ld\n", nr, q.name, ways[w].name, got);
				bad++;
			}
		}
	}
	printf("syscalls: %d implemented / %d known, %d questions, %d wrong answers\n", implemented,
	       known, asked, bad);
	return bad != 0;
}

static void *disturb(void *running)
{
	while (*(volatile int *)running) {
		__asm__ volatile("pcmpeqd %%xmm7, %%xmm7; pcmpeqd %%xmm15, %%xmm15"
				 :
				 :
				 : "xmm7", "xmm15");
		sched_yield();
	}
	return NULL;
}

/* A second thread fills the vector registers while a call of the first one sleeps. */
static int keep(void)
{
	int running = 1;
	pthread_t other;

	pthread_create(&other, NULL, disturb, &running);
	int fast = keeps_syscall(), slow = keeps_int80();
	running = 0;
	pthread_join(other, NULL);
	printf("kept: syscall %d, int80 %d\n", fast, slow);
	return fast || slow;
}

static unsigned long cycles(void)
{
	unsigned lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (unsigned long)hi << 32 | lo;
}

static int print_costs(void)
{
	static const long none[6];
	enum { ROUNDS = 1000 };
	unsigned long start = cycles();

	for (int i = 0; i < ROUNDS; i++)
		getppid();
	printf("cost: libc %lu", (cycles() - start) / ROUNDS);
	for (unsigned w = 0; w < WAYS; w++) {
		start = cycles();
		for (int i = 0; i < ROUNDS; i++)
			ways[w].enter(SYS_getppid, none);
		printf(", %s %lu", ways[w].name, (cycles() - start) / ROUNDS);
	}
	printf("\n");
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "all") == 0)
		return ask_all();
	if (strcmp(what, "kept") == 0)
		return keep();
	return strcmp(what, "cost") == 0 ? print_costs() : 2;
}
