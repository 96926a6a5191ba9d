/* SPDX-License-Identifier: MIT */
/*
 * test_clip.c - a clip leaves pixels out and changes none: a damaged rectangle drawn anew is
 * what drawing everything gives, to the last bit, for every call that draws.
 */
#include <stdio.h>
#include <string.h>

#include <core/compiler.h>
#include <gui/icon.h>
#include <gui/image.h>
#include <gui/path.h>
#include <gui/text.h>
#include <test/test.h>

#include "scene.h"

#define WIDTH  56
#define HEIGHT 48
#define SIDE   16 /* of the image */
#define POINTS 6
#define ROUNDS 24 /* of each call */

/* What a call is given. */
struct wish {
	struct rect r, part;
	gui_colour colour, other;
	int size, width;
	struct gui_point points[POINTS];
	unsigned count;
	const struct gui_image *image;
};

static void fill(struct gui_canvas *c, const struct wish *w)
{
	gui_fill(c, w->r, w->colour);
}

static void frame(struct gui_canvas *c, const struct wish *w)
{
	gui_frame(c, w->r, w->width, w->colour);
}

static void gradient(struct gui_canvas *c, const struct wish *w)
{
	gui_gradient(c, w->r, w->colour, w->other);
}

static void round_rect(struct gui_canvas *c, const struct wish *w)
{
	gui_round_rect(c, w->r, w->size, w->colour);
}

static void round_frame(struct gui_canvas *c, const struct wish *w)
{
	gui_round_frame(c, w->r, w->size, w->width, w->colour);
}

static void circle(struct gui_canvas *c, const struct wish *w)
{
	gui_circle(c, w->r, w->colour);
}

static void ring(struct gui_canvas *c, const struct wish *w)
{
	gui_ring(c, w->r, w->width, w->colour);
}

static void line(struct gui_canvas *c, const struct wish *w)
{
	gui_line(c, w->r.x, w->r.y, w->part.x, w->part.y, w->width, w->colour);
}

static void shadow(struct gui_canvas *c, const struct wish *w)
{
	gui_shadow(c, w->r, w->size, w->width, w->colour);
}

static void blit(struct gui_canvas *c, const struct wish *w)
{
	gui_blit(c, w->r.x, w->r.y, w->image, w->part);
}

static void blend(struct gui_canvas *c, const struct wish *w)
{
	gui_blend(c, w->r.x, w->r.y, w->image, w->part, (uint8_t)w->other);
}

static void scale(struct gui_canvas *c, const struct wish *w)
{
	gui_scale(c, w->r, w->image);
}

static void polygon(struct gui_canvas *c, const struct wish *w)
{
	gui_polygon(c, w->points, w->count, w->colour);
}

static void polyline(struct gui_canvas *c, const struct wish *w)
{
	gui_polyline(c, w->points, w->count, w->width * 100, w->colour);
}

static struct gui_path path_of(const struct wish *w)
{
	const struct gui_point *p = w->points;
	struct gui_path path = { 0 };

	gui_path_move(&path, p[0].x, p[0].y);
	gui_path_curve(&path, p[1].x, p[1].y, p[2].x, p[2].y, p[3].x, p[3].y);
	gui_path_line(&path, p[4].x, p[4].y);
	gui_path_arc(&path, p[5].x, p[5].y, w->size * GUI_ONE, w->r.x * 9, w->r.y * 9);
	if (w->count % 2)
		gui_path_close(&path);
	return path;
}

static void path_fill(struct gui_canvas *c, const struct wish *w)
{
	struct gui_path path = path_of(w);

	gui_path_fill(c, &path, w->colour);
	gui_path_free(&path);
}

static void path_stroke(struct gui_canvas *c, const struct wish *w)
{
	struct gui_path path = path_of(w);

	gui_path_stroke(c, &path, w->width * 100, w->colour);
	gui_path_free(&path);
}

static const char words[] = "Wave, \xc3\x84ther & \xe2\x94\x82\xe2\x94\x80 fj\xff!";

static void text(struct gui_canvas *c, const struct wish *w)
{
	const struct gui_font *font = gui_font((enum gui_face)(w->count % GUI_FACES), w->size * 2);

	gui_text_draw(c, font, w->r.x, w->r.y, words, strlen(words), w->colour);
}

static void text_fit(struct gui_canvas *c, const struct wish *w)
{
	const struct gui_font *font = gui_font((enum gui_face)(w->count % GUI_FACES), w->size * 2);

	gui_text_draw_fit(c, font, w->r.x, w->r.y, w->r.w, words, strlen(words), w->colour);
}

