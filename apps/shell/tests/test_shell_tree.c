/* SPDX-License-Identifier: MIT */
/* test_shell_tree.c - cp, mv and rm of whole trees: however deep they are, wherever links in them
 * lead, and onto themselves. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "../tree.h"
#include "lines.h"

#define DEEP 600 /* folders in folders: their path is more than twice PATH_MAX */
#define STEP "sixteen-letters-"

static bool link_to(const char *target, const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", lines_folder, name);
	return symlink(target, path) == 0;
}

/* Folders in each other, with a file in the innermost one; returns how many there are. */
static int make_deep(void)
{
	int fd = open(lines_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;

	for (; n < DEEP && fd >= 0 && mkdirat(fd, STEP, 0777) == 0; n++) {
		int down = openat(fd, STEP, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(fd);
		fd = down;
	}
	int file = openat(fd, "f", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	CHECK_EQ(write(file, "deep", 4), 4);
	close(file);
	close(fd);
	return n;
}

/* How many folders lie in each other at path, the innermost with a file in it. */
static int depth_of(const char *name)
{
	char path[96];
	enum tree_step step;
	struct tree t;
	int depth = 0, files = 0;

	snprintf(path, sizeof(path), "%s/%s", lines_folder, name);
	if (!CHECK_EQ(tree_open(&t, path, name), 0))
		return -1;
	while ((step = tree_next(&t)) != TREE_END) {
		depth += step == TREE_ENTER;
		files += step == TREE_OTHER && t.st.st_size == 4;
		CHECK(step != TREE_ERROR);
	}
	tree_close(&t);
	return files == 1 ? depth + 1 : -1;
}

/* With less of the stack and of descriptors than there are folders. */
TEST(shell_trees_may_be_of_any_depth)
{
	static const struct rlimit few = { 32, 32 }, small = { 512 << 10, 512 << 10 };

	NEED(lines_open());
	NEED(setrlimit(RLIMIT_NOFILE, &few) == 0 && setrlimit(RLIMIT_STACK, &small) == 0);
	CHECK_EQ(make_deep(), DEEP);
	CHECK_EQ(lines_run("cp -r " STEP " copy"), 0);
	CHECK_STR(lines_said, "");
	CHECK_EQ(depth_of(STEP), DEEP);
	CHECK_EQ(depth_of("copy"), DEEP);
	CHECK_EQ(lines_run("X=" STEP "; X=$X/$X; X=$X/$X; X=$X/$X; X=$X/$X; X=$X/$X; X=$X/$X"), 0);
	CHECK_EQ(lines_run("ls ${X}/none"), 1);
	CHECK(strncmp(lines_said, "ls: ...", 7) == 0 && strlen(lines_said) < 600);
	CHECK(strstr(lines_said, "/" STEP "/none: No such file or directory\n"));
	CHECK_EQ(lines_run("rm -r " STEP "; ls; rm -r copy; ls"), 0);
	CHECK_STR(lines_said, "copy\n");
	lines_close();
}

/* The walk stands in d/e when that is moved: ".." leads to where nothing is to be removed. */
TEST(shell_walk_is_not_led_elsewhere)
{
	char from[96], to[96];
	struct tree t;

	NEED(lines_open());
	CHECK_EQ(lines_run("mkdir -p d/e/f other; touch d/e/g d/h"), 0);
	snprintf(from, sizeof(from), "%s/d/e", lines_folder);
	snprintf(to, sizeof(to), "%s/other/e", lines_folder);
	NEED(tree_open(&t, lines_folder, "top") == 0);
	CHECK_EQ(tree_next(&t), TREE_ENTER);
	CHECK_EQ(tree_next(&t), TREE_ENTER);
	CHECK_STR(t.name, "e");
	NEED(rename(from, to) == 0);
	CHECK_EQ(tree_next(&t), TREE_ENTER);
	CHECK_EQ(tree_next(&t), TREE_LEAVE);
	CHECK_EQ(tree_next(&t), TREE_OTHER);
	CHECK_STR(t.name, "g");
	CHECK_EQ(tree_next(&t), TREE_ERROR);
	CHECK_EQ(errno, ESTALE);
	CHECK_EQ(tree_next(&t), TREE_END);
	tree_close(&t);
	lines_close();
}

TEST(shell_walk_goes_on_behind_what_it_cannot_enter)
{
	struct tree t;

	NEED(lines_open());
	CHECK_EQ(lines_run("mkdir a b; touch b/f"), 0);
	NEED(tree_open(&t, lines_folder, "top/") == 0);
	CHECK_EQ(lines_run("rmdir a"), 0); /* after its name was read */
	CHECK_EQ(tree_next(&t), TREE_ERROR);
	CHECK_EQ(errno, ENOENT);
	char *path = tree_path(&t);
	CHECK_STR(path, "top/a");
	free(path);
	CHECK_EQ(tree_next(&t), TREE_ENTER);
	tree_skip(&t);
	CHECK_EQ(tree_next(&t), TREE_END);
	tree_close(&t);
	lines_close();
}

#define ITSELF " cannot be copied into itself\n"

/* Along links, too. */
TEST(shell_cp_of_a_folder_ends)
{
	static const struct line_case cases[] = {
		{ "mkdir -p d/e; write d/f one", "", 0 },
		{ "cp -r . d", "cp: ." ITSELF, 1 },
		{ "cp -r . .", "cp: ." ITSELF, 1 },
		{ "cp -r .. d", "cp: .." ITSELF, 1 },
		{ "cp -r d d", "cp: d" ITSELF, 1 },
		{ "cp -r d/ d/e/new", "cp: d/" ITSELF, 1 },
		{ "cp -r d link/e", "cp: d" ITSELF, 1 },
		{ "cp -r d link/e/new", "cp: d" ITSELF, 1 },
		{ "cp -r d inner", "cp: d" ITSELF, 1 },
		{ "cp -r link/. d/e", "cp: link/." ITSELF, 1 },
		{ "cp -r d/e d/e2; cp -r link copy; cp -r d/. copy; ls d copy copy/e",
		  "d:\ne\ne2\nf\n\ncopy:\ne\ne2\nf\n\ncopy/e:\n", 0 },
	};

	NEED(lines_open());
	NEED(link_to("d", "link") && link_to("d/e", "inner"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(lines_run(cases[i].line), cases[i].status);
		CHECK_STR(lines_said, cases[i].output);
	}
	lines_close();
}

/* Each of it is told, and the rest is copied. */
TEST(shell_cp_copies_what_it_can)
{
	char fifo[96];

	NEED(lines_open());
	CHECK_EQ(lines_run("mkdir -p d/e to/d; write d/e/f one; touch to/d/e d/z"), 0);
	snprintf(fifo, sizeof(fifo), "%s/d/p", lines_folder);
	NEED(mkfifo(fifo, 0666) == 0 && link_to("nowhere", "d/l"));
	CHECK_EQ(lines_run("cp -r d to"), 1);
	CHECK_STR(lines_said, "cp: to/d/e: Not a directory\n"
			      "cp: d/p: neither a file, a folder nor a link; it is left out\n");
	CHECK_EQ(lines_run("ls to/d"), 0);
	CHECK_STR(lines_said, "e\nl\nz\n");
	lines_close();
}

/* It is another's file that could not be filled. */
TEST(shell_cp_removes_what_it_made_only)
{
	NEED(lines_open());
	NEED(link_to("/dev/full", "full"));
	CHECK_EQ(lines_run("write f text; cp f full"), 1);
	CHECK_STR(lines_said, "cp: full: No space left on device\n");
	CHECK_EQ(lines_run("ls"), 0);
	CHECK_STR(lines_said, "f\nfull\n");
	lines_close();
}

TEST(shell_mv_loses_nothing)
{
	static const struct line_case cases[] = {
		{ "mkdir -p d/e full/d/x; write f one", "", 0 },
		{ "mv f f", "mv: f and f are the same file\n", 1 },
		{ "mv f ./f", "mv: f and ./f are the same file\n", 1 },
		{ "mv f .", "mv: f and ./f are the same file\n", 1 },
		{ "mv f hard", "mv: f and hard are the same file\n", 1 },
		{ "mv f none/", "mv: none/: no such folder\n", 1 },
		{ "mv f none/g", "mv: f to none/g: No such file or directory\n", 1 },
		{ "mv d d/e", "mv: d cannot be moved into itself\n", 1 },
		{ "mv d d/new", "mv: d cannot be moved into itself\n", 1 },
		{ "mv d d", "mv: d cannot be moved into itself\n", 1 },
		{ "mv d f", "mv: d to f: Not a directory\n", 1 },
		{ "mv . d", "mv: .: a folder is moved by its name, not by . or ..\n", 1 },
		{ "mv d/.. new", "mv: d/..: a folder is moved by its name, not by . or ..\n", 1 },
		{ "mv / d", "mv: /: the root stays\n", 1 },
		{ "mv none f", "mv: none: No such file or directory\n", 1 },
		{ "cat f hard; ls; ls d full/d",
		  "one\none\nd\nf\nfull\nhard\nd:\ne\n\nfull/d:\nx\n", 0 },
	};
	char f[96], hard[96];

	NEED(lines_open());
	snprintf(f, sizeof(f), "%s/f", lines_folder);
	snprintf(hard, sizeof(hard), "%s/hard", lines_folder);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(lines_run(cases[i].line), cases[i].status);
		CHECK_STR(lines_said, cases[i].output);
		if (i == 0)
			NEED(link(f, hard) == 0);
	}
	lines_close();
}

/* To a filesystem in memory, where there is one: rename() does not lead there. */
TEST(shell_mv_moves_a_tree_to_another_filesystem)
{
	char there[] = "/dev/shm/shell-test-XXXXXX", fifo[96];

	NEED(lines_open());
	NEED(mkdtemp(there));
	shell_set(&lines_sh, "THERE", there);
	CHECK_EQ(lines_run("mkdir -p d/e ${THERE}/d; write d/e/f one; mv d $THERE"), 0);
	CHECK_STR(lines_said, "");
	CHECK_EQ(lines_run("ls; cat ${THERE}/d/e/f; mkdir d; touch d/kept; mv ${THERE}/d ."), 1);
	CHECK(strncmp(lines_said, "one\nmv: /dev/shm/", 17) == 0);
	CHECK(strstr(lines_said, " to ./d: Directory not empty\n"));
	CHECK_EQ(lines_run("ls d; rm -r d; mv ${THERE}/d .; cat d/e/f; ls $THERE"), 0);
	CHECK_STR(lines_said, "kept\none\n");
	snprintf(fifo, sizeof(fifo), "%s/d/p", lines_folder);
	NEED(mkfifo(fifo, 0666) == 0);
	CHECK_EQ(lines_run("mv d $THERE 2> said; ls d; rm -r ${THERE}/d"), 0);
	CHECK_STR(lines_said, "e\np\n");
	CHECK_EQ(rmdir(there), 0);
	lines_close();
}

/* ".." behind a link is where that leads to. */
TEST(shell_rm_removes_what_the_path_names)
{
	NEED(lines_open());
	CHECK_EQ(lines_run("mkdir -p else/sub else/d d; touch d/kept else/d/gone"), 0);
	NEED(link_to("else/sub", "link"));
	CHECK_EQ(lines_run("rm -r link/../d; ls d; ls else"), 0);
	CHECK_STR(lines_said, "kept\nsub\n");
	CHECK_EQ(lines_run("rm -r //"), 1);
	CHECK_STR(lines_said, "rm: //: the root stays\n");
	CHECK_EQ(lines_run("rm -r / /.."), 1);
	CHECK_STR(lines_said, "rm: /: the root stays\n"
			      "rm: /..: a folder is removed by its name, not by . or ..\n");
	lines_close();
}
