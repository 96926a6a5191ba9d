/* SPDX-License-Identifier: MIT */
/* volume.c - a mounted volume and paths in it. */
#include <errno.h>
#include <string.h>

#include "ctfs/tools/volume.h"

int volume_open(struct volume *v, const char *image, bool read_only)
{
	int err = port_open_file(&v->dev, image, read_only);

	if (err)
		return err;
	err = bcache_open(&v->dev, &v->cache);
	if (!err) {
		err = ctfs_open(v->cache, read_only ? CTFS_READ_ONLY : CTFS_READ_WRITE, &v->fs);
		if (err)
			bcache_close(v->cache);
	}
	if (err)
		port_close_file(&v->dev);
	return err;
}

int volume_close(struct volume *v)
{
	int err = ctfs_close(v->fs), cache_err = bcache_close(v->cache);
	int file_err = port_close_file(&v->dev);

	return err ? err : cache_err ? cache_err : file_err;
}

/* The next component of *path, which moves behind it. Returns its length, 0 at the end. */
static size_t next(const char **path, const char **name)
{
	while (**path == '/')
		(*path)++;
	*name = *path;
	while (**path && **path != '/')
		(*path)++;
	return (size_t)(*path - *name);
}

/* From dir, a reference that is given up, to what is called name in it. */
static int step(struct ctfs_inode *dir, const char *name, size_t len, struct ctfs_inode **out)
{
	uint32_t ino;
	int err = dir->d.type == CTFS_DIR ? ctfs_lookup(dir, name, len, &ino) : -ENOTDIR;

	if (!err)
		err = ctfs_get(dir->fs, ino, out);
	ctfs_put(dir);
	return err;
}

/* Walks the components of path before `end`. */
static int walk(struct volume *v, const char *path, const char *end, struct ctfs_inode **out)
{
	struct ctfs_inode *at;
	const char *name;
	size_t len;
	int err = ctfs_get(v->fs, CTFS_ROOT, &at);

	while (!err && (len = next(&path, &name)) > 0 && name < end)
		err = step(at, name, len, &at);
	if (!err)
		*out = at;
	return err;
}

int volume_find(struct volume *v, const char *path, struct ctfs_inode **out)
{
	return walk(v, path, path + strlen(path), out);
}

int volume_parent(struct volume *v, const char *path, struct ctfs_inode **dir, const char **name,
		  size_t *len)
{
	const char *at = path, *n;
	size_t l;

	*len = 0;
	while ((l = next(&at, &n)) > 0) {
		*name = n;
		*len = l;
	}
	if (*len == 0 || (*len <= 2 && memcmp(*name, "..", *len) == 0))
		return -EINVAL;
	return walk(v, path, *name, dir);
}
