/* SPDX-License-Identifier: MIT */
/*
 * synth.c - generated files. The text is made once, at open(), into the open file
 * itself; reading is then copying. Names are compared after resolving "." and ".."
 * in the text, which is exact because none of these files lies below a link.
 *
 * Locking: the list is built while one thread runs (boot) and then only read. The
 * position of an open file is under its own mutex.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/iov.h>
#include <core/mutex.h>
#include <core/synth.h>

#define NAME_SIZE  128  /* longer paths are not ours */
#define FIRST_SIZE 1024 /* bytes of text tried first */
#define TRIES      4    /* a text may grow between two questions */

struct synth_open_file {
	struct file file;
	struct mutex lock; /* file.pos */
	const struct synth_file *synth;
	size_t len;
	char text[];
};

static struct synth_file *registered;
void (*synth_added)(struct synth_file *s);

struct synth_file *synth_next(const struct synth_file *s)
{
	return s ? s->next : registered;
}

/* At the end: who walks along the list by number finds the others where they were. */
void synth_register(struct synth_file *s)
{
	struct synth_file **at = &registered;

	while (*at && *at != s)
		at = &(*at)->next;
	if (*at)
		return;
	s->next = NULL;
	*at = s;
	if (IS_ENABLED(CONFIG_FS) && synth_added)
		synth_added(s);
}

/* Appends the components of path to the normalised *out (which has no "/" at its
 * end; "" is the root). False when it grows too long. */
static bool append_path(char *out, size_t *len, const char *path)
{
	while (*path) {
		const char *end = path;
		while (*end && *end != '/')
			end++;
		size_t n = (size_t)(end - path);

		if (n == 2 && path[0] == '.' && path[1] == '.') {
			while (*len > 0 && out[--*len] != '/')
				;
		} else if (n > 0 && !(n == 1 && path[0] == '.')) {
			if (*len + 1 + n >= NAME_SIZE)
				return false;
			out[(*len)++] = '/';
			memcpy(out + *len, path, n);
			*len += n;
		}
		path = *end ? end + 1 : end;
	}
	out[*len] = '\0';
	return true;
}

const struct synth_file *synth_find(const char *cwd, const char *path)
{
	char name[NAME_SIZE];
	size_t len = 0;

	if (path[0] != '/' && !append_path(name, &len, cwd))
		return NULL;
	if (!append_path(name, &len, path))
		return NULL;
	for (const struct synth_file *s = registered; s; s = s->next) {
		if (strcmp(s->path, name) == 0)
			return s;
	}
	return NULL;
}

static ssize_t synth_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct synth_open_file *o = container_of(f, struct synth_open_file, file);

	mutex_lock(&o->lock);
	size_t at = MIN((size_t)(off < 0 ? f->pos : off), o->len);
	size_t done = iov_scatter(iov, n, 0, o->text + at, o->len - at);
	if (off < 0)
		f->pos += (off_t)done;
	mutex_unlock(&o->lock);
	return (ssize_t)done;
}

static off_t synth_seek(struct file *f, off_t off, int whence)
{
	struct synth_open_file *o = container_of(f, struct synth_open_file, file);

	mutex_lock(&o->lock);
	off_t to = file_seek_to(f->pos, (off_t)o->len, off, whence);
	if (to >= 0)
		f->pos = to;
	mutex_unlock(&o->lock);
	return to;
}

static void fill_stat(struct stat *st, const struct synth_file *s, size_t len)
{
	*st = (struct stat){
		.st_ino = (ino_t)((uintptr_t)s >> 3), /* unique: one object each */
		.st_nlink = 1,
		.st_mode = S_IFREG | 0444,
		.st_size = (off_t)len,
		.st_blksize = 4096,
	};
}

static int synth_fstat(struct file *f, struct stat *st)
{
	struct synth_open_file *o = container_of(f, struct synth_open_file, file);

	fill_stat(st, o->synth, o->len);
	return 0;
}

static void synth_release(struct file *f)
{
	heap_free(container_of(f, struct synth_open_file, file));
}

static const struct file_ops synth_ops = {
	.kind = "synth",
	.readv = synth_readv,
	.seek = synth_seek,
	.stat = synth_fstat,
	.release = synth_release,
};

int synth_stat(const struct synth_file *s, struct stat *st)
{
	char none[1];
	ssize_t len = s->generate(none, 0);

	if (len < 0)
		return (int)len;
	fill_stat(st, s, (size_t)len);
	return 0;
}

static int check_flags(int flags)
{
	if ((flags & O_CREAT) && (flags & O_EXCL))
		return -EEXIST;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC))
		return -EACCES;
	return 0;
}

/* Generates s into a new open file with room for size bytes of text. 0 with *out, or
 * -errno; with *out NULL and the length needed in *size when the text was cut. */
static int try_open(const struct synth_file *s, size_t *size, struct synth_open_file **out)
{
	struct synth_open_file *o = heap_alloc(sizeof(*o) + *size);

	*out = NULL;
	if (!o)
		return -ENOMEM;
	memset(o, 0, sizeof(*o));
	ssize_t len = s->generate(o->text, *size);
	if (len < 0 || (size_t)len > *size) {
		heap_free(o);
		*size = len < 0 ? 0 : (size_t)len;
		return len < 0 ? (int)len : 0;
	}
	mutex_set_name(&o->lock, "synth");
	o->synth = s;
	o->len = (size_t)len;
	*out = o;
	return 0;
}

int synth_open(const struct synth_file *s, int flags, struct file **out)
{
	struct synth_open_file *o = NULL;
	size_t size = FIRST_SIZE;
	int err = check_flags(flags);

	for (int i = 0; i < TRIES && !err && !o; i++)
		err = try_open(s, &size, &o);
	if (err)
		return err;
	if (!o)
		return -EIO;
	file_init(&o->file, &synth_ops, flags & ~(O_CREAT | O_NOCTTY | O_CLOEXEC));
	*out = &o->file;
	return 0;
}
