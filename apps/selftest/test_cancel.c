/* SPDX-License-Identifier: MIT */
/*
 * test_cancel.c - pthread_cancel(): a thread ends in the call it waits in, or anywhere if
 * it allows that, and never where it does not. Plain hosted C: the same tests pass on Linux.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

static int pipe_fds[2];
static sem_t sem;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static volatile int cleaned, ready;

static void clean(void *arg)
{
	(void)arg;
	cleaned++;
}

static void wait_in_read(void)
{
	char byte;

	(void)!read(pipe_fds[0], &byte, 1);
}

static void wait_in_sleep(void)
{
	sleep(1000);
}

static void wait_in_poll(void)
{
	poll(NULL, 0, -1);
}

static void wait_in_sem(void)
{
	sem_wait(&sem);
}

static void wait_in_pause(void)
{
	pause();
}

static void unlock(void *arg)
{
	pthread_mutex_unlock(arg);
}

static void wait_in_cond(void)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	pthread_cond_wait(&cond, &mutex);
	pthread_cleanup_pop(1);
}

static void wait_in_sigwait(void)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigwait(&set, &sig);
}

static void *run_waiting(void *arg)
{
	void (*wait)(void) = *(void (**)(void))arg;

	pthread_cleanup_push(clean, NULL);
	ready = 1;
	wait();
	pthread_cleanup_pop(0);
	return NULL;
}

TEST_NEEDS(threads_are_cancelled_in_every_call_that_waits, CONFIG_SCHED)
{
	void (*waits[])(void) = { wait_in_read,  wait_in_sleep, wait_in_poll,   wait_in_sem,
				  wait_in_pause, wait_in_cond,  wait_in_sigwait };

	NEED(pipe(pipe_fds) == 0);
	sem_init(&sem, 0, 0);
	for (unsigned i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		for (int late = 0; late < 2; late++) { /* before it waits, and while */
			pthread_t t;
			void *result = NULL;

			cleaned = ready = 0;
			NEED(pthread_create(&t, NULL, run_waiting, &waits[i]) == 0);
			while (late && !ready)
				sched_yield();
			if (late)
				usleep(5000);
			CHECK_EQ(pthread_cancel(t), 0);
			CHECK_EQ(pthread_join(t, &result), 0);
			CHECK(result == PTHREAD_CANCELED);
			CHECK_EQ(cleaned, ready);
		}
	}
	CHECK_EQ(pthread_mutex_trylock(&mutex), 0); /* its cleanup gave it back */
	pthread_mutex_unlock(&mutex);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static void *refuse(void *arg)
{
	char byte = 0;
	int old;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	ready = 1;
	*(long *)arg = read(pipe_fds[0], &byte, 1);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_testcancel();
	*(long *)arg = 99;
	return NULL;
}

TEST_NEEDS(a_thread_that_refuses_is_cancelled_when_it_agrees, CONFIG_SCHED)
{
	pthread_t t;
	void *result = NULL;
	long got = 0;

	NEED(pipe(pipe_fds) == 0);
	ready = 0;
	NEED(pthread_create(&t, NULL, refuse, &got) == 0);
	while (!ready)
		sched_yield();
	usleep(5000);
	CHECK_EQ(pthread_cancel(t), 0);
	usleep(5000);
	CHECK_EQ(write(pipe_fds[1], "x", 1), 1);
	pthread_join(t, &result);
	CHECK(result == PTHREAD_CANCELED);
	CHECK_EQ(got, 1); /* the read was not disturbed */
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}
