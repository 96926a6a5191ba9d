/* SPDX-License-Identifier: MIT */
/*
 * test_scenes.c - pictures that are compared by their hash: every ring and every compiler must
 * draw the same. To look at them: SCENES=folder make test-host TESTS=gui_scene
 */
#include <gui/image.h>
#include <gui/path.h>
#include <test/test.h>

#include "scene.h"

/* A card on a wallpaper, with what windows and buttons are made of. */
TEST(gui_scene_of_shapes)
{
	struct scene s = scene_new(480, 320);
	struct gui_canvas *c = &s.canvas;
	struct rect card = { 60, 40, 360, 230 };
	static const gui_colour lights[] = { 0xffff5f57, 0xfffebc2e, 0xff28c840 };

	gui_gradient(c, c->clip, 0xff31568c, 0xff8fb4d8);
	gui_shadow(c, rect_moved(card, 0, 8), 10, 28, 0x60000000);
	gui_round_rect(c, card, 10, 0xfff7f7f9);
	gui_round_frame(c, card, 10, 1, 0x30000000);
	for (int i = 0; i < 3; i++) {
		struct rect light = { 76 + i * 20, 54, 12, 12 };

		gui_circle(c, light, lights[i]);
		gui_ring(c, light, 1, 0x20000000);
	}
	for (int i = 0; i < 8; i++)
		gui_round_rect(c, (struct rect){ 80 + i * 40, 80, 32, 32 }, i * 2, 0xff2f6fdf);
	gui_round_frame(c, (struct rect){ 80, 124, 120, 32 }, 6, 2, 0xff2f6fdf);
	gui_round_rect(c, (struct rect){ 212, 124, 120, 32 }, 6, 0xffe4e5ea);
	gui_round_frame(c, (struct rect){ 344, 124, 60, 32 }, 16, 1, 0xff9a9ca5);
	for (int i = 0; i < 12; i++)
		gui_line(c, 80, 176, 80 + 8 * i, 256, 1 + i / 4, 0xff404048);
	for (int i = 0; i < 6; i++)
		gui_ring(c, (struct rect){ 200 + i * 22, 176, 10 + i * 2, 10 + i * 2 }, 1 + i / 2,
			 0xff404048);
	CHECK(scene_is(&s, "shapes", 0xa809091429549a81));
	scene_free(&s);
}

static void chart(struct gui_canvas *c)
{
	struct gui_point line[40];
	struct gui_path area = { 0 };
	unsigned noise = 1;
	int height = 60;

	gui_path_move(&area, 20 * GUI_ONE, 150 * GUI_ONE);
	for (int i = 0; i < 40; i++) {
		noise = noise * 1664525 + 1013904223; /* not the ring's seed: always the same */
		height = MAX(MIN(height + (int)(noise >> 24) % 31 - 15, 120), 20);
		line[i] = (struct gui_point){ (20 + i * 8) * GUI_ONE, (140 - height) * GUI_ONE };
		gui_path_line(&area, line[i].x, line[i].y);
	}
	gui_path_line(&area, line[39].x, 150 * GUI_ONE);
	gui_path_fill(c, &area, 0x302f6fdf);
	gui_polyline(c, line, 40, 2 * GUI_ONE, 0xff2f6fdf);
	gui_path_free(&area);
}

TEST(gui_scene_of_paths)
{
	struct scene s = scene_new(360, 240);
	struct gui_canvas *c = &s.canvas;
	struct gui_path p = { 0 };
	static const gui_colour parts[] = { 0xff2f6fdf, 0xff28a06a, 0xffe5a50a, 0xffd64545 };

	chart(c);
	for (int i = 0; i < 4; i++) {
		gui_path_clear(&p);
		gui_path_move(&p, 60 * GUI_ONE, 195 * GUI_ONE);
		gui_path_arc(&p, 60 * GUI_ONE, 195 * GUI_ONE, 36 * GUI_ONE, i * 80,
			     80 + i / 3 * 40);
		gui_path_fill(c, &p, parts[i]);
	}
	gui_path_clear(&p);
	gui_path_move(&p, 130 * GUI_ONE, 200 * GUI_ONE);
	gui_path_line(&p, 142 * GUI_ONE, 212 * GUI_ONE);
	gui_path_line(&p, 166 * GUI_ONE, 180 * GUI_ONE);
	gui_path_stroke(c, &p, 5 * GUI_ONE, 0xff28a06a);
	gui_path_clear(&p);
	gui_path_move(&p, 190 * GUI_ONE, 215 * GUI_ONE);
	gui_path_curve(&p, 200 * GUI_ONE, 150 * GUI_ONE, 240 * GUI_ONE, 250 * GUI_ONE,
		       260 * GUI_ONE, 175 * GUI_ONE);
	gui_path_stroke(c, &p, 9 * GUI_ONE, 0x80d64545);
	gui_path_clear(&p);
	for (int i = 0; i < 5; i++)
		gui_path_arc(&p, 310 * GUI_ONE, 195 * GUI_ONE, 34 * GUI_ONE, 270 + i * 144, 0);
	gui_path_close(&p);
	gui_path_stroke(c, &p, 3 * GUI_ONE, 0xffe5a50a);
	CHECK(scene_is(&s, "paths", 0x10629940ed22901c));
	gui_path_free(&p);
	scene_free(&s);
}
