/* SPDX-License-Identifier: MIT */
/*
 * test_signal_async.c - signals that others send: they interrupt a thread wherever it is,
 * end its waits, and wait for it in turn. Plain hosted C: the same tests pass on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

static volatile sig_atomic_t count, last_value, last_code, order[8];

static void note(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last_value = info->si_value.sival_int;
	last_code = info->si_code;
	if (count < 8)
		order[count] = info->si_value.sival_int;
	count++;
}

static void catch_with(int sig, void (*fn)(int, siginfo_t *, void *), int flags)
{
	struct sigaction sa = { .sa_sigaction = fn, .sa_flags = SA_SIGINFO | flags };

	CHECK_EQ(sigaction(sig, &sa, NULL), 0);
	count = 0;
}

static void block(int how, int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	pthread_sigmask(how, &set, NULL);
}

/* --- waits ---------------------------------------------------------------------------- */

struct poke {
	pthread_t whom;
	int sig, fd;
};

/* A signal, and some time later a byte. */
static void *poke_then_write(void *arg)
{
	const struct poke *p = arg;

	usleep(20000);
	pthread_kill(p->whom, p->sig);
	usleep(20000);
	if (p->fd >= 0)
		(void)!write(p->fd, "x", 1);
	return NULL;
}

TEST_NEEDS(a_read_ends_with_eintr_or_starts_again_as_the_handler_says, CONFIG_SCHED)
{
	int fds[2];
	char byte = 0;
	pthread_t t;

	NEED(pipe(fds) == 0);
	struct poke p = { pthread_self(), SIGUSR1, fds[1] };
	catch_with(SIGUSR1, note, 0);
	pthread_create(&t, NULL, poke_then_write, &p);
	errno = 0;
	CHECK_EQ(read(fds[0], &byte, 1), -1);
	CHECK_EQ(errno, EINTR);
	CHECK_EQ(count, 1); /* before the read has returned */
	pthread_join(t, NULL);
	CHECK_EQ(read(fds[0], &byte, 1), 1);

	catch_with(SIGUSR1, note, SA_RESTART);
	pthread_create(&t, NULL, poke_then_write, &p);
	CHECK_EQ(read(fds[0], &byte, 1), 1);
	CHECK_EQ(count, 1);
	pthread_join(t, NULL);
	close(fds[0]);
	close(fds[1]);
}

TEST_NEEDS(a_sleep_that_a_signal_ends_tells_what_was_left, CONFIG_SCHED)
{
	struct timespec want = { .tv_sec = 10 }, left = { 0 };
	struct poke p = { pthread_self(), SIGUSR1, -1 };
	pthread_t t;

	catch_with(SIGUSR1, note, SA_RESTART); /* which sleeps do not heed */
	pthread_create(&t, NULL, poke_then_write, &p);
	errno = 0;
	CHECK_EQ(nanosleep(&want, &left), -1);
	CHECK_EQ(errno, EINTR);
	CHECK(left.tv_sec == 9);
	CHECK_EQ(count, 1);
	pthread_join(t, NULL);
}

static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;

TEST_NEEDS(a_mutex_is_waited_for_through_signals, CONFIG_SCHED)
{
	struct poke p = { pthread_self(), SIGUSR1, -1 };
	pthread_t t;
	struct timespec until;

	catch_with(SIGUSR1, note, 0);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 60 * 1000 * 1000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&held);
	pthread_create(&t, NULL, poke_then_write, &p);
	CHECK_EQ(pthread_mutex_timedlock(&held, &until), ETIMEDOUT);
	CHECK_EQ(count, 1);
	pthread_mutex_unlock(&held);
	pthread_join(t, NULL);
}

TEST(ppoll_has_its_own_mask_while_it_waits)
{
	struct timespec limit = { .tv_sec = 5 };
	sigset_t none, now;

	catch_with(SIGUSR1, note, 0);
	block(SIG_BLOCK, SIGUSR1);
	raise(SIGUSR1);
	CHECK_EQ(count, 0);
	sigemptyset(&none);
	errno = 0;
	CHECK_EQ(ppoll(NULL, 0, &limit, &none), -1);
	CHECK_EQ(errno, EINTR);
	CHECK_EQ(count, 1);
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	CHECK_EQ(sigismember(&now, SIGUSR1), 1);
	block(SIG_UNBLOCK, SIGUSR1);
}

/* --- waiting for signals ---------------------------------------------------------------- */

TEST(queued_signals_come_lowest_first_and_in_order)
{
	sigset_t set;
	siginfo_t info;
	struct timespec none = { 0 };

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigaddset(&set, SIGRTMIN + 1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	CHECK_EQ(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ .sival_int = 3 }), 0);
	CHECK_EQ(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 1 }), 0);
	CHECK_EQ(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 2 }), 0);
	for (int i = 1; i <= 3; i++) {
		CHECK_EQ(sigwaitinfo(&set, &info), i < 3 ? SIGRTMIN : SIGRTMIN + 1);
		CHECK_EQ(info.si_value.sival_int, i);
		CHECK_EQ(info.si_code, SI_QUEUE);
	}
	CHECK_EQ(sigtimedwait(&set, &info, &none), -1);
	CHECK_EQ(errno, EAGAIN);

	catch_with(SIGRTMIN, note, 0);
	for (int i = 1; i <= 3; i++)
		sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i });
	CHECK_EQ(count, 0);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	CHECK_EQ(count, 3);
	CHECK(order[0] == 1 && order[1] == 2 && order[2] == 3);
}

