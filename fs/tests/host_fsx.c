/* SPDX-License-Identifier: MIT */
/*
 * host_fsx.c - random reads, writes, cuts and mappings of one file, on every kind of filesystem
 * and on an array: all see the same bytes. After "fsx" of Apple and others. The run's seed is
 * printed; differential.h says how many operations it is.
 */
#define _GNU_SOURCE /* SEEK_DATA, MAP_* */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <test/host.h>

#include <core/mmap.h>

#include "differential.h"
#include "playground.h"

#define OPS_OF_LIES 3000
#define SIZE_LIMIT  (40 * 4096)
#define PLACE       ((char *)0x0000180000000000ul)
#define MAPPED_MAX  (4 * 4096)

static unsigned char model[SIZE_LIMIT], buf[SIZE_LIMIT];
static size_t size;
static int fd;

/* Somewhere in the file or behind it, often beside the edge of a page. */
static size_t some_place(size_t limit)
{
	size_t edge = ALIGN_UP((size_t)test_below((uint32_t)limit), (size_t)4096);

	if (test_below(2))
		return test_below((uint32_t)limit);
	edge = MIN(edge, limit - 1);
	return edge > 0 ? edge - test_below(2) : 0;
}

static void grow_to(size_t end)
{
	size = MAX(size, end);
}

static void do_write(void)
{
	size_t off = some_place(SIZE_LIMIT), len = 1 + some_place(20000);

	len = MIN(len, SIZE_LIMIT - off);
	for (size_t i = 0; i < len; i++)
		buf[i] = (unsigned char)(1 + test_below(255));
	CHECK_EQ(sys_pwrite64(fd, buf, len, (off_t)off), len);
	memcpy(model + off, buf, len);
	grow_to(off + len);
}

static void do_read(void)
{
	size_t off = some_place(SIZE_LIMIT), len = 1 + some_place(SIZE_LIMIT);
	size_t want = off < size ? MIN(len, size - off) : 0;

	memset(buf, 0xee, sizeof(buf));
	CHECK_EQ(sys_pread64(fd, buf, len, (off_t)off), want);
	CHECK(memcmp(buf, model + off, want) == 0);
}

static void do_cut(void)
{
	size_t to = some_place(SIZE_LIMIT);

	CHECK_EQ(sys_ftruncate(fd, (off_t)to), 0);
	if (to < size)
		memset(model + to, 0, size - to);
	size = to;
}

static void do_allocate(void)
{
	size_t off = some_place(SIZE_LIMIT), len = 1 + some_place(SIZE_LIMIT - off);

	CHECK_EQ(sys_fallocate(fd, 0, (off_t)off, (off_t)len), 0);
	grow_to(off + len);
}

/* Whatever is told to be a hole is zeros, and neither follows where the file ends. */
static void do_seek(void)
{
	size_t off = some_place(SIZE_LIMIT);
	long data = sys_lseek(fd, (off_t)off, SEEK_DATA),
	     hole = sys_lseek(fd, (off_t)off, SEEK_HOLE);

	if (off >= size) {
		CHECK_EQ(data, -ENXIO);
		CHECK_EQ(hole, -ENXIO);
		return;
	}
	CHECK(hole >= (long)off && hole <= (long)size);
	if (data == -ENXIO)
		data = (long)size;
	CHECK(data >= (long)off && data <= (long)size);
	for (size_t i = off; i < (size_t)data; i++) {
		if (!CHECK_EQ(model[i], 0))
			return;
	}
}

static bool has_its_size(void)
{
	struct stat st;

	return CHECK_EQ(sys_fstat(fd, &st), 0) && CHECK_EQ(st.st_size, size);
}

static void do_map(void)
{
	size_t off = ALIGN_DOWN(some_place(SIZE_LIMIT), (size_t)4096);
	size_t len = 1 + some_place(MAPPED_MAX);
	size_t inside = off < size ? MIN(len, size - off) : 0;

	if (!IS_ENABLED(CONFIG_FILE_MAP) || !has_its_size())
		return;
	CHECK_EQ(sys_mmap(PLACE, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
			  (off_t)off),
		 (long)PLACE);
	CHECK(inside == 0 || memcmp(PLACE, model + off, inside) == 0);
	for (size_t i = inside; inside && i < MIN(len, ALIGN_UP(inside, (size_t)4096)); i++)
		CHECK_EQ(PLACE[i], 0);
	size_t from = inside ? test_below((uint32_t)inside) : 0;
	for (size_t i = from; i < inside && test_below(100); i++)
		PLACE[i] = (char)(model[off + i] = (unsigned char)(1 + test_below(255)));
	CHECK_EQ(sys_munmap(PLACE, len), 0);
}

static void reopen(bool remount)
{
	CHECK_EQ(sys_close(fd), 0);
	if (remount)
		playground_remount();
	fd = (int)sys_open("f", O_RDWR, 0);
	CHECK(fd >= 0);
	differential_subject("f");
}

static void check_all(void)
{
	has_its_size();
	CHECK_EQ(sys_pread64(fd, buf, sizeof(buf), 0), size);
	CHECK(memcmp(buf, model, size) == 0);
}

static void operate(void)
{
	switch (test_below(16)) {
	case 0:
		do_cut();
		break;
	case 1:
		do_allocate();
		break;
	case 2:
		do_seek();
		break;
	case 3:
		CHECK_EQ(test_below(2) ? sys_fsync(fd) : sys_fdatasync(fd), 0);
		break;
	case 4:
	case 5:
		do_map();
		break;
	case 6:
	case 7:
	case 8:
	case 9:
	case 10:
		do_write();
		break;
	default:
		do_read();
	}
}

static void compare(long ops)
{
	mmap_shared = file_map_shared;
	if (!playground_open())
		return;
	memset(model, 0, sizeof(model));
	size = 0;
	fd = (int)sys_open("f", O_RDWR | O_CREAT | O_EXCL, 0644);
	differential_subject("f");
	for (long i = 1; i <= ops && !test_failing(); i++) {
		operate();
		if (i % 500 == 0)
			reopen(i % 2000 == 0);
		if (i % 500 == 0)
			check_all();
	}
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

FS_TEST(file_agrees_with_an_array)
{
	compare(differential_operations(PART_FILE));
}

TEST(file_that_lies_does_not_agree_with_an_array)
{
	CHECK(!differential_notices(compare, OPS_OF_LIES, LIE_NONE));
	for (enum lie lie = LIE_READ; lie <= LIE_TRUNCATE; lie++)
		if (!CHECK(differential_notices(compare, OPS_OF_LIES, lie)))
			CHECK_EQ(lie, LIE_NONE);
}
