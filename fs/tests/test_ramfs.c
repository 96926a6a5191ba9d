/* SPDX-License-Identifier: MIT */
/* test_ramfs.c - files in memory against a model, their limits, and listings. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>
#include <core/printf.h>
#include <fs/ramfs.h>

#include "playground.h"

#define MODEL_MAX (5 * 4096 + 100)
#define ROUNDS    4000

/* The same file as one array. */
static struct {
	size_t size;
	unsigned char bytes[MODEL_MAX];
} model;
static unsigned char buf[MODEL_MAX];

/* A place within the model, often on the edge of a page. */
static size_t some_offset(void)
{
	size_t edge = test_below(6) * 4096;

	switch (test_below(3)) {
	case 0:
		return MIN(edge, (size_t)MODEL_MAX);
	case 1:
		return MIN(edge + test_below(3), (size_t)MODEL_MAX) - (edge > 0);
	default:
		return test_below(MODEL_MAX);
	}
}

static void write_both(int fd)
{
	size_t off = some_offset(), len = some_offset();

	len = MIN(len, MODEL_MAX - off);
	for (size_t i = 0; i < len; i++)
		buf[i] = (unsigned char)(1 + test_below(255));
	CHECK_EQ(sys_pwrite64(fd, buf, len, (off_t)off), len);
	memcpy(model.bytes + off, buf, len);
	if (len > 0)
		model.size = MAX(model.size, off + len);
}

static void cut_both(int fd)
{
	size_t size = some_offset();

	CHECK_EQ(sys_ftruncate(fd, (off_t)size), 0);
	if (size < model.size)
		memset(model.bytes + size, 0, model.size - size);
	model.size = size;
}

static void compare(int fd)
{
	size_t off = some_offset(), len = some_offset();
	size_t want = off < model.size ? MIN(len, model.size - off) : 0;

	memset(buf, 0xee, sizeof(buf));
	CHECK_EQ(sys_pread64(fd, buf, len, (off_t)off), want);
	CHECK(memcmp(buf, model.bytes + off, want) == 0);
}

TEST(ramfs_files_hold_what_an_array_would)
{
	struct stat st;

	if (!playground_open())
		return;
	memset(&model, 0, sizeof(model));
	long fd = sys_open("f", O_RDWR | O_CREAT, 0600);
	for (int i = 0; i < ROUNDS; i++) {
		uint32_t choice = test_below(10);
		if (choice < 4)
			write_both((int)fd);
		else if (choice < 5)
			cut_both((int)fd);
		else
			compare((int)fd);
	}
	CHECK_EQ(sys_fstat((int)fd, &st), 0);
	CHECK_EQ(st.st_size, model.size);
	sys_close((int)fd);
	playground_close();
}

static size_t frames_free(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

TEST(ramfs_holes_cost_nothing_and_read_as_zeros)
{
	static const off_t places[] = { 0,        4096,     511 * 4096l,   512 * 4096l,
					1l << 30, 1l << 40, (1l << 48) - 1 };
	char c;

	if (!playground_open())
		return;
	long fd = sys_open("f", O_RDWR | O_CREAT, 0600);
	size_t before = frames_free();
	for (size_t i = ARRAY_SIZE(places); i-- > 0;)
		CHECK_EQ(sys_pwrite64((int)fd, "x", 1, places[i]), 1);
	CHECK(before - frames_free() < 7 * 6);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		CHECK_EQ(sys_pread64((int)fd, &c, 1, places[i]), 1);
		CHECK_EQ(c, 'x');
	}
	CHECK_EQ(sys_pread64((int)fd, &c, 1, (1l << 39) + 5), 1);
	CHECK_EQ(c, 0);
	CHECK_EQ(sys_pwrite64((int)fd, "x", 1, 1l << 48), -EFBIG);
	CHECK_EQ(sys_pwrite64((int)fd, "x", 1, INT64_MAX), -EFBIG);
	CHECK_EQ(sys_ftruncate((int)fd, INT64_MAX), -EFBIG);
	CHECK_EQ(sys_ftruncate((int)fd, (1l << 30) + 1), 0);
	CHECK_EQ(sys_pread64((int)fd, &c, 1, 1l << 30), 1);
	CHECK_EQ(c, 'x');
	CHECK_EQ(sys_ftruncate((int)fd, 0), 0);
	CHECK_EQ(frames_free(), before);
	sys_close((int)fd);
	playground_close();
}

