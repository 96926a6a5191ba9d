/* SPDX-License-Identifier: MIT */
/* host_volume.c - what a FAT volume shows, keeps and promises, looked at from both sides. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <core/clock.h>
#include <core/printf.h>
#include <core/syscalls.h>
#include <fs/path.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "fat/name.h"
#include "fat/ondisk.h"

#include "tests/playground.h"
#include "volume.h"

#define MOUNT "/v"

static const struct form form = { .bits = 16, .clusters = 5000 };
static const struct form form_32 = { .bits = 32, .clusters = 500 };
static struct disk *disk;

static bool mount_volume(void)
{
	return CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
}

static void unmount_volume(void)
{
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

static void new_disk(const struct form *f)
{
	CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0);
	CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	disk = volume_new(f);
}

static bool new_volume(const struct form *f)
{
	new_disk(f);
	return mount_volume();
}

/* Slot n of the root folder of a FAT16 volume. */
static uint8_t *root_slot(unsigned n)
{
	return disk->data + volume_data_at(&form) - 512 * SLOT + (size_t)n * SLOT;
}

static void put_entry(unsigned n, const char *name, uint8_t attr)
{
	memcpy(root_slot(n), name, SHORT_LEN);
	root_slot(n)[ENT_ATTR] = attr;
}

/* Names in the folder, with a slash behind each. */
static const char *list(const char *path)
{
	static char names[2000];
	char buf[1000];
	long fd = sys_open(path, O_RDONLY | O_DIRECTORY, 0), len;

	names[0] = '\0';
	while ((len = sys_getdents64((int)fd, buf, sizeof(buf))) > 0) {
		for (long at = 0; at < len; at += *(uint16_t *)(buf + at + 16)) {
			const char *name = buf + at + 19;
			if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
				ksnprintf(names + strlen(names), sizeof(names) - strlen(names),
					  "%s/", name);
		}
	}
	sys_close((int)fd);
	return names;
}

static struct stat stat_of(const char *path)
{
	struct stat st = { 0 };

	CHECK_EQ(sys_stat(path, &st), 0);
	return st;
}

static uint64_t free_clusters(void)
{
	struct fs_stats s = { 0 };
	struct vnode *vn;

	if (CHECK_EQ(path_lookup(NULL, MOUNT, PATH_FOLLOW, &vn), 0)) {
		vn->mnt->type->stats(vn->mnt, &s);
		vnode_put(vn);
	}
	return s.free / 512;
}

/* --- what others have written ------------------------------------------------------------------
 */

TEST(fat_shows_what_other_systems_have_written)
{
	new_disk(&form);
	put_entry(0, "MY LABEL   ", ATTR_LABEL);
	put_entry(1, "PLAIN   TXT", ATTR_ARCHIVE);
	put_entry(2, "LOWER   TXT", ATTR_ARCHIVE);
	root_slot(2)[ENT_CASE] = CASE_BASE | CASE_EXTENSION;
	put_entry(3,
		  "\xe5"
		  "ONE    TXT",
		  ATTR_ARCHIVE);
	put_entry(4, "SYSTEM  SYS", ATTR_ARCHIVE | 0x06); /* hidden, system */
	if (!mount_volume())
		return;
	CHECK_STR(list(MOUNT), "PLAIN.TXT/lower.txt/SYSTEM.SYS/");
	CHECK(exists(MOUNT "/plain.txt"));
	CHECK(!exists(MOUNT "/MY LABEL"));
	unmount_volume();
}

static void put_piece(unsigned n, unsigned order, const char *text, uint8_t sum)
{
	uint8_t *slot = root_slot(n);
	size_t len = strlen(text);

	slot[LONG_ORDER] = (uint8_t)order;
	slot[ENT_ATTR] = ATTR_LONG;
	slot[LONG_SUM] = sum;
	for (unsigned i = 0; i < 5; i++)
		put16(slot + 1 + 2 * i, i < len ? (uint8_t)text[i] : i == len ? 0 : 0xffff);
	memset(slot + 14, 0xff, 12);
	memset(slot + 28, 0xff, 4);
}

