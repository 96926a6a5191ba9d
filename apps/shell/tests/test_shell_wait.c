/* SPDX-License-Identifier: MIT */
/* test_shell_wait.c - Ctrl-C against what a command waits for. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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
