/* SPDX-License-Identifier: MIT */
/*
 * malloc.c - libc's allocator is the image's heap (core/heap.h). Every symbol that
 * would pull libc's own allocator into the link is defined here.
 *
 * Source: C11 7.22.3; musl's dynlink.h for the __libc_ names.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <core/heap.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

/* NULL with errno, for sizes whose end a pointer difference cannot name too. */
static void *or_errno(void *p)
{
	if (!p)
		errno = ENOMEM;
	return p;
}

void *malloc(size_t size)
{
	return or_errno(size <= PTRDIFF_MAX ? heap_alloc(size) : NULL);
}

void *calloc(size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX)
		return or_errno(NULL);
	return or_errno(heap_alloc_zero(count, size));
}

void *realloc(void *p, size_t size)
{
	if (!p)
		return malloc(size);
	if (size <= PTRDIFF_MAX && heap_resize(p, size))
		return p;
	void *moved = malloc(size);
	if (!moved)
		return NULL;
	size_t have = heap_block_size(p);
	memcpy(moved, p, have < size ? have : size);
	heap_free(p);
	return moved;
}

void free(void *p)
{
	heap_free(p);
}

void *aligned_alloc(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1))) {
		errno = EINVAL;
		return NULL;
	}
	if (size > PTRDIFF_MAX || align > PTRDIFF_MAX / 2)
		return or_errno(NULL);
	return or_errno(heap_alloc_aligned(align, size));
}

/* Returns its error and leaves errno alone. */
int posix_memalign(void **out, size_t align, size_t size)
{
	int before = errno;

	if (align < sizeof(void *) || (align & (align - 1)))
		return EINVAL;
	void *p = aligned_alloc(align, size);
	errno = before;
	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}

void *memalign(size_t align, size_t size)
{
	return aligned_alloc(align, size);
}

size_t malloc_usable_size(void *p)
{
	return p ? heap_block_size(p) : 0;
}

/* What libc calls where the program may have replaced malloc(). */

void *__libc_malloc(size_t size)
{
	return malloc(size);
}

void *__libc_calloc(size_t count, size_t size)
{
	return calloc(count, size);
}

void *__libc_realloc(void *p, size_t size)
{
	return realloc(p, size);
}

void __libc_free(void *p)
{
	free(p);
}
