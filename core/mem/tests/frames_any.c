/* SPDX-License-Identifier: MIT */
/*
 * frames_any.c - the frame allocator that pages.c is linked with in the host ring: hands
 * each call to the one that the test has chosen.
 */
#include "frames_any.h"
#include "mem/frames.h"

struct frames_impl {
	size_t (*book_size)(size_t end);
	void (*init)(void *books, size_t end);
	size_t (*take)(size_t count, size_t align, size_t limit);
	void (*give)(size_t first, size_t count);
	int (*check)(void);
};

#define IMPL(name)                                                                                 \
	{                                                                                          \
		frames_##name##_book_size, frames_##name##_init, frames_##name##_take,             \
			frames_##name##_give, frames_##name##_check                                \
	}

static const struct frames_impl impls[] = {
	[FRAMES_BITMAP] = IMPL(bitmap),
	[FRAMES_BUDDY] = IMPL(buddy),
};
static const struct frames_impl *impl =
	&impls[IS_ENABLED(CONFIG_PAGES_BUDDY) ? FRAMES_BUDDY : FRAMES_BITMAP];

void use_frames(enum frames_kind kind)
{
	impl = &impls[kind];
}

size_t used_frames_book_size(size_t end)
{
	return impl->book_size(end);
}

int used_frames_check(void)
{
	return impl->check();
}

size_t frames_any_book_size(size_t end)
{
	return impl->book_size(end);
}

void frames_any_init(void *books, size_t end)
{
	impl->init(books, end);
}

size_t frames_any_take(size_t count, size_t align, size_t limit)
{
	return impl->take(count, align, limit);
}

void frames_any_give(size_t first, size_t count)
{
	impl->give(first, count);
}

int frames_any_check(void)
{
	return impl->check();
}
