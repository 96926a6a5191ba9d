/* SPDX-License-Identifier: MIT */
/* test_fileops.c - folders, copying, moving, deleting and saving, in a folder of the host's. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "../fileops.h"
#include "../folder.h"
#include "../textfile.h"

static char top[64];

/* top/name, in one of a few buffers. */
static const char *in(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, PATH_MAX, "%s/%s", top, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(in(name), "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
}

static bool holds(const char *name, const char *text)
{
	size_t len = 0;
	char *found = textfile_load(in(name), &len);
	bool same = found && len == strlen(text) && memcmp(found, text, len) == 0;

	free(found);
	return same;
}

static void begin(void)
{
	strcpy(top, "/tmp/bobbin-desktop-XXXXXX");
	CHECK(mkdtemp(top) != NULL);
}

static void end(void)
{
	struct fileops ops = { 0 };

	CHECK_EQ(file_delete(&ops, top), 0);
	CHECK(access(top, F_OK) < 0);
}

TEST(desktop_names_are_sorted_as_people_do)
{
	CHECK(name_compare("file 2", "file 10") < 0);
	CHECK(name_compare("File 10", "file 2") > 0);
	CHECK(name_compare("a", "B") < 0);
	CHECK(name_compare("a", "ab") < 0);
	CHECK(name_compare("a007", "a7") != 0);
	CHECK(name_compare("same", "same") == 0);
}

TEST(desktop_paths_have_parents_and_names)
{
	char buf[PATH_MAX];

	CHECK_STR(path_parent("/a/b", buf), "/a");
	CHECK_STR(path_parent("/a", buf), "/");
	CHECK_STR(path_parent("/", buf), "/");
	CHECK_STR(path_name("/a/b.txt"), "b.txt");
	CHECK_STR(path_name("/"), "/");
	CHECK_STR(path_join("/", "a", buf), "/a");
	CHECK(path_is_in("/a/b", "/a") && path_is_in("/a", "/a") && path_is_in("/x", "/"));
	CHECK(!path_is_in("/ab", "/a"));
}

TEST(desktop_folders_come_first)
{
	struct folder f = { 0 };

	begin();
	put("b", "12345");
	put("a", "1");
	CHECK_EQ(mkdir(in("z"), 0777), 0);
	CHECK_EQ(folder_read(&f, top), 0);
	CHECK_EQ(f.count, 3);
	CHECK_STR(f.entries[0].name, "z");
	CHECK_STR(f.entries[1].name, "a");
	folder_sort(&f, FOLDER_SIZE, true);
	CHECK_STR(f.entries[0].name, "z");
	CHECK_STR(f.entries[1].name, "b");
	CHECK_EQ(folder_find(&f, "a"), 2);
	CHECK_EQ(folder_find(&f, "none"), SIZE_MAX);
	CHECK(folder_read(&f, in("none")) < 0 && errno == ENOENT);
	CHECK_EQ(f.count, 3); /* as it was */
	put(".hidden", "");
	put("a.b", "");
	CHECK_EQ(folder_read(&f, top), 0);
	CHECK_EQ(f.count, 5);
	folder_drop_hidden(&f);
	CHECK_EQ(f.count, 4);
	CHECK_EQ(folder_find(&f, ".hidden"), SIZE_MAX);
	CHECK_STR(f.entries[2].name, "a.b");
	CHECK_STR(f.entries[3].name, "b");
	folder_free(&f);
	end();
}

TEST(desktop_files_are_copied_with_all_that_is_in_them)
{
	struct fileops ops = { 0 };
	struct stat st;

	begin();
	CHECK_EQ(mkdir(in("from"), 0755), 0);
	CHECK_EQ(mkdir(in("from/deep"), 0755), 0);
	put("from/deep/text", "hello");
	CHECK_EQ(symlink("deep/text", in("from/link")), 0);
	CHECK_EQ(file_copy(&ops, in("from"), in("to")), 0);
	CHECK(holds("to/deep/text", "hello"));
	CHECK(lstat(in("to/link"), &st) == 0 && S_ISLNK(st.st_mode));
	CHECK_EQ(atomic_load(&ops.done), 5);
	/* Nothing is overwritten, and a folder does not go into itself. */
	CHECK(file_copy(&ops, in("from"), in("to")) < 0 && errno == EEXIST);
	CHECK(holds("to/deep/text", "hello"));
	CHECK(file_copy(&ops, in("from"), in("from/deep/more")) < 0 && errno == EINVAL);
	end();
}

TEST(desktop_a_stopped_copy_leaves_nothing)
{
	struct fileops ops = { 0 };

	begin();
	CHECK_EQ(mkdir(in("from"), 0755), 0);
	put("from/text", "hello");
	atomic_store(&ops.stop, true);
	CHECK(file_copy(&ops, in("from"), in("to")) < 0 && errno == ECANCELED);
	CHECK(access(in("to"), F_OK) < 0);
	end();
}

TEST(desktop_files_are_moved_but_not_over_others)
{
	struct fileops ops = { 0 };

	begin();
	put("a", "a");
	put("b", "b");
	CHECK(file_move(&ops, in("a"), in("b")) < 0 && errno == EEXIST);
	CHECK_STR(ops.failed, in("b"));
	CHECK(holds("b", "b"));
	CHECK_EQ(file_move(&ops, in("a"), in("c")), 0);
	CHECK(holds("c", "a") && access(in("a"), F_OK) < 0);
	end();
}

TEST(desktop_a_copy_gets_a_name_that_is_free)
{
	char buf[PATH_MAX];

	begin();
	CHECK_STR(file_free_name(top, "x.txt", buf), in("x.txt"));
	put("x.txt", "");
	CHECK_STR(file_free_name(top, "x.txt", buf), in("x (2).txt"));
	put("x (2).txt", "");
	CHECK_STR(file_free_name(top, "x.txt", buf), in("x (3).txt"));
	put(".hidden", "");
	CHECK_STR(file_free_name(top, ".hidden", buf), in(".hidden (2)"));
	end();
}

TEST(desktop_a_text_is_saved_whole)
{
	struct stat st;
	size_t len;

	begin();
	CHECK_EQ(textfile_save(in("new"), "one\n", 4), 0);
	CHECK(holds("new", "one\n"));
	CHECK_EQ(chmod(in("new"), 0640), 0);
	CHECK_EQ(symlink("new", in("link")), 0);
	CHECK_EQ(textfile_save(in("link"), "two\n", 4), 0);
	CHECK(holds("new", "two\n"));
	CHECK(lstat(in("link"), &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(stat(in("new"), &st) == 0 && (st.st_mode & 0777) == 0640);
	CHECK(access(in(".new.new"), F_OK) < 0);
	CHECK(textfile_save(in("none/x"), "x", 1) < 0 && errno == ENOENT);
	CHECK(textfile_save(top, "x", 1) < 0 && errno == EISDIR);
	CHECK(!textfile_load(top, &len) && errno == EISDIR);
	end();
}
