/* SPDX-License-Identifier: MIT */
/*
 * test_pthread.c - libc's threads, as a program uses them. Plain hosted C: the same
 * tests pass on Linux.
 */
#define TESTS_LACK LACKS(CONFIG_SCHED)
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

#define THREADS 6

static struct timespec after_ms(clockid_t clock, long ms)
{
	struct timespec t;

	clock_gettime(clock, &t);
	t.tv_nsec += ms * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static void sleep_ms(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* --- creation, end, data of one's own --------------------------------------------------- */

static __thread int own_value = 41;
static __thread char own_zeroes[100];

static void *use_own_data(void *arg)
{
	intptr_t id = (intptr_t)arg;

	if (own_value != 41 || own_zeroes[99] != 0)
		return (void *)-1;
	own_value += (int)id;
	own_zeroes[99] = (char)id;
	errno = (int)id;
	sched_yield();
	return (void *)(intptr_t)(own_value == 41 + id && own_zeroes[99] == id && errno == id);
}

TEST(threads_have_thread_local_data_and_errno)
{
	pthread_t t[THREADS];

	errno = 77;
	for (intptr_t i = 0; i < THREADS; i++)
		CHECK_EQ(pthread_create(&t[i], NULL, use_own_data, (void *)(i + 1)), 0);
	for (int i = 0; i < THREADS; i++) {
		void *ret = NULL;
		CHECK_EQ(pthread_join(t[i], &ret), 0);
		CHECK_EQ((intptr_t)ret, 1);
	}
	CHECK_EQ(own_value, 41);
	CHECK_EQ(errno, 77);
}

static void *exit_early(void *arg)
{
	pthread_exit((char *)arg + 1);
}

TEST(join_returns_what_pthread_exit_gave)
{
	pthread_t t;
	void *ret = NULL;
	char mark[2];

	NEED(pthread_create(&t, NULL, exit_early, mark) == 0);
	CHECK_EQ(pthread_join(t, &ret), 0);
	CHECK(ret == mark + 1);
}

static sem_t detached_done;

static void *post(void *arg)
{
	(void)arg;
	sem_post(&detached_done);
	return NULL;
}

static unsigned long free_ram(void)
{
	struct sysinfo info;

	sysinfo(&info);
	return info.freeram;
}

/* Each unmaps the stack it runs on. */
TEST(detached_threads_give_back_their_memory)
{
	pthread_attr_t attr;
	unsigned long before = 0;
	pthread_t t;

	sem_init(&detached_done, 0, 0);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < 60; i++) {
		if (i == 10) { /* the heap has what it needs by now */
			sleep_ms(5);
			before = free_ram();
		}
		NEED(pthread_create(&t, &attr, post, NULL) == 0);
		sem_wait(&detached_done);
	}
	for (int i = 0; i < 1000 && free_ram() < before; i++)
		sleep_ms(1);
	CHECK(free_ram() >= before);
	pthread_attr_destroy(&attr);
	sem_destroy(&detached_done);
}

static void *tell_stack(void *arg)
{
	char here;

	*(uintptr_t *)arg = (uintptr_t)&here;
	return NULL;
}

TEST(a_thread_runs_on_the_stack_it_was_given)
{
	static char stack[65536] __attribute__((aligned(16)));
	pthread_attr_t attr;
	pthread_t t;
	uintptr_t at = 0;

	pthread_attr_init(&attr);
	CHECK_EQ(pthread_attr_setstack(&attr, stack, sizeof(stack)), 0);
	NEED(pthread_create(&t, &attr, tell_stack, &at) == 0);
	CHECK_EQ(pthread_join(t, NULL), 0);
	CHECK(at >= (uintptr_t)stack && at < (uintptr_t)stack + sizeof(stack));
}

TEST(a_stack_larger_than_memory_is_refused)
{
	pthread_attr_t attr;
	pthread_t t;

	pthread_attr_init(&attr);
	CHECK_EQ(pthread_attr_setstacksize(&attr, (size_t)1 << 45), 0);
	CHECK_EQ(pthread_create(&t, &attr, post, NULL), EAGAIN);
}

static pthread_key_t key;
static int destroyed;

static void count_destroyed(void *value)
{
	destroyed += *(int *)value;
}

static void *set_key(void *arg)
{
	return (void *)(intptr_t)pthread_setspecific(key, arg);
}

TEST(key_destructors_run_at_a_threads_end)
{
	pthread_t t;
	int three = 3;

	NEED(pthread_key_create(&key, count_destroyed) == 0);
	NEED(pthread_create(&t, NULL, set_key, &three) == 0);
	pthread_join(t, NULL);
	CHECK_EQ(destroyed, 3);
	CHECK(pthread_getspecific(key) == NULL);
	pthread_key_delete(key);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int once_calls;

static void be_slow_once(void)
{
	sleep_ms(2);
	once_calls++;
}

static void *call_once_fn(void *arg)
{
	(void)arg;
	pthread_once(&once, be_slow_once);
	return (void *)(intptr_t)once_calls;
}

TEST(pthread_once_calls_once_and_lets_the_others_wait)
{
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++)
		NEED(pthread_create(&t[i], NULL, call_once_fn, NULL) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *seen;
		pthread_join(t[i], &seen);
		CHECK_EQ((intptr_t)seen, 1);
	}
}

/* --- locks ------------------------------------------------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile long counter;

static void *add_under_lock(void *arg)
{
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&lock);
		long seen = counter;
		if (i % 4 == 0)
			sched_yield();
		counter = seen + 1;
		pthread_mutex_unlock(&lock);
	}
	return arg;
}

TEST(a_pthread_mutex_keeps_others_out)
{
	pthread_t t[THREADS];

	counter = 0;
	for (int i = 0; i < THREADS; i++)
		NEED(pthread_create(&t[i], NULL, add_under_lock, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	CHECK_EQ(counter, THREADS * 200);
}

static void *try_locks(void *arg)
{
	pthread_mutex_t *m = arg;
	struct timespec until = after_ms(CLOCK_REALTIME, 5);

	if (pthread_mutex_trylock(m) != EBUSY)
		return (void *)1;
	if (pthread_mutex_timedlock(m, &until) != ETIMEDOUT)
		return (void *)2;
	return pthread_mutex_unlock(m) == EPERM ? NULL : (void *)3;
}

TEST(recursive_and_checking_mutexes_know_their_owner)
{
	static const int types[] = { PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK };

	for (unsigned i = 0; i < 2; i++) {
		pthread_mutexattr_t attr;
		pthread_mutex_t m;
		pthread_t t;
		void *wrong = (void *)-1;

		pthread_mutexattr_init(&attr);
		pthread_mutexattr_settype(&attr, types[i]);
		NEED(pthread_mutex_init(&m, &attr) == 0);
		CHECK_EQ(pthread_mutex_lock(&m), 0);
		CHECK_EQ(pthread_mutex_lock(&m), i == 0 ? 0 : EDEADLK);
		NEED(pthread_create(&t, NULL, try_locks, &m) == 0);
		pthread_join(t, &wrong);
		CHECK_EQ((intptr_t)wrong, 0);
		CHECK_EQ(pthread_mutex_unlock(&m), 0);
		if (i == 0)
			CHECK_EQ(pthread_mutex_unlock(&m), 0);
		CHECK_EQ(pthread_mutex_unlock(&m), EPERM);
	}
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static volatile int readers, most_readers, torn;
static volatile long pair[2];

static void *read_pair(void *arg)
{
	for (int i = 0; i < 20; i++) {
		pthread_rwlock_rdlock(&rwlock);
		int now = __atomic_add_fetch(&readers, 1, __ATOMIC_SEQ_CST);
		if (now > most_readers)
			most_readers = now;
		sched_yield();
		torn += pair[0] != pair[1];
		__atomic_sub_fetch(&readers, 1, __ATOMIC_SEQ_CST);
		pthread_rwlock_unlock(&rwlock);
	}
	return arg;
}

static void *write_pair(void *arg)
{
	for (int i = 0; i < 20; i++) {
		pthread_rwlock_wrlock(&rwlock);
		torn += readers != 0;
		pair[0]++;
		sched_yield();
		pair[1]++;
		pthread_rwlock_unlock(&rwlock);
		sched_yield();
	}
	return arg;
}

TEST(a_rwlock_admits_readers_together_and_writers_alone)
{
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++)
		NEED(pthread_create(&t[i], NULL, i < 2 ? write_pair : read_pair, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	CHECK_EQ(torn, 0);
	CHECK_EQ(pair[0], 40);
	CHECK(most_readers > 1);
}
