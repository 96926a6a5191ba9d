/* SPDX-License-Identifier: MIT */
/*
 * host_shortage.c - the n-th allocation fails, for every n until none is left, once and
 * with all that follow: what a program does with files then succeeds or says why not, and
 * nothing is lost.
 */
#define _GNU_SOURCE /* F_OFD_*, MAP_* */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>

#include <core/heap.h>
#include <core/vm.h>
#include <test/host.h>

#include <core/mmap.h>

#include "playground.h"
#include "vfs/lock.h"

#define FDS   40
#define PLACE ((char *)0x0000180000000000ul)

/* Whatever fails does so because memory is short: for names in a filesystem that is in
 * memory, that is no space left. */
static long step(long result)
{
	CHECK(result >= 0 || result == -ENOMEM || result == -ENOSPC);
	return result;
}

/* Borrowed from the descriptor. */
static struct file *file_of(int fd)
{
	struct file *f = file_get(fd);

	file_put(f);
	return f;
}

static void close_fd(long fd)
{
	if (fd >= 0)
		CHECK_EQ(sys_close((int)fd), 0);
}

/* Steps that build on one that failed are left out. */
static void use_names(void)
{
	char text[64];

	if (step(sys_mkdir("d", 0755)) < 0)
		return;
	long fd = step(sys_open("d/file", O_CREAT | O_WRONLY, 0644));
	if (fd >= 0)
		step(sys_write((int)fd, "text", 4));
	close_fd(fd);
	if (fd >= 0 && step(sys_rename("d/file", "d/a longer name than before")) == 0)
		step(sys_unlink("d/a longer name than before"));
	if (step(sys_symlink("../d", "d/link")) == 0) {
		step(sys_readlink("d/link", text, sizeof(text)));
		close_fd(step(sys_open("d/link/new", O_CREAT | O_RDWR, 0644)));
	}
	if (step(sys_chdir("d")) == 0) {
		step(sys_getcwd(text, sizeof(text)));
		CHECK_EQ(sys_chdir("/t"), 0);
	}
}

/* More of the calls, each on a file of its own. */
static void use_files(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_len = 5 };
	long fd = step(sys_open("f", O_CREAT | O_RDWR, 0644)), other;

	mmap_shared = file_map_shared;
	if (fd < 0)
		return;
	step(sys_write((int)fd, "some text", 9));
	step(sys_fallocate((int)fd, 0, 0, 20000));
	if (fixture_can(FX_LINKS))
		step(sys_link("f", "second"));
	other = step(sys_open("g", O_CREAT | O_RDWR, 0644));
	if (other >= 0)
		step(sys_sendfile((int)other, (int)fd, &(off_t){ 0 }, 100));
	long ret = sys_flock((int)fd, LOCK_EX);
	CHECK(ret == 0 || ret == -ENOLCK);
	ret = lock_fcntl(file_of((int)fd), F_OFD_SETLK, &lock);
	CHECK(ret == 0 || ret == -ENOLCK);
	if (step(sys_mmap(PLACE, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, (int)fd,
			  0)) > 0) {
		if (vm_readable((uintptr_t)PLACE, 1)) /* else nothing could be written */
			PLACE[0] = 'S';
		CHECK_EQ(sys_munmap(PLACE, 8192), 0);
	}
	close_fd(other);
	close_fd(fd);
	if (step(sys_mkdir("m", 0755)) == 0 && step(vfs_mount("ramfs", NULL, "m", false)) == 0)
		CHECK_EQ(vfs_unmount("m"), 0);
}

static void use_pipes(void)
{
	struct pollfd fds[FDS];
	int ends[2];
	char byte = 'x';

	if (step(sys_pipe2(ends, 0)) < 0)
		return;
	CHECK_EQ(step(sys_write(ends[1], &byte, 1)), 1);
	for (unsigned i = 0; i < FDS; i++)
		fds[i] = (struct pollfd){ .fd = ends[i % 2], .events = POLLIN };
	long ready = step(sys_poll(fds, FDS, 0));
	CHECK(ready < 0 || ready == FDS / 2);
	CHECK_EQ(step(sys_read(ends[0], &byte, 1)), 1);
	close_fd(step(sys_dup(ends[0])));
	close_fd(ends[0]);
	close_fd(ends[1]);
	close_fd(step(sys_eventfd2(1, 0)));
}

/* Returns how many allocations were made to fail. */
static unsigned fail_each(void (*scenario)(void), bool for_ever)
{
	struct heap_stats before, after;
	unsigned n = 0;
	bool happened;

	heap_stats(&before);
	do {
		if (!playground_open())
			return 0;
		host_fail_heap(++n, for_ever);
		scenario();
		happened = host_fail_heap(0, false);
		playground_close();
		heap_stats(&after);
		if (!CHECK_EQ(after.used, before.used) || !CHECK_EQ(heap_check(), 0))
			return 0;
	} while (happened);
	return n - 1;
}

static void fail_all(void (*scenario)(void), unsigned at_least)
{
	/* The root is mounted for good, and the heap grows to what this needs. */
	if (!playground_open())
		return;
	playground_close();
	unsigned once = fail_each(scenario, false), persistent = fail_each(scenario, true);

	CHECK(once >= at_least);
	CHECK(persistent >= at_least && persistent <= once);
}

FS_TEST_NEEDS(names_survive_the_failure_of_each_allocation, FX_SYMLINKS)
{
	fail_all(use_names, 8);
}

FS_TEST(files_survive_the_failure_of_each_allocation)
{
	fail_all(use_files, 8);
}

TEST(pipes_survive_the_failure_of_each_allocation)
{
	fail_all(use_pipes, 3);
}
