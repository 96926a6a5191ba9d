/* SPDX-License-Identifier: MIT */
/* host_state.c - what FAT keeps beside files: times, numbers, marks, copies of the FAT, FSInfo. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <core/clock.h>
#include <core/syscalls.h>
#include <fs/path.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#include "fat/ondisk.h"

#include "tests/playground.h"
#include "volume.h"

#define MOUNT "/v"

static const struct form form_12 = { .bits = 12, .clusters = 500 };
static const struct form form_16 = { .bits = 16, .clusters = 5000 };
static const struct form form_32 = { .bits = 32, .clusters = 500 };
static struct disk *disk;

static void new_disk(const struct form *f)
{
	if (!vfs_root()) {
		CHECK_EQ(vfs_mount("ramfs", NULL, NULL, false), 0);
		CHECK_EQ(sys_mkdir(MOUNT, 0755), 0);
	}
	disk = volume_new(f);
}

static bool mount_volume(void)
{
	return CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
}

static bool new_volume(const struct form *f)
{
	new_disk(f);
	return mount_volume();
}

static void unmount_volume(void)
{
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

static struct stat stat_of(const char *path)
{
	struct stat st = { 0 };

	CHECK_EQ(sys_stat(path, &st), 0);
	return st;
}

/* --- times and modes ------------------------------------------------------------------------ */

#define NOON 1700000000ll /* 2023-11-14 22:13:20 */

TEST(fat_times_have_two_seconds_and_survive)
{
	struct timespec times[2] = { { NOON - 86400, 5 }, { NOON + 3, 700 } };

	clock_set_wall((NOON + 1) * (int64_t)NSEC_PER_SEC + 730000000);
	if (!new_volume(&form_16))
		return;
	make_file(MOUNT "/FILE", "");
	CHECK_EQ(stat_of(MOUNT "/FILE").st_mtime, NOON);
	CHECK_EQ(sys_utimensat(AT_FDCWD, MOUNT "/FILE", times, 0), 0);
	for (unsigned i = 0; i < 2; i++) {
		struct stat st = stat_of(MOUNT "/FILE");
		CHECK_EQ(st.st_mtim.tv_sec, NOON + 2);
		CHECK_EQ(st.st_mtim.tv_nsec, 0);
		CHECK_EQ(st.st_atim.tv_sec, (NOON - 86400) / 86400 * 86400);
		unmount_volume();
		mount_volume();
	}
	unmount_volume();
	const uint8_t *entry = disk->data + volume_data_at(&form_16) - 512 * SLOT;
	CHECK_EQ(entry[ENT_MADE_10MS], 173);
	CHECK_EQ(get16(entry + ENT_MADE_DATE), 43 << 9 | 11 << 5 | 14);
	CHECK_EQ(get16(entry + ENT_MADE_TIME), 22 << 11 | 13 << 5 | 10);
}

TEST(fat_keeps_one_bit_of_a_mode)
{
	if (!new_volume(&form_16))
		return;
	make_file(MOUNT "/FILE", "");
	CHECK_EQ(stat_of(MOUNT "/FILE").st_mode, S_IFREG | 0755);
	CHECK_EQ(sys_chmod(MOUNT "/FILE", 0600), 0); /* says nothing that FAT can say */
	CHECK_EQ(stat_of(MOUNT "/FILE").st_mode, S_IFREG | 0755);
	CHECK_EQ(sys_chmod(MOUNT "/FILE", 0555), 0);
	CHECK_EQ(sys_chmod(MOUNT, 0555), 0);
	CHECK_EQ(stat_of(MOUNT).st_mode, S_IFDIR | 0755);
	unmount_volume();
	CHECK_EQ(disk->data[volume_data_at(&form_16) - 512 * SLOT + ENT_ATTR],
		 ATTR_ARCHIVE | ATTR_READ_ONLY);
	mount_volume();
	CHECK_EQ(stat_of(MOUNT "/FILE").st_mode, S_IFREG | 0555);
	CHECK_EQ(sys_chmod(MOUNT "/FILE", 0755), 0);
	CHECK_EQ(stat_of(MOUNT "/FILE").st_mode, S_IFREG | 0755);
	unmount_volume();
}

