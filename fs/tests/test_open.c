/* SPDX-License-Identifier: MIT */
/* test_open.c - open(2)'s flags, and what stat, access and the times tell. */
#include <errno.h>
#include <string.h>

#include <core/file.h>

#include "playground.h"

static const struct {
	const char *path;
	int flags, result; /* 0: a descriptor */
} opens[] = {
	{ "file", O_RDONLY, 0 },
	{ "file", O_RDWR, 0 },
	{ "file", O_RDWR | O_CREAT, 0 },
	{ "file", O_RDWR | O_CREAT | O_EXCL, -EEXIST },
	{ "file", O_RDONLY | O_DIRECTORY, -ENOTDIR },
	{ "file/", O_RDONLY, -ENOTDIR },
	{ "none", O_RDONLY, -ENOENT },
	{ "none/", O_RDWR | O_CREAT, -EISDIR },
	{ "none/x", O_RDWR | O_CREAT, -ENOENT },
	{ "dir", O_RDONLY, 0 },
	{ "dir", O_RDONLY | O_DIRECTORY, 0 },
	{ "dir", O_WRONLY, -EISDIR },
	{ "dir", O_RDONLY | O_CREAT, -EISDIR },
	{ "dir", O_RDONLY | O_TRUNC, -EISDIR },
	{ "dir", O_CREAT | O_DIRECTORY, -EINVAL },
	{ ".", O_RDONLY, 0 },
	{ "link", O_RDONLY, 0 },
	{ "link", O_RDONLY | O_NOFOLLOW, -ELOOP },
	{ "link", O_RDWR | O_CREAT | O_EXCL, -EEXIST },
	{ "dangling", O_RDONLY, -ENOENT },
	{ "dangling", O_RDWR | O_CREAT | O_EXCL, -EEXIST },
	{ "dangling", O_RDWR | O_CREAT | O_NOFOLLOW, -ELOOP },
	{ "dangling", O_RDWR | O_CREAT, 0 }, /* makes dir/made */
	{ "dir/made", O_RDWR | O_CREAT | O_EXCL, -EEXIST },
	{ "fresh", O_RDWR | O_CREAT | O_EXCL, 0 },
	{ "loop", O_RDWR | O_CREAT, -ELOOP },
};

FS_TEST_NEEDS(open_honours_its_flags, FX_SYMLINKS)
{
	if (!playground_open())
		return;
	make_file("file", "text");
	sys_mkdir("dir", 0755);
	sys_symlink("file", "link");
	sys_symlink("dir/made", "dangling");
	sys_symlink("loop", "loop");
	for (size_t i = 0; i < ARRAY_SIZE(opens); i++) {
		long fd = sys_open(opens[i].path, opens[i].flags, 0600);
		if (!CHECK_EQ(fd < 0 ? fd : 0, opens[i].result))
			CHECK_STR(opens[i].path, "the path above");
		if (fd >= 0)
			sys_close((int)fd);
	}
	playground_close();
}

FS_TEST(open_truncates_and_appends)
{
	char text[32];

	if (!playground_open())
		return;
	make_file("f", "something long");
	long fd = sys_open("f", O_WRONLY | O_TRUNC, 0);
	CHECK_EQ(sys_write((int)fd, "one", 3), 3);
	long other = sys_open("f", O_WRONLY | O_APPEND, 0);
	CHECK_EQ(sys_write((int)other, "+two", 4), 4);
	CHECK_EQ(sys_write((int)fd, "X", 1), 1);
	CHECK_EQ(sys_lseek((int)other, 0, SEEK_SET), 0);
	CHECK_EQ(sys_write((int)other, "+3", 2), 2);
	CHECK_EQ(read_file("f", text, sizeof(text)), 9);
	CHECK_STR(text, "oneXtwo+3");
	CHECK_EQ(sys_read((int)fd, text, 1), -EBADF);
	CHECK_EQ(sys_ftruncate((int)fd, -1), -EINVAL);
	CHECK_EQ(sys_ftruncate((int)fd, 2), 0);
	CHECK_EQ(read_file("f", text, sizeof(text)), 2);
	sys_close((int)fd);
	sys_close((int)other);
	playground_close();
}

