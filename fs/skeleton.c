/* SPDX-License-Identifier: MIT */
/*
 * skeleton.c - what programs expect on any root: some folders, and the names of the machine and of
 * what runs on it. Made once: a root that has /etc/version is left alone, so that what was removed
 * stays removed.
 *
 * Locking: runs at boot.
 */
#define LOG_TAG "fs"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <fs/path.h>
#include <fs/vfile.h>

#include "table.h"

#define VERSION "/etc/version"

static const char *const folders[] = { "/bin",       "/dev", "/etc", "/home",
				       "/home/user", "/tmp", "/var", "/var/log" };

static const struct {
	const char *path, *text;
} files[] = {
	{ "/etc/hostname",
	  (sizeof(CONFIG_APPLIANCE_NAME) > 1 ? CONFIG_APPLIANCE_NAME "\n" : "bobbin\n") },
	{ VERSION,
	  "Bobbin " CONFIG_APPLIANCE_VERSION "\n" }, /* the last: it says that all is there */
};

static bool is_there(const char *path)
{
	struct vnode *vn;

	if (path_lookup(NULL, path, PATH_NO_FOLLOW, &vn))
		return false;
	vnode_put(vn);
	return true;
}

static int write_file(const char *path, const char *text)
{
	struct iovec iov = { .iov_base = (void *)text, .iov_len = strlen(text) };
	struct file *f;
	int err = vfile_open(NULL, path, O_WRONLY | O_CREAT | O_EXCL, 0644, &f);

	if (err)
		return err == -EEXIST ? 0 : err;
	ssize_t put = f->ops->writev(f, &iov, 1, 0);
	file_put(f);
	return put < 0 ? (int)put : 0;
}

void skeleton_make(void)
{
	int err = 0;

	if (is_there(VERSION) || vfs_root()->mnt->read_only)
		return;
	for (size_t i = 0; !err && i < ARRAY_SIZE(folders); i++) {
		err = vfs_mkdir(NULL, folders[i], strcmp(folders[i], "/tmp") == 0 ? 01777 : 0755);
		if (err == -EEXIST)
			err = 0;
	}
	for (size_t i = 0; !err && i < ARRAY_SIZE(files); i++)
		err = write_file(files[i].path, files[i].text);
	if (err)
		log_warn("the usual folders could not be made: error %d", -err);
}