/* --- numbers -------------------------------------------------------------------------------- */

TEST(fat_files_keep_their_number_when_they_are_renamed)
{
	if (!new_volume(&form_16))
		return;
	make_file(MOUNT "/FIRST", "1");
	CHECK_EQ(sys_mkdir(MOUNT "/FOLDER", 0755), 0);
	ino_t number = stat_of(MOUNT "/FIRST").st_ino;
	long fd = sys_open(MOUNT "/FIRST", O_RDONLY, 0);
	CHECK_EQ(sys_rename(MOUNT "/FIRST", MOUNT "/FOLDER/FIRST"), 0);
	CHECK_EQ(stat_of(MOUNT "/FOLDER/FIRST").st_ino, number);
	make_file(MOUNT "/SECOND", "2"); /* where the first one was */
	CHECK(stat_of(MOUNT "/SECOND").st_ino != number);
	CHECK(stat_of(MOUNT "/SECOND").st_ino != stat_of(MOUNT "/FOLDER").st_ino);
	CHECK_EQ(sys_unlink(MOUNT "/FOLDER/FIRST"), 0);
	make_file(MOUNT "/FOLDER/THIRD", "3");
	CHECK(stat_of(MOUNT "/FOLDER/THIRD").st_ino != number);
	sys_close((int)fd);
	unmount_volume();
}

/* --- marks ---------------------------------------------------------------------------------- */

static bool is_marked(const struct form *f)
{
	const uint8_t *entry = disk->data + volume_fat_at(f) + f->bits / 8;
	bool boot = disk->data[f->bits == 32 ? BPB_STATE_32 : BPB_STATE_16] & 1;

	if (f->bits == 12)
		return boot;
	bool clean = entry[f->bits / 8 - 1] & (f->bits == 32 ? 0x08 : 0x80);
	CHECK_EQ(boot, !clean);
	return boot;
}

static void check_marks(const struct form *f)
{
	if (!new_volume(f))
		return;
	CHECK(!is_marked(f)); /* who only looks leaves no trace */
	CHECK_EQ(sys_mkdir(MOUNT "/D", 0755), 0);
	CHECK(is_marked(f));
	unmount_volume();
	CHECK(!is_marked(f));
	disk->data[f->bits == 32 ? BPB_STATE_32 : BPB_STATE_16] |= 1; /* as a power cut does */
	mount_volume();
	CHECK_EQ(sys_rmdir(MOUNT "/D"), 0);
	unmount_volume();
	CHECK(disk->data[f->bits == 32 ? BPB_STATE_32 : BPB_STATE_16] & 1); /* for fsck.fat */
}

TEST(fat_volumes_in_use_are_marked)
{
	check_marks(&form_12);
	check_marks(&form_16);
	check_marks(&form_32);
}

/* --- copies --------------------------------------------------------------------------------- */

static size_t fat_bytes(void)
{
	return (size_t)get32(disk->data + BPB_FAT_SIZE_32) * 512;
}

TEST(fat_writes_the_copies_that_are_in_use)
{
	uint8_t *fat, before[64];

	if (!new_volume(&form_32))
		return;
	fat = disk->data + volume_fat_at(&form_32);
	make_file(MOUNT "/FILE", "text");
	unmount_volume();
	CHECK(memcmp(fat, fat + fat_bytes(), fat_bytes()) == 0);
	CHECK_EQ(get32(fat + 12), 0x0fffffff);

	new_disk(&form_32);
	disk->data[BPB_FLAGS] = 0x81; /* the second one alone */
	memcpy(before, fat, sizeof(before));
	mount_volume();
	make_file(MOUNT "/FILE", "text");
	unmount_volume();
	CHECK(memcmp(fat, before, sizeof(before)) == 0);
	CHECK_EQ(get32(fat + fat_bytes() + 12), 0x0fffffff);
}

/* The four high bits of an entry are nobody's. */
TEST(fat32_keeps_the_bits_that_are_not_its_own)
{
	new_disk(&form_32);
	uint8_t *fat = disk->data + volume_fat_at(&form_32);
	put32(fat + 12, 0xa0000000);
	mount_volume();
	make_file(MOUNT "/FILE", "text");
	unmount_volume();
	CHECK_EQ(get32(fat + 12), 0xafffffff);
}