static const struct {
	const char *name;
	void (*draw)(struct gui_canvas *c, const struct wish *w);
} calls[] = {
	{ "gui_fill", fill },
	{ "gui_frame", frame },
	{ "gui_gradient", gradient },
	{ "gui_round_rect", round_rect },
	{ "gui_round_frame", round_frame },
	{ "gui_circle", circle },
	{ "gui_ring", ring },
	{ "gui_line", line },
	{ "gui_shadow", shadow },
	{ "gui_blit", blit },
	{ "gui_blend", blend },
	{ "gui_scale", scale },
	{ "gui_polygon", polygon },
	{ "gui_polyline", polyline },
	{ "gui_path_fill", path_fill },
	{ "gui_path_stroke", path_stroke },
	{ "gui_text_draw", text },
	{ "gui_text_draw_fit", text_fit },
};

static struct rect some_rect(int reach)
{
	return (struct rect){ (int)test_below((uint32_t)reach * 2) - reach / 2,
			      (int)test_below((uint32_t)reach * 2) - reach / 2,
			      (int)test_below((uint32_t)reach * 2),
			      (int)test_below((uint32_t)reach * 2) };
}

static struct wish some_wish(const struct gui_image *image)
{
	struct wish w = { .r = some_rect(WIDTH),
			  .part = some_rect(SIDE),
			  .colour = (gui_colour)test_random(),
			  .other = (gui_colour)test_random(),
			  .size = (int)test_below(16),
			  .width = (int)test_below(12),
			  .count = 2 + test_below(POINTS - 1),
			  .image = image };

	for (unsigned i = 0; i < POINTS; i++)
		w.points[i] = (struct gui_point){
			(int)test_below(3 * WIDTH * GUI_ONE) - WIDTH * GUI_ONE,
			(int)test_below(3 * HEIGHT * GUI_ONE) - HEIGHT * GUI_ONE
		};
	return w;
}

/* In columns and rows cut anywhere. */
static void draw_in_pieces(struct gui_canvas *c, unsigned call, const struct wish *w)
{
	const struct rect all = c->clip;
	int w1 = (int)test_below(WIDTH), h1 = (int)test_below(HEIGHT);
	const int x[4] = { 0, w1, w1 + (int)test_below((uint32_t)(WIDTH - w1)), WIDTH };
	const int y[3] = { 0, h1, HEIGHT };

	for (int i = 0; i < 6; i++) {
		int column = i % 3, row = i / 3;

		c->clip = (struct rect){ x[column], y[row], x[column + 1] - x[column],
					 y[row + 1] - y[row] };
		calls[call].draw(c, w);
	}
	c->clip = all;
}

/* The scenes are used again and again: there are heaps that take nothing back. */
static void wipe(struct scene *s)
{
	s->canvas.clip = (struct rect){ 0, 0, s->width, s->height };
	gui_fill(&s->canvas, s->canvas.clip, 0xffffffff);
}

static bool same_in_pieces(unsigned call, const struct gui_image *image, struct scene *whole,
			   struct scene *pieces)
{
	struct wish w = some_wish(image);

	wipe(whole);
	wipe(pieces);
	calls[call].draw(&whole->canvas, &w);
	draw_in_pieces(&pieces->canvas, call, &w);
	bool same = scene_hash(whole) == scene_hash(pieces);
	if (!same)
		printf("# %s is not the same in pieces\n", calls[call].name);
	return same;
}

TEST(gui_no_call_draws_other_pixels_in_pieces)
{
	uint32_t pixels[SIDE * SIDE];
	struct gui_image image = { SIDE, SIDE, pixels, false };
	struct scene whole = scene_new(WIDTH, HEIGHT), pieces = scene_new(WIDTH, HEIGHT);

	for (unsigned i = 0; i < ARRAY_SIZE(pixels); i++)
		pixels[i] = (uint32_t)test_random();
	for (unsigned i = 0; i < ROUNDS * ARRAY_SIZE(calls); i++)
		CHECK(same_in_pieces(i % ARRAY_SIZE(calls), &image, &whole, &pieces));
	scene_free(&whole);
	scene_free(&pieces);
}

/* In columns, or rows, of a pixel each: what reaches out of a small icon's box is drawn too. */
TEST(gui_no_icon_is_other_pixels_in_pieces)
{
	struct scene whole = scene_new(24, 24), pieces = scene_new(24, 24);

	for (int i = 0; i < 4 * GUI_ICONS; i++) {
		enum gui_icon icon = (enum gui_icon)(i % GUI_ICONS);
		int size = i < 2 * GUI_ICONS ? 4 : 15;
		bool columns = i / GUI_ICONS % 2;

		wipe(&whole);
		wipe(&pieces);
		gui_draw_icon(&whole.canvas, (struct rect){ 4, 5, size, size }, icon, 0xff204060);
		for (int at = 0; at < 24; at++) {
			pieces.canvas.clip = columns ? (struct rect){ at, 0, 1, 24 }
						     : (struct rect){ 0, at, 24, 1 };
			gui_draw_icon(&pieces.canvas, (struct rect){ 4, 5, size, size }, icon,
				      0xff204060);
		}
		CHECK_EQ(scene_hash(&whole), scene_hash(&pieces));
	}
	scene_free(&whole);
	scene_free(&pieces);
}
