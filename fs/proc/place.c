/* SPDX-License-Identifier: MIT */
/*
 * place.c - generated files outside of /proc, such as /etc/resolv.conf: each is a mount of its
 * own on a file of that name, which is made, empty, where there is none. So it is found, listed
 * and kept from being removed like everything else.
 *
 * Locking: at boot, and whenever somebody registers another one.
 */
#define LOG_TAG "proc"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <fs/path.h>
#include <fs/proc.h>
#include <fs/vfile.h>

#include "proc.h"

#define PATH_SIZE 128 /* generated files have short paths */

static int file_mount(struct mount *m)
{
	m->root = proc_new_file(m, m->fs, 1);
	return m->root ? 0 : -ENOMEM;
}

static int file_unmount(struct mount *m)
{
	vnode_put(m->root);
	return 0;
}

static void file_stats(struct mount *m, struct fs_stats *out)
{
	(void)m;
	*out = (struct fs_stats){ .magic = PROC_MAGIC };
}

static const struct fs_type generated = {
	.name = "generated",
	.mount = file_mount,
	.unmount = file_unmount,
	.stats = file_stats,
};

/* Makes the folders on the way to path that are missing. */
static int make_folders(const char *path)
{
	char part[PATH_SIZE];
	int err = 0;

	for (size_t i = 1; path[i] && (!err || err == -EEXIST); i++) {
		if (path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		err = vfs_mkdir(NULL, part, 0755);
	}
	return err == -EEXIST ? 0 : err;
}

static int make_file(const char *path)
{
	struct file *f;
	int err = vfile_open(NULL, path, O_CREAT | O_EXCL | O_WRONLY, 0644, &f);

	if (!err)
		file_put(f);
	return err == -EEXIST ? 0 : err;
}

static void place(struct synth_file *s)
{
	int err = strlen(s->path) < PATH_SIZE ? 0 : -ENAMETOOLONG;

	if (strncmp(s->path, PROC_FOLDER "/", sizeof(PROC_FOLDER)) == 0)
		return;
	if (!err)
		err = make_folders(s->path);
	if (!err)
		err = make_file(s->path);
	if (!err)
		err = vfs_mount_type(&generated, s, NULL, s->path, true);
	if (err)
		log_warn("%s cannot be shown: error %d", s->path, -err);
}

void proc_start(void)
{
	int err = vfs_mkdir(NULL, PROC_FOLDER, 0555);

	if (!err || err == -EEXIST)
		err = vfs_mount("proc", NULL, PROC_FOLDER, true);
	if (err)
		log_warn("no /proc: error %d", -err);
	proc_files_init();
	for (struct synth_file *s = NULL; (s = synth_next(s)) != NULL;)
		place(s);
	synth_added = place;
}
