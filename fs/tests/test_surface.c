/* SPDX-License-Identifier: MIT */
/* test_surface.c - what programs do with files beside reading and writing them. */
#define _GNU_SOURCE /* O_PATH, SEEK_DATA, FALLOC_FL_KEEP_SIZE in the host's headers */
#include <errno.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <core/file.h>
#include <fs/vfile.h>

#include "playground.h"

FS_TEST(place_opened_with_o_path_gives_no_way_to_the_contents)
{
	struct stat st;
	char c;

	if (!playground_open())
		return;
	make_file("f", "text");
	CHECK_EQ(sys_mkdir("d", 0755), 0);
	int fd = (int)sys_open("f", O_PATH | O_RDWR | O_TRUNC, 0);
	CHECK_EQ(sys_fstat(fd, &st), 0);
	CHECK_EQ(st.st_size, 4);
	CHECK_EQ(sys_read(fd, &c, 1), -EBADF);
	CHECK_EQ(sys_pwrite64(fd, &c, 1, 0), -EBADF);
	CHECK_EQ(sys_lseek(fd, 0, SEEK_SET), -EBADF);
	CHECK_EQ(sys_fsync(fd), -EBADF);
	CHECK_EQ(sys_ftruncate(fd, 0), -EBADF);
	CHECK_EQ(sys_fchmod(fd, 0600), -EBADF);
	CHECK_EQ(sys_ioctl(fd, 0, NULL), -EBADF);
	CHECK_EQ(sys_fcntl(fd, F_SETFL, 0), -EBADF);
	CHECK(sys_fcntl(fd, F_GETFL, 0) & O_PATH);
	CHECK_EQ(sys_newfstatat(fd, "", &st, AT_EMPTY_PATH), 0);
	int copy = (int)sys_dup(fd);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(sys_fstat(copy, &st), 0);
	CHECK_EQ(sys_close(copy), 0);
	CHECK_EQ(sys_open("f", O_PATH | O_DIRECTORY, 0), -ENOTDIR);
	fd = (int)sys_open("d", O_PATH, 0);
	CHECK_EQ(sys_getdents64(fd, &st, sizeof(st)), -EBADF);
	CHECK_EQ(sys_mkdirat(fd, "e", 0755), 0);
	CHECK_EQ(sys_fchdir(fd), 0);
	CHECK_EQ(sys_close(fd), 0);
	CHECK(exists("e"));
	CHECK_EQ(sys_chdir("/t"), 0);
	playground_close();
}

FS_TEST_NEEDS(place_can_be_a_link, FX_SYMLINKS)
{
	char target[8];
	struct stat st;

	if (!playground_open())
		return;
	CHECK_EQ(sys_symlink("gone", "l"), 0);
	int fd = (int)sys_open("l", O_PATH | O_NOFOLLOW, 0);
	CHECK_EQ(sys_fstat(fd, &st), 0);
	CHECK(S_ISLNK(st.st_mode));
	CHECK_EQ(sys_readlinkat(fd, "", target, sizeof(target)), 4);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(sys_open("l", O_PATH, 0), -ENOENT);
	CHECK_EQ(sys_open("l", O_RDONLY | O_NOFOLLOW | O_DIRECTORY, 0), -ENOTDIR);
	playground_close();
}

FS_TEST(open_refuses_what_is_not_offered)
{
	if (!playground_open())
		return;
	make_file("f", "");
	CHECK_EQ(sys_open(".", O_TMPFILE | O_RDWR, 0600), -EOPNOTSUPP);
	CHECK_EQ(sys_open(".", O_TMPFILE, 0600), -EINVAL);
	CHECK_EQ(sys_open("f", O_TMPFILE | O_RDWR, 0600), -ENOTDIR);
	CHECK_EQ(sys_open("none", O_TMPFILE | O_RDWR, 0600), -ENOENT);
	CHECK_EQ(sys_open("f", O_DIRECT, 0), -EINVAL);
	CHECK_EQ(sys_mknod("pipe", S_IFIFO | 0600, 0), -EPERM);
	CHECK_EQ(sys_mknod("dev", S_IFCHR | 0600, 259), -EPERM);
	CHECK_EQ(sys_mknod("odd", 0170000 | 0600, 0), -EINVAL);
	CHECK_EQ(sys_mknod("f", S_IFREG | 0600, 0), -EEXIST);
	CHECK_EQ(sys_mknod("new", S_IFREG | 0600, 0), 0);
	CHECK_EQ(sys_mknod("new2/", 0600, 0), -ENOENT);
	CHECK(exists("new") && !exists("pipe"));
	playground_close();
}

