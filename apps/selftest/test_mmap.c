/* SPDX-License-Identifier: MIT */
/*
 * test_mmap.c - mmap() and its family. Plain hosted C: the same tests pass on Linux, but
 * for the last one.
 */
#define _GNU_SOURCE /* mremap */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <test/test.h>

#define PAGE 4096

static volatile size_t huge = (size_t)1 << 50;

static char *map(size_t pages, int prot)
{
	char *p = mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static unsigned nonzero(const char *p, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += p[i] != 0;
	return n;
}

TEST(anonymous_mappings_are_zero_also_when_reused)
{
	for (int i = 0; i < 3; i++) {
		char *p = map(8, PROT_READ | PROT_WRITE);
		NEED(p);
		CHECK_EQ((uintptr_t)p % PAGE, 0);
		CHECK_EQ(nonzero(p, 8 * PAGE), 0);
		memset(p, 0xaa, 8 * PAGE);
		CHECK_EQ(munmap(p + PAGE, PAGE), 0); /* a hole in the middle */
		CHECK_EQ(p[0] + p[2 * PAGE], 2 * (char)0xaa);
		CHECK_EQ(munmap(p, 8 * PAGE), 0);
	}
}

/* The kernel knows what was never written by the page tables: whatever happens to a page
 * between the write and the end of the mapping, it is not forgotten. */
TEST_NEEDS(anonymous_mappings_are_zero_after_pages_written_moved_and_protected, CONFIG_PAGING_FULL)
{
	for (int i = 0; i < 3; i++) {
		char *p = map(8, PROT_READ | PROT_WRITE);
		NEED(p);
		CHECK_EQ(nonzero(p, 8 * PAGE), 0); /* all are there */
		p[i * PAGE] = p[5 * PAGE + i] = p[8 * PAGE - 1] = 1;
		CHECK_EQ(mprotect(p, 3 * PAGE, PROT_READ), 0);
		CHECK_EQ(mprotect(p + 5 * PAGE, PAGE, PROT_NONE), 0);
		CHECK_EQ(mprotect(p + 7 * PAGE, PAGE, PROT_READ), 0);
		char *q = mremap(p + 7 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
		NEED(q != MAP_FAILED);
		CHECK_EQ(q[PAGE - 1], 1);
		CHECK_EQ(munmap(q, 2 * PAGE), 0);
		CHECK_EQ(munmap(p, 8 * PAGE), 0);
	}
}

TEST(a_fixed_mapping_replaces_what_is_there)
{
	char *p = map(4, PROT_READ | PROT_WRITE);

	NEED(p);
	memset(p, 1, 4 * PAGE);
	char *q = mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(q == p + PAGE);
	CHECK_EQ(nonzero(p + PAGE, PAGE), 0);
	CHECK_EQ(nonzero(p, 4 * PAGE), 3 * PAGE);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

TEST(mremap_grows_and_shrinks_with_its_contents)
{
	char *p = map(4, PROT_READ | PROT_WRITE);

	NEED(p);
	memset(p, 3, 4 * PAGE);
	char *q = mremap(p, 4 * PAGE, 20 * PAGE, MREMAP_MAYMOVE);
	NEED(q != MAP_FAILED);
	CHECK_EQ(nonzero(q, 20 * PAGE), 4 * PAGE);
	memset(q, 4, 20 * PAGE);
	CHECK(mremap(q, 20 * PAGE, 2 * PAGE, 0) == q);
	CHECK_EQ(nonzero(q, 2 * PAGE), 2 * PAGE);
	CHECK_EQ(munmap(q, 2 * PAGE), 0);
}

TEST(discarded_memory_reads_as_zero)
{
	char *p = map(4, PROT_READ | PROT_WRITE);

	NEED(p);
	memset(p, 5, 4 * PAGE);
	CHECK_EQ(madvise(p + PAGE, 2 * PAGE, MADV_DONTNEED), 0);
	CHECK_EQ(nonzero(p, 4 * PAGE), 2 * PAGE);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

TEST(bad_mappings_are_refused_by_name)
{
	CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED);
	CHECK_EQ(errno, EBADF);
	CHECK_EQ(munmap((void *)1, PAGE), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	      MAP_FAILED);
	CHECK_EQ(errno, ENOMEM);
}

/* The file's 6000 bytes are i % 251 at offset i. */
static int make_file(void)
{
	unsigned char bytes[1000];
	int fd = open("/tmp/mapped", O_RDWR | O_CREAT | O_TRUNC, 0600);

	for (int done = 0; fd >= 0 && done < 6000; done += 1000) {
		for (int i = 0; i < 1000; i++)
			bytes[i] = (unsigned char)((done + i) % 251);
		CHECK_EQ(write(fd, bytes, 1000), 1000);
	}
	return fd;
}

TEST(a_private_file_mapping_shows_the_file_and_keeps_changes_to_itself)
{
	int fd = make_file();
	unsigned char byte = 0;

	NEED(fd >= 0);
	unsigned char *p = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	unsigned char *q = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE);
	NEED(p != MAP_FAILED && q != MAP_FAILED);
	CHECK_EQ(p[5999], 5999 % 251);
	CHECK_EQ(p[6000], 0); /* behind the end, in its last page */
	CHECK_EQ(q[0], PAGE % 251);
	q[0] = 255;
	CHECK_EQ(p[PAGE], PAGE % 251);
	CHECK_EQ(pread(fd, &byte, 1, PAGE), 1);
	CHECK_EQ(byte, PAGE % 251);
	CHECK_EQ(close(fd), 0);
	CHECK_EQ(p[100], 100); /* it outlives the descriptor */
	CHECK_EQ(munmap(p, 2 * PAGE), 0);
	CHECK_EQ(munmap(q, 2 * PAGE), 0);
	CHECK_EQ(unlink("/tmp/mapped"), 0);
}

TEST(mappings_at_the_edges_are_refused_as_on_linux)
{
	char *p = map(2, PROT_READ | PROT_WRITE);
	int fd = make_file(), out = open("/tmp/mapped", O_WRONLY);
	const off_t last = INT64_MAX / PAGE * PAGE;

	NEED(p && fd >= 0 && out >= 0);
	CHECK(mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, last) == MAP_FAILED);
	CHECK_EQ(errno, EOVERFLOW);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, out, 0) == MAP_FAILED);
	CHECK_EQ(errno, EACCES);
	CHECK(mmap(p + 1, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	      MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(munmap(p, 0), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(munmap(p, (size_t)-PAGE), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(mprotect(p, 0, PROT_READ), 0);
	CHECK_EQ(mprotect((void *)((uintptr_t)1 << 62), PAGE, PROT_READ), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(mprotect(p, (size_t)-PAGE, PROT_READ), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(munmap(p, 2 * PAGE) + close(fd) + close(out) + unlink("/tmp/mapped"), 0);
}

TEST(mappings_that_cannot_be_are_refused_by_name)
{
	int fd = make_file();

	NEED(fd >= 0);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 100) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 0, 0) == MAP_FAILED);
	CHECK_EQ(errno, ENODEV);
	CHECK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) == MAP_FAILED);
	CHECK_EQ(errno, EACCES);
	close(fd);
	unlink("/tmp/mapped");
}
