/* SPDX-License-Identifier: MIT */
/* test_policy.c - scheduling policies and priorities of POSIX, as a program sets them. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

static void sleep_ms(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000 + t.tv_nsec;
}

static int set_own(int policy, int level)
{
	struct sched_param p = { .sched_priority = level };

	return pthread_setschedparam(pthread_self(), policy, &p);
}

/* libc's sched_setscheduler() and its kin are for processes and say ENOSYS. */
static long set_raw(int id, int policy, int level)
{
	struct sched_param p = { .sched_priority = level };

	return syscall(SYS_sched_setscheduler, id, policy, &p) ? -errno : 0;
}

TEST(policies_are_kept_and_wrong_ones_refused)
{
	struct sched_param p;
	int policy;

	CHECK_EQ(set_own(SCHED_RR, 7), 0);
	CHECK_EQ(pthread_getschedparam(pthread_self(), &policy, &p), 0);
	CHECK(policy == SCHED_RR && p.sched_priority == 7);
	CHECK_EQ(pthread_setschedprio(pthread_self(), 99), 0);
	CHECK_EQ(pthread_getschedparam(pthread_self(), &policy, &p), 0);
	CHECK(policy == SCHED_RR && p.sched_priority == 99);
	CHECK_EQ(set_own(SCHED_FIFO, 0), EINVAL);
	CHECK_EQ(set_own(SCHED_FIFO, 100), EINVAL);
	CHECK_EQ(set_own(SCHED_OTHER, 1), EINVAL);
	CHECK_EQ(set_own(17, 1), EINVAL);
	CHECK_EQ(set_own(SCHED_OTHER, 0), 0);
	CHECK_EQ(set_raw(12345, SCHED_OTHER, 0), -ESRCH);
	CHECK_EQ(set_raw(-1, SCHED_OTHER, 0), -EINVAL);
	CHECK_EQ(syscall(SYS_sched_getscheduler, 0), SCHED_OTHER);
}