FS_TEST(gathered_writes_append_as_a_whole)
{
	struct iovec out[3] = { { "one ", 4 }, { "", 0 }, { "two", 3 } };
	char a[6] = "", b[6] = "";
	struct iovec in[2] = { { a, 5 }, { b, 5 } };

	if (!playground_open())
		return;
	make_file("f", "start ");
	int fd = (int)sys_open("f", O_RDWR | O_APPEND, 0);
	CHECK_EQ(sys_writev(fd, out, 3), 7);
	CHECK_EQ(sys_lseek(fd, 0, SEEK_CUR), 13);
	CHECK_EQ(sys_pwritev(fd, out, 1, 0, 0), 4); /* appends all the same, as on Linux */
	CHECK_EQ(sys_preadv(fd, in, 2, 6, 0), 10);
	CHECK_STR(a, "one t");
	CHECK_STR(b, "woone");
	CHECK_EQ(sys_preadv(fd, in, 2, 16, 0), 1);
	CHECK_EQ(sys_preadv(fd, in, 2, 17, 0), 0);
	CHECK_EQ(sys_preadv(fd, in, 2, -1, 0), -EINVAL);
	CHECK_EQ(sys_readv(fd, in, -1), -EINVAL);
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

FS_TEST(seeking_data_and_holes)
{
	if (!playground_open())
		return;
	int fd = (int)sys_open("f", O_RDWR | O_CREAT, 0600);
	CHECK_EQ(sys_lseek(fd, 0, SEEK_DATA), -ENXIO);
	CHECK_EQ(sys_pwrite64(fd, "abc", 3, 0), 3);
	CHECK_EQ(sys_lseek(fd, 1, SEEK_DATA), 1);
	CHECK_EQ(sys_lseek(fd, 1, SEEK_HOLE), 3);
	CHECK_EQ(sys_lseek(fd, 3, SEEK_HOLE), -ENXIO);
	CHECK_EQ(sys_lseek(fd, -1, SEEK_HOLE), -ENXIO);
	CHECK_EQ(sys_lseek(fd, 0, SEEK_CUR), 3);
	if (fixture_can(FX_HOLES)) {
		CHECK_EQ(sys_pwrite64(fd, "x", 1, 1000000), 1);
		CHECK_EQ(sys_lseek(fd, 0, SEEK_HOLE), 4096);
		CHECK_EQ(sys_lseek(fd, 5000, SEEK_HOLE), 5000);
		CHECK_EQ(sys_lseek(fd, 5000, SEEK_DATA), 999424); /* 244 * 4096 */
		CHECK_EQ(sys_lseek(fd, 1000000, SEEK_HOLE), 1000001);
		CHECK_EQ(sys_ftruncate(fd, 2000000), 0);
		CHECK_EQ(sys_lseek(fd, 1200000, SEEK_DATA), -ENXIO);
	}
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

FS_TEST(room_can_be_taken_before_it_is_written)
{
	struct stat st;
	char c = 'x';

	if (!playground_open())
		return;
	int fd = (int)sys_open("f", O_RDWR | O_CREAT, 0600);
	CHECK_EQ(sys_fallocate(fd, 0, 0, 0), -EINVAL);
	CHECK_EQ(sys_fallocate(fd, 0, -1, 5), -EINVAL);
	CHECK_EQ(sys_fallocate(fd, 0, INT64_MAX, 5), -EFBIG);
	CHECK_EQ(sys_fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 5), -EOPNOTSUPP);
	int dir = (int)sys_open(".", O_RDONLY, 0);
	CHECK_EQ(sys_fallocate(dir, 0, 0, 5), -EBADF);
	CHECK_EQ(sys_close(dir), 0);
	CHECK_EQ(sys_fallocate(fd, 0, 5000, 10000), 0);
	CHECK_EQ(sys_fstat(fd, &st), 0);
	CHECK_EQ(st.st_size, 15000);
	CHECK(st.st_blocks >= 20);
	CHECK_EQ(sys_fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 15000), 0);
	CHECK_EQ(sys_fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 100000),
		 fixture_can(FX_HOLES) ? 0 : -EOPNOTSUPP); /* room behind the end */
	CHECK_EQ(sys_fstat(fd, &st), 0);
	CHECK_EQ(st.st_size, 15000);
	CHECK_EQ(sys_pread64(fd, &c, 1, 14999), 1);
	CHECK_EQ(c, 0);
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