TEST(fat_passes_over_pieces_of_long_names_that_are_nobodys)
{
	uint8_t sum = fat_short_sum((const uint8_t *)"A       TXT");

	new_disk(&form);
	put_piece(0, 0x41, "good", sum);
	put_entry(1, "A       TXT", ATTR_ARCHIVE);
	put_piece(2, 0x41, "bad", sum + 1);
	put_entry(3, "B       TXT", ATTR_ARCHIVE);
	put_piece(4, 0x42, "two", fat_short_sum((const uint8_t *)"C       TXT"));
	put_entry(5, "C       TXT", ATTR_ARCHIVE);
	put_piece(6, 0x40, "zero", fat_short_sum((const uint8_t *)"D       TXT"));
	put_entry(7, "D       TXT", ATTR_ARCHIVE);
	put_piece(8, 0x41, "a/b", fat_short_sum((const uint8_t *)"E       TXT"));
	put_entry(9, "E       TXT", ATTR_ARCHIVE);
	put_piece(10, 0x41, "..", fat_short_sum((const uint8_t *)"F       TXT"));
	put_entry(11, "F       TXT", ATTR_ARCHIVE);
	put_piece(12, 0x41, "end", 0);
	if (!mount_volume())
		return;
	CHECK_STR(list(MOUNT), "good/B.TXT/C.TXT/D.TXT/E.TXT/F.TXT/");
	CHECK(exists(MOUNT "/a.txt") && exists(MOUNT "/GOOD"));
	unmount_volume();
}

TEST(fat_ends_a_folder_where_it_ends)
{
	new_disk(&form);
	memset(root_slot(0), 'x', (size_t)512 * SLOT); /* behind the end may be anything */
	put_entry(0, "FIRST      ", ATTR_ARCHIVE);
	put_entry(1, "\0         ", 0);
	memset(root_slot(0) + ENT_CASE, 0, SLOT - ENT_CASE);
	if (!mount_volume())
		return;
	CHECK_STR(list(MOUNT), "FIRST/");
	make_file(MOUNT "/a second one", "text");
	CHECK_STR(list(MOUNT), "FIRST/a second one/");
	unmount_volume();
}

/* --- names ---------------------------------------------------------------------------------- */

TEST(fat_keeps_the_case_of_names_and_finds_them_in_any)
{
	if (!new_volume(&form))
		return;
	make_file(MOUNT "/Some File.Text", "1");
	CHECK(exists(MOUNT "/SOME file.tEXT"));
	CHECK(exists(MOUNT "/somefi~1.tex"));
	CHECK(exists(MOUNT "/Some File.Text.."));
	CHECK_EQ(sys_open(MOUNT "/some file.text", O_CREAT | O_EXCL, 0644), -EEXIST);
	CHECK_EQ(sys_rename(MOUNT "/Some File.Text", MOUNT "/some file.TEXT"), 0);
	CHECK_STR(list(MOUNT), "some file.TEXT/");
	CHECK_EQ(sys_mkdir(MOUNT "/folder", 0755), 0);
	CHECK_EQ(sys_rename(MOUNT "/folder", MOUNT "/FOLDER"), 0);
	CHECK_STR(list(MOUNT), "some file.TEXT/FOLDER/");
	CHECK_EQ(sys_rename(MOUNT "/FOLDER", MOUNT "/FOLDER"), 0);
	unmount_volume();
}

TEST(fat_refuses_names_as_linux_does)
{
	if (!new_volume(&form))
		return;
	CHECK_EQ(sys_open(MOUNT "/a*b", O_CREAT, 0644), -EINVAL);
	CHECK_EQ(sys_mkdir(MOUNT "/a ", 0755), -EINVAL);
	CHECK_EQ(sys_mkdir(MOUNT "/....", 0755), -ENOENT);
	CHECK_EQ(sys_mkdir(MOUNT "/\xff", 0755), -EINVAL);
	CHECK_EQ(sys_open(MOUNT "/a*b", O_RDONLY, 0), -ENOENT);
	make_file(MOUNT "/x", "");
	CHECK_EQ(sys_rename(MOUNT "/x", MOUNT "/a:b"), -EINVAL);
	CHECK_STR(list(MOUNT), "x/");
	CHECK_EQ(sys_symlink("x", MOUNT "/link"), -EPERM);
	CHECK_EQ(sys_link(MOUNT "/x", MOUNT "/second"), -EPERM);
	unmount_volume();
}

