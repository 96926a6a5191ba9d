/* SPDX-License-Identifier: MIT */
/* test_names.c - making, removing and moving names. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>

#include "playground.h"

FS_TEST(making_names_refuses_what_is_there)
{
	if (!playground_open())
		return;
	CHECK_EQ(sys_mkdir("d", 0755), 0);
	CHECK_EQ(sys_mkdir("d", 0755), -EEXIST);
	CHECK_EQ(sys_mkdir("d/", 0755), -EEXIST);
	CHECK_EQ(sys_mkdir("d/.", 0755), -EEXIST);
	CHECK_EQ(sys_mkdir("/", 0755), -EEXIST);
	CHECK_EQ(sys_mkdir("new/", 0755), 0);
	CHECK_EQ(sys_mkdir("x/y", 0755), -ENOENT);
	make_file("f", "");
	CHECK_EQ(sys_mkdir("f", 0755), -EEXIST);
	CHECK_EQ(sys_mkdir("f/x", 0755), -ENOTDIR);
	if (fixture_can(FX_SYMLINKS)) {
		CHECK_EQ(sys_symlink("f", "f"), -EEXIST);
		CHECK_EQ(sys_symlink("", "l"), -ENOENT);
		CHECK_EQ(sys_symlink("gone", "l"), 0);
		CHECK_EQ(sys_mkdir("l", 0755), -EEXIST); /* a link to nothing is something */
	} else {
		CHECK_EQ(sys_symlink("gone", "l"), -EPERM);
	}
	playground_close();
}

FS_TEST(removing_names_minds_their_kind)
{
	if (!playground_open())
		return;
	sys_mkdir("d", 0755);
	sys_mkdir("d/sub", 0755);
	make_file("f", "");
	if (fixture_can(FX_SYMLINKS)) {
		CHECK_EQ(sys_symlink("d", "l"), 0);
		CHECK_EQ(sys_unlink("l/"), -ENOTDIR);
		CHECK_EQ(sys_rmdir("l"), -ENOTDIR);
		CHECK_EQ(sys_unlink("l"), 0);
	}
	CHECK_EQ(sys_unlink("d"), -EISDIR);
	CHECK_EQ(sys_rmdir("f"), -ENOTDIR);
	CHECK_EQ(sys_unlink("f/"), -ENOTDIR);
	CHECK_EQ(sys_rmdir("d"), -ENOTEMPTY);
	CHECK_EQ(sys_rmdir("d/."), -EINVAL);
	CHECK_EQ(sys_rmdir("d/sub/.."), -ENOTEMPTY);
	CHECK_EQ(sys_rmdir("/"), -EBUSY);
	CHECK_EQ(sys_unlink("/"), -EISDIR);
	CHECK_EQ(sys_unlink("nothing"), -ENOENT);
	CHECK_EQ(sys_unlinkat(AT_FDCWD, "d/sub", AT_REMOVEDIR), 0);
	CHECK_EQ(sys_unlinkat(AT_FDCWD, "f", 0x40000), -EINVAL);
	CHECK_EQ(sys_rmdir("d"), 0);
	CHECK_EQ(sys_unlink("f"), 0);
	CHECK(!exists("d") && !exists("l") && !exists("f"));
	playground_close();
}

static const struct {
	const char *from, *to;
	int result;
} moves[] = {
	{ "file", "file2", 0 },
	{ "file2", "dir/file", 0 },
	{ "dir/file", "dir", -ENOTEMPTY }, /* as Linux: what it is in comes first */
	{ "dir/file", "full/one", 0 },     /* replaces a file */
	{ "full/one", "full/one", 0 },     /* onto itself */
	{ "full/one", "full/one/", -ENOTDIR },
	{ "full", "dir", 0 },          /* replaces an empty folder */
	{ "dir", "dir/sub", -EINVAL }, /* into itself */
	{ "dir", "dir/sub/deep", -ENOENT },
	{ "empty", "dir", -ENOTEMPTY },
	{ "empty", "dir/one", -ENOTDIR },
	{ "dir/one", "empty", -EISDIR },
	{ "nothing", "x", -ENOENT },
	{ "empty", "nowhere/x", -ENOENT },
	{ "empty", "dir/one/x", -ENOTDIR },
	{ "dir/one", "one/", -ENOTDIR },
	{ "empty", "moved/", 0 },
	{ "moved", ".", -EBUSY },
	{ ".", "x", -EBUSY },
	{ "..", "x", -EBUSY },
	{ "/", "/x", -EBUSY },
	{ "/", "x", -EXDEV },
	{ "moved", "dir/two", 0 },
	{ "dir/two", "dir", -ENOTEMPTY }, /* onto the folder that it is in */
};

