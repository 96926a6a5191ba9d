/* SPDX-License-Identifier: MIT */
/*
 * mapping.c - shared mappings of files. All pages are put in place when a mapping is made, or when
 * the file grows into it, so that a touch never waits for a disk; what the program has written is
 * found from the page tables' dirty bits at msync(), munmap(), mprotect(), fsync(), sync() and, for
 * files on a device, while time goes by (map_flush.c).
 *
 * Where the filesystem lends its own frames (vnode_ops.map_page), a mapping, read() and write() see
 * the same bytes. Where it does not, a mapping has copies: what others write to the file does not
 * appear in it, and what is written to it appears in the file at the moments above.
 *
 * Locking: sync_lock -> the vnode's lock -> maps_lock, which the list is under; what happens to a
 * mapping's pages is under the lock of its vnode too.
 */
#define LOG_TAG     "vfs"
#define _GNU_SOURCE /* MAP_* */
#include <errno.h>
#include <sys/mman.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/mmap.h>
#include <core/pages.h>
#include <core/vm.h>
#include <fs/vfile.h>

#include "map_pages.h"
#include "mapping.h"

const struct vnode_maps *vnode_maps;

static struct mutex maps_lock; /* below: under it */
static struct mapping *mappings;

static struct mutex sync_lock; /* over one look at all mappings in a range: mapping.seen */

/* --- what the VFS tells; vn is locked ----------------------------------------------------- */

static int flush(struct vnode *vn)
{
	int first_err = 0;

	mutex_lock(&maps_lock);
	for (const struct mapping *m = mappings; m; m = m->next) {
		for (uintptr_t va = m->start; m->vn == vn && va < m->end; va += PAGE_SIZE) {
			int err = map_flush_page(m, va);
			if (!first_err)
				first_err = err;
		}
	}
	mutex_unlock(&maps_lock);
	return first_err;
}

static void cut(struct vnode *vn, uint64_t size)
{
	mutex_lock(&maps_lock);
	for (const struct mapping *m = mappings; m; m = m->next) {
		uint64_t keep = map_pages_in(size) > m->first ? map_pages_in(size) - m->first : 0;
		if (m->vn != vn)
			continue;
		if (keep < (m->end - m->start) / PAGE_SIZE)
			map_empty(m, m->start + keep * PAGE_SIZE, m->end, true);
		map_clear_tail(m, size);
	}
	mutex_unlock(&maps_lock);
}

/* What cannot be had now is not there when it is touched. */
static void grown(struct vnode *vn, uint64_t size)
{
	mutex_lock(&maps_lock);
	for (const struct mapping *m = mappings; m; m = m->next) {
		if (m->vn == vn && map_populate(m, map_pages_in(size)))
			log_warn("no memory for what a file grew by in its mapping");
	}
	mutex_unlock(&maps_lock);
}

/* --- taking mappings apart ---------------------------------------------------------------- */

static bool overlaps(const struct mapping *m, uintptr_t addr, size_t len)
{
	return m->start < addr + len && addr < m->end;
}

/* A reference to the vnode of some mapping in the range; NULL: there is none. */
static struct vnode *vnode_in(uintptr_t addr, size_t len)
{
	struct vnode *vn = NULL;

	mutex_lock(&maps_lock);
	for (const struct mapping *m = mappings; m && !vn; m = m->next) {
		if (overlaps(m, addr, len))
			vn = m->vn;
	}
	if (vn)
		vnode_ref(vn);
	mutex_unlock(&maps_lock);
	return vn;
}

/* Takes [from, to) out of the mapping at *at. Where two parts stay, *upper is the second. Gives
 * what to free, if the mapping is gone. */
static struct mapping *cut_out(struct mapping **at, uintptr_t from, uintptr_t to,
			       struct mapping **upper)
{
	struct mapping *m = *at;

