/* SPDX-License-Identifier: MIT */
/*
 * test_timer.c - timers of the program: setitimer(), timer_create(), and clocks that are
 * set while somebody waits. Plain hosted C: the same tests pass on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

#define MS 1000000l

static volatile sig_atomic_t count, last_value, overruns;
static timer_t timer;

static void note(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	count++;
	last_value = info->si_value.sival_int;
	overruns = info->si_code == SI_TIMER ? timer_getoverrun(timer) : 0;
}

static void catch (int sig)
{
	struct sigaction sa = { .sa_sigaction = note, .sa_flags = SA_SIGINFO };

	CHECK_EQ(sigaction(sig, &sa, NULL), 0);
	count = 0;
}

static long since(clockid_t clock, const struct timespec *start)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / MS;
}

static void burn_until(int n)
{
	while (count < n)
		__asm__ volatile("" : : : "memory");
}

TEST(an_interval_timer_comes_again_and_again)
{
	struct itimerval every = { .it_interval.tv_usec = 5000, .it_value.tv_usec = 10000 };
	struct itimerval none = { 0 }, old;
	struct timespec start;

	catch (SIGALRM);
	clock_gettime(CLOCK_MONOTONIC, &start);
	CHECK_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
	while (count < 4)
		pause();
	CHECK(since(CLOCK_MONOTONIC, &start) >= 25);
	CHECK_EQ(setitimer(ITIMER_REAL, &none, &old), 0);
	CHECK_EQ(old.it_interval.tv_usec, 5000);
	CHECK_EQ(alarm(100), 0);
	CHECK_EQ(alarm(0), 100);
}

TEST(cpu_time_timers_count_only_what_runs)
{
	struct itimerval once = { .it_value.tv_usec = 20000 };
	struct timespec start;

	catch (SIGVTALRM);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
	setitimer(ITIMER_VIRTUAL, &once, NULL);
	usleep(60000);
	CHECK_EQ(count, 0);
	burn_until(1);
	CHECK(since(CLOCK_PROCESS_CPUTIME_ID, &start) >= 19);
}

TEST(expiries_that_were_not_taken_are_overruns)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGUSR1,
				  .sigev_value.sival_int = 42 };
	struct itimerspec every = { .it_interval.tv_nsec = 2 * MS, .it_value.tv_nsec = 2 * MS };
	struct itimerspec now;
	sigset_t set;

	catch (SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	NEED(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	CHECK_EQ(timer_settime(timer, 0, &every, NULL), 0);
	usleep(21000);
	CHECK_EQ(timer_gettime(timer, &now), 0);
	CHECK(now.it_interval.tv_nsec == 2 * MS && now.it_value.tv_nsec > 0);
	CHECK_EQ(count, 0);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	CHECK(count >= 1);
	CHECK_EQ(last_value, 42);
	CHECK(overruns >= 5 || count > 1);
	CHECK_EQ(timer_delete(timer), 0);
	CHECK(timer_delete(timer) != 0); /* musl 1.2.3 returns the error, not -1 */
}

static volatile int called;
static pthread_t called_in;

static void on_expiry(union sigval value)
{
	called_in = pthread_self();
	called = value.sival_int;
}

TEST_NEEDS(a_timer_may_call_a_function_in_a_thread_of_its_own, CONFIG_SCHED)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD,
				  .sigev_notify_function = on_expiry,
				  .sigev_value.sival_int = 7 };
	struct itimerspec once = { .it_value.tv_nsec = 5 * MS };
	timer_t t;

	called = 0;
	NEED(timer_create(CLOCK_REALTIME, &event, &t) == 0);
	CHECK_EQ(timer_settime(t, 0, &once, NULL), 0);
	for (int i = 0; i < 100 && !called; i++)
		usleep(1000);
	CHECK_EQ(called, 7);
	CHECK(!pthread_equal(called_in, pthread_self()));
	CHECK_EQ(timer_delete(t), 0);
}

static void *sleep_until(void *at)
{
	return (void *)(long)clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, at, NULL);
}

/* The clock jumps an hour ahead, and back when the test has seen what it came for. */
TEST_NEEDS(setting_the_clock_ends_sleeps_and_timers_until_that_time, CONFIG_SCHED)
{
	struct timespec now, later, start;
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	struct itimerspec at = { 0 };
	void *result = (void *)1;
	pthread_t t;

	catch (SIGUSR1);
	clock_gettime(CLOCK_MONOTONIC, &start);
	clock_gettime(CLOCK_REALTIME, &now);
	later = now;
	later.tv_sec += 3000;
	at.it_value = later;
	NEED(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
	CHECK_EQ(timer_settime(timer, TIMER_ABSTIME, &at, NULL), 0);
	NEED(pthread_create(&t, NULL, sleep_until, &later) == 0);
	usleep(5000);
	now.tv_sec += 3600;
	CHECK_EQ(clock_settime(CLOCK_REALTIME, &now), 0);
	pthread_join(t, &result);
	CHECK(result == NULL);
	for (int i = 0; i < 100 && !count; i++)
		usleep(1000);
	CHECK_EQ(count, 1);
	now.tv_sec -= 3600;
	now.tv_nsec = 0;
	clock_settime(CLOCK_REALTIME, &now);
	CHECK(since(CLOCK_MONOTONIC, &start) < 1000000);
	timer_delete(timer);
}

TEST(a_timer_for_a_thread_that_is_not_there_is_refused)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1 };

	event.sigev_notify_thread_id = 99999;
	errno = 0;
	CHECK_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), -1);
	CHECK_EQ(errno, EINVAL);
	event.sigev_notify_thread_id = 0;
	CHECK_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), -1);
	CHECK_EQ(errno, EINVAL);
}
