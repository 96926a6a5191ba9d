/* SPDX-License-Identifier: MIT */
/*
 * init.c - process 1 of the Linux guest that gives the verdict: runs the tests of the suite
 * whose names contain its first argument, each in a process of its own, and prints
 * "@ NAME VERDICT" for each: the number of its exit status, "signal N", or "hang".
 *
 * A test hangs when it has not ended after HANG_S seconds of the guest's time, or after
 * BUSY_S seconds of the processor: what idles costs the host nothing, what loops does.
 * Not as process 1, this is the test whose number is its argument.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HANG_S 330 /* as in tests/posix/suite/main.c */
#define BUSY_S 80

struct suite_test {
	const char *name;
	int (*main)(int argc, char **argv);
};

extern const struct suite_test suite_tests[];

static void start(int number)
{
	const struct rlimit busy = { BUSY_S, BUSY_S };
	char word[16], *argv[] = { (char *)suite_tests[number].name, word, NULL };

	setpgid(0, 0);
	setrlimit(RLIMIT_CPU, &busy);
	snprintf(word, sizeof(word), "%d", number);
	execv("/init", argv);
	_exit(127);
}

static int wait_for(pid_t pid, int *status, struct rusage *used)
{
	struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };

	for (long waited = 0; waited < HANG_S * 50L; waited++) {
		if (wait4(pid, status, WNOHANG, used) == pid)
			return 0;
		nanosleep(&pause, NULL);
	}
	return -1;
}

static bool was_busy(const struct rusage *used)
{
	long us = used->ru_utime.tv_usec + used->ru_stime.tv_usec;

	return used->ru_utime.tv_sec + used->ru_stime.tv_sec + us / 1000000 >= BUSY_S * 9 / 10;
}

/* What the test itself started and left behind goes with its process group. */
static void run(int number)
{
	const char *name = suite_tests[number].name;
	struct rusage used;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		start(number);
	int hang = wait_for(pid, &status, &used);
	kill(-pid, SIGKILL);
	if (hang)
		waitpid(pid, &status, 0);
	if (hang || was_busy(&used))
		printf("\n@ %s hang\n", name);
	else if (WIFSIGNALED(status))
		printf("\n@ %s signal %d\n", name, WTERMSIG(status));
	else
		printf("\n@ %s %d\n", name, WEXITSTATUS(status));
	fflush(stdout);
	while (waitpid(-1, &status, WNOHANG) > 0)
		;
}

static void mount_all(void)
{
	mkdir("/proc", 0755);
	mkdir("/dev", 0755);
	mkdir("/tmp", 0777);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mkdir("/dev/shm", 0777);
	mount("shm", "/dev/shm", "tmpfs", 0, NULL);
}

int main(int argc, char **argv)
{
	if (argc > 1 && getpid() != 1)
		return suite_tests[atoi(argv[1])].main(1, argv);
	mount_all();
	for (int i = 0; suite_tests[i].name; i++) {
		if (argc < 2 || strstr(suite_tests[i].name, argv[1]))
			run(i);
	}
	printf("@ end\n");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 0;
}
