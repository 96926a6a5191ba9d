/* SPDX-License-Identifier: MIT */
/*
 * test_signal.c - signals that a program sends to itself. Plain hosted C: the same
 * tests pass on Linux.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <test/test.h>

static volatile sig_atomic_t caught, caught_mask;

static void note_signal(int sig)
{
	sigset_t now;

	caught = sig;
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	caught_mask = sigismember(&now, sig);
}

static void catch_with(int sig, void (*fn)(int), int flags)
{
	struct sigaction sa = { .sa_handler = fn, .sa_flags = flags };

	CHECK_EQ(sigaction(sig, &sa, NULL), 0);
}

TEST(raise_calls_the_handler_before_it_returns)
{
	sigset_t after;

	catch_with(SIGUSR1, note_signal, 0);
	caught = 0;
	CHECK_EQ(raise(SIGUSR1), 0);
	CHECK_EQ(caught, SIGUSR1);
	CHECK_EQ(caught_mask, 1); /* blocked while its handler ran */
	pthread_sigmask(SIG_BLOCK, NULL, &after);
	CHECK_EQ(sigismember(&after, SIGUSR1), 0);
	caught = 0;
	CHECK_EQ(kill(getpid(), SIGUSR1), 0);
	CHECK_EQ(caught, SIGUSR1);
	catch_with(SIGUSR1, SIG_DFL, 0);
}

TEST(a_blocked_signal_waits_until_it_is_unblocked)
{
	sigset_t set, pending;

	catch_with(SIGUSR2, note_signal, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	caught = 0;
	raise(SIGUSR2);
	CHECK_EQ(caught, 0);
	CHECK_EQ(sigpending(&pending), 0);
	CHECK_EQ(sigismember(&pending, SIGUSR2), 1);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	CHECK_EQ(caught, SIGUSR2);
	catch_with(SIGUSR2, SIG_DFL, 0);
}

static int info_pid;

static void note_info(int sig, siginfo_t *info, void *context)
{
	(void)context;
	caught = sig;
	info_pid = info->si_pid;
}

TEST(handlers_get_information_or_run_only_once_when_asked)
{
	struct sigaction sa = { .sa_sigaction = note_info, .sa_flags = SA_SIGINFO }, old;

	CHECK_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	raise(SIGUSR1);
	CHECK_EQ(info_pid, getpid());
	catch_with(SIGUSR1, note_signal, SA_RESETHAND);
	raise(SIGUSR1);
	CHECK_EQ(sigaction(SIGUSR1, NULL, &old), 0);
	CHECK(old.sa_handler == SIG_DFL);
}

TEST(ignored_signals_and_bad_numbers_do_nothing)
{
	catch_with(SIGTERM, SIG_IGN, 0);
	CHECK_EQ(raise(SIGTERM), 0);
	CHECK_EQ(raise(SIGCHLD), 0);
	CHECK_EQ(raise(SIGWINCH), 0);
	CHECK_EQ(kill(getpid(), 0), 0);
	CHECK_EQ(kill(getpid(), 1000), -1);
	CHECK_EQ(errno, EINVAL);
	catch_with(SIGTERM, SIG_DFL, 0);
	errno = 0;
	CHECK(signal(SIGKILL, SIG_IGN) == SIG_ERR);
	CHECK_EQ(errno, EINVAL);
}