TEST(ramfs_gives_back_exactly_what_is_cut_off)
{
	static char page[PAGE_SIZE];

	if (!playground_open())
		return;
	long fd = sys_open("f", O_RDWR | O_CREAT, 0600);
	size_t before = frames_free();
	for (int i = 0; i < 600; i++)
		CHECK_EQ(sys_write((int)fd, page, sizeof(page)), sizeof(page));
	CHECK_EQ(before - frames_free(), 600 + 3); /* and three tables of 512 */
	CHECK_EQ(sys_ftruncate((int)fd, 300 * 4096 - 1), 0);
	CHECK_EQ(before - frames_free(), 300 + 2);
	CHECK_EQ(sys_ftruncate((int)fd, 1), 0);
	CHECK_EQ(before - frames_free(), 1 + 2);
	sys_close((int)fd);
	playground_close();
}

TEST(ramfs_leaves_the_system_some_memory)
{
	static char chunk[64 << 10];
	struct pages_stats pages;
	long put;
	size_t total = 0;

	pages_stats(&pages);
	if (pages.free > (256ul << 20) / PAGE_SIZE) /* filling this would take long */
		return;
	if (!playground_open())
		return;
	size_t before = frames_free();
	long fd = sys_open("f", O_RDWR | O_CREAT, 0600);
	while ((put = sys_write((int)fd, chunk, sizeof(chunk))) > 0)
		total += (size_t)put;
	CHECK_EQ(put, -ENOSPC);
	CHECK(total > before * PAGE_SIZE / 2);
	CHECK(frames_free() >= 100);
	CHECK_EQ(sys_mkdir("d", 0755), 0); /* and the heap goes on */
	CHECK_EQ(sys_unlink("f"), 0);
	CHECK_EQ(sys_close((int)fd), 0);
	CHECK(frames_free() + 64 >= before); /* but for what the heap took */
	playground_close();
}

/* --- listings --------------------------------------------------------------------- */

#define NAMES 60

static unsigned times_seen[NAMES], dots;

/* Counts the names in a getdents64() buffer. Returns the position after them. */
static void count_names(const char *list, long len)
{
	for (long at = 0; at < len; at += *(const uint16_t *)(list + at + 16)) {
		const char *name = list + at + 19;
		unsigned n = (unsigned)(name[1] - '0') * 10 + (unsigned)(name[2] - '0');
		if (name[0] == '.')
			dots++;
		else if (CHECK(name[0] == 'n' && n < NAMES && strlen(name) == 3))
			times_seen[n]++;
	}
}

static void name_of(unsigned n, char *name)
{
	ksnprintf(name, 4, "n%02u", n);
}

