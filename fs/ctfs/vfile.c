/* SPDX-License-Identifier: MIT */
/*
 * vfile.c - CTFS under the VFS: files, links, and the pages that mappings borrow. A lent page
 * is the cache's block itself; it is found again by its number in the file.
 *
 * Locking: fs/vfs.h.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>
#include <core/panic.h>

#include "ctfs/node.h"

#define BUCKETS 256u

static ssize_t file_read(struct vnode *vn, void *buf, size_t len, off_t off)
{
	return ctfs_read(ctfs_ip(vn), buf, len, (uint64_t)off);
}

static ssize_t file_write(struct vnode *vn, const void *buf, size_t len, off_t off)
{
	ssize_t n = ctfs_write(ctfs_ip(vn), buf, len, (uint64_t)off);

	ctfs_node_done(vn, 0);
	return n;
}

static int file_truncate(struct vnode *vn, off_t size)
{
	return ctfs_node_done(vn, ctfs_truncate(ctfs_ip(vn), (uint64_t)size));
}

static int file_allocate(struct vnode *vn, off_t off, off_t len)
{
	return ctfs_node_done(vn, ctfs_allocate(ctfs_ip(vn), (uint64_t)off, (uint64_t)len));
}

static off_t file_seek_data(struct vnode *vn, off_t off, bool hole)
{
	uint64_t at;
	int err = ctfs_seek(ctfs_ip(vn), (uint64_t)off, hole, &at);

	if (err)
		return err;
	return !hole && at >= vn->size ? -ENXIO : (off_t)at;
}

static ssize_t link_readlink(struct vnode *vn, char *buf, size_t size)
{
	return ctfs_read(ctfs_ip(vn), buf, size, 0);
}

/* --- pages of mappings
 * ------------------------------------------------------------------------------ */

struct ctfs_mapped {
	uint64_t index;
	struct buf *buf; /* borrowed; NULL: a hole, and the page of zeros */
	unsigned count;
	struct ctfs_mapped *next;
};

static struct ctfs_mapped **find(struct ctfs_node *n, uint64_t index)
{
	struct ctfs_mapped **at = &n->mapped[index % BUCKETS];

	while (*at && (*at)->index != index)
		at = &(*at)->next;
	return at;
}

/* A page of zeros for holes in what cannot be changed. */
static void *zeros_of(struct mount *m)
{
	struct ctfs_mount *cm = m->fs;

	if (!cm->zeros) {
		phys_t frame = pages_alloc(1, PAGES_ANY);
		if (phys_valid(frame))
			cm->zeros = memset(phys_to_virt(frame), 0, PAGE_SIZE);
	}
	return cm->zeros;
}

static int lend(struct vnode *vn, struct ctfs_mapped *m, bool for_write)
{
	struct ctfs_mount *cm = vn->mnt->fs;
	struct buf *b;

	/* A hole is filled for reading too: it must show what is written there later. */
	int err = ctfs_page(ctfs_ip(vn), m->index, for_write || !cm->fs->read_only, &b);
	if (err)
		return err;
	if (!b && !zeros_of(vn->mnt))
		return -ENOMEM;
	m->buf = b;
	return 0;
}

static int make(struct vnode *vn, uint64_t index, bool for_write, struct ctfs_mapped **out)
{
	struct ctfs_node *n = ctfs_node(vn);
	struct ctfs_mapped *m = heap_alloc_zero(1, sizeof(*m));

	if (!n->mapped)
		n->mapped = heap_alloc_zero(BUCKETS, sizeof(struct ctfs_mapped *));
	if (!m || !n->mapped) {
		heap_free(m);
		return -ENOMEM;
	}
	m->index = index;
	int err = lend(vn, m, for_write);
	if (err) {
		heap_free(m);
		return err;
	}
	m->next = n->mapped[index % BUCKETS];
	n->mapped[index % BUCKETS] = m;
	*out = m;
	return 0;
}

int ctfs_map_page(struct vnode *vn, uint64_t index, bool for_write, void **frame)
{
	struct ctfs_node *n = ctfs_node(vn);
	struct ctfs_mapped *m = n->mapped ? *find(n, index) : NULL;
	int err = m ? 0 : make(vn, index, for_write, &m);

	if (err)
		return ctfs_node_done(vn, err);
	m->count++;
	*frame = m->buf ? m->buf->data : zeros_of(vn->mnt);
	return ctfs_node_done(vn, 0);
}

/* What was cut off meanwhile is not the file's any more. When other data cannot be written, this
 * waits for its turn like that; only its time is not told. */
static void mark_written(struct ctfs_inode *ip, struct buf *b)
{
	struct ctfs *fs = ip->fs;

	if (b->detached)
		return;
	mutex_lock(&fs->lock);
	int err = ctfs_reserve(fs, NULL, 1, 0);
	if (!fs->read_only && !fs->aborted)
		ctfs_mark(ip, b, false);
	if (!err) {
		ip->d.mtime = ip->d.ctime = ctfs_now();
		if (ctfs_inode_differs(ip))
			ctfs_inode_update(ip);
	}
	mutex_unlock(&fs->lock);
}

void ctfs_unmap_page(struct vnode *vn, uint64_t index, bool dirty, bool unmapped)
{
	struct ctfs_mapped **at = find(ctfs_node(vn), index), *m = *at;

	ASSERT(m);
	if (dirty && m->buf)
		mark_written(ctfs_ip(vn), m->buf);
	if (unmapped && --m->count == 0) {
		if (m->buf)
			bcache_put(m->buf);
		*at = m->next;
		heap_free(m);
	}
	ctfs_node_refresh(vn);
}

const struct vnode_ops ctfs_file_ops = {
	.read = file_read,
	.write = file_write,
	.truncate = file_truncate,
	.allocate = file_allocate,
	.seek_data = file_seek_data,
	.map_page = ctfs_map_page,
	.unmap_page = ctfs_unmap_page,
	.sync = ctfs_node_sync,
	.update = ctfs_node_update,
	.reclaim = ctfs_node_reclaim,
};

const struct vnode_ops ctfs_link_ops = {
	.readlink = link_readlink,
	.sync = ctfs_node_sync,
	.update = ctfs_node_update,
	.reclaim = ctfs_node_reclaim,
};