TEST(priority_bounds_and_turns_are_linuxs)
{
	struct timespec turn;

	CHECK_EQ(sched_get_priority_min(SCHED_FIFO), 1);
	CHECK_EQ(sched_get_priority_max(SCHED_FIFO), 99);
	CHECK_EQ(sched_get_priority_max(SCHED_RR), 99);
	CHECK_EQ(sched_get_priority_max(SCHED_OTHER), 0);
	CHECK_EQ(sched_get_priority_max(17), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(set_own(SCHED_FIFO, 1), 0);
	CHECK_EQ(sched_rr_get_interval(0, &turn), 0);
	CHECK_EQ(turn.tv_sec * 1000000000 + turn.tv_nsec, 0);
	CHECK_EQ(set_own(SCHED_RR, 1), 0);
	CHECK_EQ(sched_rr_get_interval(0, &turn), 0);
	CHECK_EQ(turn.tv_nsec > 0, IS_ENABLED(CONFIG_SCHED_PREEMPT));
	CHECK_EQ(set_own(SCHED_OTHER, 0), 0);
}

/* --- order --------------------------------------------------------------------------------- */

static int order[8];
static volatile int arrived;

static void *note(void *arg)
{
	order[arrived++] = (int)(intptr_t)arg;
	return NULL;
}

static void start(pthread_t *t, int policy, int level, void *(*fn)(void *), void *arg)
{
	struct sched_param p = { .sched_priority = level };
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(&attr, policy);
	pthread_attr_setschedparam(&attr, &p);
	CHECK_EQ(pthread_create(t, &attr, fn, arg), 0);
	pthread_attr_destroy(&attr);
}

/* We are the best until we wait for them. */
TEST_NEEDS(realtime_threads_run_by_level, CONFIG_SCHED)
{
	static const int levels[] = { 10, 60, 49, 50, 1 };
	static const int expected[] = { 1, 3, 2, 0, 4 };
	pthread_t t[5];

	arrived = 0;
	CHECK_EQ(set_own(SCHED_FIFO, 90), 0);
	for (int i = 0; i < 5; i++)
		start(&t[i], i % 2 ? SCHED_FIFO : SCHED_RR, levels[i], note, (void *)(intptr_t)i);
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	CHECK_EQ(set_own(SCHED_OTHER, 0), 0);
	for (int i = 0; i < 5; i++)
		CHECK_EQ(order[i], expected[i]);
}

static void *tell_policy(void *arg)
{
	struct sched_param p;

	(void)arg;
	int policy = (int)syscall(SYS_sched_getscheduler, 0);
	syscall(SYS_sched_getparam, 0, &p);
	return (void *)(intptr_t)(policy * 1000 + p.sched_priority);
}

TEST_NEEDS(a_new_thread_has_its_creators_policy, CONFIG_SCHED)
{
	pthread_t t;
	void *told;

	CHECK_EQ(set_own(SCHED_FIFO, 33), 0);
	CHECK_EQ(pthread_create(&t, NULL, tell_policy, NULL), 0);
	CHECK_EQ(set_own(SCHED_OTHER, 0), 0);
	pthread_join(t, &told);
	CHECK_EQ((intptr_t)told, SCHED_FIFO * 1000 + 33);
}

/* Two that never wait: with FIFO one is done before the other begins. */
static void *count_to_end(void *arg)
{
	int64_t end = now_ns() + 50000000;

	note(arg);
	while (now_ns() < end)
		;
	return note(arg);
}

TEST_NEEDS(fifo_threads_keep_the_cpu_and_round_robin_ones_share_it, CONFIG_SCHED_PREEMPT)
{
	for (int policy = SCHED_FIFO; policy <= SCHED_RR; policy++) {
		pthread_t t[2];

		arrived = 0;
		CHECK_EQ(set_own(SCHED_FIFO, 90), 0);
		for (intptr_t i = 0; i < 2; i++)
			start(&t[i], policy, 20, count_to_end, (void *)i);
		for (int i = 0; i < 2; i++)
			pthread_join(t[i], NULL);
		CHECK_EQ(set_own(SCHED_OTHER, 0), 0);
		CHECK_EQ(order[0] != order[1], policy == SCHED_RR);
	}
}

/* --- inheritance ----------------------------------------------------------------------------- */

static struct {
	pthread_mutex_t lock;
	sem_t go;
	volatile int low_has_it, middle_done;
} inversion;

static void *be_low(void *arg)
{
	pthread_mutex_lock(&inversion.lock);
	inversion.low_has_it = 1;
	sem_wait(&inversion.go);
	pthread_mutex_unlock(&inversion.lock);
	return arg;
}

static void *be_middle(void *arg)
{
	int64_t end = now_ns() + 200000000;

	while (now_ns() < end)
		;
	inversion.middle_done = 1;
	return arg;
}

/* True when middle was done before we, the best, got what low has. */
static int inverted(int protocol)
{
	pthread_mutexattr_t attr;
	pthread_t low, middle;

	inversion.low_has_it = inversion.middle_done = 0;
	sem_init(&inversion.go, 0, 0);
	pthread_mutexattr_init(&attr);
	CHECK_EQ(pthread_mutexattr_setprotocol(&attr, protocol), 0);
	CHECK_EQ(pthread_mutex_init(&inversion.lock, &attr), 0);
	start(&low, SCHED_FIFO, 10, be_low, NULL);
	while (!inversion.low_has_it)
		sleep_ms(1);
	CHECK_EQ(set_own(SCHED_FIFO, 30), 0);
	start(&middle, SCHED_FIFO, 20, be_middle, NULL);
	sem_post(&inversion.go);
	CHECK_EQ(pthread_mutex_lock(&inversion.lock), 0);
	int late = inversion.middle_done;
	CHECK_EQ(pthread_mutex_unlock(&inversion.lock), 0);
	pthread_join(low, NULL);
	pthread_join(middle, NULL);
	CHECK_EQ(set_own(SCHED_OTHER, 0), 0);
	CHECK_EQ(pthread_mutex_destroy(&inversion.lock), 0);
	return late;
}

TEST_NEEDS(a_pthread_mutex_with_inheritance_knows_no_inversion, CONFIG_MUTEX_PI)
{
	CHECK(!inverted(PTHREAD_PRIO_INHERIT));
	CHECK(inverted(PTHREAD_PRIO_NONE)); /* the test sees the difference */
}

static pthread_mutex_t pi_lock;
static volatile long pi_counter;

static void *try_pi_lock(void *arg)
{
	struct timespec until;

	(void)arg;
	clock_gettime(CLOCK_REALTIME, &until);
	if (pthread_mutex_trylock(&pi_lock) != EBUSY)
		return (void *)1;
	if (pthread_mutex_timedlock(&pi_lock, &until) != ETIMEDOUT)
		return (void *)2;
	return pthread_mutex_unlock(&pi_lock) == EPERM ? NULL : (void *)3;
}

static void *count_under_pi_lock(void *arg)
{
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&pi_lock);
		long seen = pi_counter;
		if (i % 4 == 0)
			sched_yield();
		pi_counter = seen + 1;
		pthread_mutex_unlock(&pi_lock);
	}
	return arg;
}

TEST_NEEDS(a_pthread_mutex_with_inheritance_excludes_and_checks, CONFIG_MUTEX_PI)
{
	pthread_mutexattr_t attr;
	pthread_t t[4];
	void *wrong;

	pthread_mutexattr_init(&attr);
	CHECK_EQ(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT), 0);
	CHECK_EQ(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK), 0);
	CHECK_EQ(pthread_mutex_init(&pi_lock, &attr), 0);
	CHECK_EQ(pthread_mutex_lock(&pi_lock), 0);
	CHECK_EQ(pthread_mutex_lock(&pi_lock), EDEADLK);
	CHECK_EQ(pthread_create(&t[0], NULL, try_pi_lock, NULL), 0);
	pthread_join(t[0], &wrong);
	CHECK_EQ((intptr_t)wrong, 0);
	CHECK_EQ(pthread_mutex_unlock(&pi_lock), 0);
	pi_counter = 0;
	for (int i = 0; i < 4; i++)
		CHECK_EQ(pthread_create(&t[i], NULL, count_under_pi_lock, NULL), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	CHECK_EQ(pi_counter, 800);
	CHECK_EQ(pthread_mutex_destroy(&pi_lock), 0);
}
