/* SPDX-License-Identifier: MIT */
/*
 * pictures.c - the last few pictures. Who asks for one that is not among them loads it; the
 * one that was asked for longest ago goes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "pictures.h"

#define REMEMBERED (TILES_MAX + 2) /* a whole slide, and the next one's picture */
#define BYTES_MAX  (12l << 20)     /* of all that are remembered, but for one */

struct picture {
	char *name;
	int w, h;
	enum fit fit;
	unsigned long version, used;
	struct gui_image *image; /* NULL: it cannot be shown */
	char why[WHY_MAX + 64];
};

static struct picture pictures[REMEMBERED];
static unsigned long uses;

static void forget(struct picture *p)
{
	gui_image_free(p->image);
	free(p->name);
	*p = (struct picture){ 0 };
}

void pictures_forget(void)
{
	for (unsigned i = 0; i < REMEMBERED; i++)
		forget(&pictures[i]);
}

/* The size in which an image fills w * h, or lies within, without being distorted. */
static void fitted_size(const struct gui_image *image, const struct picture *p, int *w, int *h)
{
	bool by_width = (long)p->w * image->height > (long)p->h * image->width;

	if (p->fit == FIT_WHOLE)
		by_width = !by_width;
	if (by_width) {
		*w = p->w;
		*h = (int)((long)image->height * p->w / image->width);
	} else {
		*h = p->h;
		*w = (int)((long)image->width * p->h / image->height);
	}
	*w = *w > 0 ? *w : 1;
	*h = *h > 0 ? *h : 1;
}

static struct gui_image *load(struct picture *p)
{
	char missing[WHY_MAX];
	const char *why = NULL;
	size_t len;
	char *data = content_read(p->name, &len, missing);
	struct gui_image *image = data ? gui_image_decode(data, len, &why) : NULL;
	int w, h;

	free(data);
	if (!image) {
		snprintf(p->why, sizeof(p->why), "%s%s%s", why ? p->name : missing, why ? ": " : "",
			 why ? why : "");
		return NULL;
	}
	fitted_size(image, p, &w, &h);
	if (w == image->width && h == image->height)
		return image;
	struct gui_image *scaled = gui_image_scaled(image, w, h);
	gui_image_free(image);
	if (!scaled)
		snprintf(p->why, sizeof(p->why), "%s: %s", p->name, strerror(errno));
	return scaled;
}

static long bytes(void)
{
	long sum = 0;

	for (unsigned i = 0; i < REMEMBERED; i++) {
		if (pictures[i].image)
			sum += 4l * pictures[i].image->width * pictures[i].image->height;
	}
	return sum;
}

/* The place that was used longest ago, or an empty one. */
static struct picture *oldest(bool with_image)
{
	struct picture *found = NULL;

	for (unsigned i = 0; i < REMEMBERED; i++) {
		struct picture *p = &pictures[i];

		if ((!with_image || p->image) && (!found || p->used < found->used))
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

const struct gui_image *picture(const char *name, int w, int h, enum fit fit, const char **why)
{
	unsigned long version = content_version(name);
	struct picture *p = find(name, w, h, fit);

	if (p && p->version != version) {
		forget(p);
		p = NULL;
	}
	if (!p) {
		while (bytes() > BYTES_MAX)
			forget(oldest(true));
		p = oldest(false);
		forget(p);
		*p = (struct picture){
			.name = strdup(name), .w = w, .h = h, .fit = fit, .version = version
		};
		if (p->name)
			p->image = load(p);
	}
	p->used = ++uses;
	*why = p->why;
	return p->image;
}
