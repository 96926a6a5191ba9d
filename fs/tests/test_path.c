/* SPDX-License-Identifier: MIT */
/* test_path.c - walking along paths, against a table: each path names the same vnode
 * as a plain one, or gives an error. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <core/heap.h>
#include <core/printf.h>

#include "playground.h"

static void make_tree(void)
{
	static const char *const links[][2] = {
		{ "a/b", "rel" },         { "/t/a", "abs" },    { "../rel", "a/up" },
		{ "loop2", "loop1" },     { "loop1", "loop2" }, { "nowhere", "dangling" },
		{ "a/b/file", "tofile" }, { "a/b/", "slash" },  { "a/b/file/", "fileslash" },
		{ ".", "dot" },           { "self/x", "self" }, { "/", "root" },
	};
	char from[8], to[8];

	sys_mkdir("a", 0755);
	sys_mkdir("a/b", 0755);
	make_file("a/b/file", "text");
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		CHECK_EQ(sys_symlink(links[i][0], links[i][1]), 0);
	/* c1 -> a, c2 -> c1, ... */
	for (int i = 1; i <= PATH_LINKS_MAX + 1; i++) {
		ksnprintf(from, sizeof(from), "c%d", i);
		ksnprintf(to, sizeof(to), "c%d", i - 1);
		CHECK_EQ(sys_symlink(i == 1 ? "a" : to, from), 0);
	}
}

static const struct {
	const char *path, *same; /* same NULL: an error */
	int error;
} cases[] = {
	{ "/t/a/b/file", "/t/a/b/file", 0 },
	{ "a/b/file", "/t/a/b/file", 0 },
	{ "./a/./b/.//file", "/t/a/b/file", 0 },
	{ "a/../a/b/../../a/b/file", "/t/a/b/file", 0 },
	{ "//t///a/b//", "/t/a/b", 0 },
	{ "/..", "/", 0 },
	{ "/../../t/a", "/t/a", 0 },
	{ "..", "/", 0 },
	{ ".", "/t", 0 },
	{ "/", "/", 0 },
	{ "///", "/", 0 },
	{ "rel/file", "/t/a/b/file", 0 },
	{ "rel", "/t/a/b", 0 },
	{ "rel/..", "/t/a", 0 }, /* the folder above the target, not above the link */
	{ "abs/b/../b/file", "/t/a/b/file", 0 },
	{ "a/up/file", "/t/a/b/file", 0 },
	{ "tofile", "/t/a/b/file", 0 },
	{ "slash", "/t/a/b", 0 },
	{ "slash/file", "/t/a/b/file", 0 },
	{ "slash/", "/t/a/b", 0 },
	{ "dot/dot/dot/a", "/t/a", 0 },
	{ "root/t/root/t/a", "/t/a", 0 },
	{ "c8/b", "/t/a/b", 0 },
	{ "c9/b", NULL, -ELOOP },
	{ "c4/../c4/b", "/t/a/b", 0 }, /* eight in all */
	{ "c4/../c5/b", NULL, -ELOOP },
	{ "loop1", NULL, -ELOOP },
	{ "loop1/x", NULL, -ELOOP },
	{ "self", NULL, -ELOOP },
	{ "dangling", NULL, -ENOENT },
	{ "dangling/x", NULL, -ENOENT },
	{ "", NULL, -ENOENT },
	{ "nothing", NULL, -ENOENT },
	{ "a/nothing/x", NULL, -ENOENT },
	{ "nothing/..", NULL, -ENOENT },
	{ "a/b/file/", NULL, -ENOTDIR },
	{ "a/b/file/.", NULL, -ENOTDIR },
	{ "a/b/file/..", NULL, -ENOTDIR },
	{ "a/b/file/x", NULL, -ENOTDIR },
	{ "tofile/", NULL, -ENOTDIR },
	{ "fileslash", NULL, -ENOTDIR },
};

FS_TEST_NEEDS(paths_lead_where_posix_says, FX_SYMLINKS)
{
	if (!playground_open())
		return;
	make_tree();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vnode *got = NULL, *want = NULL;
		int err = path_lookup(NULL, cases[i].path, PATH_FOLLOW, &got);
		if (cases[i].same)
			CHECK_EQ(path_lookup(NULL, cases[i].same, PATH_FOLLOW, &want), 0);
		if (!CHECK_EQ(err, cases[i].error) || !CHECK(got == want))
			CHECK_STR(cases[i].path, "the path above");
		vnode_put(got);
		vnode_put(want);
	}
	playground_close();
}

FS_TEST_NEEDS(paths_stop_at_a_last_link_when_asked, FX_SYMLINKS)
{
	static const struct {
		const char *path;
		mode_t type;
	} kinds[] = {
		{ "rel", S_IFLNK },      { "rel/", S_IFDIR },   { "loop1", S_IFLNK },
		{ "dangling", S_IFLNK }, { "abs/up", S_IFLNK }, { "tofile", S_IFLNK },
		{ "a/up/", S_IFDIR },    { "a", S_IFDIR },      { "a/b/file", S_IFREG },
	};

	if (!playground_open())
		return;
	make_tree();
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct stat st = { 0 };
		CHECK_EQ(sys_lstat(kinds[i].path, &st), 0);
		CHECK_EQ(st.st_mode & S_IFMT, kinds[i].type);
	}
	playground_close();
}