TEST(listing_shows_each_name_once_while_others_come_and_go)
{
	char list[100], name[4];
	long len;

	if (!playground_open())
		return;
	memset(times_seen, 0, sizeof(times_seen));
	dots = 0;
	for (unsigned n = 0; n < NAMES / 2; n++) {
		name_of(n, name);
		make_file(name, "");
	}
	long fd = sys_open(".", O_RDONLY | O_DIRECTORY, 0);
	for (unsigned round = 0; (len = sys_getdents64((int)fd, list, sizeof(list))) > 0; round++) {
		count_names(list, len);
		if (round >= 10)
			continue;
		name_of(3 * round, name); /* every third goes, some of them unseen */
		CHECK_EQ(sys_unlink(name), 0);
		name_of(NAMES / 2 + round, name);
		make_file(name, "");
	}
	CHECK_EQ(len, 0);
	CHECK_EQ(dots, 2);
	for (unsigned n = 0; n < NAMES; n++) {
		bool stays = n < NAMES / 2 && n % 3 != 0;
		CHECK(times_seen[n] <= 1 && (!stays || times_seen[n] == 1));
	}
	CHECK_EQ(sys_lseek((int)fd, 0, SEEK_SET), 0);
	CHECK_EQ(sys_getdents64((int)fd, list, 10), -EINVAL);
	CHECK(sys_getdents64((int)fd, list, 24) == 24); /* "." alone */
	sys_close((int)fd);
	CHECK_EQ(sys_getdents64((int)fd, list, 100), -EBADF);
	playground_close();
}

/* --- a mount of its own ------------------------------------------------------------ */

TABLE_DECLARE(struct fs_type, fs_types);

static const struct fs_type *ramfs(void)
{
	FOR_TABLE(struct fs_type, t, fs_types)
	{
		if (strcmp(t->name, "ramfs") == 0)
			return t;
	}
	return NULL;
}

static struct vnode *make_in(struct vnode *dir, const char *name, mode_t mode)
{
	struct vnode *vn = NULL;

	mutex_lock(&dir->lock);
	CHECK_EQ(dir->ops->create(dir, name, strlen(name), mode, &vn), 0);
	mutex_unlock(&dir->lock);
	return vn;
}

TEST(ramfs_unmount_frees_a_whole_tree)
{
	struct mount m = { .type = ramfs() };
	struct heap_stats before, after;
	size_t frames = frames_free();

	NEED(m.type);
	heap_free(heap_alloc(40000)); /* growth of the heap is not what is counted */
	frames = frames_free();
	heap_stats(&before);
	NEED(m.type->mount(&m) == 0);
	for (char name[] = "a"; name[0] < 'e'; name[0]++) {
		struct vnode *dir = make_in(m.root, name, S_IFDIR | 0755);
		struct vnode *sub = make_in(dir, "sub", S_IFDIR | 0755);
		struct vnode *file = make_in(sub, "file", S_IFREG | 0644);
		CHECK_EQ(file->ops->write(file, "text", 4, 5000), 4);
		vnode_put(file);
		vnode_put(sub);
		vnode_put(dir);
	}
	m.type->unmount(&m);
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	CHECK_EQ(frames_free(), frames);
}

TEST(ramfs_borrowed_files_never_change)
{
	static const char data[] = "borrowed bytes";
	struct vnode *dir;
	char text[32];

	if (!playground_open())
		return;
	NEED(path_lookup(NULL, ".", PATH_FOLLOW, &dir) == 0);
	mutex_lock(&dir->lock);
	CHECK_EQ(ramfs_add_borrowed(dir, "b", 1, 0644, 5 * 1000000000l, data, 14), 0);
	CHECK_EQ(ramfs_add_borrowed(dir, "b", 1, 0644, 0, data, 14), -EEXIST);
	mutex_unlock(&dir->lock);
	vnode_put(dir);
	CHECK_EQ(read_file("b", text, sizeof(text)), 14);
	CHECK_STR(text, data);
	CHECK_EQ(sys_open("b", O_RDWR, 0), -EROFS);
	CHECK_EQ(sys_open("b", O_RDONLY | O_TRUNC, 0), -EROFS);
	CHECK_EQ(sys_open("b", O_WRONLY | O_CREAT | O_APPEND, 0), -EROFS);
	CHECK_EQ(sys_truncate("b", 0), -EROFS);
	CHECK_EQ(sys_access("b", W_OK), -EROFS);
	CHECK_EQ(sys_rename("b", "c"), 0);
	CHECK_EQ(sys_unlink("c"), 0);
	playground_close();
}