FS_TEST_NEEDS(file_with_two_names_is_one_file, FX_LINKS)
{
	struct stat a, b;
	char text[16];

	if (!playground_open())
		return;
	make_file("a", "text");
	CHECK_EQ(sys_mkdir("d", 0755), 0);
	CHECK_EQ(sys_link("a", "d/b"), 0);
	CHECK_EQ(sys_link("a", "d/b"), -EEXIST);
	CHECK_EQ(sys_link("d", "e"), -EPERM);
	CHECK_EQ(sys_link("none", "e"), -ENOENT);
	CHECK_EQ(sys_link("a", "e/"), -ENOENT);
	CHECK_EQ(sys_rename("a", "d/b"), 0); /* two names of one file: nothing happens */
	playground_remount();
	CHECK_EQ(sys_stat("a", &a), 0);
	CHECK_EQ(sys_stat("d/b", &b), 0);
	CHECK_EQ(a.st_nlink, 2);
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_EQ(sys_unlink("a"), 0);
	CHECK_EQ(sys_stat("d/b", &b), 0);
	CHECK_EQ(b.st_nlink, 1);
	CHECK_EQ(read_file("d/b", text, sizeof(text)), 4);
	int fd = (int)sys_open("d/b", O_RDONLY, 0);
	CHECK_EQ(sys_linkat(fd, "", AT_FDCWD, "again", AT_EMPTY_PATH), 0);
	CHECK_EQ(sys_unlink("again"), 0);
	CHECK_EQ(sys_unlink("d/b"), 0);
	CHECK_EQ(sys_linkat(fd, "", AT_FDCWD, "late", AT_EMPTY_PATH), -ENOENT);
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

FS_TEST_NEEDS(owners_are_kept, FX_MODES)
{
	struct stat st;

	if (!playground_open())
		return;
	make_file("f", "");
	CHECK_EQ(sys_chmod("f", 06755), 0);
	CHECK_EQ(sys_chown("f", 1000, 100), 0);
	CHECK_EQ(sys_chown("f", UINT32_MAX, 101), 0);
	int fd = (int)sys_open("f", O_RDONLY, 0);
	CHECK_EQ(sys_fchown(fd, 1001, UINT32_MAX), 0);
	CHECK_EQ(sys_close(fd), 0);
	playground_remount();
	CHECK_EQ(sys_stat("f", &st), 0);
	CHECK_EQ(st.st_uid, 1001);
	CHECK_EQ(st.st_gid, 101);
	CHECK_EQ(st.st_mode, S_IFREG | 0755);
	CHECK_EQ(sys_fchownat(AT_FDCWD, "f", 0, 0, 0x1), -EINVAL);
	playground_close();
}

static unsigned syncs, data_syncs;

static int count_sync(struct vnode *vn, bool data_only)
{
	(void)vn;
	syncs++;
	data_syncs += data_only;
	return 0;
}

static void write_with(int flags)
{
	int fd = (int)sys_open("f", O_WRONLY | flags, 0);

	CHECK_EQ(sys_write(fd, "x", 1), 1);
	CHECK_EQ(sys_close(fd), 0);
}

TEST(o_sync_writes_through)
{
	struct vnode *vn;

	if (!playground_open())
		return;
	make_file("f", "");
	NEED(path_lookup(NULL, "f", PATH_FOLLOW, &vn) == 0);
	const struct vnode_ops *ops = vn->ops;
	struct vnode_ops counting = *ops;
	counting.sync = count_sync;
	vn->ops = &counting;
	syncs = data_syncs = 0;
	write_with(0);
	CHECK_EQ(syncs, 0);
	write_with(O_DSYNC);
	CHECK_EQ(syncs * 10 + data_syncs, 11);
	write_with(O_SYNC);
	CHECK_EQ(syncs * 10 + data_syncs, 21);
	int fd = (int)sys_open("f", O_RDONLY, 0);
	CHECK_EQ(sys_fsync(fd), 0);
	CHECK_EQ(sys_fdatasync(fd), 0);
	CHECK_EQ(syncs * 10 + data_syncs, 42);
	CHECK_EQ(sys_syncfs(fd), 0);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(sys_sync(), 0);
	vn->ops = ops;
	vnode_put(vn);
	playground_close();
}

FS_TEST(filesystems_tell_their_size)
{
	struct statfs fs, again;

	if (!playground_open())
		return;
	CHECK_EQ(sys_statfs(".", &fs), 0);
	CHECK(fs.f_blocks > 0 && fs.f_bfree <= fs.f_blocks && fs.f_bsize > 0);
	CHECK(fs.f_namelen >= 255 || !fixture_can(FX_BYTES));
	int fd = (int)sys_open("f", O_RDWR | O_CREAT, 0600);
	for (int i = 0; i < 64; i++)
		CHECK_EQ(sys_pwrite64(fd, "x", 1, i * 4096), 1);
	CHECK_EQ(sys_fsync(fd), 0);
	CHECK_EQ(sys_fstatfs(fd, &again), 0);
	CHECK(fs.f_bfree - again.f_bfree >= 60);
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

FS_TEST(sendfile_and_copy_file_range_move_bytes)
{
	static char data[40000], back[40000];
	off_t from = 100, to = 7;

	if (!playground_open())
		return;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)test_random();
	int in = (int)sys_open("in", O_RDWR | O_CREAT, 0600);
	int out = (int)sys_open("out", O_RDWR | O_CREAT, 0600);
	CHECK_EQ(sys_write(in, data, sizeof(data)), sizeof(data));
	CHECK_EQ(sys_sendfile(out, in, &from, 1 << 20), sizeof(data) - 100);
	CHECK_EQ(from, sizeof(data));
	CHECK_EQ(sys_pread64(out, back, sizeof(back), 0), sizeof(data) - 100);
	CHECK(memcmp(back, data + 100, sizeof(data) - 100) == 0);
	CHECK_EQ(sys_lseek(in, 5, SEEK_SET), 5);
	CHECK_EQ(sys_copy_file_range(in, NULL, out, &to, 20000, 0), 20000);
	CHECK_EQ(to, 20007);
	CHECK_EQ(sys_lseek(in, 0, SEEK_CUR), 20005);
	CHECK_EQ(sys_pread64(out, back, 20000, 7), 20000);
	CHECK(memcmp(back, data + 5, 20000) == 0);
	from = to = 0;
	CHECK_EQ(sys_copy_file_range(in, &from, in, &to, 10, 0), -EINVAL);
	CHECK_EQ(sys_copy_file_range(in, &from, out, &to, 10, 1), -EINVAL);
	CHECK_EQ(sys_copy_file_range(in, &from, -1, &to, 10, 0), -EBADF);
	int dir = (int)sys_open(".", O_RDONLY, 0);
	CHECK_EQ(sys_copy_file_range(dir, &from, out, &to, 10, 0), -EISDIR);
	CHECK_EQ(sys_close(dir), 0);
	CHECK_EQ(sys_close(in), 0);
	CHECK_EQ(sys_sendfile(out, in, NULL, 5), -EBADF);
	CHECK_EQ(sys_close(out), 0);
	playground_close();
}

TEST(mount_calls_want_what_linux_wants)
{
	if (!playground_open())
		return;
	CHECK_EQ(sys_mkdir("m", 0755), 0);
	CHECK_EQ(sys_mount("none", "m", "ramfs", 0x1000, NULL), -EINVAL); /* MS_BIND */
	CHECK_EQ(sys_mount("none", "m", "nosuchfs", 0, NULL), -ENODEV);
	CHECK_EQ(sys_mount("none", "m", NULL, 0, NULL), -EINVAL);
	CHECK_EQ(sys_mount("none", "m", "ramfs", 0xc0ed0001, NULL), 0);
	CHECK_EQ(sys_mkdir("m/d", 0755), -EROFS);
	CHECK_EQ(sys_umount2("m", 2), -EINVAL);
	CHECK_EQ(sys_umount2("m", 0), 0);
	CHECK_EQ(sys_umount2("m", 0), -EINVAL);
	playground_close();
}
