/* SPDX-License-Identifier: MIT */
/* change.c - commands that change the volume. */
#define _GNU_SOURCE /* asprintf() */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctfs/tools/command.h"

static int make(struct volume *v, const char *path, enum ctfs_type type, uint16_t mode,
		struct ctfs_inode **out)
{
	struct ctfs_inode *dir;
	const char *name;
	size_t len;
	int err = volume_parent(v, path, &dir, &name, &len);

	if (err)
		return err;
	err = ctfs_create(dir, name, len, type, mode, out);
	ctfs_put(dir);
	return err;
}

static int remove_path(struct volume *v, const char *path)
{
	struct ctfs_inode *dir, *ip;
	const char *name;
	size_t len;
	int err = volume_parent(v, path, &dir, &name, &len);

	if (err)
		return err;
	err = volume_find(v, path, &ip);
	if (!err) {
		err = ctfs_unlink(dir, name, len, ip);
		ctfs_put(ip);
	}
	ctfs_put(dir);
	return err;
}

static int each(struct volume *v, int argc, char **argv, int (*fn)(struct volume *, const char *))
{
	for (int i = 0; i < argc; i++) {
		int err = fn(v, argv[i]);
		if (err)
			return command_fail(argv[i], err);
	}
	return 0;
}

int command_rm(struct volume *v, int argc, char **argv)
{
	return each(v, argc, argv, remove_path);
}

static int make_dir(struct volume *v, const char *path)
{
	struct ctfs_inode *ip;
	int err = make(v, path, CTFS_DIR, 0755, &ip);

	if (!err)
		ctfs_put(ip);
	return err;
}

int command_mkdir(struct volume *v, int argc, char **argv)
{
	return each(v, argc, argv, make_dir);
}

int command_ln(struct volume *v, int argc, char **argv)
{
	struct ctfs_inode *dir;
	const char *name;
	size_t len;
	int err = volume_parent(v, argv[1], &dir, &name, &len);

	(void)argc;
	if (!err) {
		err = ctfs_symlink(dir, name, len, argv[0]);
		ctfs_put(dir);
	}
	return err ? command_fail(argv[1], err) : 0;
}

/* --- renaming --------------------------------------------------------------------------------- */

/* Whether dir lies in ip, or is it: walks up along "..". */
static int is_inside(struct ctfs_inode *dir, const struct ctfs_inode *ip)
{
	struct ctfs *fs = dir->fs;
	uint32_t at = dir->ino;

	while (at != CTFS_ROOT && at != ip->ino) {
		struct ctfs_inode *d;
		struct ctfs_place dots;
		int err = ctfs_get(fs, at, &d);
		if (err)
			return err;
		err = ctfs_dir_slot(d, 1, &dots);
		ctfs_put(d);
		if (err)
			return err;
		at = dots.entry->ino;
		bcache_put(dots.buf);
	}
	return at == ip->ino ? -EINVAL : 0;
}

static int check_kinds(const struct ctfs_inode *ip, const struct ctfs_inode *replaced)
{
	bool dir = ip->d.type == CTFS_DIR, other = replaced->d.type == CTFS_DIR;

	return dir == other ? 0 : dir ? -ENOTDIR : -EISDIR;
}

static int move(struct volume *v, const char *path, const char *new_path)
{
	struct ctfs_inode *from = NULL, *to = NULL, *ip = NULL, *replaced = NULL;
	const char *name, *new_name;
	size_t len, new_len;

	int err = volume_parent(v, path, &from, &name, &len);
	if (!err)
		err = volume_find(v, path, &ip);
	if (!err)
		err = volume_parent(v, new_path, &to, &new_name, &new_len);
	if (!err && ip->d.type == CTFS_DIR)
		err = is_inside(to, ip);
	if (!err) {
		err = volume_find(v, new_path, &replaced);
		err = err == -ENOENT ? 0 : err ? err : check_kinds(ip, replaced);
	}
	if (!err)
		err = ctfs_rename(from, name, len, ip, to, new_name, new_len, replaced);
	struct ctfs_inode *all[] = { from, to, ip, replaced };
	for (unsigned i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i])
			ctfs_put(all[i]);
	return err;
}

