/* SPDX-License-Identifier: MIT */
/*
 * test_interrupted.c - signals that find a thread computing, which it does without end:
 * these tests need a scheduler that takes the CPU away. Plain hosted C: the same tests
 * pass on Linux.
 */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include <test/test.h>

static volatile sig_atomic_t count;
static volatile int cleaned, ready;

static void note(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	count++;
}

static void catch_with(int sig, void (*fn)(int, siginfo_t *, void *))
{
	struct sigaction sa = { .sa_sigaction = fn, .sa_flags = SA_SIGINFO };

	CHECK_EQ(sigaction(sig, &sa, NULL), 0);
	count = 0;
}

static volatile int stop, running;

/* Uses as many registers as it can, and notices when one changes. */
static void *compute(void *arg)
{
	double a = 1, b = 2, c = 3, d = 4;
	long rounds = 0, double_rounds = 0;

	running = 1;
	while (!stop) {
		rounds++;
		double_rounds += 2;
		a += 1;
		b += 1;
		c += 1;
		d += 1;
		__asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d), "+r"(rounds));
	}
	*(long *)arg = double_rounds == 2 * rounds && b - a == 1 && c - a == 2 && d - a == 3 &&
		       a == (double)(rounds + 1);
	return NULL;
}

/* Dirties what a handler may. */
static void scribble(int sig, siginfo_t *info, void *context)
{
	volatile double noise = 3.5;
	volatile long double more = 1;

	for (int i = 0; i < 20; i++) {
		noise = noise * 1.5 - 2;
		more = more * 3 + (long double)noise;
	}
	__asm__ volatile("pxor %%xmm0, %%xmm0\n\tpxor %%xmm1, %%xmm1\n\tpxor %%xmm2, %%xmm2\n\t"
			 "pxor %%xmm3, %%xmm3\n\tpxor %%xmm15, %%xmm15"
			 :
			 :
			 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm15");
	note(sig, info, context);
}

TEST_NEEDS(handlers_interrupt_a_thread_that_computes_and_leave_no_trace, CONFIG_SCHED_PREEMPT)
{
	pthread_t t;
	long intact = 0;

	catch_with(SIGUSR1, scribble);
	stop = running = 0;
	NEED(pthread_create(&t, NULL, compute, &intact) == 0);
	while (!running)
		sched_yield();
	for (int i = 1; i <= 50; i++) {
		CHECK_EQ(pthread_kill(t, SIGUSR1), 0);
		while (count < i)
			sched_yield();
	}
	stop = 1;
	pthread_join(t, NULL);
	CHECK_EQ(count, 50);
	CHECK_EQ(intact, 1);
}

static sigjmp_buf out;

static void jump_out(int sig, siginfo_t *info, void *context)
{
	note(sig, info, context);
	siglongjmp(out, 1);
}

/* The loop has no other end. */
TEST_NEEDS(a_handler_may_leave_an_endless_loop_by_siglongjmp, CONFIG_SCHED_PREEMPT)
{
	sigset_t now;

	catch_with(SIGALRM, jump_out);
	if (sigsetjmp(out, 1) == 0) {
		ualarm(10000, 0);
		for (;;)
			__asm__ volatile("" : : : "memory");
	}
	CHECK_EQ(count, 1);
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	CHECK_EQ(sigismember(&now, SIGALRM), 0);
}

static void clean(void *arg)
{
	(void)arg;
	cleaned++;
}

static void *spin(void *arg)
{
	int old;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	pthread_cleanup_push(clean, NULL);
	ready = 1;
	for (;;)
		__asm__ volatile("" : : : "memory");
	pthread_cleanup_pop(0);
	return arg;
}

TEST_NEEDS(a_thread_that_computes_can_be_cancelled_asynchronously, CONFIG_SCHED_PREEMPT)
{
	pthread_t t;
	void *result = NULL;

	cleaned = ready = 0;
	NEED(pthread_create(&t, NULL, spin, NULL) == 0);
	while (!ready)
		sched_yield();
	CHECK_EQ(pthread_cancel(t), 0);
	CHECK_EQ(pthread_join(t, &result), 0);
	CHECK(result == PTHREAD_CANCELED);
	CHECK_EQ(cleaned, 1);
}