/* As many as there are places: one more is refused and not lost silently. */
TEST(a_full_queue_of_signals_says_so)
{
	int sent = 0;

	block(SIG_BLOCK, SIGRTMIN);
	catch_with(SIGRTMIN, note, 0);
	while (sent < 100000 && sigqueue(getpid(), SIGRTMIN, (union sigval){ 0 }) == 0)
		sent++;
	CHECK_EQ(errno, EAGAIN);
	CHECK(sent >= 32); /* _POSIX_SIGQUEUE_MAX */
	block(SIG_UNBLOCK, SIGRTMIN);
	CHECK_EQ(count, sent);
}

static void *take_signal(void *arg)
{
	sigset_t set;
	int sig = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigwait(&set, &sig);
	*(int *)arg = sig;
	return NULL;
}

TEST_NEEDS(a_signal_to_the_program_goes_to_who_waits_for_it, CONFIG_SCHED)
{
	pthread_t t;
	int taken = 0;

	catch_with(SIGUSR2, note, 0);
	block(SIG_BLOCK, SIGUSR2);
	pthread_create(&t, NULL, take_signal, &taken);
	usleep(10000);
	kill(getpid(), SIGUSR2);
	pthread_join(t, NULL);
	CHECK_EQ(taken, SIGUSR2);
	CHECK_EQ(count, 0);
	block(SIG_UNBLOCK, SIGUSR2);
}

TEST_NEEDS(sigsuspend_lets_a_signal_in_and_restores_the_mask, CONFIG_SCHED)
{
	struct poke p = { pthread_self(), SIGUSR1, -1 };
	sigset_t none, now;
	pthread_t t;

	catch_with(SIGUSR1, note, 0);
	block(SIG_BLOCK, SIGUSR1);
	pthread_create(&t, NULL, poke_then_write, &p);
	sigemptyset(&none);
	CHECK_EQ(sigsuspend(&none), -1);
	CHECK_EQ(errno, EINTR);
	CHECK_EQ(count, 1);
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	CHECK_EQ(sigismember(&now, SIGUSR1), 1);
	pthread_join(t, NULL);
	block(SIG_UNBLOCK, SIGUSR1);
}

TEST(writing_where_nobody_reads_is_sigpipe)
{
	int fds[2];

	NEED(pipe(fds) == 0);
	close(fds[0]);
	catch_with(SIGPIPE, note, 0);
	errno = 0;
	CHECK_EQ(write(fds[1], "x", 1), -1);
	CHECK_EQ(errno, EPIPE);
	CHECK_EQ(count, 1);
	close(fds[1]);
	signal(SIGPIPE, SIG_IGN);
}

static pthread_barrier_t barrier;

static void *wait_at_barrier(void *arg)
{
	pthread_barrier_wait(&barrier);
	return arg;
}

/* libc waits there in a loop of its own, not in one call. */
TEST_NEEDS(a_thread_at_a_barrier_handles_signals_and_stays, CONFIG_SCHED)
{
	pthread_t t;

	catch_with(SIGUSR1, note, 0);
	pthread_barrier_init(&barrier, NULL, 2);
	NEED(pthread_create(&t, NULL, wait_at_barrier, NULL) == 0);
	usleep(5000);
	for (int i = 1; i <= 3; i++) {
		pthread_kill(t, SIGUSR1);
		usleep(5000);
		CHECK_EQ(count, i);
	}
	pthread_barrier_wait(&barrier);
	pthread_join(t, NULL);
	pthread_barrier_destroy(&barrier);
}

/* --- what is ignored, and stacks ---------------------------------------------------- */

static void alarm_in_20_ms(void)
{
	const struct itimerval soon = { .it_value.tv_usec = 20000 };

	catch_with(SIGALRM, note, 0);
	setitimer(ITIMER_REAL, &soon, NULL);
}

TEST_NEEDS(a_signal_that_is_ignored_ends_no_wait_that_unblocks_it, CONFIG_SCHED)
{
	sigset_t none, now;

	sigemptyset(&none);
	block(SIG_BLOCK, SIGURG);
	CHECK_EQ(raise(SIGURG), 0); /* kept: it may yet get a handler */
	alarm_in_20_ms();
	errno = 0;
	CHECK_EQ(sigsuspend(&none), -1);
	CHECK_EQ(errno, EINTR);
	CHECK_EQ(count, 1);
	CHECK_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	CHECK(sigismember(&now, SIGURG)); /* the mask from before is back */
	CHECK_EQ(sigpending(&now), 0);
	CHECK(!sigismember(&now, SIGURG));
	block(SIG_UNBLOCK, SIGURG);
}

TEST(a_signal_stack_is_read_before_the_old_one_is_written)
{
	static char room[8192];
	stack_t s = { .ss_sp = room, .ss_size = sizeof(room) };
	stack_t small = { .ss_sp = room, .ss_size = 16 }, old = { .ss_size = 77 };
	stack_t off = { .ss_flags = SS_DISABLE }, *volatile same = &s;

	CHECK_EQ(sigaltstack(&s, same), 0);
	CHECK_EQ(s.ss_flags, SS_DISABLE); /* there was none */
	CHECK_EQ(sigaltstack(&small, &old), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(old.ss_size, 77u); /* refused: nothing is written */
	CHECK_EQ(sigaltstack(&off, &old), 0);
	CHECK(old.ss_sp == room);
	CHECK_EQ(old.ss_size, sizeof(room));
}
