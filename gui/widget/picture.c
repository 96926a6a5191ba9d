/* SPDX-License-Identifier: MIT */
/* picture.c - an image, scaled as its widget is, and kept scaled. */
#include "kit.h"

struct picture {
	struct gui_widget widget;
	const struct gui_image *image; /* borrowed */
	struct gui_image *scaled;      /* as it is drawn; NULL: not made, or not needed */
	enum gui_fit fit;
};

static void picture_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct picture *p = (const struct picture *)w;

	*wanted = p->image ? (struct gui_size){ p->image->width, p->image->height }
			   : (struct gui_size){ 0, 0 };
}

/* Where the image is drawn; it may be larger than the widget. */
static struct rect picture_place(const struct picture *p)
{
	struct rect r = kit_area(&p->widget);
	long iw = p->image->width, ih = p->image->height;
	bool by_width = (long)r.w * ih < (long)r.h * iw;

	if (p->fit == GUI_FIT_NONE)
		return kit_centred(r, (int)iw, (int)ih);
	if (p->fit == GUI_FIT_COVER)
		by_width = !by_width;
	if (by_width)
		return kit_centred(r, r.w, (int)MAX((r.w * ih + iw / 2) / iw, 1));
	return kit_centred(r, (int)MAX((r.h * iw + ih / 2) / ih, 1), r.h);
}

static void picture_forget(struct picture *p)
{
	gui_image_free(p->scaled);
	p->scaled = NULL;
}

static void picture_arrange(struct gui_widget *w)
{
	picture_forget((struct picture *)w);
}

static void picture_draw(struct gui_widget *w, struct gui_canvas *c)
{
	struct picture *p = (struct picture *)w;
	const struct gui_image *image = p->image;

	if (!image || w->area.w <= 0 || w->area.h <= 0)
		return;
	struct rect r = picture_place(p);
	if (r.w != image->width || r.h != image->height) {
		if (!p->scaled)
			p->scaled = gui_image_scaled(image, r.w, r.h);
		image = p->scaled;
	}
	if (!image)
		gui_scale(c, r, p->image); /* slower, and needs no memory */
	else if (image->opaque)
		gui_blit(c, r.x, r.y, image, (struct rect){ 0, 0, r.w, r.h });
	else
		gui_blend(c, r.x, r.y, image, (struct rect){ 0, 0, r.w, r.h }, 255);
}

static void picture_destroy(struct gui_widget *w)
{
	picture_forget((struct picture *)w);
}

static const struct gui_widget_ops picture_ops = {
	.name = "picture",
	.size = sizeof(struct picture),
	.measure = picture_measure,
	.arrange = picture_arrange,
	.draw = picture_draw,
	.destroy = picture_destroy,
};

struct gui_widget *gui_picture(struct gui_widget *parent, const struct gui_image *image,
			       enum gui_fit fit)
{
	struct picture *p = (struct picture *)gui_widget_new(parent, &picture_ops);

	if (!p)
		return NULL;
	p->image = image;
	p->fit = fit;
	return &p->widget;
}

void gui_picture_set(struct gui_widget *w, const struct gui_image *image)
{
	struct picture *p = (struct picture *)w;

	if (!w || w->ops != &picture_ops)
		return;
	bool same = image && p->image && image->width == p->image->width &&
		    image->height == p->image->height;
	picture_forget(p);
	p->image = image;
	if (same)
		gui_redraw(w);
	else
		gui_relayout(w);
}