TEST(fat_gives_each_file_a_short_name_of_its_own)
{
	char name[60];

	if (!new_volume(&form))
		return;
	for (unsigned i = 0; i < 40; i++) {
		ksnprintf(name, sizeof(name), MOUNT "/a name much longer than %u.text", i);
		make_file(name, "");
	}
	unmount_volume();
	for (unsigned i = 0; i < 40; i++) /* a set of four slots each */
		for (unsigned j = 0; j < i; j++)
			CHECK(memcmp(root_slot(4 * i + 3), root_slot(4 * j + 3), SHORT_LEN) != 0);
	CHECK(memcmp(root_slot(3), "ANAMEM~1TEX", SHORT_LEN) == 0);
	CHECK(memcmp(root_slot(35), "ANAMEM~9TEX", SHORT_LEN) == 0);
	CHECK(memcmp(root_slot(39) + 6, "~1TEX", 5) == 0);
}

TEST(fat_erases_all_slots_of_a_name)
{
	char name[200] = MOUNT "/";

	if (!new_volume(&form))
		return;
	memset(name + 3, 'n', 150);
	make_file(name, "");
	CHECK_EQ(sys_unlink(name), 0);
	unmount_volume();
	for (unsigned i = 0; i < 13; i++)
		CHECK_EQ(root_slot(i)[0], SLOT_ERASED);
	CHECK_EQ(root_slot(13)[0], SLOT_END);
}

TEST(fat_folders_are_full_in_the_end)
{
	char name[40];
	long fd = 0;
	unsigned made = 0;

	if (!new_volume(&form))
		return;
	for (; fd >= 0 && made < 600; made++) {
		ksnprintf(name, sizeof(name), MOUNT "/F%u", made);
		fd = sys_open(name, O_CREAT | O_WRONLY, 0644);
		if (fd >= 0)
			sys_close((int)fd);
	}
	CHECK_EQ(fd, -ENOSPC); /* the root of FAT16 has its size */
	CHECK_EQ(made, 513);
	CHECK_EQ(sys_unlink(MOUNT "/F7"), 0);
	make_file(MOUNT "/AGAIN", "");
	unmount_volume();
}

/* --- room ----------------------------------------------------------------------------------- */

TEST(fat_gives_away_every_cluster_and_no_more)
{
	static char bytes[512];
	long fd, done;

	if (!new_volume(&form_32))
		return;
	CHECK_EQ(free_clusters(), 499);
	fd = sys_open(MOUNT "/FILE", O_CREAT | O_RDWR, 0644);
	for (unsigned i = 0; i < 499; i++)
		if (!CHECK_EQ(sys_write((int)fd, bytes, 512), 512))
			break;
	CHECK_EQ(free_clusters(), 0);
	CHECK_EQ(sys_write((int)fd, bytes, 1), -ENOSPC);
	CHECK_EQ(sys_mkdir(MOUNT "/DIR", 0755), -ENOSPC);
	CHECK_EQ(sys_ftruncate((int)fd, 100000000), -ENOSPC);
	CHECK_EQ(sys_fallocate((int)fd, 0, 0, 100000000), -ENOSPC);
	CHECK_EQ(stat_of(MOUNT "/FILE").st_size, 499 * 512);
	CHECK_EQ(sys_ftruncate((int)fd, 498 * 512 - 100), 0);
	CHECK_EQ(free_clusters(), 1);
	done = sys_pwrite64((int)fd, bytes, 512, 498 * 512 - 100);
	CHECK_EQ(done, 512);
	CHECK_EQ(sys_pwrite64((int)fd, bytes, 300, 499 * 512 - 100), 100); /* as much as there is */
	sys_close((int)fd);
	CHECK_EQ(sys_unlink(MOUNT "/FILE"), 0);
	CHECK_EQ(free_clusters(), 499);
	unmount_volume();
}

