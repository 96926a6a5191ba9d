/* SPDX-License-Identifier: MIT */
/*
 * test_pthread_wait.c - threads that wait for each other: condition variables, barriers,
 * semaphores. Plain hosted C: the same tests pass on Linux.
 */
#define TESTS_LACK LACKS(CONFIG_SCHED)
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>

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

#define SLOTS 4
#define ITEMS 2000

static struct {
	pthread_mutex_t lock;
	pthread_cond_t filled, drained;
	int items[SLOTS], count, next_in, next_out;
} ring = { .lock = PTHREAD_MUTEX_INITIALIZER,
	   .filled = PTHREAD_COND_INITIALIZER,
	   .drained = PTHREAD_COND_INITIALIZER };

static void *produce(void *arg)
{
	for (int i = 0; i < ITEMS; i++) {
		pthread_mutex_lock(&ring.lock);
		while (ring.count == SLOTS)
			pthread_cond_wait(&ring.drained, &ring.lock);
		ring.items[ring.next_in++ % SLOTS] = i;
		ring.count++;
		pthread_cond_signal(&ring.filled);
		pthread_mutex_unlock(&ring.lock);
	}
	return arg;
}

TEST(condition_variables_pass_every_item_in_order)
{
	pthread_t t;
	int wrong = 0;

	NEED(pthread_create(&t, NULL, produce, NULL) == 0);
	for (int i = 0; i < ITEMS; i++) {
		pthread_mutex_lock(&ring.lock);
		while (ring.count == 0)
			pthread_cond_wait(&ring.filled, &ring.lock);
		wrong += ring.items[ring.next_out++ % SLOTS] != i;
		ring.count--;
		pthread_cond_signal(&ring.drained);
		pthread_mutex_unlock(&ring.lock);
	}
	pthread_join(t, NULL);
	CHECK_EQ(wrong, 0);
}

static struct {
	pthread_mutex_t lock;
	pthread_cond_t cond;
	int waiting, go, passed;
} start = { .lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER };

static void *wait_for_start(void *arg)
{
	pthread_mutex_lock(&start.lock);
	start.waiting++;
	while (!start.go)
		pthread_cond_wait(&start.cond, &start.lock);
	start.passed++;
	pthread_mutex_unlock(&start.lock);
	return arg;
}

/* libc wakes one and requeues the others to the mutex. */
TEST(a_broadcast_lets_every_waiter_pass)
{
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++)
		NEED(pthread_create(&t[i], NULL, wait_for_start, NULL) == 0);
	pthread_mutex_lock(&start.lock);
	while (start.waiting < THREADS) {
		pthread_mutex_unlock(&start.lock);
		sleep_ms(1);
		pthread_mutex_lock(&start.lock);
	}
	start.go = 1;
	pthread_cond_broadcast(&start.cond);
	CHECK_EQ(start.passed, 0); /* we hold the lock */
	pthread_mutex_unlock(&start.lock);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	CHECK_EQ(start.passed, THREADS);
}

TEST_NEEDS(a_timed_wait_ends_at_its_time_on_either_clock, CONFIG_TESTS)
{
	static const clockid_t clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC };

	for (unsigned i = 0; i < 2; i++) {
		pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
		pthread_condattr_t attr;
		pthread_cond_t c;
		struct timespec until, now;

		pthread_condattr_init(&attr);
		pthread_condattr_setclock(&attr, clocks[i]);
		NEED(pthread_cond_init(&c, &attr) == 0);
		until = after_ms(clocks[i], 10);
		pthread_mutex_lock(&m);
		CHECK_EQ(pthread_cond_timedwait(&c, &m, &until), ETIMEDOUT);
		CHECK_EQ(pthread_mutex_unlock(&m), 0);
		clock_gettime(clocks[i], &now);
		CHECK(now.tv_sec > until.tv_sec ||
		      (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec));
		pthread_cond_destroy(&c);
	}
}

static pthread_barrier_t barrier;
static volatile int arrived, early, serial;

