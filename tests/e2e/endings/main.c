/* SPDX-License-Identifier: MIT */
/* main.c - endings WAY: a program that ends in every way a program can. */
#define _GNU_SOURCE /* syscall */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void say_goodbye(void)
{
	printf("goodbye");
}

static int end_by_return(void)
{
	return 300; /* the low eight bits count */
}

static int end_by_exit(void)
{
	exit(3);
}

static int end_without_goodbye(void)
{
	_exit(4);
}

static void *exit_in_thread(void *arg)
{
	(void)arg;
	exit(5);
}

static int end_in_thread(void)
{
	pthread_t t;

	pthread_create(&t, NULL, exit_in_thread, NULL);
	pthread_join(t, NULL);
	return 99;
}

static void *outlive_main(void *arg)
{
	usleep(20000);
	printf("still here\n");
	return arg;
}

static int end_with_last_thread(void)
{
	pthread_t t;

	pthread_create(&t, NULL, outlive_main, NULL);
	pthread_exit(NULL);
}

static int end_by_raw_exit(void)
{
	return (int)syscall(SYS_exit, 6);
}

static int end_by_abort(void)
{
	abort();
}

static int end_by_kill(void)
{
	return kill(getpid(), SIGKILL);
}

static void handle_abort(int sig)
{
	printf("handling signal %d\n", sig);
	fflush(stdout);
}

static int end_by_handled_abort(void)
{
	signal(SIGABRT, handle_abort);
	abort();
}

static int end_by_null_pointer(void)
{
	printf("reading\n");
	return *(volatile int *)0;
}

static int depth(volatile char *above)
{
	volatile char here[512];

	here[0] = *above;
	return depth(here) + here[0];
}

static int end_by_stack_overflow(void)
{
	volatile char first[1] = { 1 };

	return depth(first);
}

static void overrun(volatile char *bytes)
{
	for (int i = 0; i < 64; i++)
		bytes[i] = 1;
}

static int end_by_smashed_stack(void)
{
	volatile char bytes[8];

	overrun(bytes);
	return bytes[0];
}

static int end_by_double_free(void)
{
	void *volatile p = malloc(100);

	free(p);
	free(p);
	return 99;
}

static int end_by_alarm(void)
{
	alarm(1);
	for (;;)
		pause();
}

static int end_by_broken_pipe(void)
{
	int fds[2];

	pipe(fds);
	close(fds[0]);
	return write(fds[1], "x", 1) == 1 ? 98 : 99;
}

static void *wait_for_end(void *arg)
{
	pause();
	return arg;
}

static int end_by_signal_to_thread(void)
{
	pthread_t t;

	pthread_create(&t, NULL, wait_for_end, NULL);
	pthread_kill(t, SIGUSR2);
	pthread_join(t, NULL);
	return 99;
}

static void handle_fault(int sig)
{
	printf("handling signal %d\n", sig);
	fflush(stdout);
}

/* The handler mends nothing and is there once only. */
static int end_by_fault_again(void)
{
	struct sigaction sa = { .sa_handler = handle_fault, .sa_flags = SA_RESETHAND };

	sigaction(SIGSEGV, &sa, NULL);
	return end_by_null_pointer();
}

/* The pointer is not looked at before the kernel uses it. */
static int end_by_bad_buffer(void)
{
	struct sigaction sa = { .sa_handler = handle_fault };

	sigaction(SIGSEGV, &sa, NULL);
	return (int)write(1, (void *)64, 5);
}

/* Not an ending: what a second process would need. */
static int try_processes(void)
{
	char *argv[] = { "ls", NULL };
	pid_t pid;

	printf("fork: %s\n", fork() < 0 ? strerror(errno) : "a child?");
	printf("spawn: %s\n", strerror(posix_spawn(&pid, "/bin/ls", NULL, NULL, argv, NULL)));
	printf("exec: %s\n", execv("/bin/ls", argv) < 0 ? strerror(errno) : "?");
	printf("unknown: %s\n", syscall(9999) < 0 ? strerror(errno) : "?");
	return 0;
}

static int show_environment(void)
{
	const char *zone = getenv("TZ"), *home = getenv("HOME"), *word = getenv("WORD");

	printf("home %s zone %s word %s\n", home, zone ? zone : "none", word ? word : "none");
	return 0;
}

static const struct {
	const char *way;
	int (*fn)(void);
} ways[] = {
	{ "return", end_by_return },
	{ "exit", end_by_exit },
	{ "_exit", end_without_goodbye },
	{ "thread", end_in_thread },
	{ "last-thread", end_with_last_thread },
	{ "raw-exit", end_by_raw_exit },
	{ "abort", end_by_abort },
	{ "kill", end_by_kill },
	{ "handled-abort", end_by_handled_abort },
	{ "alarm", end_by_alarm },
	{ "broken-pipe", end_by_broken_pipe },
	{ "thread-signal", end_by_signal_to_thread },
	{ "fault-again", end_by_fault_again },
	{ "bad-buffer", end_by_bad_buffer },
	{ "null", end_by_null_pointer },
	{ "overflow", end_by_stack_overflow },
	{ "smash", end_by_smashed_stack },
	{ "double-free", end_by_double_free },
	{ "processes", try_processes },
	{ "environment", show_environment },
};

int main(int argc, char **argv)
{
	atexit(say_goodbye);
	for (unsigned i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(argv[1], ways[i].way) == 0)
			return ways[i].fn();
	}
	return 98;
}
