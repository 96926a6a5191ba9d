/* SPDX-License-Identifier: MIT */
/* test_models.c - scroll bars, selections and axes, without a screen. */
#include <stdio.h>
#include <string.h>

#include <test/test.h>

#include "../chart_scale.h"
#include "../pick_model.h"
#include "../scroll_model.h"

/* --- scrolling -------------------------------------------------------------------------- */

TEST(scrolling_stays_within_what_there_is)
{
	struct scroll_model s = { 0 };

	scroll_resize(&s, 1000, 100);
	CHECK(scroll_to(&s, 5000) && s.position == 900);
	CHECK(!scroll_to(&s, 950));
	CHECK(scroll_resize(&s, 500, 100) && s.position == 400);
	CHECK(scroll_to(&s, -3) && s.position == 0);
	CHECK(scroll_show(&s, 250, 10) && s.position == 160);
	CHECK(!scroll_show(&s, 200, 10));
	CHECK(scroll_show(&s, 120, 10) && s.position == 120);
	CHECK(scroll_show(&s, 130, 300) && s.position == 130);
	CHECK(scroll_resize(&s, 50, 100) && s.position == 0);
}

TEST(a_thumb_and_the_position_it_stands_for_agree)
{
	struct scroll_model s = { 0 };
	int length;

	scroll_resize(&s, 100000, 100);
	CHECK_EQ(scroll_thumb(&s, 300, 24, &length), 0);
	CHECK_EQ(length, 24);
	scroll_to(&s, 99900);
	CHECK_EQ(scroll_thumb(&s, 300, 24, &length), 276);
	CHECK_EQ(scroll_at_thumb(&s, 300, 24, 276), 99900);
	CHECK_EQ(scroll_at_thumb(&s, 300, 24, 0), 0);
	CHECK_EQ(scroll_at_thumb(&s, 300, 24, 1000), 99900);
	CHECK_EQ(scroll_at_thumb(&s, 20, 24, 5), 0); /* no way to go */
	scroll_resize(&s, 2000000000, 2);
	scroll_to(&s, 1000000000);
	CHECK_EQ(scroll_thumb(&s, 1024, 24, &length), 500);
	scroll_resize(&s, 10, 100);
	scroll_thumb(&s, 300, 24, &length);
	CHECK_EQ(length, 300);
	scroll_resize(&s, 0, 0);
	scroll_thumb(&s, 300, 24, &length);
	CHECK_EQ(length, 300);
}

/* --- selections ------------------------------------------------------------------------- */

static const char *picked(const struct pick_model *p)
{
	static char out[64];
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		out[n++] = pick_has(p, i)   ? (i == p->cursor ? 'X' : 'x')
			   : i == p->cursor ? 'o'
					    : '.';
	out[n] = '\0';
	return out;
}

TEST(one_selection_follows_the_cursor)
{
	struct pick_model p = { .cursor = PICK_NONE, .anchor = PICK_NONE };

	CHECK_EQ(pick_reset(&p, 5, false), 0);
	CHECK_STR(picked(&p), ".....");
	CHECK_EQ(pick_moved(&p, 1), 0);
	CHECK_EQ(pick_moved(&p, -1), 4);
	pick_extend(&p, 2);
	CHECK_STR(picked(&p), "..X..");
	pick_toggle(&p, 3);
	CHECK_STR(picked(&p), "...X.");
	CHECK_EQ(pick_moved(&p, 100), 4);
	CHECK_EQ(pick_moved(&p, -100), 0);
	CHECK_EQ(pick_selected_count(&p), 1);
	pick_only(&p, PICK_NONE);
	CHECK_EQ(pick_selected_count(&p), 0);
	pick_only(&p, 4);
	CHECK_EQ(pick_reset(&p, 3, false), 0);
	CHECK_STR(picked(&p), "...");
	CHECK_EQ(pick_reset(&p, 0, false), 0);
	CHECK_EQ(pick_moved(&p, 1), (long)PICK_NONE);
	pick_free(&p);
}

