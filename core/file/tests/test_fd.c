/* SPDX-License-Identifier: MIT */
/* test_fd.c - the descriptor table: who gets which number, and when a file ends. */
#include <errno.h>

#include <test/test.h>

#include "fake_file.h"

TEST(descriptors_are_the_lowest_free_ones)
{
	struct fake_file f;
	int fd[3];

	fake_file_init(&f, O_RDWR);
	for (int i = 0; i < 3; i++) {
		file_ref(&f.file);
		fd[i] = fd_install(&f.file, 0, 0);
	}
	CHECK(fd[0] >= 0 && fd[0] < fd[1] && fd[1] < fd[2]);
	CHECK_EQ(fd_close(fd[1]), 0);
	file_ref(&f.file);
	CHECK_EQ(fd_install(&f.file, 0, 0), fd[1]);
	file_ref(&f.file);
	CHECK_EQ(fd_install(&f.file, 100, 0), 100);
	for (int i = 0; i < 3; i++)
		CHECK_EQ(fd_close(fd[i]), 0);
	CHECK_EQ(fd_close(100), 0);
	CHECK_EQ(f.file.refs, 1);
}

TEST(full_table_says_so_and_keeps_nothing)
{
	struct fake_file f;
	int last = -1, got, before = fd_count();

	fake_file_init(&f, O_RDWR);
	while ((got = fd_install(&f.file, 0, 0)) >= 0) {
		file_ref(&f.file);
		last = got;
	}
	CHECK_EQ(got, -EMFILE);
	CHECK_EQ(last, FD_MAX - 1);
	CHECK_EQ(fd_count(), FD_MAX);
	CHECK_EQ(fd_install(&f.file, FD_MAX, 0), -EMFILE);
	for (int fd = 0; fd < FD_MAX; fd++) {
		struct file *at = file_get(fd);
		if (at == &f.file)
			fd_close(fd);
		if (at)
			file_put(at);
	}
	CHECK_EQ(fd_count(), before);
	CHECK_EQ(f.file.refs, 1);
}

TEST(bad_descriptors_are_refused)
{
	static const int bad[] = { -1, INT32_MIN, FD_MAX, INT32_MAX, 200 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK(!file_get(bad[i]));
		CHECK_EQ(fd_close(bad[i]), -EBADF);
		CHECK_EQ(fd_get_flags(bad[i]), -EBADF);
		CHECK_EQ(fd_set_flags(bad[i], FD_CLOEXEC), -EBADF);
	}
}

TEST(close_reports_and_release_waits_for_the_last_user)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	f.close_result = -EIO;
	int fd = fd_install(&f.file, 0, 0);
	struct file *held = file_get(fd);
	CHECK(held == &f.file);
	CHECK_EQ(fd_close(fd), -EIO);
	CHECK_EQ(f.closed, 1);
	CHECK_EQ(f.released, 0);
	CHECK(!file_get(fd));
	file_put(held);
	CHECK_EQ(f.released, 1);
}

TEST(replacing_a_descriptor_closes_what_was_there)
{
	struct fake_file a, b;

	fake_file_init(&a, O_RDWR);
	fake_file_init(&b, O_RDWR);
	int before = fd_count();
	int fd = fd_install(&a.file, 0, 0);
	CHECK_EQ(fd_replace(&b.file, fd, FD_CLOEXEC), fd);
	CHECK_EQ(a.released, 1);
	CHECK_EQ(fd_get_flags(fd), FD_CLOEXEC);
	CHECK_EQ(fd_count(), before + 1);
	CHECK_EQ(fd_replace(&a.file, FD_MAX, 0), -EBADF);
	CHECK_EQ(fd_close(fd), 0);
	CHECK_EQ(b.released, 1);
}

TEST(close_on_exec_belongs_to_the_descriptor)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	int a = fd_install(&f.file, 0, FD_CLOEXEC);
	file_ref(&f.file);
	int b = fd_install(&f.file, 0, 0);
	CHECK_EQ(fd_get_flags(a), FD_CLOEXEC);
	CHECK_EQ(fd_get_flags(b), 0);
	CHECK_EQ(fd_set_flags(a, 0), 0);
	CHECK_EQ(fd_set_flags(b, FD_CLOEXEC), 0);
	CHECK_EQ(fd_get_flags(a), 0);
	CHECK_EQ(fd_get_flags(b), FD_CLOEXEC);
	fd_close(a);
	fd_close(b);
	CHECK_EQ(f.released, 1);
}