FS_TEST_NEEDS(names_and_paths_have_their_limits, FX_SYMLINKS | FX_BYTES)
{
	char *path = heap_alloc(PATH_MAX + 1);
	struct stat st;

	NEED(path);
	if (!playground_open())
		return;
	memset(path, 'n', NAME_MAX + 1);
	path[NAME_MAX] = '\0';
	CHECK_EQ(sys_stat(path, &st), -ENOENT);
	CHECK_EQ(sys_mkdir(path, 0755), 0);
	CHECK_EQ(sys_stat(path, &st), 0);
	path[NAME_MAX] = 'n';
	path[NAME_MAX + 1] = '\0';
	CHECK_EQ(sys_stat(path, &st), -ENAMETOOLONG);
	CHECK_EQ(sys_mkdir(path, 0755), -ENAMETOOLONG);

	memset(path, '/', PATH_MAX);
	path[PATH_MAX - 1] = '\0';
	CHECK_EQ(sys_stat(path, &st), 0);
	path[PATH_MAX - 1] = '/';
	path[PATH_MAX] = '\0';
	CHECK_EQ(sys_stat(path, &st), -ENAMETOOLONG);

	/* A link whose target and the rest of the path are too long together. */
	memset(path, '/', PATH_MAX);
	path[PATH_MAX - 10] = '\0';
	CHECK_EQ(sys_symlink(path, "long"), 0);
	CHECK_EQ(sys_stat("long", &st), 0);
	CHECK_EQ(sys_stat("long/t/t", &st), -ENOENT);
	CHECK_EQ(sys_stat("long/t/././././.", &st), -ENAMETOOLONG);
	playground_close();
	heap_free(path);
}

static void expect_cwd(const char *want)
{
	char buf[64];
	long len = sys_getcwd(buf, sizeof(buf));

	CHECK_EQ(len, strlen(want) + 1);
	CHECK_STR(buf, want);
}

FS_TEST_NEEDS(current_folder_is_known_by_its_path, FX_SYMLINKS)
{
	char small[5];

	if (!playground_open())
		return;
	make_tree();
	expect_cwd("/t");
	CHECK_EQ(sys_chdir("rel"), 0);
	expect_cwd("/t/a/b");
	CHECK_EQ(sys_rename("/t/a", "/t/other"), 0);
	expect_cwd("/t/other/b");
	CHECK_EQ(sys_getcwd(small, sizeof(small)), -ERANGE);
	CHECK_EQ(sys_getcwd(small, 0), -ERANGE);
	CHECK_EQ(sys_chdir("file"), -ENOTDIR);
	CHECK_EQ(sys_unlink("file"), 0);
	CHECK_EQ(sys_rmdir("../b"), 0);
	CHECK_EQ(sys_getcwd(small, sizeof(small)), -ENOENT);
	CHECK_EQ(sys_mkdir("x", 0755), -ENOENT); /* nothing grows in a removed folder */
	CHECK_EQ(sys_chdir(".."), 0);
	expect_cwd("/t/other");
	CHECK_EQ(sys_chdir("/"), 0);
	expect_cwd("/");
	playground_close();
}

FS_TEST_NEEDS(paths_begin_at_an_open_folder, FX_SYMLINKS)
{
	struct stat st;

	if (!playground_open())
		return;
	make_tree();
	long dir = sys_open("a", O_RDONLY | O_DIRECTORY, 0);
	long file = sys_open("a/b/file", O_RDONLY, 0);
	CHECK_EQ(sys_newfstatat((int)dir, "b/file", &st, 0), 0);
	CHECK_EQ(sys_newfstatat((int)dir, "../rel/file", &st, 0), 0);
	CHECK_EQ(sys_newfstatat((int)dir, "/t/rel", &st, 0), 0);
	CHECK_EQ(sys_newfstatat((int)dir, "nothing", &st, 0), -ENOENT);
	CHECK_EQ(sys_newfstatat((int)file, "x", &st, 0), -ENOTDIR);
	CHECK_EQ(sys_newfstatat(1000, "x", &st, 0), -EBADF);
	CHECK_EQ(sys_newfstatat((int)file, "", &st, AT_EMPTY_PATH), 0);
	CHECK_EQ(st.st_size, 4);
	CHECK_EQ(sys_newfstatat((int)file, "", &st, 0), -ENOENT);
	CHECK_EQ(sys_fchdir((int)file), -ENOTDIR);
	CHECK_EQ(sys_fchdir((int)dir), 0);
	expect_cwd("/t/a");
	sys_close((int)dir);
	sys_close((int)file);
	playground_close();
}