	if (from > m->start && to < m->end) {
		**upper = *m;
		(*upper)->start = to;
		(*upper)->first = map_page_of(m, to);
		vnode_ref(m->vn);
		m->end = from;
		m->next = *upper;
		*upper = NULL;
	} else if (from > m->start) {
		m->end = from;
	} else if (to < m->end) {
		m->first = map_page_of(m, to);
		m->start = to;
	} else {
		*at = m->next;
		return m;
	}
	return NULL;
}

/* vn is locked. The number of its mappings that are gone, each of which had a reference. */
static unsigned unmap_vnode(struct vnode *vn, uintptr_t addr, size_t len, struct mapping **upper)
{
	unsigned gone = 0;

	mutex_lock(&maps_lock);
	for (struct mapping **at = &mappings; *at;) {
		struct mapping *m = *at;
		uintptr_t from = MAX(addr, m->start), to = MIN(addr + len, m->end);
		if (m->vn != vn || !overlaps(m, addr, len)) {
			at = &m->next;
			continue;
		}
		int err = map_empty(m, from, to, false);
		if (err)
			log_err("what was written to a mapped file is lost: error %d", -err);
		struct mapping *dead = cut_out(at, from, to, upper);
		gone += dead != NULL;
		heap_free(dead);
		if (!dead)
			at = &m->next;
	}
	mutex_unlock(&maps_lock);
	return gone;
}

/* Whether some mapping reaches beyond the range on both sides. */
static bool leaves_two_parts(uintptr_t addr, size_t len)
{
	mutex_lock(&maps_lock);
	const struct mapping *m = mappings;

	while (m && !(m->start < addr && m->end > addr + len))
		m = m->next;
	mutex_unlock(&maps_lock);
	return m != NULL;
}

static int unmap(uintptr_t addr, size_t len)
{
	struct mapping *upper = NULL;
	struct vnode *vn;

	if (leaves_two_parts(addr, len)) {
		upper = heap_alloc(sizeof(*upper));
		if (!upper)
			return -ENOMEM;
	}
	while ((vn = vnode_in(addr, len)) != NULL) {
		mutex_lock(&vn->lock);
		unsigned references = 1 + unmap_vnode(vn, addr, len, &upper);
		mutex_unlock(&vn->lock);
		while (references-- > 0)
			vnode_put(vn);
	}
	heap_free(upper);
	return 0;
}

/* --- other calls -------------------------------------------------------------------------- */

static int flush_unlocked(struct vnode *vn, bool sync)
{
	mutex_lock(&vn->lock);
	int err = flush(vn);
	if (!err && sync && vn->ops->sync)
		err = vn->ops->sync(vn, false);
	mutex_unlock(&vn->lock);
	return err;
}

/* A reference to the vnode of the next mapping in the range that was not seen since clear_seen();
 * NULL: there is none. */
static struct vnode *next_unseen(uintptr_t addr, size_t len)
{
	struct vnode *vn = NULL;

	mutex_lock(&maps_lock);
	for (struct mapping *m = mappings; m; m = m->next) {
		if (m->seen || !overlaps(m, addr, len) || (vn && m->vn != vn))
			continue;
		m->seen = true;
		vn = m->vn;
	}
	if (vn)
		vnode_ref(vn);
	mutex_unlock(&maps_lock);
	return vn;
}

static void clear_seen(void)
{
	mutex_lock(&maps_lock);
	for (struct mapping *m = mappings; m; m = m->next)
		m->seen = false;
	mutex_unlock(&maps_lock);
}

static int sync_range(uintptr_t addr, size_t len, bool sync)
{
	int first_err = 0;
	struct vnode *vn;

	mutex_lock(&sync_lock);
	clear_seen();
	while ((vn = next_unseen(addr, len)) != NULL) {
		int err = flush_unlocked(vn, sync);
		vnode_put(vn);
		if (!first_err)
			first_err = err;
	}
	mutex_unlock(&sync_lock);
	return first_err;
}

