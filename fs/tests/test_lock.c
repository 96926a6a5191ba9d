/* SPDX-License-Identifier: MIT */
/* test_lock.c - advisory locks between open files. Waiting for one is for rings with threads. */
#define _GNU_SOURCE /* F_OFD_*, in the host's headers */
#define TESTS_LACK  LACKS(CONFIG_FILE_LOCKS)
#include <errno.h>
#include <sys/file.h>
#include <unistd.h>

#include <core/file.h>
#include <core/heap.h>

#include "playground.h"
#include "vfs/lock.h"

static int a, b;

static bool start(void)
{
	file_range_lock = lock_fcntl;
	if (!playground_open())
		return false;
	make_file("f", "0123456789");
	a = (int)sys_open("f", O_RDWR, 0);
	b = (int)sys_open("f", O_RDWR, 0);
	return CHECK(a >= 0 && b >= 0);
}

static void end(void)
{
	struct heap_stats before, after;

	heap_stats(&before);
	sys_close(a);
	sys_close(b);
	playground_close();
	heap_stats(&after);
	CHECK(after.used <= before.used);
}

static long lock(int fd, int cmd, int type, off_t start, off_t len)
{
	struct flock fl = { .l_type = (short)type, .l_start = start, .l_len = len };

	return sys_fcntl(fd, cmd, (long)&fl);
}

static long ofd(int fd, int type, off_t start, off_t len)
{
	return lock(fd, F_OFD_SETLK, type, start, len);
}

TEST(locks_of_open_files_conflict_by_range)
{
	if (!start())
		return;
	CHECK_EQ(ofd(a, F_WRLCK, 10, 10), 0);
	CHECK_EQ(ofd(b, F_WRLCK, 0, 10), 0);
	CHECK_EQ(ofd(b, F_RDLCK, 19, 1), -EAGAIN);
	CHECK_EQ(ofd(b, F_RDLCK, 20, 0), 0);
	CHECK_EQ(ofd(a, F_RDLCK, 1000000, 5), 0); /* both may read */
	CHECK_EQ(ofd(a, F_WRLCK, 1000000, 5), -EAGAIN);
	CHECK_EQ(ofd(a, F_UNLCK, 12, 3), 0); /* a hole in the middle */
	CHECK_EQ(ofd(b, F_WRLCK, 12, 3), 0);
	CHECK_EQ(ofd(b, F_WRLCK, 11, 1), -EAGAIN);
	CHECK_EQ(ofd(b, F_WRLCK, 15, 1), -EAGAIN);
	CHECK_EQ(ofd(a, F_RDLCK, 10, 2), 0); /* less than before */
	CHECK_EQ(ofd(b, F_RDLCK, 11, 1), 0);
	CHECK_EQ(ofd(a, F_WRLCK, 10, 1), 0);
	end();
}

TEST(locks_of_the_process_conflict_only_with_those_of_open_files)
{
	if (!start())
		return;
	CHECK_EQ(lock(a, F_SETLK, F_WRLCK, 0, 0), 0);
	CHECK_EQ(lock(b, F_SETLK, F_WRLCK, 0, 0), 0);
	CHECK_EQ(ofd(b, F_RDLCK, 5, 1), -EAGAIN);
	int c = (int)sys_dup(b);
	CHECK_EQ(sys_close(c), 0); /* any close of the file ends them */
	CHECK_EQ(ofd(b, F_RDLCK, 5, 1), 0);
	CHECK_EQ(lock(a, F_SETLK, F_WRLCK, 0, 5), 0);
	CHECK_EQ(lock(a, F_SETLK, F_WRLCK, 0, 6), -EAGAIN);
	end();
}

TEST(lock_in_the_way_is_described)
{
	struct flock fl = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	if (!start())
		return;
	CHECK_EQ(sys_fcntl(b, F_OFD_GETLK, (long)&fl), 0);
	CHECK_EQ(fl.l_type, F_UNLCK);
	CHECK_EQ(ofd(a, F_WRLCK, 5, 10), 0);
	CHECK_EQ(ofd(a, F_WRLCK, 15, 5), 0); /* joins the first */
	fl = (struct flock){ .l_type = F_RDLCK, .l_whence = SEEK_END, .l_start = -10 };
	CHECK_EQ(sys_fcntl(b, F_OFD_GETLK, (long)&fl), 0);
	CHECK_EQ(fl.l_type, F_WRLCK);
	CHECK_EQ(fl.l_start, 5);
	CHECK_EQ(fl.l_len, 15);
	CHECK_EQ(fl.l_pid, -1);
	fl = (struct flock){ .l_type = F_RDLCK, .l_whence = SEEK_SET };
	CHECK_EQ(sys_fcntl(a, F_OFD_GETLK, (long)&fl), 0);
	CHECK_EQ(fl.l_type, F_UNLCK);
	CHECK_EQ(ofd(a, F_UNLCK, 0, 0), 0);
	CHECK_EQ(lock(a, F_SETLK, F_WRLCK, 3, 0), 0);
	fl = (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 100 };
	CHECK_EQ(sys_fcntl(b, F_OFD_GETLK, (long)&fl), 0);
	CHECK_EQ(fl.l_start, 3);
	CHECK_EQ(fl.l_len, 0);
	CHECK_EQ(fl.l_pid, 1);
	end();
}

