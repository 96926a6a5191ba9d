/* SPDX-License-Identifier: MIT */
/* test_pages.c - the linked frame allocator on all the memory that there is. */
#define LOG_TAG "frames"
#include <string.h>

#include <core/log.h>
#include <core/pages.h>
#include <core/thread.h>
#include <test/test.h>

/* What is written into each frame: all frames are then one list. */
struct note {
	phys_t self, before;
};

static struct note *note_of(phys_t p)
{
	return phys_to_virt(p);
}

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

/* A frame that was given twice has lost its first note, and breaks the list. */
static size_t follow(phys_t p)
{
	size_t count = 0;

	for (; phys_valid(p) && note_of(p)->self.addr == p.addr; p = note_of(p)->before)
		count++;
	return phys_valid(p) ? 0 : count;
}

static void give_all(phys_t p)
{
	while (phys_valid(p)) {
		phys_t before = note_of(p)->before;

		pages_free(p, 1);
		p = before;
	}
}

TEST(pages_gives_all_memory_once_and_takes_it_back)
{
	phys_t last = PHYS_NONE;
	size_t count = 0;

	preempt_disable(); /* others do without memory only while they do not run */
	size_t free = free_frames();
	for (phys_t p; phys_valid(p = pages_alloc(1, PAGES_ANY)); last = p, count++)
		*note_of(p) = (struct note){ .self = p, .before = last };
	size_t left = free_frames(), followed = follow(last);
	give_all(last);
	size_t after = free_frames();
	preempt_enable();

	CHECK_EQ(count, free - pages_reserved());
	CHECK_EQ(left, pages_reserved());
	CHECK_EQ(followed, count);
	CHECK_EQ(after, free);
}

TEST(pages_gives_aligned_runs)
{
	size_t free = free_frames();

	for (size_t align = 1; align <= 512; align *= 2) {
		phys_t p = pages_alloc_aligned(align + 1, align, PAGES_DMA32);

		NEED(phys_valid(p));
		CHECK_EQ(p.addr % (align * PAGE_SIZE), 0);
		CHECK(p.addr >> 32 == 0);
		pages_free((phys_t){ p.addr + align * PAGE_SIZE }, 1);
		pages_free(p, align);
	}
	CHECK_EQ(free_frames(), free);
}

/* --- which frames are given -------------------------------------------------------------- */

static bool is_set(const uint64_t *bits, size_t i)
{
	return bits[i / 64] >> i % 64 & 1;
}

static void set(uint64_t *bits, size_t i)
{
	bits[i / 64] |= 1ull << i % 64;
}

/* Takes every frame that is to be had, overwrites all of it and sets its bit. */
static void overwrite_all(uint64_t *bits)
{
	for (phys_t p; phys_valid(p = pages_alloc(1, PAGES_ANY));) {
		set(bits, p.addr / PAGE_SIZE);
		memset(phys_to_virt(p), 0x5a, PAGE_SIZE);
	}
}

static size_t give_back(const uint64_t *bits)
{
	size_t count = 0;

	for (size_t i = 0; i < pages_end(); i++) {
		if (is_set(bits, i)) {
			pages_free((phys_t){ i * PAGE_SIZE }, 1);
			count++;
		}
	}
	return count;
}

/* One line for each run of frames: "frames FIRST..END", physical. */
static void tell_runs(const uint64_t *bits)
{
	for (size_t i = 0, first; i < pages_end(); i++) {
		if (!is_set(bits, i))
			continue;
		for (first = i; i < pages_end() && is_set(bits, i);)
			i++;
		log_info("frames %#lx..%#lx", first * PAGE_SIZE, i * PAGE_SIZE);
	}
}

/* The end-to-end ring looks from outside whether they were anybody else's. */
TEST(pages_that_can_be_had_are_overwritten_and_told)
{
	size_t bytes = ALIGN_UP(pages_end() / 8 + 8, PAGE_SIZE);
	phys_t books = pages_alloc(bytes / PAGE_SIZE, PAGES_ANY);

	NEED(phys_valid(books));
	uint64_t *bits = memset(phys_to_virt(books), 0, bytes);
	preempt_disable();
	size_t free = free_frames();
	overwrite_all(bits);
	size_t given = give_back(bits);
	preempt_enable();
	tell_runs(bits);
	pages_free(books, bytes / PAGE_SIZE);
	CHECK_EQ(given, free - pages_reserved());
}
