/* SPDX-License-Identifier: MIT */
/* test_cpio.c - archives: what is in good ones, and that bad ones are refused. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <fs/initrd.h>

#include "../initrd/cpio.h"
#include "archive.h"
#include "playground.h"

static struct archive good;

static void make_good(void)
{
	good.len = 0;
	archive_add(&good, "dir", S_IFDIR | 0755, "");
	archive_add(&good, "dir/file", S_IFREG | 0644, "hello");
	archive_add(&good, "link", S_IFLNK | 0777, "dir/file");
	archive_end(&good);
}

/* Reads all of an archive that lies at the very end of its memory. Returns what the
 * last cpio_next() said; counts the entries. */
static int read_all(const void *bytes, size_t len, unsigned *entries)
{
	struct cpio c;
	struct cpio_entry e;
	int ret;

	*entries = 0;
	cpio_start(&c, bytes, len);
	while ((ret = cpio_next(&c, &e)) > 0) {
		const char *base = bytes, *data = e.data;
		(*entries)++;
		CHECK(e.name >= base && e.name + e.name_len < base + len);
		CHECK_EQ(strlen(e.name), e.name_len);
		CHECK(data >= base && e.size <= len && data + e.size <= base + len);
	}
	CHECK(ret == 0 || c.why);
	CHECK(c.at <= len);
	return ret;
}

TEST(cpio_reads_what_was_packed)
{
	struct cpio c;
	struct cpio_entry e;

	make_good();
	cpio_start(&c, good.bytes, good.len);
	CHECK_EQ(cpio_next(&c, &e), 1);
	CHECK_STR(e.name, "dir");
	CHECK_EQ(e.mode, S_IFDIR | 0755);
	CHECK_EQ(e.size, 0);
	CHECK_EQ(cpio_next(&c, &e), 1);
	CHECK_STR(e.name, "dir/file");
	CHECK_EQ(e.mtime, 1000);
	CHECK_EQ(e.size, 5);
	CHECK(memcmp(e.data, "hello", 5) == 0);
	CHECK_EQ(cpio_next(&c, &e), 1);
	CHECK_EQ(e.mode, S_IFLNK | 0777);
	CHECK_EQ(cpio_next(&c, &e), 0);
	CHECK_EQ(cpio_next(&c, &e), -EINVAL);
}

TEST(cpio_refuses_every_truncation)
{
	unsigned entries;

	make_good();
	size_t padding = 3; /* of the trailer's name, which nobody needs */
	for (size_t len = 0; len < good.len - padding; len++) {
		char *copy = heap_alloc(len);
		NEED(copy);
		memcpy(copy, good.bytes, len);
		CHECK_EQ(read_all(copy, len, &entries), -EINVAL);
		heap_free(copy);
	}
	CHECK_EQ(read_all(good.bytes, good.len, &entries), 0);
	CHECK_EQ(entries, 3);
}

TEST(cpio_stays_inside_whatever_a_byte_becomes)
{
	static const unsigned char values[] = { 0, '/', '0', '9', 'f', 'F', 'g', 0x7f, 0xff };
	unsigned entries, refused = 0;

	make_good();
	for (size_t at = 0; at < good.len; at++) {
		for (size_t v = 0; v < sizeof(values); v++) {
			unsigned char was = good.bytes[at];
			good.bytes[at] = values[v];
			refused += read_all(good.bytes, good.len, &entries) < 0;
			good.bytes[at] = was;
		}
	}
	CHECK(refused > 1000);
}

/* --- unpacking ---------------------------------------------------------------------- */

TEST(initrd_becomes_files_folders_and_links)
{
	static struct archive a;
	struct stat st;
	char text[16];

	if (!playground_open())
		return;
	a.len = 0;
	archive_add(&a, ".", S_IFDIR | 0755, "");
	archive_add(&a, "t/dir", S_IFDIR | 0700, "");
	archive_add(&a, "t/dir/file", S_IFREG | 0444, "packed");
	archive_add(&a, "t/link", S_IFLNK | 0777, "dir/file");
	archive_end(&a);
	CHECK_EQ(initrd_unpack(a.bytes, a.len, vfs_root()), 0);
	CHECK_EQ(read_file("link", text, sizeof(text)), 6);
	CHECK_STR(text, "packed");
	CHECK_EQ(sys_stat("dir/file", &st), 0);
	CHECK_EQ(st.st_mode, S_IFREG | 0444);
	CHECK_EQ(st.st_mtim.tv_sec, 1000);
	CHECK_EQ(sys_stat("dir", &st), 0);
	CHECK_EQ(st.st_mode, S_IFDIR | 0700);
	CHECK_EQ(sys_open("dir/file", O_WRONLY, 0), -EROFS);
	CHECK_EQ(initrd_unpack(NULL, 0, vfs_root()), 0);
	playground_close();
}

TEST(initrd_refuses_names_that_lead_elsewhere)
{
	static const struct {
		const char *name;
		mode_t mode;
		const char *data;
		int result;
	} bad[] = {
		{ "../x", S_IFREG, "", -EINVAL },
		{ "t/../x", S_IFREG, "", -EINVAL },
		{ "t/..", S_IFDIR, "", -EINVAL },
		{ "/t/x", S_IFREG, "", -EINVAL },
		{ "t//x", S_IFREG, "", -EINVAL },
		{ "t/./x", S_IFREG, "", -EINVAL },
		{ "t/x/", S_IFDIR, "", -EINVAL },
		{ "t/none/x", S_IFREG, "", -EINVAL }, /* no such folder */
		{ "t/file/x", S_IFREG, "", -EINVAL }, /* a file is no folder */
		{ "t/link/x", S_IFREG, "", -EINVAL }, /* nor is a link */
		{ "t/file", S_IFREG, "", -EEXIST },
		{ "t/x", S_IFCHR, "", -EINVAL },
		{ "t/x", S_IFIFO, "", -EINVAL },
		{ "t/x", 0, "", -EINVAL },
		{ "t/x", S_IFLNK, "", -EINVAL },
	};
	static struct archive a;

	if (!playground_open())
		return;
	sys_mkdir("real", 0755);
	sys_symlink("real", "link");
	make_file("file", "");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		a.len = 0;
		archive_add(&a, bad[i].name, bad[i].mode | 0600, bad[i].data);
		archive_end(&a);
		if (!CHECK_EQ(initrd_unpack(a.bytes, a.len, vfs_root()), bad[i].result))
			CHECK_STR(bad[i].name, "the name above");
		CHECK(!exists("x") && !exists("/x") && !exists("real/x"));
	}
	CHECK_EQ(initrd_unpack("junk", 4, vfs_root()), -EINVAL);
	playground_close();
}
