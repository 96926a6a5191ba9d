/* SPDX-License-Identifier: MIT */
/* test_text.c - text: how wide it is, where it is cut, what is kept of it, and how it looks. */
#include <limits.h>
#include <string.h>

#include <gui/text.h>
#include <test/test.h>

#include "../glyphs.h"
#include "scene.h"

#define PANGRAM                                                                                    \
	"Sphinx of black quartz, judge my vow. \xc3\x84rger \xc3\x9cml\xc3\xa4ut \xd0\x9f\xd1\x80" \
	"\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 \xce\x95\xce\xbb\xce\xbb\xce\xac\xce\xb4\xce\xb1 "       \
	"\xe2\x86\x92 \xe2\x80\x9cTo\xe2\x80\x9d AVATAR 0123456789"

static int width(const struct gui_font *font, const char *text)
{
	return gui_text_width(font, text, strlen(text));
}

static int draw(struct scene *s, const struct gui_font *font, int x, int y, const char *text,
		gui_colour colour)
{
	return gui_text_draw(&s->canvas, font, x, y, text, strlen(text), colour);
}

static bool blank(const struct scene *s)
{
	for (int i = 0; i < s->width * s->height; i++)
		if ((s->pixels[i] & 0xffffff) != 0xffffff)
			return false;
	return true;
}

TEST(gui_font_sizes_are_limited_and_kept)
{
	for (int face = 0; face < GUI_FACES; face++) {
		CHECK_EQ(gui_font((enum gui_face)face, -5)->size, GUI_FONT_MIN);
		CHECK_EQ(gui_font((enum gui_face)face, 1000)->size, GUI_FONT_MAX);
		for (int size = GUI_FONT_MIN; size <= GUI_FONT_MAX; size++) {
			const struct gui_font *font = gui_font((enum gui_face)face, size);

			CHECK(font == gui_font((enum gui_face)face, size));
			CHECK_EQ(font->size, size);
			CHECK(font->ascent + font->descent >= size);
			CHECK_EQ(font->line_height, font->ascent + font->descent);
			CHECK(font->x_height < font->cap_height && font->cap_height < font->ascent);
		}
	}
}

TEST(gui_text_pairs_are_kerned)
{
	const struct gui_font *font = gui_font(GUI_SANS, 64);

	CHECK(width(font, "AV") + 3 < width(font, "A") + width(font, "V"));
	CHECK(width(font, "To") + 3 < width(font, "T") + width(font, "o"));
	CHECK(width(font, "HH") - 2 * width(font, "H") <= 1);
}

/* But for kerning and a pixel of rounding, the whole is the sum of its parts. */
TEST(gui_text_width_is_the_sum_of_its_parts)
{
	for (int face = 0; face < GUI_FACES; face++) {
		const struct gui_font *font =
			gui_font((enum gui_face)face, 8 + (int)test_below(60));
		const char *text = PANGRAM;
		size_t len = strlen(text);

		for (size_t at = 0; at < len; gui_utf8_next(text, len, &at)) {
			int sum = gui_text_width(font, text, at) +
				  gui_text_width(font, text + at, len - at);
			int off = sum - width(font, text);

			CHECK(off <= font->size / 4 && off >= -font->size / 4);
			CHECK(face != GUI_MONO || off == 0);
		}
	}
}

TEST(gui_text_of_one_width_has_it)
{
	const struct gui_font *font = gui_font(GUI_MONO, 15);
	size_t characters = 0;

	for (size_t at = 0; at < strlen(PANGRAM); characters++)
		gui_utf8_next(PANGRAM, strlen(PANGRAM), &at);
	CHECK_EQ(width(font, PANGRAM), (int)characters * font->cell);
	CHECK_EQ(width(font, "i"), width(font, "\xf4\x8f\xbf\xbf"));
}

TEST(gui_text_draws_as_far_as_it_measures)
{
	struct scene s = scene_new(900, 40);
	const struct gui_font *font = gui_font(GUI_SANS, 17);

	CHECK_EQ(draw(&s, font, 7, 30, PANGRAM, 0xff000000), 7 + width(font, PANGRAM));
	CHECK(!blank(&s));
	for (int y = 0; y < s.height; y++)
		for (int x = 8 + width(font, PANGRAM); x < s.width; x++)
			NEED(scene_pixel(&s, x, y) == 0xffffff);
	scene_free(&s);
}

