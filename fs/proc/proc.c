/* SPDX-License-Identifier: MIT */
/*
 * proc.c - the filesystem at /proc: the generated files (core/synth.h) whose paths begin with
 * "/proc/", in folders made of what their paths have in common. It has no state of its own: a
 * file that is registered later is there.
 *
 * The inode number of a file comes from its place in the list of generated files, and that of a
 * folder from the first file in it and how deep the folder lies.
 *
 * Locking: fs/vfs.h; what is found and what is published is one step under proc_lock.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>

#include "proc.h"

#define DEPTH_MAX 16 /* folders above a file */

struct proc_node {
	struct vnode vn;
	const struct synth_file *synth; /* files */
	const char *path;               /* folders: begins with theirs */
	size_t len;                     /* which has so many bytes: 5 for "/proc" */
};

static struct mutex proc_lock;

static struct proc_node *node_of(struct vnode *vn)
{
	return container_of(vn, struct proc_node, vn);
}

static void node_reclaim(struct vnode *vn)
{
	heap_free(node_of(vn));
}

/* --- files ------------------------------------------------------------------------------ */

static int file_open(struct vnode *vn, int flags, struct file **out)
{
	return synth_open(node_of(vn)->synth, flags, out);
}

static void file_refresh(struct vnode *vn)
{
	struct stat st;

	if (synth_stat(node_of(vn)->synth, &st) == 0)
		vn->size = (uint64_t)st.st_size;
}

static const struct vnode_ops file_ops = {
	.open = file_open,
	.refresh = file_refresh,
	.reclaim = node_reclaim,
};

static struct proc_node *new_node(struct mount *m, const struct vnode_ops *ops, uint64_t ino,
				  mode_t mode)
{
	struct proc_node *node = heap_alloc_zero(1, sizeof(*node));

	if (node)
		vnode_init(&node->vn, ops, m, ino, mode);
	return node;
}

struct vnode *proc_new_file(struct mount *m, const struct synth_file *s, uint64_t ino)
{
	struct proc_node *node = new_node(m, &file_ops, ino, S_IFREG | 0444);

	if (!node)
		return NULL;
	node->synth = s;
	return &node->vn;
}

/* --- folders ---------------------------------------------------------------------------- */

/* What of the path of s follows the folder's: "net/bobbin" for /proc. NULL: s is not in it. */
static const char *inside(const struct proc_node *dir, const struct synth_file *s)
{
	if (strncmp(s->path, dir->path, dir->len) != 0 || s->path[dir->len] != '/')
		return NULL;
	return s->path + dir->len + 1;
}

static size_t component_len(const char *path)
{
	const char *end = path;

	while (*end && *end != '/')
		end++;
	return (size_t)(end - path);
}

/* The first generated file in dir whose next component is the one given, and its number. */
static const struct synth_file *find(const struct proc_node *dir, const char *name, size_t len,
				     uint64_t *number)
{
	*number = 0;
	for (const struct synth_file *s = NULL; (s = synth_next(s)) != NULL; (*number)++) {
		const char *rest = inside(dir, s);
		if (rest && component_len(rest) == len && memcmp(rest, name, len) == 0)
			return s;
	}
	return NULL;
}

static bool is_folder(const char *rest)
{
	return rest[component_len(rest)] == '/';
}

/* Of what lies in dir, and is a folder or the generated file of this number. 1 is the root's. */
static uint64_t ino_of(const struct proc_node *dir, uint64_t number, bool folder)
{
	unsigned depth = 0;

	for (size_t i = 0; folder && i < dir->len; i++)
		depth += dir->path[i] == '/';
	return 2 + number * DEPTH_MAX + depth;
}

static const struct vnode_ops folder_ops;

static struct vnode *make(struct vnode *dir, const struct synth_file *s, size_t len, uint64_t ino)
{
	if (!is_folder(inside(node_of(dir), s)))
		return proc_new_file(dir->mnt, s, ino);
	struct proc_node *node = new_node(dir->mnt, &folder_ops, ino, S_IFDIR | 0555);
	if (!node)
		return NULL;
	node->path = s->path;
	node->len = node_of(dir)->len + 1 + len;
	vnode_adopt(dir, &node->vn);
	return &node->vn;
}

static int folder_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	uint64_t number;
	const struct synth_file *s = find(node_of(dir), name, len, &number);

	if (!s)
		return -ENOENT;
	uint64_t ino = ino_of(node_of(dir), number, is_folder(inside(node_of(dir), s)));
	mutex_lock(&proc_lock);
	*out = vnode_find(dir->mnt, ino);
	if (!*out) {
		*out = make(dir, s, len, ino);
		if (*out)
			vnode_publish(*out);
	}
	mutex_unlock(&proc_lock);
	return *out ? 0 : -ENOMEM;
}

static int folder_readdir(struct vnode *vn, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	const struct proc_node *dir = node_of(vn);
	uint64_t number = 0, first;

	for (const struct synth_file *s = NULL; (s = synth_next(s)) != NULL; number++) {
		const char *rest = inside(dir, s);
		if (!rest || number + 2 < cookie)
			continue;
		size_t len = component_len(rest);
		bool folder = is_folder(rest);
		if (find(dir, rest, len, &first) != s)
			continue; /* its folder was listed already */
		struct dir_entry e = {
			.name = rest,
			.len = len,
			.ino = ino_of(dir, number, folder),
			.mode = folder ? S_IFDIR : S_IFREG,
			.next = number + 3,
		};
		if (!emit(ctx, &e))
			break;
	}
	return 0;
}

static const struct vnode_ops folder_ops = {
	.lookup = folder_lookup,
	.readdir = folder_readdir,
	.reclaim = node_reclaim,
};

/* --- the mount -------------------------------------------------------------------------- */

static int proc_mount(struct mount *m)
{
	struct proc_node *root = new_node(m, &folder_ops, 1, S_IFDIR | 0555);

	if (!root)
		return -ENOMEM;
	root->path = PROC_FOLDER;
	root->len = sizeof(PROC_FOLDER) - 1;
	m->root = &root->vn;
	return 0;
}

static int proc_unmount(struct mount *m)
{
	vnode_put(m->root);
	return 0;
}

static void proc_stats(struct mount *m, struct fs_stats *out)
{
	(void)m;
	*out = (struct fs_stats){ .magic = PROC_MAGIC };
}

FS_TYPE(proc_type) = {
	.name = "proc",
	.mount = proc_mount,
	.unmount = proc_unmount,
	.stats = proc_stats,
};