/* --- FSInfo --------------------------------------------------------------------------------- */

static uint32_t noted_free(void)
{
	return get32(disk->data + 512 + INFO_FREE);
}

static void use_with_info(unsigned at, uint32_t value, bool believed)
{
	new_disk(&form_32);
	put32(disk->data + 512 + at, value);
	mount_volume();
	make_file(MOUNT "/FILE", "text");
	unmount_volume();
	if (believed)
		CHECK_EQ(noted_free(), 498);
}

TEST(fat32_believes_fsinfo_as_far_as_it_can_be)
{
	use_with_info(INFO_FREE, 499, true);
	CHECK_EQ(get32(disk->data + 512 + INFO_NEXT), 3);
	use_with_info(INFO_FREE, INFO_UNKNOWN, true);
	use_with_info(INFO_FREE, 501, true);
	use_with_info(INFO_FREE, 0, true); /* but a cluster was found */
	use_with_info(INFO_NEXT, 99999, true);
	use_with_info(INFO_NEXT, 501, true);
	use_with_info(INFO_LEAD, 0, false); /* no FSInfo: not touched */
	CHECK_EQ(noted_free(), 499);
}

TEST(fat_looks_at_everything_before_it_says_full)
{
	new_disk(&form_32);
	put32(disk->data + 512 + INFO_FREE, 0);
	put32(disk->data + 512 + INFO_NEXT, 400);
	uint8_t *fat = disk->data + volume_fat_at(&form_32);
	for (unsigned c = 4; c < 502; c++)
		put32(fat + 4 * c, 0x0ffffff7); /* broken */
	mount_volume();
	make_file(MOUNT "/FILE", "text");
	CHECK_EQ(sys_mkdir(MOUNT "/D", 0755), -ENOSPC);
	unmount_volume();
	CHECK_EQ(noted_free(), 0);
}

/* --- mapping -------------------------------------------------------------------------------- */

static struct vnode *vnode_at(const char *path)
{
	struct vnode *vn = NULL;

	CHECK_EQ(path_lookup(NULL, path, PATH_FOLLOW, &vn), 0);
	return vn;
}

TEST(fat_lends_frames_when_clusters_are_whole_blocks)
{
	/* 1 + 2 + 5 sectors come before the data. */
	static const struct form aligned = {
		.bits = 12, .per_cluster = 8, .clusters = 300, .root_entries = 80
	};
	char text[10] = "";
	uint8_t *frame;

	if (!new_volume(&aligned) || !CHECK_EQ(volume_data_at(&aligned) % 4096, 0))
		return;
	make_file(MOUNT "/FILE", "contents");
	struct vnode *vn = vnode_at(MOUNT "/FILE");
	CHECK_EQ(vn->ops->map_page(vn, 1, false, (void **)&frame), -EINVAL);
	CHECK_EQ(vn->ops->map_page(vn, 0, true, (void **)&frame), 0);
	CHECK(memcmp(frame, "contents\0\0\0", 11) == 0);
	memcpy(frame, "CON", 3);
	vn->ops->unmap_page(vn, 0, true, false);
	CHECK_EQ(sys_truncate(MOUNT "/FILE", 0), 0); /* its cluster stays as long as it is lent */
	make_file(MOUNT "/OTHER", "other");
	CHECK(memcmp(frame, "CON", 3) == 0);
	vn->ops->unmap_page(vn, 0, false, true);
	CHECK_EQ(sys_pread64((int)sys_open(MOUNT "/OTHER", O_RDONLY, 0), text, 9, 0), 5);
	CHECK_STR(text, "other");
	vnode_put(vn);
}

TEST(fat_lends_no_frames_of_small_clusters)
{
	if (!new_volume(&form_16))
		return;
	make_file(MOUNT "/FILE", "contents");
	struct vnode *vn = vnode_at(MOUNT "/FILE");
	CHECK(!vn->ops->map_page && !vn->ops->unmap_page);
	vnode_put(vn);
	unmount_volume();
}
