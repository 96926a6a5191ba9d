/* SPDX-License-Identifier: MIT */
/* test_shell_wait.c - Ctrl-C and Ctrl-D against what a command waits for and reads. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <test/test.h>

#include "../run.h"

static struct shell sh;

/* Ctrl-C as it is when the last one is cleared at that moment: only the descriptor knows. */
static void interrupt_late(void)
{
	shell_clear_interrupt(&sh);
	eventfd_write(sh.stop->fd, 1);
	errno = 0;
}

TEST(shell_wait_is_ended_by_a_late_interrupt)
{
	NEED(shell_open(&sh, 0, 1, 2) == 0);
	interrupt_late();
	CHECK_EQ(shell_wait(&sh, -1, 0, 1000), -1);
	CHECK_EQ(errno, EINTR);
	shell_close(&sh);
}

TEST(shell_wait_leaves_what_is_typed_behind_an_interrupt)
{
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	NEED(fd >= 0 && shell_open(&sh, 0, 1, 2) == 0);
	CHECK_EQ(shell_wait(&sh, fd, POLLIN, 1000), 1);
	interrupt_late();
	CHECK_EQ(shell_wait(&sh, fd, POLLIN, 1000), -1);
	CHECK_EQ(errno, EINTR);
	shell_clear_interrupt(&sh);
	CHECK_EQ(shell_wait(&sh, fd, POLLIN, 1000), 1);
	shell_close(&sh);
	close(fd);
}

TEST(shell_reads_what_is_typed_line_by_line_to_its_end)
{
	static const char typed[] = "one\ntwo\n\4half\4\4rest\n";
	static const char *const reads[] = { "one\n", "two\n", "", "half", "", "res", "t\n" };
	char buf[6];
	int keys[2];

	NEED(pipe(keys) == 0 && shell_open(&sh, keys[0], 1, 2) == 0);
	shell_has_screen(&sh);
	CHECK_EQ(write(keys[1], typed, sizeof(typed) - 1), sizeof(typed) - 1);
	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		ssize_t n = shell_read(&sh, keys[0], buf, i == 5 ? 3 : sizeof(buf) - 1);
		CHECK_EQ(n, strlen(reads[i]));
		CHECK(memcmp(buf, reads[i], strlen(reads[i])) == 0);
	}
	close(keys[1]);
	CHECK_EQ(shell_read(&sh, keys[0], buf, sizeof(buf)), 0);
	shell_close(&sh);
	close(keys[0]);
}