TEST(many_selections_extend_from_the_anchor_and_toggle_one_by_one)
{
	struct pick_model p = { .cursor = PICK_NONE, .anchor = PICK_NONE };

	CHECK_EQ(pick_reset(&p, 10, true), 0);
	pick_only(&p, 3);
	pick_extend(&p, 6);
	CHECK_STR(picked(&p), "...xxxX...");
	pick_extend(&p, 1);
	CHECK_STR(picked(&p), ".Xxx......");
	pick_toggle(&p, 8);
	CHECK_STR(picked(&p), ".xxx....X.");
	pick_toggle(&p, 2);
	CHECK_STR(picked(&p), ".xox....x.");
	CHECK_EQ(pick_selected_count(&p), 3);
	pick_extend(&p, 4);
	CHECK_STR(picked(&p), "..xxX.....");
	pick_all(&p);
	CHECK_EQ(pick_selected_count(&p), 10);
	pick_extend(&p, 10); /* no such row */
	CHECK_EQ(pick_selected_count(&p), 0);
	pick_free(&p);
}

static const char *name(void *arg, size_t row)
{
	return ((const char *const *)arg)[row];
}

TEST(typed_letters_find_a_row_and_the_same_letter_goes_round)
{
	static const char *names[] = { "Alpha", "beta", "bravo", "Brown", "gamma" };
	struct pick_model p = { .cursor = PICK_NONE, .anchor = PICK_NONE };
	uint64_t now = 5 * PICK_TYPE_NS;

	CHECK_EQ(pick_reset(&p, 5, false), 0);
	const struct {
		const char *key;
		uint64_t pause;
		size_t row;
	} steps[] = { { "b", 0, 1 },
		      { "r", 1000, 2 },
		      { "o", 1000, 3 },
		      { "w", 1000, 3 },
		      { "b", 2 * PICK_TYPE_NS, 1 },
		      { "b", 1000, 2 },
		      { "b", 1000, 3 },
		      { "b", 1000, 1 },
		      { "x", 1000, PICK_NONE },
		      { "A", 2 * PICK_TYPE_NS, 0 } };
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		now += steps[i].pause;
		size_t row = pick_type(&p, steps[i].key, 1, now, name, names);

		CHECK_EQ(row, steps[i].row);
		if (row != PICK_NONE)
			pick_only(&p, row);
	}
	pick_free(&p);
}

/* --- axes ------------------------------------------------------------------------------- */

static const char *axis(double low, double high, int most)
{
	static char out[256];
	struct chart_scale s = chart_scale(low, high, most);

	out[0] = '\0';
	for (int i = 0; i < s.ticks; i++) {
		char label[16];

		chart_label(s.low + s.step * i, s.step, label, sizeof(label));
		strcat(out, i ? " " : "");
		strcat(out, label);
	}
	return out;
}

TEST(an_axis_has_round_numbers_around_the_values)
{
	CHECK_STR(axis(0, 100, 6), "0 20 40 60 80 100");
	CHECK_STR(axis(0, 97, 5), "0 50 100");
	CHECK_STR(axis(3.2, 3.9, 5), "3.2 3.4 3.6 3.8 4.0");
	CHECK_STR(axis(-15, 22, 6), "-20 -10 0 10 20 30");
	CHECK_STR(axis(0, 0.0123, 4), "0 0.005 0.010 0.015");
	CHECK_STR(axis(0, 48000, 6), "0 10k 20k 30k 40k 50k");
	CHECK_STR(axis(0, 2500000, 6), "0 500k 1000k 1500k 2000k 2500k");
	CHECK_STR(axis(7, 7, 3), "7.0 7.5 8.0");
	CHECK_STR(axis(9, 4, 6), "4 5 6 7 8 9");
	CHECK_STR(axis(-1, 1, 2), "-2 0 2");
}

TEST(an_axis_covers_any_values_with_few_ticks)
{
	const double odd[] = { 0, -1, 1e-30, 1e300, -1e300, 1e15, 123456.789, 0.0 / 0.0 * -1 };

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(odd); j++) {
			struct chart_scale s = chart_scale(odd[i], odd[j], 5);

			CHECK(s.ticks >= 2 && s.ticks <= 5);
			CHECK(s.low < s.high && s.step > 0);
		}
	}
	for (int i = 0; i < 2000; i++) {
		double low = (double)test_below(1000000) / 7 - 70000;
		double high = low + (double)test_below(1000000) / 1000;
		struct chart_scale s = chart_scale(low, high, 2 + (int)test_below(9));

		CHECK(s.low <= low && s.high >= high);
	}
	struct chart_scale s = chart_scale(0, 10, 6);
	CHECK_EQ(chart_place(&s, 5, 200), 100);
	CHECK_EQ(chart_place(&s, -5, 200), 0);
	CHECK_EQ(chart_place(&s, 50, 200), 200);
	CHECK_EQ(chart_place(&s, 0.0 / 0.0, 200), 0);
}