int command_mv(struct volume *v, int argc, char **argv)
{
	int err = move(v, argv[0], argv[1]);

	(void)argc;
	return err ? command_fail(argv[0], err) : 0;
}

/* --- copying in ---------------------------------------------------------------------------------
 */

static int copy_bytes(struct ctfs_inode *ip, FILE *from)
{
	static char bytes[1 << 16];
	uint64_t off = 0;
	size_t n;

	while ((n = fread(bytes, 1, sizeof(bytes), from)) > 0) {
		ssize_t done = ctfs_write(ip, bytes, n, off);
		if (done < 0)
			return (int)done;
		if ((size_t)done < n)
			return -ENOSPC;
		off += n;
	}
	return ferror(from) ? -EIO : 0;
}

/* A file of that name loses its contents, and keeps its other names. */
static int open_new(struct volume *v, const char *path, uint16_t mode, struct ctfs_inode **ip)
{
	int err = make(v, path, CTFS_FILE, mode, ip);

	if (err != -EEXIST)
		return err;
	err = volume_find(v, path, ip);
	if (err)
		return err;
	err = (*ip)->d.type == CTFS_FILE ? ctfs_truncate(*ip, 0) : -EEXIST;
	if (err)
		ctfs_put(*ip);
	return err;
}

static int put_file(struct volume *v, const char *file, const struct stat *st, const char *path)
{
	struct ctfs_inode *ip;
	FILE *from = fopen(file, "rb");

	if (!from)
		return command_fail(file, -errno);
	int err = open_new(v, path, st->st_mode & 07777, &ip);
	if (!err) {
		err = copy_bytes(ip, from);
		ip->d.mtime = (uint64_t)MAX(st->st_mtime, 0);
		if (!err)
			err = ctfs_changed(ip);
		ctfs_put(ip);
	}
	fclose(from);
	return err ? command_fail(path, err) : 0;
}

static int put_any(struct volume *v, const char *file, const char *path);

static int put_folder(struct volume *v, const char *folder, const char *path)
{
	struct dirent **list;
	int n = scandir(folder, &list, NULL, alphasort), status = 0;

	if (n < 0)
		return command_fail(folder, -errno);
	for (int i = 0; i < n; i++) {
		char *from, *to;
		if (strcmp(list[i]->d_name, ".") && strcmp(list[i]->d_name, "..") && !status &&
		    asprintf(&from, "%s/%s", folder, list[i]->d_name) > 0 &&
		    asprintf(&to, "%s/%s", path, list[i]->d_name) > 0) {
			status = put_any(v, from, to);
			free(from);
			free(to);
		}
		free(list[i]);
	}
	free(list);
	return status;
}

static int put_link(struct volume *v, const char *link, const char *path)
{
	char target[4096];
	ssize_t n = readlink(link, target, sizeof(target) - 1);

	if (n < 0)
		return command_fail(link, -errno);
	target[n] = '\0';
	char *argv[] = { target, (char *)path };
	return command_ln(v, 2, argv);
}

/* Recursion: as deep as the folders of the host. */
static int put_any(struct volume *v, const char *file, const char *path)
{
	struct stat st;

	if (lstat(file, &st))
		return command_fail(file, -errno);
	if (S_ISLNK(st.st_mode))
		return put_link(v, file, path);
	if (S_ISREG(st.st_mode))
		return put_file(v, file, &st, path);
	if (!S_ISDIR(st.st_mode))
		return command_fail(file, -EINVAL);
	int err = strspn(path, "/") == strlen(path) ? 0 : make_dir(v, path);
	if (err && err != -EEXIST)
		return command_fail(path, err);
	return put_folder(v, file, path);
}

int command_put(struct volume *v, int argc, char **argv)
{
	size_t len = strlen(argv[1]);
	char *path = argv[1];
	const char *name = strrchr(argv[0], '/');
	struct stat st;

	(void)argc;
	bool into = len > 0 && path[len - 1] == '/';
	if (into && stat(argv[0], &st) == 0 && !S_ISDIR(st.st_mode) &&
	    asprintf(&path, "%s%s", argv[1], name ? name + 1 : argv[0]) < 0)
		return command_fail(argv[0], -ENOMEM);
	return put_any(v, argv[0], path);
}
