/* SPDX-License-Identifier: MIT */
/* test_proc.c - generated files in the tree: in /proc, and elsewhere in the place of a file. */
#include <errno.h>
#include <string.h>

#include <core/synth.h>
#include <fs/proc.h>

#include "playground.h"

static ssize_t generate(char *buf, size_t size)
{
	memcpy(buf, "generated", MIN(size, (size_t)9));
	return 9;
}

static struct synth_file elsewhere = { .path = "/t/a/synth", .generate = generate };
static struct synth_file deep = { .path = "/proc/testing/deep/file", .generate = generate };
static struct synth_file deeper = { .path = "/proc/testing/other", .generate = generate };

static bool start(struct synth_file *s)
{
	if (!playground_open())
		return false;
	if (!synth_added) {
		CHECK_EQ(sys_chdir("/"), 0);
		proc_start();
		CHECK_EQ(sys_chdir("/t"), 0);
	}
	synth_register(s);
	return true;
}

TEST(generated_file_stands_where_its_path_says)
{
	struct stat st;
	char text[16];

	if (!start(&elsewhere))
		return;
	CHECK_EQ(read_file("a/synth", text, sizeof(text)), 9);
	CHECK_STR(text, "generated");
	CHECK_EQ(read_file("/t/./a/../a/synth", text, sizeof(text)), 9);
	CHECK_EQ(sys_stat("a/synth", &st), 0);
	CHECK_EQ(st.st_size, 9);
	CHECK_EQ(st.st_mode, S_IFREG | 0444);
	CHECK_EQ(sys_open("a/synth", O_RDWR, 0), -EROFS);
	CHECK_EQ(sys_open("a/synth", O_RDWR | O_CREAT | O_EXCL, 0), -EEXIST);
	CHECK_EQ(sys_truncate("a/synth", 0), -EROFS);
	CHECK_EQ(sys_chmod("a/synth", 0666), -EROFS);
	CHECK_EQ(sys_unlink("a/synth"), -EBUSY);
	CHECK_EQ(sys_rename("a/synth", "x"), -EBUSY);
	CHECK_EQ(sys_access("a/synth", R_OK), 0);
	CHECK_EQ(sys_access("a/synth", W_OK), -EROFS);
	CHECK_EQ(sys_readlink("a/synth", text, sizeof(text)), -EINVAL);
	CHECK_EQ(vfs_unmount("a/synth"), 0);
	CHECK_EQ(read_file("a/synth", text, sizeof(text)), 0); /* what it stood on */
	playground_close();
}

/* The names in the folder at path, "." and ".." left out, each followed by a blank. */
static void list(const char *path, char *out)
{
	char buf[256];
	long fd = sys_open(path, O_RDONLY | O_DIRECTORY, 0), len;

	CHECK(fd >= 0);
	*out = '\0';
	while ((len = sys_getdents64((int)fd, buf, sizeof(buf))) > 0) {
		for (long at = 0; at < len; at += *(uint16_t *)(buf + at + 16)) {
			if (buf[at + 19] == '.')
				continue;
			strcat(out, buf + at + 19);
			strcat(out, " ");
		}
	}
	CHECK_EQ(len, 0);
	sys_close((int)fd);
}

TEST(proc_has_folders_for_what_paths_have_in_common)
{
	char text[512];
	struct stat st, up;

	if (!start(&deep))
		return;
	synth_register(&deeper);
	list("/proc/testing", text);
	CHECK_STR(text, "deep other ");
	list("/proc/testing/deep", text);
	CHECK_STR(text, "file ");
	list("/proc", text);
	CHECK(strstr(text, "meminfo ") && strstr(text, "testing "));
	CHECK_EQ(read_file("/proc/testing/deep/file", text, sizeof(text)), 9);
	CHECK_EQ(sys_open("/proc/testing/none", O_RDONLY, 0), -ENOENT);
	CHECK_EQ(sys_open("/proc/none", O_RDWR | O_CREAT, 0600), -EROFS);
	CHECK_EQ(sys_mkdir("/proc/d", 0755), -EROFS);
	CHECK_EQ(sys_stat("/proc/testing/deep/..", &up), 0);
	CHECK_EQ(sys_stat("/proc/testing", &st), 0);
	CHECK_EQ(st.st_ino, up.st_ino);
	CHECK(S_ISDIR(st.st_mode));
	CHECK_EQ(sys_chdir("/proc/testing/deep"), 0);
	CHECK(sys_getcwd(text, sizeof(text)) > 0);
	CHECK_STR(text, "/proc/testing/deep");
	CHECK_EQ(sys_chdir("/t"), 0);
	playground_close();
}

static bool file_begins(const char *path, const char *want)
{
	char text[600];

	return CHECK(read_file(path, text, sizeof(text)) > 0) &&
	       CHECK(strncmp(text, want, strlen(want)) == 0);
}

TEST(proc_tells_about_memory_time_and_mounts)
{
	char text[2000];

	if (!start(&deep))
		return;
	file_begins("/proc/meminfo", "MemTotal: ");
	file_begins("/proc/version", "Bobbin ");
	file_begins("/proc/mounts", "ramfs / ramfs rw,noatime 0 0\n");
	CHECK_EQ(sys_mkdir("m", 0755), 0);
	CHECK_EQ(vfs_mount("ramfs", NULL, "m", true), 0);
	CHECK(read_file("/proc/mounts", text, sizeof(text)) > 0);
	CHECK(strstr(text, "ramfs /t/m ramfs ro,noatime 0 0\n"));
	CHECK_EQ(vfs_unmount("m"), 0);
	CHECK(read_file("/proc/mounts", text, sizeof(text)) > 0);
	CHECK(!strstr(text, "/t/m"));
	CHECK(read_file("/proc/filesystems", text, sizeof(text)) > 0);
	CHECK(strstr(text, "nodev\tramfs\n"));
	CHECK(read_file("/proc/uptime", text, sizeof(text)) > 0);
	playground_close();
}
