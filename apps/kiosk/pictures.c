/* SPDX-License-Identifier: MIT */
/*
 * pictures.c - the pictures of the slide that is shown, of the next one, and of some before. Who
 * asks for one that is not among them loads it; one that is not needed, asked for longest ago,
 * makes room.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "pictures.h"

#define REMEMBERED (2 * (TILES_MAX + 1)) /* of two whole slides */

struct picture {
	char *name;
	int w, h;
	enum fit fit;
	unsigned long version, used;
	unsigned long turn;      /* of the slide that wants it */
	bool shown;              /* by a slide, and not only loaded ahead */
	struct gui_image *image; /* NULL: it cannot be shown */
	char why[WHY_MAX + 64];
};

static struct picture pictures[REMEMBERED];
static unsigned long uses, turn;
static long room;
static bool (*more_memory)(void);
static bool ahead;

static void forget(struct picture *p)
{
	gui_image_free(p->image);
	free(p->name);
	*p = (struct picture){ 0 };
}

void pictures_open(long bytes, bool (*more)(void))
{
	room = bytes;
	more_memory = more;
}

void pictures_turn(void)
{
	turn++;
}

void pictures_ahead(bool on)
{
	ahead = on;
}

void pictures_forget(void)
{
	for (unsigned i = 0; i < REMEMBERED; i++)
		forget(&pictures[i]);
}

/* --- one picture ------------------------------------------------------------------------- */

/* n * by / in, and something in any case. */
static int scaled(int n, int by, int in)
{
	int result = (int)((long)n * by / in);

	return result > 0 ? result : 1;
}

/* The size in which an image lies within p's without being distorted. */
static void size_within(const struct gui_image *image, const struct picture *p, int *w, int *h)
{
	bool by_height = (long)p->w * image->height > (long)p->h * image->width;

	*w = by_height ? scaled(image->width, p->h, image->height) : p->w;
	*h = by_height ? p->h : scaled(image->height, p->w, image->width);
}

/* Cuts off, at two sides alike, what a picture of p's shape does not have. */
static void cut(struct gui_image *image, const struct picture *p)
{
	bool by_width = (long)p->w * image->height > (long)p->h * image->width;
	int width = by_width ? image->width : scaled(image->height, p->w, p->h);
	int height = by_width ? scaled(image->width, p->h, p->w) : image->height;
	const uint32_t *from = image->pixels + (image->width - width) / 2 +
			       (long)((image->height - height) / 2) * image->width;

	if (width == image->width && height == image->height)
		return;
	for (int y = 0; y < height; y++)
		memmove(image->pixels + (long)y * width, from + (long)y * image->width,
			(size_t)width * sizeof(*from));
	image->width = width;
	image->height = height;
}

/* Image, which it takes, as p wants it. */
static struct gui_image *fitted(struct picture *p, struct gui_image *image)
{
	int w = p->w, h = p->h;

	if (p->fit == FIT_WHOLE)
		size_within(image, p, &w, &h);
	else
		cut(image, p);
	if (w == image->width && h == image->height) {
		uint32_t *less = realloc(image->pixels, (size_t)w * (size_t)h * sizeof(*less));

		image->pixels = less ? less : image->pixels;
		return image;
	}
	struct gui_image *other = gui_image_scaled(image, w, h);
	int err = errno;
	gui_image_free(image);
	if (!other)
		snprintf(p->why, sizeof(p->why), "%s: %s", p->name, strerror(err));
	errno = err;
	return other;
}

/* NULL with p->why, and errno: ENOMEM when memory was short. */
static struct gui_image *load(struct picture *p)
{
	const char *why;
	size_t len;
	char *data = content_read(p->name, &len, p->why);
	struct gui_image *image = data ? gui_image_decode(data, len, &why) : NULL;
	int err = data ? errno : ENOENT;

	free(data);
	if (image)
		return fitted(p, image);
	if (data)
		snprintf(p->why, sizeof(p->why), "%s: %s", p->name, why);
	errno = err;
	return NULL;
}

/* --- all of them ------------------------------------------------------------------------- */

static long bytes(void)
{
	long sum = 0;

	for (unsigned i = 0; i < REMEMBERED; i++) {
		if (pictures[i].image)
			sum += 4l * pictures[i].image->width * pictures[i].image->height;
	}
	return sum;
}

/* Whether it can go for another one. */
static bool is_spare(const struct picture *p)
{
	return p->turn < turn || (!ahead && !p->shown);
}

/* Those of slides that have gone before those of the one that comes. */
static bool goes_before(const struct picture *p, const struct picture *other)
{
	if ((p->turn < turn) != (other->turn < turn))
		return p->turn < turn;
	return p->used < other->used;
}

/* What can go first, or an empty place; NULL: all are needed. */
static struct picture *spare(bool with_image)
{
	struct picture *found = NULL;

	for (unsigned i = 0; i < REMEMBERED; i++) {
		struct picture *p = &pictures[i];
		bool may = with_image ? p->image && is_spare(p) : !p->name || is_spare(p);

		if (may && (!found || goes_before(p, found)))
			found = p;
	}
	return found;
}

static struct picture *find(const char *name, int w, int h, enum fit fit)
{
	for (unsigned i = 0; i < REMEMBERED; i++) {
		struct picture *p = &pictures[i];

		if (p->name && p->w == w && p->h == h && p->fit == fit &&
		    strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

static struct picture *asked_longest_ago(void)
{
	struct picture *found = pictures;

	for (unsigned i = 1; i < REMEMBERED; i++) {
		if (pictures[i].used < found->used)
			found = &pictures[i];
	}
	return found;
}

/* Gives memory back that nobody needs who is looked at. */
static bool make_room(void)
{
	struct picture *p = spare(true);

	if (p)
		forget(p);
	return p || more_memory();
}

static void load_or_make_room(struct picture *p)
{
	do {
		p->image = load(p);
	} while (!p->image && errno == ENOMEM && !ahead && make_room());
	if (!p->image && errno == ENOMEM && ahead)
		forget(p);
}

/* NULL: there is no place, or no memory, for what is not shown yet. */
static struct picture *add(const char *name, int w, int h, enum fit fit, unsigned long version)
{
	long need = 4l * w * h;
	struct picture *p;

	while (bytes() + need > room && (p = spare(true)))
		forget(p);
	p = spare(false);
	if (ahead && (!p || bytes() + need > room))
		return NULL;
	if (!p)
		p = asked_longest_ago();
	forget(p);
	*p = (struct picture){
		.name = strdup(name), .w = w, .h = h, .fit = fit, .version = version
	};
	p->turn = turn + ahead;
	if (p->name)
		load_or_make_room(p);
	return p->name ? p : NULL;
}

const struct gui_image *picture(const char *name, int w, int h, enum fit fit, const char **why)
{
	if (w <= 0 || h <= 0) {
		*why = "there is no place for it";
		return NULL;
	}
	unsigned long version = content_version(name);
	struct picture *p = find(name, w, h, fit);

	/* What failed is tried again when it is shown again. */
	if (p && (p->version != version || (!p->image && p->turn < turn))) {
		forget(p);
		p = NULL;
	}
	if (!p)
		p = add(name, w, h, fit, version);
	if (!p) {
		*why = "there is no memory left";
		return NULL;
	}
	p->used = ++uses;
	p->turn = ahead ? turn + 1 : p->turn > turn ? p->turn : turn;
	p->shown |= !ahead;
	*why = p->why;
	return p->image;
}