FS_TEST(moving_names_follows_posix)
{
	if (!playground_open())
		return;
	make_file("file", "the file");
	sys_mkdir("dir", 0755);
	sys_mkdir("empty", 0755);
	sys_mkdir("full", 0755);
	make_file("full/one", "old");
	for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
		if (!CHECK_EQ(sys_rename(moves[i].from, moves[i].to), moves[i].result))
			CHECK_STR(moves[i].from, moves[i].to);
	}
	playground_remount();
	CHECK(exists("dir/one") && exists("dir/two"));
	CHECK(!exists("file") && !exists("full") && !exists("empty"));
	playground_close();
}

FS_TEST_NEEDS(moving_a_link_moves_the_link, FX_SYMLINKS)
{
	char target[8] = "";

	if (!playground_open())
		return;
	sys_mkdir("dir", 0755);
	make_file("dir/one", "x");
	CHECK_EQ(sys_symlink("dir", "link"), 0);
	CHECK_EQ(sys_rename("link", "dir/link"), 0); /* not what it leads to */
	CHECK_EQ(sys_rename("dir/link", "dir/one"), 0);
	playground_remount();
	CHECK_EQ(sys_readlink("dir/one", target, sizeof(target)), 3);
	CHECK_STR(target, "dir");
	CHECK(!exists("link") && !exists("dir/link"));
	playground_close();
}

FS_TEST(moved_file_keeps_its_contents_and_who_holds_the_old_one)
{
	char text[16];

	if (!playground_open())
		return;
	make_file("new", "new text");
	make_file("old", "old text");
	long held = sys_open("old", O_RDONLY, 0);
	CHECK_EQ(sys_rename("new", "old"), 0);
	CHECK_EQ(read_file("old", text, sizeof(text)), 8);
	CHECK_STR(text, "new text");
	CHECK_EQ(sys_read((int)held, text, 8), 8);
	CHECK(memcmp(text, "old text", 8) == 0);
	CHECK_EQ(sys_close((int)held), 0);
	playground_close();
}

FS_TEST(moved_folder_has_a_new_folder_above)
{
	struct stat up, want;

	if (!playground_open())
		return;
	sys_mkdir("a", 0755);
	sys_mkdir("b", 0755);
	sys_mkdir("a/c", 0755);
	CHECK_EQ(sys_stat("a", &up), 0);
	CHECK_EQ(up.st_nlink, 3);
	CHECK_EQ(sys_rename("a/c", "b/c"), 0);
	CHECK_EQ(sys_stat("b/c/..", &up), 0);
	CHECK_EQ(sys_stat("b", &want), 0);
	CHECK_EQ(up.st_ino, want.st_ino);
	CHECK_EQ(want.st_nlink, 3);
	CHECK_EQ(sys_stat("a", &up), 0);
	CHECK_EQ(up.st_nlink, 2);
	playground_close();
}

FS_TEST(rename_without_replacing)
{
	if (!playground_open())
		return;
	make_file("a", "a");
	make_file("b", "b");
	CHECK_EQ(sys_renameat2(AT_FDCWD, "a", AT_FDCWD, "b", 1), -EEXIST);
	CHECK_EQ(sys_renameat2(AT_FDCWD, "a", AT_FDCWD, "c", 1), 0);
	CHECK_EQ(sys_renameat2(AT_FDCWD, "b", AT_FDCWD, "c", 2), -EINVAL);
	CHECK(!exists("a") && exists("b") && exists("c"));
	playground_close();
}

/* --- everything is given back ----------------------------------------------------- */

static size_t frames_free(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

static size_t heap_used(void)
{
	struct heap_stats s;

	heap_stats(&s);
	return s.used;
}

static void churn(void)
{
	static char data[9000];

	if (!playground_open())
		return;
	sys_mkdir("a", 0755);
	sys_mkdir("a/b", 0755);
	long fd = sys_open("a/b/file", O_RDWR | O_CREAT, 0600);
	CHECK_EQ(sys_write((int)fd, data, sizeof(data)), sizeof(data));
	CHECK_EQ(sys_chdir("a/b"), 0);
	CHECK_EQ(sys_unlink("file"), 0);
	CHECK_EQ(sys_rmdir("/t/a/b"), 0);
	CHECK_EQ(sys_pread64((int)fd, data, sizeof(data), 0), sizeof(data)); /* still ours */
	CHECK_EQ(sys_close((int)fd), 0);
	playground_close();
}

FS_TEST(files_give_back_all_they_took)
{
	for (int i = 0; i < 3; i++)
		churn(); /* the heap grows to what this needs, in what order it may come */
	size_t frames = frames_free(), heap = heap_used();
	for (int i = 0; i < 10; i++)
		churn();
	CHECK_EQ(frames_free(), frames);
	CHECK_EQ(heap_used(), heap);
}