TEST(gui_text_that_cannot_be_seen_is_measured_all_the_same)
{
	struct scene s = scene_new(20, 20);
	const struct gui_font *font = gui_font(GUI_SANS, 14);
	const int far[] = { INT_MIN, -100000, 100000, INT_MAX - 1000 };

	for (size_t i = 0; i < ARRAY_SIZE(far); i++) {
		CHECK_EQ(draw(&s, font, far[i], 10, "Text", 0xff000000),
			 far[i] + width(font, "Text"));
		CHECK_EQ(draw(&s, font, 0, far[i], "Text", 0xff000000), width(font, "Text"));
	}
	CHECK_EQ(draw(&s, font, 0, 10, "Text", 0x00ff0000), width(font, "Text"));
	CHECK(blank(&s));
	scene_free(&s);
}

TEST(gui_text_in_pieces_is_the_same_picture)
{
	struct scene whole = scene_new(200, 60), parts = scene_new(200, 60);
	const struct gui_font *font = gui_font(GUI_SANS_BOLD, 40);

	draw(&whole, font, -10, 45, "Wagner \xf0\x9f\x98\x80", 0xffc0d0e0);
	for (int i = 0; i < 40; i++) {
		struct rect before =
			gui_clip(&parts.canvas, (struct rect){ i % 10 * 20, i / 10 * 15, 20, 15 });

		draw(&parts, font, -10, 45, "Wagner \xf0\x9f\x98\x80", 0xffc0d0e0);
		parts.canvas.clip = before;
	}
	CHECK_EQ(scene_hash(&parts), scene_hash(&whole));
	scene_free(&whole);
	scene_free(&parts);
}

TEST(gui_text_stays_inside_of_the_clip)
{
	for (int round = 0; round < 200; round++) {
		struct scene s = scene_new(50, 50);
		const struct gui_font *font =
			gui_font((enum gui_face)test_below(GUI_FACES), 8 + (int)test_below(50));

		scene_guard(&s, (struct rect){ (int)test_below(50), (int)test_below(50),
					       (int)test_below(50), (int)test_below(50) });
		draw(&s, font, (int)test_below(90) - 60, (int)test_below(90), PANGRAM,
		     (gui_colour)test_random());
		CHECK(scene_guarded(&s));
		scene_free(&s);
	}
}

TEST(gui_text_is_cut_where_it_no_longer_fits)
{
	const char *text = PANGRAM;
	size_t len = strlen(text);

	for (int face = 0; face < GUI_FACES; face++) {
		const struct gui_font *font = gui_font((enum gui_face)face, 16);

		for (int room = -5; room < 700; room++) {
			size_t fits = gui_text_fit(font, text, len, room), next = fits;

			CHECK(room < 0 || gui_text_width(font, text, fits) <= room);
			if (fits < len) {
				gui_utf8_next(text, len, &next);
				CHECK(gui_text_width(font, text, next) > room);
			}
		}
		CHECK_EQ(gui_text_fit(font, text, len, INT_MAX), len);
	}
}

TEST(gui_text_too_wide_ends_with_an_ellipsis)
{
	struct scene s = scene_new(120, 20), want = scene_new(120, 20);
	const struct gui_font *font = gui_font(GUI_SANS, 14);
	const char *text = "A rather long name.txt";

	CHECK_EQ(gui_text_draw_fit(&s.canvas, font, 3, 15, 200, text, strlen(text), 0xff000000),
		 3 + width(font, text));
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	int end = gui_text_draw_fit(&s.canvas, font, 3, 15, 60, text, strlen(text), 0xff000000);
	CHECK(end > 40 && end <= 63);
	draw(&want, font, draw(&want, font, 3, 15, "A rathe", 0xff000000), 15, "\xe2\x80\xa6",
	     0xff000000);
	CHECK_EQ(scene_hash(&s), scene_hash(&want));
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	CHECK_EQ(gui_text_draw_fit(&s.canvas, font, 3, 15, 4, text, strlen(text), 0xff000000), 3);
	CHECK(blank(&s));
	scene_free(&s);
	scene_free(&want);
}

