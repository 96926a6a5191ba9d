/* SPDX-License-Identifier: MIT */
/*
 * table.c - which filesystems the configuration and the command line mount at boot:
 *
 *	root=DEVICE[:TYPE[:ro]]                      or root=ramfs
 *	mount=SOURCE:PATH[:TYPE[:ro]][,SOURCE:...]   SOURCE: a device; anything for kinds in memory
 *
 * Without a type, or with "auto", whichever kind knows the device's format takes it. What was
 * asked for and cannot be mounted ends the boot: a program must not write to memory what it
 * believes to be on a disk.
 *
 * Locking: runs at boot.
 */
#define LOG_TAG "fs"
#include <errno.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <fs/path.h>

#include "table.h"

OPTION(root_option, "root", "DEVICE[:TYPE[:ro]], or ramfs: the filesystem at /");
OPTION(mount_option, "mount", "SOURCE:PATH[:TYPE[:ro]][,SOURCE:PATH...]: what is mounted where");

#define TEXT_MAX 128 /* of one entry */
#define FIELDS   4

/* One entry, taken apart. A field that is missing is "". */
struct entry {
	char text[TEXT_MAX];
	const char *field[FIELDS];
};

static const char *configured(const char *option, const char *built_in)
{
	const char *given = cmdline_option(option);

	return given ? given : built_in;
}

/* Takes the entry at *text, up to a comma, apart. 0, or -EINVAL. */
static int next_entry(const char **text, struct entry *e)
{
	size_t len = 0, n = 0;

	for (size_t i = 0; i < FIELDS; i++)
		e->field[i] = "";
	e->field[n++] = e->text;
	for (; (*text)[len] && (*text)[len] != ','; len++) {
		if (len == TEXT_MAX - 1)
			return -EINVAL;
		e->text[len] = (*text)[len];
		if (e->text[len] != ':')
			continue;
		if (n == FIELDS)
			return -EINVAL;
		e->text[len] = '\0';
		e->field[n++] = e->text + len + 1;
	}
	e->text[len] = '\0';
	*text += len + ((*text)[len] == ',');
	return e->text[0] ? 0 : -EINVAL;
}

/* "" and "ro" are what it may be. */
static int read_mode(const char *field, bool *read_only)
{
	*read_only = strcmp(field, "ro") == 0;
	return *read_only || !*field ? 0 : -EINVAL;
}

static bool any_kind(const char *type)
{
	return !*type || strcmp(type, "auto") == 0;
}

static const char *why(int err)
{
	switch (-err) {
	case EINVAL:
		return "it holds none; is it another kind, or another disk?";
	case EUCLEAN:
		return "it is damaged";
	case EBUSY:
		return "one of them is taken";
	case ENODEV:
		return "this image has no such filesystem";
	case ENOENT:
	case ENOTDIR:
		return "there is no such folder";
	default:
		return "it failed";
	}
}

/* Mounts source as type at path, NULL: as "/". */
static int mount_source(const char *source, const char *type, const char *path, const char *mode)
{
	struct blk_dev *dev = NULL;
	bool read_only;
	int err = read_mode(mode, &read_only);

	if (err) {
		log_err("mount of %s: '%s' is not 'ro'", source, mode);
		return err;
	}
	if (any_kind(type) || vfs_wants_device(type)) {
		dev = vfs_device(source);
		if (!dev) {
			log_err("no disk is called %s", source);
			return -ENXIO;
		}
	}
	err = any_kind(type) ? vfs_mount_any(dev, path, read_only)
			     : vfs_mount(type, dev, path, read_only);
	if (err)
		log_err("%s cannot be mounted at %s%s%s: %s (error %d)", source, path ? path : "/",
			any_kind(type) ? "" : " as ", any_kind(type) ? "" : type, why(err), -err);
	return err;
}

int table_mount_root(void)
{
	const char *text = configured("root", CONFIG_FS_ROOT);
	struct entry e;

	if (!*text || strcmp(text, "ramfs") == 0)
		return vfs_mount("ramfs", NULL, NULL, false);
	int err = next_entry(&text, &e);
	if (err || *text || *e.field[3]) {
		log_err("option root=: DEVICE[:TYPE[:ro]] is expected");
		return -EINVAL;
	}
	err = mount_source(e.field[0], e.field[1], NULL, e.field[2]);
	if (err == -ENXIO && IS_ENABLED(CONFIG_FS_ROOT_FALLBACK)) {
		log_warn("the root is in memory: what is written will be lost");
		err = vfs_mount("ramfs", NULL, NULL, false);
	}
	return err;
}

static int mount_entry(const struct entry *e)
{
	const char *path = e->field[1];
	int err = *path == '/' ? vfs_mkdir(NULL, path, 0755) : -EINVAL;

	if (err && err != -EEXIST && err != -EROFS) {
		log_err("option mount=: %s: no folder '%s': error %d", e->field[0], path, -err);
		return err;
	}
	return mount_source(e->field[0], e->field[2], path, e->field[3]);
}

int table_mount_rest(void)
{
	const char *text = configured("mount", CONFIG_FS_MOUNTS);
	struct entry e;
	int err = 0;

	while (!err && *text) {
		err = next_entry(&text, &e);
		if (err)
			log_err("option mount=: SOURCE:PATH[:TYPE[:ro]] is expected");
		else
			err = mount_entry(&e);
	}
	return err;
}