TEST(fat_frees_a_file_with_its_last_close)
{
	char text[20] = "";
	long fd;

	if (!new_volume(&form_32))
		return;
	make_file(MOUNT "/FILE", "contents");
	fd = sys_open(MOUNT "/FILE", O_RDWR, 0);
	CHECK_EQ(sys_unlink(MOUNT "/FILE"), 0);
	CHECK_EQ(sys_sync(), 0);
	CHECK_EQ(free_clusters(), 498);
	CHECK_EQ(sys_pread64((int)fd, text, 8, 0), 8);
	CHECK_STR(text, "contents");
	sys_close((int)fd);
	CHECK_EQ(free_clusters(), 499);
	unmount_volume();
}

TEST(fat_files_end_before_four_gibibytes)
{
	long fd;

	if (!new_volume(&form_32))
		return;
	fd = sys_open(MOUNT "/FILE", O_CREAT | O_RDWR, 0644);
	CHECK_EQ(sys_pwrite64((int)fd, "x", 1, 0xffffffff), -EFBIG);
	CHECK_EQ(sys_ftruncate((int)fd, 0x100000000), -EFBIG);
	CHECK_EQ(sys_ftruncate((int)fd, 0xffffffff), -ENOSPC);
	CHECK_EQ(stat_of(MOUNT "/FILE").st_size, 0);
	CHECK_EQ(free_clusters(), 499);
	sys_close((int)fd);
	unmount_volume();
}

TEST(fat_reads_zeros_where_nothing_was_written)
{
	char bytes[3000];
	long fd;

	if (!new_volume(&form_32))
		return;
	memset(bytes, 'x', sizeof(bytes));
	fd = sys_open(MOUNT "/FILE", O_CREAT | O_RDWR, 0644);
	CHECK_EQ(sys_write((int)fd, bytes, sizeof(bytes)), sizeof(bytes));
	CHECK_EQ(sys_ftruncate((int)fd, 10), 0);
	CHECK_EQ(sys_ftruncate((int)fd, 1500), 0);
	CHECK_EQ(sys_pwrite64((int)fd, "end", 3, 2500), 3);
	CHECK_EQ(sys_pread64((int)fd, bytes, sizeof(bytes), 0), 2503);
	for (unsigned i = 0; i < 2500; i++)
		if (!CHECK_EQ(bytes[i], i < 10 ? 'x' : 0))
			break;
	sys_close((int)fd);
	unmount_volume();
}

/* The root folder of FAT32, with 65,536 entries in as many clusters as that needs. */
TEST(fat32_folders_end_at_65536_entries)
{
	static const struct form large = { .bits = 32, .clusters = 4200 };
	const unsigned clusters = SLOTS_MAX * SLOT / 512;
	long fd;

	new_disk(&large);
	for (unsigned c = 2; c < 2 + clusters; c++)
		put32(disk->data + volume_fat_at(&large) + 4 * c,
		      c == 1 + clusters ? 0x0fffffff : c + 1);
	for (unsigned i = 0; i < SLOTS_MAX; i++) {
		uint8_t *slot = disk->data + volume_data_at(&large) + (size_t)i * SLOT;
		memset(slot, 0, SLOT);
		ksnprintf((char *)slot, SLOT, "F%07u   ", i);
		slot[SHORT_LEN] = ATTR_ARCHIVE;
	}
	mount_volume();
	CHECK(exists(MOUNT "/F0065535"));
	fd = sys_open(MOUNT "/ONE MORE", O_CREAT | O_WRONLY, 0644);
	CHECK_EQ(fd, -ENOSPC);
	CHECK_EQ(sys_unlink(MOUNT "/F0065535"), 0);
	make_file(MOUNT "/ANOTHER", "");
	unmount_volume();
}