FS_TEST(folders_cannot_be_read_or_cut)
{
	char c;

	if (!playground_open())
		return;
	long fd = sys_open(".", O_RDONLY, 0);
	CHECK_EQ(sys_read((int)fd, &c, 1), -EISDIR);
	CHECK_EQ(sys_write((int)fd, &c, 1), -EBADF);
	CHECK_EQ(sys_ftruncate((int)fd, 0), -EINVAL);
	CHECK_EQ(sys_truncate(".", 0), -EISDIR);
	CHECK_EQ(sys_fsync((int)fd), 0);
	sys_close((int)fd);
	playground_close();
}

FS_TEST_NEEDS(modes_come_from_open_umask_and_chmod, FX_MODES)
{
	struct stat st;

	if (!playground_open())
		return;
	long before = sys_umask(027);
	sys_close((int)sys_open("f", O_CREAT | O_WRONLY, 0666));
	sys_mkdir("d", 0777);
	CHECK_EQ(sys_umask((unsigned)before), 027);
	CHECK_EQ(sys_stat("f", &st), 0);
	CHECK_EQ(st.st_mode, S_IFREG | 0640);
	CHECK_EQ(sys_stat("d", &st), 0);
	CHECK_EQ(st.st_mode, S_IFDIR | 0750);
	CHECK_EQ(sys_access("f", R_OK | W_OK), 0);
	CHECK_EQ(sys_access("f", X_OK), -EACCES);
	CHECK_EQ(sys_access("d", X_OK), 0);
	CHECK_EQ(sys_access("f", 8), -EINVAL);
	CHECK_EQ(sys_access("g", F_OK), -ENOENT);
	CHECK_EQ(sys_chmod("f", 04755), 0);
	CHECK_EQ(sys_stat("f", &st), 0);
	CHECK_EQ(st.st_mode, S_IFREG | 04755);
	CHECK_EQ(sys_access("f", X_OK), 0);
	playground_close();
}

FS_TEST_NEEDS(times_are_kept_as_they_were_set, FX_TIMES_NS)
{
	struct timespec times[2] = { { 1000000000, 123456789 }, { -5, 999999999 } };
	struct stat st;

	if (!playground_open())
		return;
	make_file("f", "x");
	CHECK_EQ(sys_utimensat(AT_FDCWD, "f", times, 0), 0);
	CHECK_EQ(sys_stat("f", &st), 0);
	CHECK_EQ(st.st_atim.tv_sec, 1000000000);
	CHECK_EQ(st.st_atim.tv_nsec, 123456789);
	CHECK_EQ(st.st_mtim.tv_sec, -5);
	CHECK_EQ(st.st_mtim.tv_nsec, 999999999);
	times[0].tv_nsec = UTIME_OMIT;
	times[1] = (struct timespec){ 7, 0 };
	long fd = sys_open("f", O_RDWR, 0);
	CHECK_EQ(sys_utimensat((int)fd, NULL, times, 0), 0);
	CHECK_EQ(sys_fstat((int)fd, &st), 0);
	CHECK_EQ(st.st_atim.tv_sec, 1000000000);
	CHECK_EQ(st.st_mtim.tv_sec, 7);
	CHECK_EQ(sys_write((int)fd, "y", 1), 1);
	CHECK_EQ(sys_fstat((int)fd, &st), 0);
	CHECK(st.st_mtim.tv_sec != 7);
	times[1].tv_nsec = 1000000000;
	CHECK_EQ(sys_utimensat((int)fd, NULL, times, 0), -EINVAL);
	struct timeval older[2] = { { 11, 999999 }, { 12, 0 } };
	CHECK_EQ(sys_utimes("f", older), 0);
	CHECK_EQ(sys_stat("f", &st), 0);
	CHECK_EQ(st.st_atim.tv_sec, 11);
	CHECK_EQ(st.st_atim.tv_nsec, 999999000);
	CHECK_EQ(st.st_mtim.tv_sec, 12);
	older[1].tv_usec = 1000000;
	CHECK_EQ(sys_futimesat(AT_FDCWD, "f", older), -EINVAL);
	CHECK_EQ(sys_futimesat(AT_FDCWD, "f", NULL), 0);
	CHECK_EQ(sys_stat("f", &st), 0);
	CHECK(st.st_mtim.tv_sec != 12);
	sys_close((int)fd);
	playground_close();
}
