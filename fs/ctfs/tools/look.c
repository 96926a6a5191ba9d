/* SPDX-License-Identifier: MIT */
/* look.c - commands that only look. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ctfs/tools/command.h"

static const char types[] = "?-dl";

static bool print_entry(void *ctx, const struct ctfs_entry *e)
{
	struct ctfs_inode *dir = ctx, *ip;

	if (ctfs_get(dir->fs, e->ino, &ip))
		return false;
	printf("%c %04o %4u %10lu %5u  %.*s\n", types[e->type], ip->d.mode, ip->d.nlink,
	       (unsigned long)ip->d.size, e->ino, (int)e->len, e->name);
	ctfs_put(ip);
	return true;
}

int command_ls(struct volume *v, int argc, char **argv)
{
	const char *path = argc ? argv[0] : "/";
	struct ctfs_inode *dir;
	int err = volume_find(v, path, &dir);

	if (err)
		return command_fail(path, err);
	err = dir->d.type == CTFS_DIR ? ctfs_readdir(dir, 0, print_entry, dir) : -ENOTDIR;
	ctfs_put(dir);
	return err ? command_fail(path, err) : 0;
}

static int copy_out(struct volume *v, const char *path, FILE *to)
{
	static char bytes[1 << 16];
	struct ctfs_inode *ip;
	uint64_t off = 0;
	ssize_t n = 0;

	int err = volume_find(v, path, &ip);
	if (err)
		return command_fail(path, err);
	if (ip->d.type == CTFS_DIR)
		n = -EISDIR;
	while (n >= 0 && (n = ctfs_read(ip, bytes, sizeof(bytes), off)) > 0) {
		off += (uint64_t)n;
		if (fwrite(bytes, 1, (size_t)n, to) != (size_t)n)
			n = -EIO;
	}
	ctfs_put(ip);
	return n < 0 ? command_fail(path, (int)n) : 0;
}

int command_cat(struct volume *v, int argc, char **argv)
{
	int status = 0;

	for (int i = 0; i < argc && status == 0; i++)
		status = copy_out(v, argv[i], stdout);
	return status;
}

int command_get(struct volume *v, int argc, char **argv)
{
	FILE *to = fopen(argv[1], "wb");

	(void)argc;
	if (!to)
		return command_fail(argv[1], -errno);
	int status = copy_out(v, argv[0], to);
	if (fclose(to) && status == 0)
		status = command_fail(argv[1], -errno);
	return status;
}

static void print_time(const char *what, uint64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	char text[64];

	if (seconds > INT32_MAX * 100ull || !gmtime_r(&t, &tm) ||
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
		snprintf(text, sizeof(text), "%lu", (unsigned long)seconds);
	printf("%s %s\n", what, text);
}

static void print_inode(const struct ctfs_inode *ip)
{
	const struct ctfs_dinode *d = &ip->d;

	printf("inode %u type %c mode %04o uid %u gid %u links %u generation %u\n", ip->ino,
	       types[d->type], d->mode, d->uid, d->gid, d->nlink, d->generation);
	printf("size %lu blocks %lu\n", (unsigned long)d->size, (unsigned long)d->blocks);
	print_time("access", d->atime);
	print_time("modify", d->mtime);
	print_time("change", d->ctime);
	printf("direct");
	for (unsigned i = 0; i < CTFS_DIRECT; i++)
		printf(" %u", d->direct[i]);
	printf(" indirect %u double %u\n", d->indirect, d->dindirect);
}

int command_stat(struct volume *v, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		struct ctfs_inode *ip;
		int err = volume_find(v, argv[i], &ip);
		if (err)
			return command_fail(argv[i], err);
		print_inode(ip);
		ctfs_put(ip);
	}
	return 0;
}

int command_df(struct volume *v, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("%u of %u blocks of 4096 bytes free, %u of %u inodes\n", v->fs->free_blocks,
	       v->fs->total_blocks - CTFS_DATA_START, v->fs->free_inodes, CTFS_INODES - 2);
	return 0;
}

static void print_super(const struct ctfs *fs)
{
	const struct ctfs_super *s = ctfs_super(fs);

	printf("CTFS version %u, label \"%.16s\", uuid ", s->version, (const char *)s->label);
	for (unsigned i = 0; i < CTFS_UUID_SIZE; i++)
		printf("%02x", s->uuid[i]);
	printf("\nfeatures %u, blocks %lu, free %u, free inodes %u\n", s->features,
	       (unsigned long)s->total_blocks, fs->free_blocks, fs->free_inodes);
	printf("state %s, mounted %u times, generation %lu\n",
	       s->state == CTFS_CLEAN ? "clean" : "in use", s->mount_count,
	       (unsigned long)s->generation);
	print_time("last mount", s->last_mount_time);
	print_time("last write", s->last_write_time);
}

int command_dump(struct volume *v, int argc, char **argv)
{
	const struct ctfs *fs = v->fs;

	(void)argc;
	(void)argv;
	print_super(fs);
	printf("journal: last record %lu, next at block %u, %u records live in %u blocks\n",
	       (unsigned long)fs->journal.last, CTFS_JOURNAL_START + fs->journal.head,
	       fs->journal.lives, fs->journal.live_blocks);
	for (uint32_t ino = CTFS_ROOT; ino < CTFS_INODES; ino++) {
		struct ctfs_inode *ip;
		if (!ctfs_bit(fs->ibitmap->data, ino))
			continue;
		int err = ctfs_get(v->fs, ino, &ip);
		if (err)
			return command_fail("inode", err);
		print_inode(ip);
		ctfs_put(ip);
	}
	return 0;
}