/* Opening what is mapped from a file that was open for reading is refused; what was written is
 * told first, because new rights forget it. */
static int protect(uintptr_t addr, size_t len, unsigned prot)
{
	bool refused = false;

	mutex_lock(&maps_lock);
	for (const struct mapping *m = mappings; m; m = m->next)
		refused = refused || (overlaps(m, addr, len) && (prot & VM_W) && !m->writable);
	mutex_unlock(&maps_lock);
	return refused ? -EACCES : sync_range(addr, len, false);
}

static const struct map_keeper keeper = {
	.unmap = unmap,
	.protect = protect,
	.sync = sync_range,
};

static void collect(bool end)
{
	sync_range(0, UINTPTR_MAX, false);
	if (end)
		unmap(0, UINTPTR_MAX);
}

static const struct vnode_maps maps = {
	.flush = flush,
	.cut = cut,
	.grown = grown,
	.collect = collect,
};

static bool any_left(void)
{
	mutex_lock(&maps_lock);
	bool any = mappings != NULL;
	mutex_unlock(&maps_lock);
	return any;
}

/* While there are mappings, what was written to them does not get old. */
static bool flush_old(void)
{
	collect(false);
	return any_left();
}

/* --- making one --------------------------------------------------------------------------- */

static int check_file(struct file *f, const struct vnode *vn, unsigned prot)
{
	if (!vn || !S_ISREG(vn->mode) || !vn->ops->read)
		return -ENODEV;
	if ((f->flags & O_ACCMODE) == O_WRONLY)
		return -EACCES;
	return (prot & VM_W) && (f->flags & O_ACCMODE) != O_RDWR ? -EACCES : 0;
}

/* Takes addresses for it. */
static long reserve(uintptr_t addr, size_t len, unsigned prot, int flags)
{
	if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		void *p = vm_map(len, prot, VM_LENT, "file");
		return p ? (long)p : -ENOMEM;
	}
	if (addr % PAGE_SIZE)
		return -EINVAL;
	int err = flags & MAP_FIXED_NOREPLACE ? 0 : mem_unmap(addr, len);
	if (!err)
		err = vm_map_at(addr, len, prot, VM_LENT, "file");
	return err ? err : (long)addr;
}

/* Puts m's pages in place and m into the list, which has its reference then. */
static int establish(struct mapping *m)
{
	mutex_lock(&m->vn->lock);
	int err = map_populate(m, 0);
	if (err) {
		map_empty(m, m->start, m->end, true);
	} else {
		mutex_lock(&maps_lock);
		m->next = mappings;
		mappings = m;
		mutex_unlock(&maps_lock);
	}
	mutex_unlock(&m->vn->lock);
	return err;
}

long file_map_shared(struct file *f, uintptr_t addr, size_t len, unsigned prot, int flags,
		     off_t off)
{
	struct vnode *vn = vfile_vnode(f);
	int err = check_file(f, vn, prot);
	struct mapping *m = err ? NULL : heap_alloc(sizeof(*m));

	if (!m)
		return err ? err : -ENOMEM;
	long at = reserve(addr, len, prot, flags);
	if ((unsigned long)at > -4096ul) {
		heap_free(m);
		return at;
	}
	*m = (struct mapping){
		.start = (uintptr_t)at,
		.end = (uintptr_t)at + len,
		.vn = vn,
		.first = (uint64_t)off / PAGE_SIZE,
		.writable = (f->flags & O_ACCMODE) == O_RDWR,
		.copied = !vn->ops->map_page,
	};
	vnode_ref(vn);
	err = establish(m);
	if (!err) {
		vnode_maps = &maps;
		map_keeper = &keeper;
		if (vn->mnt->dev)
			map_flusher_start(flush_old);
		return at;
	}
	vm_unmap((uintptr_t)at, len);
	vnode_put(vn);
	heap_free(m);
	return err;
}
