/* SPDX-License-Identifier: MIT */
/*
 * pages.c - the frame allocator: one bit per frame of physical memory, set while the
 * frame is free.
 *
 * The bits cover everything from address 0 to the end of the highest range; holes are
 * frames that are never free. Searches look at 64 frames at a time and go on where the
 * last one succeeded, so that filling memory costs linear time in total. Every frame
 * that leaves or comes back is checked against its bit, so a double free is found.
 *
 * Locking: with preemption off; pages_alloc() and pages_free() are not for interrupts.
 */
#define LOG_TAG "pages"
#include <string.h>

#include <core/log.h>
#include <core/pages.h>
#include <core/panic.h>
#include <core/thread.h>

#define WORD_BITS    64u
#define DMA32_FRAMES (1ull << (32 - PAGE_SHIFT))

static uint64_t *free_bits;
static size_t frame_end; /* frames that have a bit */
static size_t hint;      /* where the last search ended */
static struct pages_stats stats;

/* The bits of [first, first + count) that lie in word w. */
static uint64_t word_mask(size_t w, size_t first, size_t count)
{
	size_t low = MAX(w * WORD_BITS, first);
	size_t high = MIN((w + 1) * WORD_BITS, first + count);
	uint64_t ones = high - low == WORD_BITS ? UINT64_MAX : (1ull << (high - low)) - 1;

	return ones << (low % WORD_BITS);
}

/* Turns frames that must all be taken into free ones. */
static void set_free(size_t first, size_t count)
{
	for (size_t w = first / WORD_BITS; w * WORD_BITS < first + count; w++) {
		uint64_t mask = word_mask(w, first, count);

		if (free_bits[w] & mask)
			panic("pages: double free in frames %#zx..%#zx", first, first + count - 1);
		free_bits[w] |= mask;
	}
	stats.free += count;
}

static void set_taken(size_t first, size_t count)
{
	for (size_t w = first / WORD_BITS; w * WORD_BITS < first + count; w++) {
		uint64_t mask = word_mask(w, first, count);

		ASSERT((free_bits[w] & mask) == mask);
		free_bits[w] &= ~mask;
	}
	stats.free -= count;
}

/* The first frame in [from, end) whose state is free or not; end if there is none. */
static size_t next_frame(size_t from, size_t end, bool free)
{
	while (from < end) {
		uint64_t word = free ? free_bits[from / WORD_BITS] : ~free_bits[from / WORD_BITS];

		word >>= from % WORD_BITS;
		if (word)
			return MIN(from + (size_t)__builtin_ctzll(word), end);
		from = ALIGN_DOWN(from + WORD_BITS, (size_t)WORD_BITS);
	}
	return end;
}

/* The first of count free frames in a row in [from, end), a multiple of align; SIZE_MAX
 * if there is none. */
static size_t find_run(size_t from, size_t end, size_t count, size_t align)
{
	size_t first = ALIGN_UP(next_frame(from, end, true), align);

	while (first < end && end - first >= count) {
		size_t taken = next_frame(first, first + count, false);

		if (taken == first + count)
			return first;
		first = ALIGN_UP(next_frame(taken, end, true), align);
	}
	return SIZE_MAX;
}

/* From the hint to end, then from the bottom to where that search had begun (and as
 * far beyond as a run that starts below it reaches). */
static size_t find(size_t end, size_t count, size_t align)
{
	size_t first = find_run(hint, end, count, align);

	if (first == SIZE_MAX)
		first = find_run(0, MIN(hint + count, end), count, align);
	return first;
}

phys_t pages_alloc_aligned(size_t count, size_t align, enum pages_zone zone)
{
	size_t end = zone == PAGES_DMA32 ? MIN(frame_end, (size_t)DMA32_FRAMES) : frame_end;
	phys_t result = PHYS_NONE;

	ASSERT(align && (align & (align - 1)) == 0);
	preempt_disable();
	if (count > 0 && count <= stats.free) {
		size_t first = find(end, count, align);

		if (first != SIZE_MAX) {
			set_taken(first, count);
			hint = first + count;
			result.addr = (uint64_t)first << PAGE_SHIFT;
		}
	}
	preempt_enable();
	return result;
}

phys_t pages_alloc(size_t count, enum pages_zone zone)
{
	return pages_alloc_aligned(count, 1, zone);
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
	set_free(base.addr >> PAGE_SHIFT, count);
	preempt_enable();
}

void pages_add(phys_t base, size_t count)
{
	check_range(base, count, "pages_add");
	preempt_disable();
	stats.total += count;
	set_free(base.addr >> PAGE_SHIFT, count);
	preempt_enable();
}

void pages_stats(struct pages_stats *s)
{
	*s = stats;
}

static size_t end_of_ram(const struct boot_info *bi)
{
	uint64_t end = 0;

	for (size_t i = 0; i < bi->ram_count; i++)
		end = MAX(end, bi->ram[i].base + bi->ram[i].size);
	return end >> PAGE_SHIFT;
}

/* Takes the bookkeeping's own frames; all bits are clear. */
static void place_bits(const struct boot_info *bi)
{
	size_t bytes = ALIGN_UP(frame_end, (size_t)WORD_BITS) / 8;
	size_t frames = ALIGN_UP(bytes, PAGE_SIZE) / PAGE_SIZE;

	for (size_t i = 0; i < bi->ram_count; i++) {
		const struct boot_range *r = &bi->ram[i];

		if (r->size >> PAGE_SHIFT < frames)
			continue;
		free_bits = memset(phys_to_virt((phys_t){ r->base }), 0, frames * PAGE_SIZE);
		return;
	}
	panic("no range of RAM holds the %zu KiB that keep its books", bytes / 1024);
}

void pages_init(const struct boot_info *bi)
{
	frame_end = end_of_ram(bi);
	hint = 0;
	stats = (struct pages_stats){ 0 };
	place_bits(bi);

	for (size_t i = 0; i < bi->ram_count; i++) {
		if (bi->ram[i].size >= PAGE_SIZE)
			pages_add((phys_t){ bi->ram[i].base }, bi->ram[i].size >> PAGE_SHIFT);
	}
	size_t bytes = ALIGN_UP(frame_end, (size_t)WORD_BITS) / 8;
	set_taken(virt_to_phys(free_bits).addr >> PAGE_SHIFT,
		  ALIGN_UP(bytes, PAGE_SIZE) / PAGE_SIZE);
	log_debug("%zu frames, %zu free", stats.total, stats.free);
}
