/* SPDX-License-Identifier: MIT */
/*
 * process.c - tests in processes of their own: state never leaks from one to the next,
 * and a crash, a panic or an endless loop fails one test and not the run.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/panic.h>
#include <test/test.h>
#include <test/host.h>

#define TEST_SECONDS 120

static bool captured; /* what goes to the console is the result */

static void print_captured(const char *s, size_t n)
{
	if (captured)
		fwrite(s, 1, n, stdout);
}

static struct console host_console = { .name = "host", .write = print_captured };

/* The log is of interest only when something went wrong. */
void host_print_log(void)
{
	static char tail[4096];
	size_t n = captured ? 0 : log_tail(tail, sizeof(tail));

	for (size_t i = 0; i < n; i++) {
		if (i == 0 || tail[i - 1] == '\n')
			fputs("# | ", stdout);
		putchar(tail[i]);
	}
	if (n && tail[n - 1] != '\n')
		putchar('\n');
	fflush(stdout);
}

static void boot(void)
{
	static const struct boot_range ram = { 1ull << 20, 64ull << 20 };

	console_register(&host_console);
	host_boot_memory(&ram, 1);
	heap_init();
	host_clock_start();
}

static int wait_for(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	if (WIFSIGNALED(status))
		printf("# ended by signal %d (%s)\n", WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool host_run_test(const struct test *t)
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		alarm(TEST_SECONDS);
		boot();
		bool ok = test_call(t);
		if (!ok)
			host_print_log();
		_exit(ok ? 0 : 1);
	}
	int status = wait_for(child);
	if (status != 0 && status != 1)
		printf("# %s: ended with status %d\n", t->name, status);
	return status == 0;
}

/* Everything from fd until its end, as much as fits. */
static void read_all(int fd, char *output, size_t size)
{
	char rest[256];
	size_t len = 0;
	ssize_t n;

	do {
		bool room = len + 1 < size;

		n = room ? read(fd, output + len, size - 1 - len) : read(fd, rest, sizeof(rest));
		if (room && n > 0)
			len += (size_t)n;
	} while (n > 0);
	output[len] = '\0';
}

int host_capture(void (*fn)(void *arg), void *arg, char *output, size_t size)
{
	int ends[2];

	fflush(stdout);
	if (pipe(ends) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		captured = true;
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		fn(arg);
		fflush(stdout);
		_exit(0);
	}
	close(ends[1]);
	read_all(ends[0], output, size);
	close(ends[0]);
	return wait_for(child);
}

bool host_panics(void (*fn)(void *arg), void *arg, const char *text)
{
	char output[4096];
	int status = host_capture(fn, arg, output, sizeof(output));
	const char *panic_line = strstr(output, "panic: ");

	if (status == PANIC_STATUS && panic_line && strstr(panic_line, text))
		return true;
	printf("# status %d, want a panic with \"%s\"; printed:\n%s\n", status, text, output);
	return false;
}
