/* SPDX-License-Identifier: MIT */
/*
 * pages.c - the frames of the memory map: where the allocator's books lie, zones, counts,
 * and what a caller may ask for. Which frames are taken is the affair of the allocator
 * that is linked (frames.h).
 *
 * Locking: with preemption off; pages_alloc() and pages_free() are not for interrupts.
 */
#define LOG_TAG "pages"
#include <string.h>

#include <core/log.h>
#include <core/pages.h>
#include <core/panic.h>
#include <core/thread.h>
#include "mem/frames.h"

#define DMA32_FRAMES (1ull << (32 - PAGE_SHIFT))
#define ZERO_FRAMES  64u /* a thread's stack, twice */

static size_t frame_end SEALED; /* frames that the books know */
static struct pages_stats stats;

/* Frames that came back zero, the last ones. They are free like the others, and counted so;
 * only the allocator takes them for taken, until it has no room without them. */
static struct {
	size_t count;
	size_t frame[ZERO_FRAMES];
} zero;

static size_t (*reclaim)(size_t count);

void pages_set_reclaim(size_t (*fn)(size_t count))
{
	reclaim = fn;
}

bool pages_reclaim(size_t count)
{
	return IS_ENABLED(CONFIG_PAGES_RECLAIM) && reclaim && reclaim(count) > 0;
}

static bool forget_zero(void)
{
	bool any = zero.count > 0;

	while (zero.count)
		FRAMES(give)(zero.frame[--zero.count], 1);
	return any;
}

/* The number of the first frame, SIZE_MAX when there is no room. */
static size_t take(size_t count, size_t align, size_t limit)
{
	size_t first = SIZE_MAX;

	preempt_disable();
	if (count > 0 && count <= stats.free - pages_reserved()) {
		first = FRAMES(take)(count, align, limit);
		if (first == SIZE_MAX && forget_zero())
			first = FRAMES(take)(count, align, limit);
	}
	if (first != SIZE_MAX)
		stats.free -= count;
	preempt_enable();
	return first;
}

phys_t pages_alloc_aligned(size_t count, size_t align, enum pages_zone zone)
{
	ASSERT(align && (align & (align - 1)) == 0);
	size_t first = take(count, align, zone == PAGES_DMA32 ? DMA32_FRAMES : SIZE_MAX);
	return first != SIZE_MAX ? (phys_t){ (uint64_t)first << PAGE_SHIFT } : PHYS_NONE;
}

/* What is had back need not lie together: the second time it is everything. */
phys_t pages_alloc(size_t count, enum pages_zone zone)
{
	phys_t p = pages_alloc_aligned(count, 1, zone);

	if (!phys_valid(p) && pages_reclaim(count))
		p = pages_alloc_aligned(count, 1, zone);
	if (!phys_valid(p) && pages_reclaim(SIZE_MAX))
		p = pages_alloc_aligned(count, 1, zone);
	return p;
}

static void check_range(phys_t base, size_t count, const char *who)
{
	size_t first = base.addr >> PAGE_SHIFT;

	if (base.addr % PAGE_SIZE || first == 0 || first >= frame_end || count > frame_end - first)
		panic("%s: %zu frames at %#lx are not RAM", who, count, base.addr);
}

void pages_free(phys_t base, size_t count)
{
	check_range(base, count, "pages_free");
	preempt_disable();
	FRAMES(give)(base.addr >> PAGE_SHIFT, count);
	stats.free += count;
	preempt_enable();
}

/* The first frame is the one that goes first. */
void pages_free_zero(phys_t base, size_t count)
{
	check_range(base, count, "pages_free_zero");
	preempt_disable();
	size_t kept = MIN(count, ZERO_FRAMES - zero.count), first = base.addr >> PAGE_SHIFT;
	for (size_t i = kept; i-- > 0;)
		zero.frame[zero.count++] = first + i;
	stats.free += kept;
	if (kept < count)
		pages_free((phys_t){ base.addr + kept * PAGE_SIZE }, count - kept);
	preempt_enable();
}

phys_t pages_alloc_zero(size_t *count)
{
	phys_t p = PHYS_NONE;
	size_t n = 0;

	preempt_disable();
	size_t most = MIN(zero.count, MIN(*count, stats.free - pages_reserved()));
	if (most) {
		const size_t *last = &zero.frame[zero.count - 1];
		for (n = 1; n < most && *(last - n) == *last + n;)
			n++;
		p = (phys_t){ (uint64_t)*last << PAGE_SHIFT };
		zero.count -= n;
		stats.free -= n;
	}
	preempt_enable();
	*count = n;
	return p;
}

void pages_add(phys_t base, size_t count)
{
	pages_free(base, count);
	preempt_disable();
	stats.total += count;
	preempt_enable();
}

void pages_stats(struct pages_stats *s)
{
	*s = stats;
}

size_t pages_end(void)
{
	return frame_end;
}

static size_t end_of_ram(const struct boot_info *bi)
{
	uint64_t end = 0;

	for (size_t i = 0; i < bi->ram_count; i++)
		end = MAX(end, bi->ram[i].base + bi->ram[i].size);
	return end >> PAGE_SHIFT;
}

/* The start of the first range that has room for that many frames of books. */
static phys_t place_books(const struct boot_info *bi, size_t frames)
{
	for (size_t i = 0; i < bi->ram_count; i++) {
		if (bi->ram[i].size >> PAGE_SHIFT >= frames && frames)
			return (phys_t){ bi->ram[i].base };
	}
	panic("no range of RAM holds the %zu KiB that keep its books", frames * PAGE_SIZE / 1024);
}

void pages_init(const struct boot_info *bi)
{
	frame_end = end_of_ram(bi);
	size_t book_frames = ALIGN_UP(FRAMES(book_size)(frame_end), PAGE_SIZE) / PAGE_SIZE;
	phys_t books = place_books(bi, book_frames);

	stats = (struct pages_stats){ .total = book_frames };
	FRAMES(init)(memset(phys_to_virt(books), 0, book_frames * PAGE_SIZE), frame_end);
	for (size_t i = 0; i < bi->ram_count; i++) {
		size_t used = bi->ram[i].base == books.addr ? book_frames : 0;
		size_t count = (bi->ram[i].size >> PAGE_SHIFT) - used;

		if (count)
			pages_add((phys_t){ bi->ram[i].base + used * PAGE_SIZE }, count);
	}
	log_debug("%zu frames, %zu free", stats.total, stats.free);
}