TEST(gui_text_boundaries_are_found_by_position)
{
	const struct gui_font *font = gui_font(GUI_SANS, 16);
	const char *text = "W\xc3\xbci.";
	size_t boundaries[] = { 0, 1, 3, 4, 5 };

	for (size_t i = 0; i < ARRAY_SIZE(boundaries); i++)
		CHECK_EQ(gui_text_at(font, text, 5, gui_text_width(font, text, boundaries[i])),
			 boundaries[i]);
	CHECK_EQ(gui_text_at(font, text, 5, INT_MIN), 0);
	CHECK_EQ(gui_text_at(font, text, 5, INT_MAX), 5);
	CHECK_EQ(gui_text_at(font, text, 0, 10), 0);
}

TEST(gui_text_unknown_characters_are_boxes_and_bad_bytes_the_sign_for_them)
{
	struct scene unknown = scene_new(40, 40), box = scene_new(40, 40);
	struct scene bad = scene_new(40, 40), sign = scene_new(40, 40);
	const struct gui_font *font = gui_font(GUI_SANS, 30);

	draw(&unknown, font, 5, 30, "\xe4\xb8\xad", 0xff000000);
	draw(&box, font, 5, 30, "\xf4\x8f\xbf\xbf", 0xff000000);
	draw(&bad, font, 5, 30, "\xe4\xb8", 0xff000000);
	draw(&sign, font, 5, 30, "\xef\xbf\xbd", 0xff000000);
	CHECK(!blank(&box) && !blank(&sign));
	CHECK_EQ(scene_hash(&unknown), scene_hash(&box));
	CHECK_EQ(scene_hash(&bad), scene_hash(&sign));
	CHECK_EQ(width(font, "\t\n\x7f\xc2\x80"), 0);
	scene_free(&unknown);
	scene_free(&box);
	scene_free(&bad);
	scene_free(&sign);
}

TEST(gui_text_boxes_meet_their_neighbours)
{
	struct scene s = scene_new(60, 60);
	const struct gui_font *font = gui_font(GUI_MONO, 13);

	for (int line = 0; line < 2; line++)
		draw(&s, font, 0, font->ascent + line * font->line_height,
		     "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88", 0xff000000);
	for (int y = 0; y < 2 * font->line_height; y++)
		for (int x = 0; x < 3 * font->cell; x++)
			NEED(scene_pixel(&s, x, y) == 0);
	scene_free(&s);
}

TEST(gui_glyphs_are_kept_and_their_memory_is_bounded)
{
	struct scene s = scene_new(400, 200);
	const struct gui_font *small = gui_font(GUI_SANS, 13);
	unsigned long misses;

	for (int size = 30; size <= GUI_FONT_MAX; size += 7) {
		for (int face = 0; face < GUI_FACES; face++) {
			draw(&s, gui_font((enum gui_face)face, size), 0, 150, PANGRAM, 0xff000000);
			draw(&s, small, 0, 20, "Always there", 0xff000000);
			CHECK(glyphs_size() <= (size_t)CONFIG_GUI_GLYPH_CACHE << 10);
		}
	}
	misses = glyphs_misses();
	draw(&s, small, 0, 20, "Always there", 0xff000000);
	CHECK_EQ(glyphs_misses(), misses);
	draw(&s, gui_font(GUI_SANS, 30), 0, 20, "Long ago", 0xff000000);
	CHECK(glyphs_misses() > misses);
	scene_free(&s);
}

/* The same sizes on light and on dark, all faces: what each ring must draw alike. */
TEST(gui_text_looks_as_it_did)
{
	struct scene s = scene_new(720, 420);
	const struct {
		gui_colour ground, letters;
	} pairs[] = { { 0xffffffff, 0xff202124 }, { 0xff1e1f24, 0xffe8e8ec } };

	for (int i = 0; i < 2; i++) {
		int y = 210 * i + 4;

		gui_fill(&s.canvas, (struct rect){ 0, 210 * i, 720, 210 }, pairs[i].ground);
		for (int size = 12; size <= 18; size += 2) {
			for (int face = 0; face < GUI_FACES; face++) {
				const struct gui_font *font = gui_font((enum gui_face)face, size);

				draw(&s, font, 8, y + font->ascent, PANGRAM, pairs[i].letters);
				y += face == GUI_MONO ? 0 : font->line_height;
				if (face == GUI_MONO)
					y += 18;
			}
		}
	}
	CHECK(scene_is(&s, "text", 0x3ff7a95b7c41fa5b));
	scene_free(&s);
}
