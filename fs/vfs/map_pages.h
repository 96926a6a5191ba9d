/* SPDX-License-Identifier: MIT */
/* map_pages.h (private) - a shared mapping and its pages. */
#ifndef FS_VFS_MAP_PAGES_H
#define FS_VFS_MAP_PAGES_H

#include <fs/vfs.h>

struct mapping {
	struct mapping *next;
	uintptr_t start, end;
	struct vnode *vn; /* a reference */
	uint64_t first;   /* page of the file at start */
	bool writable;    /* the file was open for writing: it may become so */
	bool copied;      /* the frames are our own */
	bool seen;        /* by collect(), in this round */
};

/** Pages of a file of so many bytes. */
uint64_t map_pages_in(uint64_t size);
/** The page of the file that is mapped at va. */
uint64_t map_page_of(const struct mapping *m, uintptr_t va);
/** Puts the pages of m in place that the file has, from page `from` of it on. */
int map_populate(const struct mapping *m, uint64_t from) MAY_SLEEP;
/** Takes the pages in [from, to) away; forget: what was written to them is not wanted. The first
 *  error of writing a copy back. */
int map_empty(const struct mapping *m, uintptr_t from, uintptr_t to, bool forget) MAY_SLEEP;
/** Tells the filesystem if the page at va was written to. */
int map_flush_page(const struct mapping *m, uintptr_t va) MAY_SLEEP;
/** The file is cut to size: zeros what follows in a copied page; other frames are the
 *  filesystem's, which does it. */
void map_clear_tail(const struct mapping *m, uint64_t size);

#endif
