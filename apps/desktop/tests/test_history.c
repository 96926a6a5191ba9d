/* SPDX-License-Identifier: MIT */
/* test_history.c - back and forward. */
#include <stdio.h>

#include <test/test.h>

#include "../history.h"

TEST(desktop_history_goes_back_and_forward)
{
	struct history h = { 0 };

	CHECK(!history_can(&h, -1) && !history_can(&h, 1) && !history_step(&h, -1));
	history_visit(&h, "/");
	history_visit(&h, "/a");
	history_visit(&h, "/a"); /* where one is already */
	history_visit(&h, "/a/b");
	CHECK(history_can(&h, -1) && !history_can(&h, 1));
	CHECK_STR(history_step(&h, -1), "/a");
	CHECK_STR(history_step(&h, -1), "/");
	CHECK(!history_step(&h, -1));
	CHECK_STR(history_step(&h, 1), "/a");
	history_visit(&h, "/c"); /* forgets what lay ahead */
	CHECK(!history_can(&h, 1));
	CHECK_STR(history_step(&h, -1), "/a");
	history_free(&h);
}

TEST(desktop_history_forgets_the_oldest)
{
	struct history h = { 0 };
	char place[16];
	const char *last = NULL;

	for (int i = 0; i < HISTORY_MAX + 10; i++) {
		snprintf(place, sizeof(place), "/%d", i);
		CHECK_EQ(history_visit(&h, place), 0);
	}
	for (int i = 0; i < HISTORY_MAX - 1; i++)
		last = history_step(&h, -1);
	CHECK(last != NULL);
	CHECK_STR(last, "/10");
	CHECK(!history_can(&h, -1));
	history_free(&h);
}
