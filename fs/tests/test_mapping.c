/* SPDX-License-Identifier: MIT */
/* test_mapping.c - files in memory: MAP_SHARED and what the other calls make of it. */
#define _GNU_SOURCE /* MAP_*, in the host's headers */
#define TESTS_LACK  LACKS(CONFIG_FILE_MAP)
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <core/pages.h>
#include <core/vm.h>

#include <core/mmap.h>

#include "playground.h"

/* Where the host ring can map, too. */
#define PLACE ((char *)0x0000180000000000ul)
#define PAGES 6
#define SIZE  (PAGES * 4096)

static char page[SIZE];
static int fd;

/* A file of so many bytes, of 'a' to 'z' over and over. */
static bool start(size_t size)
{
	mmap_shared = file_map_shared;
	if (!playground_open())
		return false;
	for (size_t i = 0; i < SIZE; i++)
		page[i] = (char)('a' + i % 26);
	fd = (int)sys_open("f", O_RDWR | O_CREAT, 0600);
	return CHECK_EQ(sys_write(fd, page, size), size);
}

static void end(void)
{
	CHECK_EQ(sys_munmap(PLACE, SIZE), 0);
	CHECK_EQ(sys_close(fd), 0);
	playground_close();
}

static long map(char *at, size_t len, int prot, off_t off)
{
	return sys_mmap(at, len, prot, MAP_SHARED | MAP_FIXED, fd, off);
}

static char byte_at(off_t off)
{
	char c = '?';

	CHECK_EQ(sys_pread64(fd, &c, 1, off), 1);
	return c;
}

FS_TEST(mapped_file_is_read_and_written_in_memory)
{
	if (!start(SIZE - 100))
		return;
	CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 0), (long)PLACE);
	CHECK(memcmp(PLACE, page, SIZE - 100) == 0);
	for (int i = 1; i <= 100; i++)
		CHECK_EQ(PLACE[SIZE - i], 0);
	memcpy(PLACE + 4090, "over the edge", 13);
	CHECK_EQ(sys_msync(PLACE, SIZE, MS_SYNC), 0);
	CHECK_EQ(byte_at(4095), 't');
	CHECK_EQ(byte_at(4102), 'e');
	PLACE[0] = '!';
	CHECK_EQ(sys_munmap(PLACE, SIZE), 0);
	CHECK_EQ(byte_at(0), '!');
	CHECK_EQ(sys_munmap(PLACE, SIZE), 0); /* nothing there */
	CHECK_EQ(sys_close(fd), 0);
	playground_remount();
	fd = (int)sys_open("f", O_RDWR, 0);
	CHECK_EQ(byte_at(4095), 't');
	end();
}

FS_TEST(mapped_file_outlives_its_descriptor_and_its_name)
{
	char text[8] = "";

	if (!start(SIZE))
		return;
	CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 4096), (long)PLACE);
	CHECK_EQ(sys_close(fd), 0);
	memcpy(PLACE, "kept", 4);
	CHECK_EQ(sys_munmap(PLACE, SIZE), 0);
	fd = (int)sys_open("f", O_RDWR, 0);
	CHECK_EQ(sys_pread64(fd, text, 4, 4096), 4);
	CHECK_STR(text, "kept");
	CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 0), (long)PLACE);
	CHECK_EQ(sys_unlink("f"), 0);
	CHECK_EQ(PLACE[4096], 'k');
	CHECK_EQ(vfs_unmount("/t"), -EBUSY);
	end();
}

FS_TEST_NEEDS(mapping_and_calls_see_the_same_bytes, FX_FRAMES)
{
	if (!start(SIZE))
		return;
	CHECK_EQ(map(PLACE, 4096, PROT_READ | PROT_WRITE, 0), (long)PLACE);
	CHECK_EQ(map(PLACE + 4096, 4096, PROT_READ | PROT_WRITE, 0), (long)PLACE + 4096);
	PLACE[5] = '1';
	CHECK_EQ(byte_at(5), '1');
	CHECK_EQ(PLACE[4096 + 5], '1');
	CHECK_EQ(sys_pwrite64(fd, "2", 1, 6), 1);
	CHECK_EQ(PLACE[6], '2');
	CHECK_EQ(PLACE[4096 + 6], '2');
	end();
}

FS_TEST(mapping_follows_the_size_of_the_file)
{
	if (!start(100))
		return;
	CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 0), (long)PLACE);
	CHECK(vm_readable((uintptr_t)PLACE, 4096));
	CHECK(!vm_readable((uintptr_t)PLACE + 4096, 1));
	memset(PLACE + 90, '#', 20); /* beyond the end it reaches no file */
	CHECK_EQ(sys_ftruncate(fd, 3 * 4096 + 1), 0);
	CHECK(vm_readable((uintptr_t)PLACE, 4 * 4096));
	CHECK(!vm_readable((uintptr_t)PLACE + 4 * 4096, 1));
	if (fixture_can(FX_FRAMES)) {
		CHECK_EQ(byte_at(99), '#');
		CHECK_EQ(byte_at(100), 0);
	}
	PLACE[3 * 4096] = 'x';
	CHECK_EQ(sys_msync(PLACE, SIZE, MS_ASYNC), 0);
	CHECK_EQ(byte_at(3 * 4096), 'x');
	CHECK_EQ(sys_pwrite64(fd, "y", 1, 5 * 4096), 1);
	CHECK_EQ(PLACE[5 * 4096], 'y');
	CHECK_EQ(sys_ftruncate(fd, 4096), 0);
	CHECK(vm_readable((uintptr_t)PLACE, 4096));
	CHECK(!vm_readable((uintptr_t)PLACE + 4096, 1));
	CHECK_EQ(sys_ftruncate(fd, SIZE), 0);
	CHECK_EQ(PLACE[3 * 4096], 0);
	end();
}

