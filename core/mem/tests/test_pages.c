/* SPDX-License-Identifier: MIT */
/* test_pages.c - the linked frame allocator on all the memory that there is. */
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

	CHECK_EQ(count, free);
	CHECK_EQ(left, 0);
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