static void *meet(void *arg)
{
	for (int round = 1; round <= 5; round++) {
		__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
		int ret = pthread_barrier_wait(&barrier);
		early += arrived < round * THREADS;
		serial += ret == PTHREAD_BARRIER_SERIAL_THREAD;
		pthread_barrier_wait(&barrier);
	}
	return arg;
}

TEST(a_barrier_holds_until_all_have_come)
{
	pthread_t t[THREADS];

	NEED(pthread_barrier_init(&barrier, NULL, THREADS) == 0);
	for (int i = 0; i < THREADS; i++)
		NEED(pthread_create(&t[i], NULL, meet, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	CHECK_EQ(early, 0);
	CHECK_EQ(serial, 5);
	pthread_barrier_destroy(&barrier);
}

TEST_NEEDS(semaphores_count_and_time_out, CONFIG_TESTS)
{
	sem_t s;
	struct timespec until = after_ms(CLOCK_REALTIME, 5);

	NEED(sem_init(&s, 0, 2) == 0);
	CHECK_EQ(sem_wait(&s), 0);
	CHECK_EQ(sem_trywait(&s), 0);
	CHECK_EQ(sem_trywait(&s), -1);
	CHECK_EQ(errno, EAGAIN);
	CHECK_EQ(sem_timedwait(&s, &until), -1);
	CHECK_EQ(errno, ETIMEDOUT);
	CHECK_EQ(sem_post(&s), 0);
	CHECK_EQ(sem_timedwait(&s, &until), 0);
	sem_destroy(&s);
}

#define MANY_ITEMS 1000000
#define MANY_SLOTS 256

/* A ring with a semaphore for what is in it and one for what fits. */
static struct {
	sem_t filled, room;
	int items[MANY_SLOTS];
} pipe_of_items;

static void *produce_many(void *arg)
{
	for (int i = 0; i < MANY_ITEMS; i++) {
		sem_wait(&pipe_of_items.room);
		pipe_of_items.items[i % MANY_SLOTS] = i;
		sem_post(&pipe_of_items.filled);
	}
	return arg;
}

TEST(a_million_items_arrive_once_each)
{
	pthread_t t;
	long wrong = 0;

	sem_init(&pipe_of_items.filled, 0, 0);
	sem_init(&pipe_of_items.room, 0, MANY_SLOTS);
	NEED(pthread_create(&t, NULL, produce_many, NULL) == 0);
	for (int i = 0; i < MANY_ITEMS; i++) {
		sem_wait(&pipe_of_items.filled);
		wrong += pipe_of_items.items[i % MANY_SLOTS] != i;
		sem_post(&pipe_of_items.room);
	}
	pthread_join(t, NULL);
	CHECK_EQ(wrong, 0);
	CHECK_EQ(sem_trywait(&pipe_of_items.filled), -1);
}

TEST(a_named_semaphore_is_one_for_all_who_open_it)
{
	sem_t *a = sem_open("/lamp", O_CREAT | O_EXCL, 0600, 1), *b, *c;
	int value = -1;

	NEED(a != SEM_FAILED);
	errno = 0;
	CHECK(sem_open("/lamp", O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED);
	CHECK_EQ(errno, EEXIST);
	b = sem_open("lamp", 0);
	CHECK(b == a);
	CHECK_EQ(sem_wait(a), 0);
	CHECK_EQ(sem_getvalue(b, &value), 0);
	CHECK_EQ(value, 0);
	CHECK_EQ(sem_unlink("/lamp"), 0);
	CHECK(sem_open("/lamp", 0) == SEM_FAILED);
	CHECK_EQ(errno, ENOENT);
	c = sem_open("/lamp", O_CREAT, 0600, 5); /* another one of that name */
	CHECK(c != SEM_FAILED && c != a);
	CHECK_EQ(sem_post(a), 0);
	CHECK_EQ(sem_close(a), 0);
	CHECK_EQ(sem_close(b), 0);
	CHECK_EQ(sem_unlink("/lamp"), 0);
	CHECK_EQ(sem_close(c), 0);
	CHECK(sem_open("a/b", O_CREAT, 0600, 0) == SEM_FAILED);
	CHECK_EQ(errno, EINVAL);
}
