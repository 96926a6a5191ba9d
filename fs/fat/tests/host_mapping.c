/* SPDX-License-Identifier: MIT */
/* host_mapping.c - mappings of files on a disk that fails. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include <core/heap.h>
#include <core/mmap.h>
#include <core/pages.h>
#include <core/syscalls.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "tests/playground.h"
#include "volume.h"

#define MOUNT "/v"
#define PAGES 24u /* more pieces than a node remembers */
#define PLACE ((char *)0x0000180000000000ul)

static const struct form form = { .bits = 32, .per_cluster = 8, .clusters = 6142 };

/* The cache gives back whatever nobody has borrowed. */
static void want_all_memory(void)
{
	phys_t p, last = PHYS_NONE;

	while (phys_valid(p = pages_alloc(1, PAGES_ANY))) {
		*(phys_t *)phys_to_virt(p) = last;
		last = p;
	}
	while (phys_valid(last)) {
		p = *(phys_t *)phys_to_virt(last);
		pages_free(last, 1);
		last = p;
	}
}

/* The FAT is not in memory any more, and cannot be read, when the pages are given back. */
TEST(fat_takes_pages_back_when_the_disk_is_gone)
{
	static char page[4096];
	struct disk *disk = volume_new(&form);

	mmap_shared = file_map_shared;
	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	NEED(vfs_mount("vfat", &disk->dev, MOUNT, false) == 0);
	int fd = (int)sys_open(MOUNT "/a", O_RDWR | O_CREAT, 0644);
	int between = (int)sys_open(MOUNT "/b", O_RDWR | O_CREAT, 0644);
	for (unsigned i = 0; i < PAGES; i++) {
		CHECK_EQ(sys_write(fd, page, sizeof(page)), sizeof(page));
		CHECK_EQ(sys_write(between, page, sizeof(page)), sizeof(page));
	}
	CHECK_EQ(sys_sync(), 0);
	CHECK_EQ(sys_mmap(PLACE, sizeof(page) * PAGES, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_FIXED, fd, 0),
		 (long)PLACE);
	for (unsigned i = 0; i < PAGES; i++)
		PLACE[i * sizeof(page)] = 1;
	want_all_memory();
	disk_fail(disk, BLK_READ, 1, true);
	CHECK_EQ(sys_munmap(PLACE, sizeof(page) * PAGES), 0);
	disk_fail(disk, BLK_READ, 0, false);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(sys_close(between), 0);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

static size_t heap_used(void)
{
	struct heap_stats s;

	heap_stats(&s);
	return s.used;
}

/* Pages of a file of 20 MiB, in places that are far from each other. */
TEST(fat_pages_of_a_large_file_are_lent_without_a_list_of_all)
{
	static const unsigned at[] = { 0, 1, 2500, 4999, 2499 };
	struct disk *disk = volume_new(&form);
	char *place[ARRAY_SIZE(at)];

	mmap_shared = file_map_shared;
	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	NEED(vfs_mount("vfat", &disk->dev, MOUNT, false) == 0);
	int fd = (int)sys_open(MOUNT "/a", O_RDWR | O_CREAT, 0644);
	CHECK_EQ(sys_ftruncate(fd, 5000 * 4096), 0);
	size_t before = heap_used();
	for (unsigned i = 0; i < ARRAY_SIZE(at); i++) {
		place[i] = PLACE + i * 0x100000;
		CHECK_EQ(sys_mmap(place[i], 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
				  fd, at[i] * 4096l),
			 (long)place[i]);
		*place[i] = (char)('a' + i);
	}
	CHECK(heap_used() - before < 8192);
	for (unsigned i = 0; i < ARRAY_SIZE(at); i++)
		CHECK_EQ(sys_munmap(place[i], 4096), 0);
	for (unsigned i = 0; i < ARRAY_SIZE(at); i++) {
		char c = 0;
		CHECK_EQ(sys_pread64(fd, &c, 1, at[i] * 4096l), 1);
		CHECK_EQ(c, 'a' + i);
	}
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}
