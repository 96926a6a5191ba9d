/* SPDX-License-Identifier: MIT */
/*
 * ranges.c - address ranges in an AVL tree that knows the largest gap in each subtree.
 *
 * Every node keeps the size of the free gap below it and the largest such gap in its
 * subtree, which leads the search for room straight to the lowest gap that is large
 * enough. A doubly linked list joins neighbours. Nodes come from frames of their own,
 * because the heap stands on these books; such frames are kept for the next nodes.
 *
 * The tree's functions are recursive: their depth is the tree's height, at most
 * 1.45 * log2(ranges), 30 for a million.
 *
 * Source: Knuth, The Art of Computer Programming 3, 6.2.3 (balanced trees).
 * Locking: a spinlock around each change; see ranges.h.
 */
#include <errno.h>
#include <string.h>

#include <core/panic.h>
#include <core/spinlock.h>
#include "mem/ranges.h"

static spinlock_t lock;
/* below: under lock */
static struct vm_range *root;
static struct vm_range sentinel;

static struct vm_range *pool; /* linked through next */
static unsigned pool_count;

static unsigned height_of(const struct vm_range *t)
{
	return t ? t->height : 0;
}

static uintptr_t max_gap_of(const struct vm_range *t)
{
	return t ? t->max_gap : 0;
}

/* Computes what t says of its subtree from its children. */
static void update(struct vm_range *t)
{
	uintptr_t below = MAX(max_gap_of(t->left), max_gap_of(t->right));

	t->height = (uint8_t)(1 + MAX(height_of(t->left), height_of(t->right)));
	t->max_gap = MAX(t->gap, below);
}

static struct vm_range *rotate_right(struct vm_range *t)
{
	struct vm_range *up = t->left;

	t->left = up->right;
	up->right = t;
	update(t);
	update(up);
	return up;
}

static struct vm_range *rotate_left(struct vm_range *t)
{
	struct vm_range *up = t->right;

	t->right = up->left;
	up->left = t;
	update(t);
	update(up);
	return up;
}

/* The subtree of t, whose children may differ by two in height, as a balanced one. */
static struct vm_range *balance(struct vm_range *t)
{
	unsigned left = height_of(t->left), right = height_of(t->right);

	if (left > right + 1) {
		if (height_of(t->left->left) < height_of(t->left->right))
			t->left = rotate_left(t->left);
		return rotate_right(t);
	}
	if (right > left + 1) {
		if (height_of(t->right->right) < height_of(t->right->left))
			t->right = rotate_right(t->right);
		return rotate_left(t);
	}
	update(t);
	return t;
}

static struct vm_range *tree_insert(struct vm_range *t, struct vm_range *r)
{
	if (!t) {
		r->left = r->right = NULL;
		update(r);
		return r;
	}
	if (r->start < t->start)
		t->left = tree_insert(t->left, r);
	else
		t->right = tree_insert(t->right, r);
	return balance(t);
}

/* Takes the lowest node out of t and hands it over in *first. */
static struct vm_range *tree_take_first(struct vm_range *t, struct vm_range **first)
{
	if (!t->left) {
		*first = t;
		return t->right;
	}
	t->left = tree_take_first(t->left, first);
	return balance(t);
}

static struct vm_range *tree_remove(struct vm_range *t, const struct vm_range *r)
{
	struct vm_range *heir;

	if (r->start < t->start) {
		t->left = tree_remove(t->left, r);
		return balance(t);
	}
	if (r != t) {
		t->right = tree_remove(t->right, r);
		return balance(t);
	}
	if (!t->right)
		return t->left;
	struct vm_range *right = tree_take_first(t->right, &heir);
	heir->left = t->left;
	heir->right = right;
	return balance(heir);
}

/* Recomputes the path from t down to r, whose gap has changed. */
static void tree_refresh(struct vm_range *t, const struct vm_range *r)
{
	if (r != t)
		tree_refresh(r->start < t->start ? t->left : t->right, r);
	update(t);
}

static uintptr_t gap_below(const struct vm_range *r)
{
	return r->start - r->guard - (r->prev ? r->prev->end : VM_START);
}

static void refresh_gap(struct vm_range *r)
{
	r->gap = gap_below(r);
	tree_refresh(root, r);
}

struct vm_range *range_after(uintptr_t addr)
{
	struct vm_range *best = &sentinel;

	for (struct vm_range *t = root; t;) {
		if (t->end > addr) {
			best = t;
			t = t->left;
		} else {
			t = t->right;
		}
	}
	return best;
}

struct vm_range *range_first(void)
{
	return range_after(0);
}

uintptr_t ranges_find_gap(uintptr_t size)
{
	struct vm_range *t = root;

	if (t->max_gap < size)
		return 0;
	for (;;) {
		if (max_gap_of(t->left) >= size)
			t = t->left;
		else if (t->gap >= size)
			return t->start - t->guard - t->gap;
		else
			t = t->right;
	}
}

void range_insert(struct vm_range *r)
{
	unsigned long flags = spin_lock(&lock);
	struct vm_range *next = range_after(r->start);

	r->next = next;
	r->prev = next->prev;
	ASSERT(r->end <= next->start - next->guard);
	ASSERT(r->start - r->guard >= (r->prev ? r->prev->end : VM_START));
	next->prev = r;
	if (r->prev)
		r->prev->next = r;
	r->gap = gap_below(r);
	root = tree_insert(root, r);
	refresh_gap(next);
	spin_unlock(&lock, flags);
}

void range_remove(struct vm_range *r)
{
	unsigned long flags = spin_lock(&lock);

	root = tree_remove(root, r);
	r->next->prev = r->prev;
	if (r->prev)
		r->prev->next = r->next;
	refresh_gap(r->next);
	spin_unlock(&lock, flags);
}

void range_resize(struct vm_range *r, uintptr_t start, uintptr_t end, uint32_t guard)
{
	unsigned long flags = spin_lock(&lock);

	r->start = start;
	r->end = end;
	r->guard = guard;
	refresh_gap(r);
	refresh_gap(r->next);
	spin_unlock(&lock, flags);
}

int ranges_reserve(unsigned count)
{
	while (pool_count < count) {
		phys_t frame = pages_alloc(1, PAGES_ANY);

		if (!phys_valid(frame))
			return -ENOMEM;
		struct vm_range *nodes = phys_to_virt(frame);
		for (size_t i = 0; i < PAGE_SIZE / sizeof(*nodes); i++)
			range_free(&nodes[i]);
	}
	return 0;
}

struct vm_range *range_new(void)
{
	struct vm_range *r = pool;

	ASSERT(r);
	pool = r->next;
	pool_count--;
	memset(r, 0, sizeof(*r));
	return r;
}

void range_free(struct vm_range *r)
{
	r->next = pool;
	pool = r;
	pool_count++;
}

void ranges_init(void)
{
	pool = NULL;
	pool_count = 0;
	sentinel = (struct vm_range){ .start = VM_END, .end = VM_END, .name = "end" };
	sentinel.gap = gap_below(&sentinel);
	root = tree_insert(NULL, &sentinel);
}