FS_TEST(mapping_is_taken_away_in_parts)
{
	struct stat st;

	if (!start(SIZE))
		return;
	CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 0), (long)PLACE);
	for (int i = 0; i < PAGES; i++)
		PLACE[i * 4096] = (char)('0' + i);
	CHECK_EQ(sys_munmap(PLACE + 2 * 4096, 4096), 0); /* a hole */
	CHECK_EQ(sys_munmap(PLACE, 4096), 0);
	CHECK_EQ(sys_munmap(PLACE + 5 * 4096, 4096), 0);
	CHECK(!vm_readable((uintptr_t)PLACE, 1));
	CHECK(!vm_readable((uintptr_t)PLACE + 2 * 4096, 1));
	CHECK_EQ(PLACE[4096], '1');
	CHECK_EQ(PLACE[4 * 4096], '4');
	CHECK_EQ(sys_msync(PLACE, SIZE, MS_SYNC), -ENOMEM);
	/* Something else takes the place of a page that was written to. */
	PLACE[3 * 4096 + 1] = '3';
	CHECK_EQ(sys_mmap(PLACE + 3 * 4096, 4096, PROT_READ,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
		 (long)PLACE + 3 * 4096);
	CHECK_EQ(sys_munmap(PLACE, SIZE), 0);
	for (int i = 0; i < PAGES; i++)
		CHECK_EQ(byte_at(i * 4096), '0' + i);
	CHECK_EQ(byte_at(3 * 4096 + 1), '3');
	CHECK_EQ(sys_fstat(fd, &st), 0);
	CHECK_EQ(st.st_size, SIZE);
	end();
}

FS_TEST(mapping_has_no_more_rights_than_its_file)
{
	if (!start(SIZE))
		return;
	int rw = fd, reader = (int)sys_open("f", O_RDONLY, 0);
	int writer = (int)sys_open("f", O_WRONLY, 0), dir = (int)sys_open(".", O_RDONLY, 0);
	fd = writer;
	CHECK_EQ(map(PLACE, 4096, PROT_READ, 0), -EACCES);
	fd = dir;
	CHECK_EQ(map(PLACE, 4096, PROT_READ, 0), -ENODEV);
	fd = -1;
	CHECK_EQ(map(PLACE, 4096, PROT_READ, 0), -EBADF);
	fd = reader;
	CHECK_EQ(map(PLACE, 4096, PROT_READ | PROT_WRITE, 0), -EACCES);
	CHECK_EQ(map(PLACE, 4096, PROT_WRITE | PROT_EXEC, 0), -EACCES);
	CHECK_EQ(map(PLACE, 4096, PROT_READ, 100), -EINVAL);
	CHECK_EQ(map(PLACE, 0, PROT_READ, 0), -EINVAL);
	CHECK_EQ(map(PLACE, 4096, PROT_READ, INT64_MAX - 4095), -EOVERFLOW);
	CHECK_EQ(map(PLACE, 4096, PROT_READ, 0), (long)PLACE);
	CHECK_EQ(sys_mprotect(PLACE, 4096, PROT_READ | PROT_WRITE), -EACCES);
	fd = rw;
	CHECK_EQ(map(PLACE, 4096, PROT_READ, 0), (long)PLACE); /* instead of the other */
	CHECK_EQ(sys_mprotect(PLACE, 4096, PROT_READ | PROT_WRITE), 0);
	PLACE[7] = '7';
	CHECK_EQ(sys_mprotect(PLACE, 4096, PROT_READ), 0); /* what was written counts */
	CHECK_EQ(sys_munmap(PLACE, 4096), 0);
	CHECK_EQ(byte_at(7), '7');
	CHECK_EQ(sys_close(reader), 0);
	CHECK_EQ(sys_close(writer), 0);
	CHECK_EQ(sys_close(dir), 0);
	end();
}

static size_t frames_free(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

FS_TEST(mapping_gives_back_all_it_took)
{
	if (!start(SIZE))
		return;
	CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 0), (long)PLACE);
	CHECK_EQ(sys_munmap(PLACE, SIZE), 0);
	size_t before = frames_free();
	for (int i = 0; i < 5; i++) {
		CHECK_EQ(map(PLACE, SIZE, PROT_READ | PROT_WRITE, 0), (long)PLACE);
		memset(PLACE, 'z', SIZE);
		CHECK_EQ(sys_munmap(PLACE + 4096, 4096), 0);
		CHECK_EQ(sys_munmap(PLACE, SIZE), 0);
	}
	CHECK_EQ(frames_free(), before);
	end();
}

TEST(private_mapping_of_a_file_is_a_copy)
{
	if (!start(SIZE))
		return;
	CHECK_EQ(sys_mmap(PLACE, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, fd, 4096),
		 (long)PLACE);
	CHECK_EQ(PLACE[0], page[4096]);
	PLACE[0] = '!';
	CHECK_EQ(byte_at(4096), page[4096]);
	end();
}
