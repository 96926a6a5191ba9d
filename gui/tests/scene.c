/* SPDX-License-Identifier: MIT */
/* scene.c - gui/tests/scene.h. */
#include <stdio.h>
#include <stdlib.h>
#include <test/test.h>

#include "scene.h"

struct scene scene_new(int width, int height)
{
	struct scene s = { .width = width, .height = height };

	s.pixels = malloc((size_t)width * (size_t)height * sizeof(*s.pixels));
	if (!s.pixels)
		abort();
	s.canvas = (struct gui_canvas){ s.pixels, width, { 0, 0, width, height } };
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	return s;
}

void scene_free(struct scene *s)
{
	free(s->pixels);
}

void scene_guard(struct scene *s, struct rect r)
{
	s->canvas.clip = rect_intersect(r, (struct rect){ 0, 0, s->width, s->height });
	for (int y = 0; y < s->height; y++)
		for (int x = 0; x < s->width; x++)
			if (!rect_contains(s->canvas.clip, x, y))
				s->pixels[y * s->width + x] = SCENE_GUARD;
}

bool scene_guarded(const struct scene *s)
{
	for (int y = 0; y < s->height; y++)
		for (int x = 0; x < s->width; x++)
			if (!rect_contains(s->canvas.clip, x, y) &&
			    s->pixels[y * s->width + x] != SCENE_GUARD)
				return false;
	return true;
}

uint32_t scene_pixel(const struct scene *s, int x, int y)
{
	return s->pixels[y * s->width + x] & 0xffffff;
}

uint64_t scene_hash(const struct scene *s)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (int i = 0; i < s->width * s->height; i++)
		for (int shift = 0; shift < 24; shift += 8)
			hash = (hash ^ (s->pixels[i] >> shift & 0xff)) * 0x100000001b3ull;
	return hash;
}

static void write_picture(const struct scene *s, const char *folder, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s.ppm", folder, name);
	FILE *file = fopen(path, "wb");
	if (!file) {
		perror(path);
		return;
	}
	fprintf(file, "P6 %d %d 255\n", s->width, s->height);
	for (int i = 0; i < s->width * s->height; i++)
		for (int shift = 16; shift >= 0; shift -= 8)
			fputc((int)(s->pixels[i] >> shift & 0xff), file);
	fclose(file);
}

bool scene_is(const struct scene *s, const char *name, uint64_t golden)
{
	const char *folder = getenv("SCENES");
	uint64_t hash = scene_hash(s);

	if (folder)
		write_picture(s, folder, name);
	if (hash != golden)
		printf("# %s: the picture's hash is 0x%016llx\n", name, (unsigned long long)hash);
	return hash == golden;
}
