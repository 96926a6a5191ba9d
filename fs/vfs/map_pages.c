/* SPDX-License-Identifier: MIT */
/*
 * map_pages.c - the pages of a shared mapping: putting them in place, finding what was written to
 * them, taking them away. See mapping.c.
 *
 * Locking: the mapping's vnode is locked, and the list of mappings, or it is not in it yet.
 */
#include <errno.h>
#include <string.h>

#include <core/pages.h>
#include <core/vm.h>

#include "map_pages.h"

uint64_t map_page_of(const struct mapping *m, uintptr_t va)
{
	return m->first + (va - m->start) / PAGE_SIZE;
}

uint64_t map_pages_in(uint64_t size)
{
	return size / PAGE_SIZE + (size % PAGE_SIZE != 0);
}

/* A frame with a copy of the page. */
static int copy_page(struct vnode *vn, uint64_t index, void **frame)
{
	phys_t p = pages_alloc(1, PAGES_ANY);

	if (!phys_valid(p))
		return -ENOMEM;
	*frame = memset(phys_to_virt(p), 0, PAGE_SIZE);
	ssize_t got = vn->ops->read(vn, *frame, PAGE_SIZE, (off_t)(index * PAGE_SIZE));
	if (got < 0)
		pages_free(p, 1);
	return got < 0 ? (int)got : 0;
}

/* Writes a copy back, as far as the file reaches. */
static int write_back(struct vnode *vn, uint64_t index, const void *frame)
{
	uint64_t off = index * PAGE_SIZE;

	if (off >= vn->size)
		return 0;
	ssize_t put = vn->ops->write(vn, frame, MIN(vn->size - off, PAGE_SIZE), (off_t)off);
	return put < 0 ? (int)put : 0;
}

/* Ends the loan of frame, which is not mapped any more. */
static int end_loan(const struct mapping *m, uint64_t index, void *frame, bool dirty)
{
	struct vnode *vn = m->vn;

	if (!m->copied) {
		vn->ops->unmap_page(vn, index, dirty, true);
		return 0;
	}
	int err = dirty ? write_back(vn, index, frame) : 0;
	pages_free(virt_to_phys(frame), 1);
	return err;
}

static int put_in_place(const struct mapping *m, uintptr_t va)
{
	uint64_t index = map_page_of(m, va);
	void *frame;
	int err = m->copied ? copy_page(m->vn, index, &frame)
			    : m->vn->ops->map_page(m->vn, index, m->writable, &frame);

	if (err)
		return err;
	err = vm_lend(va, frame);
	if (err)
		end_loan(m, index, frame, false);
	return err;
}

static int take_away(const struct mapping *m, uintptr_t va, bool forget)
{
	bool dirty;
	void *frame = vm_take_back(va, &dirty);

	return frame ? end_loan(m, map_page_of(m, va), frame, dirty && !forget) : 0;
}

int map_flush_page(const struct mapping *m, uintptr_t va)
{
	void *frame;

	if (!vm_lent_dirty(va, &frame))
		return 0;
	if (m->copied)
		return write_back(m->vn, map_page_of(m, va), frame);
	m->vn->ops->unmap_page(m->vn, map_page_of(m, va), true, false);
	return 0;
}

int map_populate(const struct mapping *m, uint64_t from)
{
	uint64_t index = MAX(from, m->first), end = map_pages_in(m->vn->size);
	uint64_t behind = m->first + (m->end - m->start) / PAGE_SIZE;
	int err = 0;

	for (end = MIN(end, behind); !err && index < end; index++)
		err = put_in_place(m, m->start + (index - m->first) * PAGE_SIZE);
	return err;
}

int map_empty(const struct mapping *m, uintptr_t from, uintptr_t to, bool forget)
{
	int first_err = 0;

	for (uintptr_t va = from; va < to; va += PAGE_SIZE) {
		int err = take_away(m, va, forget);
		if (!first_err)
			first_err = err;
	}
	return first_err;
}

void map_clear_tail(const struct mapping *m, uint64_t size)
{
	uintptr_t va = m->start + (size / PAGE_SIZE - m->first) * PAGE_SIZE;
	void *frame;

	if (!m->copied || size % PAGE_SIZE == 0 || size / PAGE_SIZE < m->first || va >= m->end)
		return;
	vm_lent_dirty(va, &frame);
	if (frame)
		memset((char *)frame + size % PAGE_SIZE, 0, PAGE_SIZE - size % PAGE_SIZE);
}