TEST(lock_that_makes_no_sense_is_refused)
{
	struct flock fl = { .l_type = F_WRLCK, .l_pid = 1 };

	if (!start())
		return;
	CHECK_EQ(ofd(a, 77, 0, 0), -EINVAL);
	CHECK_EQ(ofd(a, F_WRLCK, -1, 0), -EINVAL);
	CHECK_EQ(ofd(a, F_WRLCK, 5, -6), -EINVAL);
	CHECK_EQ(ofd(a, F_WRLCK, 5, -5), 0);
	CHECK_EQ(ofd(b, F_WRLCK, 5, 1), 0);
	CHECK_EQ(ofd(b, F_WRLCK, 4, 1), -EAGAIN);
	CHECK_EQ(ofd(a, F_WRLCK, INT64_MAX, 2), -EOVERFLOW);
	CHECK_EQ(sys_fcntl(a, F_OFD_SETLK, (long)&fl), -EINVAL);
	CHECK_EQ(lock(a, F_GETLK, F_UNLCK, 0, 0), -EINVAL);
	int reader = (int)sys_open("f", O_RDONLY, 0);
	CHECK_EQ(ofd(reader, F_WRLCK, 100, 1), -EBADF);
	CHECK_EQ(ofd(reader, F_RDLCK, 100, 1), 0);
	CHECK_EQ(sys_close(reader), 0);
	CHECK_EQ(ofd(a, F_WRLCK, 100, 1), 0); /* closing has given it up */
	end();
}

TEST(flock_is_between_open_files_and_for_itself)
{
	if (!start())
		return;
	CHECK_EQ(sys_flock(a, 99), -EINVAL);
	CHECK_EQ(sys_flock(a, LOCK_SH), 0);
	CHECK_EQ(sys_flock(b, LOCK_SH | LOCK_NB), 0);
	CHECK_EQ(sys_flock(b, LOCK_EX | LOCK_NB), -EAGAIN);
	CHECK_EQ(sys_flock(a, LOCK_EX | LOCK_NB), 0); /* b has lost its own by trying */
	CHECK_EQ(sys_flock(a, LOCK_EX), 0);
	CHECK_EQ(sys_flock(b, LOCK_SH | LOCK_NB), -EAGAIN);
	CHECK_EQ(ofd(b, F_WRLCK, 0, 0), 0); /* another kind of lock */
	int c = (int)sys_dup(a);
	CHECK_EQ(sys_close(a), 0);
	CHECK_EQ(sys_flock(b, LOCK_SH | LOCK_NB), -EAGAIN);
	CHECK_EQ(sys_flock(c, LOCK_UN), 0);
	CHECK_EQ(sys_flock(b, LOCK_EX | LOCK_NB), 0);
	CHECK_EQ(sys_close(b), 0);
	CHECK_EQ(sys_flock(c, LOCK_EX | LOCK_NB), 0);
	CHECK_EQ(sys_flock(b, LOCK_EX), -EBADF);
	a = c;
	end();
}

/* --- against a model of bytes ----------------------------------------------------------- */

#define BYTES  24
#define FILES  3
#define ROUNDS 3000

static char model[FILES][BYTES]; /* 0, 'r' or 'w' */

static bool allowed(int who, int type, unsigned from, unsigned to)
{
	for (int f = 0; f < FILES; f++) {
		for (unsigned i = from; f != who && i < to; i++) {
			if (model[f][i] == 'w' || (model[f][i] && type == F_WRLCK))
				return false;
		}
	}
	return true;
}

TEST(locks_agree_with_a_model_of_each_byte)
{
	static const char as[] = { [F_RDLCK] = 'r', [F_WRLCK] = 'w', [F_UNLCK] = 0 };
	int fds[FILES];

	if (!start())
		return;
	for (int i = 0; i < FILES; i++)
		fds[i] = (int)sys_open("f", O_RDWR, 0);
	for (int round = 0; round < ROUNDS; round++) {
		int who = (int)test_below(FILES), type = (int)test_below(3);
		unsigned from = test_below(BYTES), to = from + 1 + test_below(BYTES - from);
		bool may = type == F_UNLCK || allowed(who, type, from, to);
		CHECK_EQ(ofd(fds[who], type, from, to == BYTES ? 0 : to - from), may ? 0 : -EAGAIN);
		for (unsigned i = from; may && i < to; i++)
			model[who][i] = as[type];
	}
	for (int i = 0; i < FILES; i++)
		CHECK_EQ(sys_close(fds[i]), 0);
	end();
}
