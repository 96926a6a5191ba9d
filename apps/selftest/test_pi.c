/* SPDX-License-Identifier: MIT */
/* test_pi.c - locks with priority inheritance whose owner ends, and signals meanwhile. Plain
 * hosted C: the same tests pass on Linux. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

/* Linux include/uapi/linux/futex.h */
#define FUTEX_LOCK_PI   6
#define FUTEX_UNLOCK_PI 7
#define WAITERS         0x80000000u
#define OWNER_DIED      0x40000000u
#define ID_MASK         0x3fffffffu

static volatile unsigned word;
static volatile int handled;

static void sleep_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static long operate(int op, const struct timespec *until)
{
	return syscall(SYS_futex, &word, op, 0, until, NULL, 0) ? -errno : 0;
}

static void await_sleeper(void)
{
	while (!(word & WAITERS))
		sleep_ms(1);
}

/* Ends with the lock while others sleep for it; *arg: marked, as libc leaves a mutex. */
static void *take_and_end(void *arg)
{
	word = (unsigned)gettid();
	await_sleeper();
	sleep_ms(5); /* so that both are, most of the time */
	if (*(bool *)arg)
		word = OWNER_DIED;
	return NULL;
}

static void *lock_and_give(void *arg)
{
	(void)arg;
	if (operate(FUTEX_LOCK_PI, NULL) || (word & ID_MASK) != (unsigned)gettid())
		return (void *)-1;
	intptr_t died = (word & OWNER_DIED) != 0;
	return operate(FUTEX_UNLOCK_PI, NULL) ? (void *)-2 : (void *)died;
}

static void end_owner(bool marked)
{
	pthread_t owner, sleeper[2];
	void *died[2];

	word = 0;
	CHECK_EQ(pthread_create(&owner, NULL, take_and_end, &marked), 0);
	sleep_ms(5);
	for (int i = 0; i < 2; i++)
		CHECK_EQ(pthread_create(&sleeper[i], NULL, lock_and_give, NULL), 0);
	pthread_join(owner, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(sleeper[i], &died[i]);
	/* Who gets it first is told, and unlocks it as one in order. */
	CHECK_EQ((intptr_t)died[0] + (intptr_t)died[1], 1);
	CHECK((intptr_t)died[0] >= 0 && (intptr_t)died[1] >= 0);
	CHECK_EQ(word, 0);
}

TEST_NEEDS(lock_of_a_thread_that_ended_goes_to_a_sleeper, CONFIG_MUTEX_PI)
{
	end_owner(false);
	end_owner(true);
}

static void note(int sig)
{
	handled = sig;
}

TEST_NEEDS(signal_is_handled_while_a_lock_with_inheritance_is_waited_for, CONFIG_MUTEX_PI)
{
	struct sigaction sa = { .sa_handler = note }; /* no SA_RESTART, and yet */
	pthread_t waiting;
	void *died;

	handled = 0;
	word = (unsigned)gettid();
	CHECK_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	CHECK_EQ(pthread_create(&waiting, NULL, lock_and_give, NULL), 0);
	await_sleeper();
	CHECK_EQ(pthread_kill(waiting, SIGUSR1), 0);
	for (int i = 0; i < 1000 && !handled; i++)
		sleep_ms(1);
	CHECK_EQ(handled, SIGUSR1);
	CHECK_EQ(word & ID_MASK, gettid());
	CHECK_EQ(operate(FUTEX_UNLOCK_PI, NULL), 0);
	pthread_join(waiting, &died);
	CHECK_EQ((intptr_t)died, 0);
	sa.sa_handler = SIG_DFL;
	CHECK_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
}
