/* SPDX-License-Identifier: MIT */
/* test_fd_calls.c - the calls about descriptors, and what they refuse. */
#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include <core/file.h>
#include <core/syscalls.h>
#include <test/test.h>

static int ends[2];

static bool open_ends(int flags)
{
	return CHECK_EQ(sys_pipe2(ends, flags), 0);
}

static void close_ends(void)
{
	CHECK_EQ(sys_close(ends[0]), 0);
	CHECK_EQ(sys_close(ends[1]), 0);
}

TEST(fd_calls_refuse_descriptors_that_are_not_open)
{
	struct iovec iov = { NULL, 0 };
	struct stat st;
	int bad = 200;

	CHECK_EQ(sys_read(bad, NULL, 0), -EBADF);
	CHECK_EQ(sys_write(-1, NULL, 0), -EBADF);
	CHECK_EQ(sys_readv(bad, &iov, 1), -EBADF);
	CHECK_EQ(sys_writev(bad, &iov, 1), -EBADF);
	CHECK_EQ(sys_pread64(bad, NULL, 0, 0), -EBADF);
	CHECK_EQ(sys_pwritev(bad, &iov, 1, 0, 0), -EBADF);
	CHECK_EQ(sys_close(bad), -EBADF);
	CHECK_EQ(sys_dup(bad), -EBADF);
	CHECK_EQ(sys_dup2(bad, bad), -EBADF);
	CHECK_EQ(sys_dup2(bad, 201), -EBADF);
	CHECK_EQ(sys_fcntl(bad, F_GETFL, 0), -EBADF);
	CHECK_EQ(sys_fcntl(bad, F_GETFD, 0), -EBADF);
	CHECK_EQ(sys_fcntl(bad, F_DUPFD, 0), -EBADF);
	CHECK_EQ(sys_ioctl(bad, FIONREAD, NULL), -EBADF);
	CHECK_EQ(sys_lseek(bad, 0, SEEK_SET), -EBADF);
	CHECK_EQ(sys_fstat(bad, &st), -EBADF);
	CHECK_EQ(sys_fsync(bad), -EBADF);
	CHECK_EQ(sys_ftruncate(bad, 0), -EBADF);
}

TEST(fd_calls_check_their_other_arguments)
{
	struct iovec huge[2] = { { NULL, INT64_MAX }, { NULL, 1 } };

	if (!open_ends(0))
		return;
	CHECK_EQ(sys_readv(ends[0], huge, 2), -EINVAL);
	CHECK_EQ(sys_readv(ends[0], huge, -1), -EINVAL);
	CHECK_EQ(sys_readv(ends[0], huge, 1025), -EINVAL);
	CHECK_EQ(sys_read(ends[0], NULL, SIZE_MAX), -EINVAL);
	CHECK_EQ(sys_pread64(ends[0], NULL, 0, 0), -ESPIPE);
	CHECK_EQ(sys_pread64(ends[0], NULL, 0, -1), -EINVAL);
	CHECK_EQ(sys_lseek(ends[0], 0, SEEK_SET), -ESPIPE);
	CHECK_EQ(sys_fsync(ends[0]), -EINVAL);
	CHECK_EQ(sys_ftruncate(ends[1], 0), -EINVAL);
	CHECK_EQ(sys_ioctl(ends[0], TIOCGWINSZ, NULL), -ENOTTY);
	CHECK_EQ(sys_fcntl(ends[0], 12345, 0), -EINVAL);
	CHECK_EQ(sys_fcntl(ends[0], F_DUPFD, -1), -EINVAL);
	CHECK_EQ(sys_fcntl(ends[0], F_DUPFD, FD_MAX), -EINVAL);
	CHECK_EQ(sys_dup2(ends[0], FD_MAX), -EBADF);
	CHECK_EQ(sys_dup3(ends[0], ends[0], 0), -EINVAL);
	CHECK_EQ(sys_dup3(ends[0], 90, O_APPEND), -EINVAL);
	CHECK_EQ(sys_pipe2(ends, O_APPEND), -EINVAL);
	close_ends();
}

TEST(fd_flags_belong_to_descriptor_and_file)
{
	int on = 1, off = 0;

	if (!open_ends(O_CLOEXEC | O_NONBLOCK))
		return;
	int copy = (int)sys_dup(ends[0]);
	CHECK_EQ(sys_fcntl(ends[0], F_GETFD, 0), FD_CLOEXEC);
	CHECK_EQ(sys_fcntl(copy, F_GETFD, 0), 0);
	CHECK_EQ(sys_fcntl(copy, F_GETFL, 0), O_RDONLY | O_NONBLOCK);
	CHECK_EQ(sys_ioctl(copy, FIONBIO, &off), 0);
	CHECK_EQ(sys_fcntl(ends[0], F_GETFL, 0), O_RDONLY); /* one file, two descriptors */
	CHECK_EQ(sys_fcntl(ends[0], F_SETFL, O_NONBLOCK | O_RDWR | O_CREAT), 0);
	CHECK_EQ(sys_fcntl(copy, F_GETFL, 0), O_RDONLY | O_NONBLOCK);
	CHECK_EQ(sys_ioctl(ends[1], FIONBIO, &on), 0);
	CHECK_EQ(sys_fcntl(ends[1], F_GETFL, 0), O_WRONLY | O_NONBLOCK);
	CHECK_EQ(sys_ioctl(copy, FIOCLEX, NULL), 0);
	CHECK_EQ(sys_fcntl(copy, F_GETFD, 0), FD_CLOEXEC);
	CHECK_EQ(sys_ioctl(copy, FIONCLEX, NULL), 0);
	CHECK_EQ(sys_fcntl(copy, F_GETFD, 0), 0);
	CHECK_EQ(sys_dup3(ends[0], 90, O_CLOEXEC), 90);
	CHECK_EQ(sys_fcntl(90, F_GETFD, 0), FD_CLOEXEC);
	CHECK_EQ(sys_fcntl(90, F_DUPFD_CLOEXEC, 91), 91);
	CHECK_EQ(sys_fcntl(91, F_GETFD, 0), FD_CLOEXEC);
	CHECK_EQ(sys_close(91), 0);
	CHECK_EQ(sys_close(90), 0);
	CHECK_EQ(sys_close(copy), 0);
	close_ends();
}

TEST(locks_of_the_only_process_are_granted)
{
	struct flock lock = { .l_type = F_WRLCK };

	if (!open_ends(0))
		return;
	CHECK_EQ(sys_fcntl(ends[1], F_SETLK, (long)&lock), 0);
	CHECK_EQ(sys_fcntl(ends[1], F_GETLK, (long)&lock), 0);
	CHECK_EQ(lock.l_type, F_UNLCK);
	close_ends();
}

TEST(pipe_with_a_full_table_leaves_nothing_open)
{
	if (!open_ends(0))
		return;
	int before = fd_count();
	while (fd_count() < FD_MAX - 1)
		NEED(sys_dup(ends[0]) >= 0);
	int pair[2] = { -7, -7 };
	CHECK_EQ(sys_pipe(pair), -EMFILE);
	CHECK_EQ(fd_count(), FD_MAX - 1);
	CHECK(pair[0] == -7 && pair[1] == -7);
	for (int fd = FD_MAX - 1; fd > ends[1] && fd_count() > before; fd--)
		sys_close(fd);
	CHECK_EQ(fd_count(), before);
	close_ends();
}
