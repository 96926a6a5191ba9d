/* SPDX-License-Identifier: MIT */
/* test_devfs.c - the devices that are always there. */
#define TESTS_LACK LACKS(CONFIG_FS_DEVFS)
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <core/file.h>

#include "playground.h"

static bool start(void)
{
	return playground_open() && CHECK_EQ(sys_mkdir("dev", 0755), 0) &&
	       CHECK_EQ(vfs_mount("devfs", NULL, "dev", false), 0) && CHECK_EQ(sys_chdir("dev"), 0);
}

static void end(void)
{
	CHECK_EQ(sys_chdir("/t"), 0);
	CHECK_EQ(vfs_unmount("dev"), 0);
	playground_close();
}

static const struct {
	const char *name;
	int minor;
	long got, put;
} devices[] = {
	{ "null", 3, 0, 16 },    { "zero", 5, 16, 16 },    { "full", 7, 16, -ENOSPC },
	{ "random", 8, 16, 16 }, { "urandom", 9, 16, 16 },
};

TEST(devices_of_memory_do_what_their_pages_say)
{
	static const char zeros[16];
	char buf[16];
	struct stat st, by_path;

	if (!start())
		return;
	for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
		int fd = (int)sys_open(devices[i].name, O_RDWR | O_CREAT | O_TRUNC, 0);
		CHECK(fd >= 0);
		memset(buf, 0xee, sizeof(buf));
		CHECK_EQ(sys_read(fd, buf, 16), devices[i].got);
		bool is_zero = memcmp(buf, zeros, 16) == 0;
		CHECK_EQ(is_zero, devices[i].minor == 5 || devices[i].minor == 7);
		CHECK_EQ(sys_write(fd, buf, 16), devices[i].put);
		CHECK_EQ(sys_write(fd, buf, 0), 0);
		CHECK_EQ(sys_pread64(fd, buf, 16, 1l << 40), devices[i].got);
		CHECK_EQ(sys_lseek(fd, 1000, SEEK_SET), 0);
		CHECK_EQ(sys_fstat(fd, &st), 0);
		CHECK_EQ(st.st_mode, S_IFCHR | 0666);
		CHECK_EQ(st.st_rdev, makedev(1, (unsigned)devices[i].minor));
		CHECK_EQ(sys_stat(devices[i].name, &by_path), 0);
		CHECK_EQ(by_path.st_ino, st.st_ino);
		CHECK_EQ(sys_ftruncate(fd, 0), -EINVAL);
		CHECK_EQ(sys_close(fd), 0);
	}
	end();
}

TEST(device_random_does_not_repeat_itself)
{
	char a[32], b[32];

	if (!start())
		return;
	int fd = (int)sys_open("random", O_RDONLY, 0);
	CHECK_EQ(sys_read(fd, a, sizeof(a)), sizeof(a));
	CHECK_EQ(sys_read(fd, b, sizeof(b)), sizeof(b));
	CHECK(memcmp(a, b, sizeof(a)) != 0);
	CHECK_EQ(sys_close(fd), 0);
	end();
}

TEST(device_of_a_descriptor_is_what_is_open_there)
{
	struct stat a, b;

	if (!start())
		return;
	make_file("/t/f", "text");
	int save = (int)sys_dup(0), low = (int)sys_open("/t/f", O_RDONLY, 0);
	int file = (int)sys_fcntl(low, F_DUPFD, 10);
	CHECK_EQ(sys_close(low), 0);
	CHECK_EQ(sys_dup2(file, 0), 0);
	int fd = (int)sys_open("stdin", O_RDONLY, 0);
	CHECK_EQ(sys_fstat(fd, &a), 0);
	CHECK_EQ(sys_fstat(file, &b), 0);
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(sys_close(0), 0);
	CHECK_EQ(sys_open("stdin", O_RDONLY, 0), -ENXIO);
	if (save >= 0) {
		CHECK_EQ(sys_dup2(save, 0), 0);
		CHECK_EQ(sys_close(save), 0);
	}
	CHECK_EQ(sys_close(file), 0);
	end();
}

TEST(devices_are_listed_and_stay)
{
	char buf[400];
	struct stat st;

	if (!start())
		return;
	int fd = (int)sys_open(".", O_RDONLY | O_DIRECTORY, 0);
	CHECK(sys_getdents64(fd, buf, sizeof(buf)) > 10 * 24);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(sys_lstat("tty", &st), 0);
	CHECK_EQ(st.st_rdev, makedev(5, 0));
	CHECK_EQ(sys_unlink("null"), -EPERM);
	CHECK_EQ(sys_mkdir("d", 0755), -EPERM);
	CHECK_EQ(sys_open("new", O_CREAT | O_RDWR, 0600), -EPERM);
	CHECK_EQ(sys_open("none", O_RDWR, 0600), -ENOENT);
	CHECK_EQ(sys_open("null/x", O_RDWR, 0600), -ENOTDIR);
	CHECK_EQ(sys_access("null", R_OK | W_OK), 0);
	end();
}
