/* SPDX-License-Identifier: MIT */
/* probe.c - the widget of the toolkit's tests. */
#include <stdio.h>
#include <stdlib.h>

#include <core/compiler.h>
#include <gui/canvas.h>
#include "probe.h"

int probes_alive;

static void probe_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct probe *p = (struct probe *)w;
	int limit = wanted->w;

	p->measured++;
	*wanted = p->want;
	if (p->wraps && limit < p->want.w) {
		wanted->w = limit;
		wanted->h = p->want.h * ((p->want.w + limit - 1) / limit);
	}
}

static void probe_draw(struct gui_widget *w, struct gui_canvas *c)
{
	struct probe *p = (struct probe *)w;
	struct rect r = { 0, 0, w->area.w, w->area.h };

	p->drawn++;
	p->pixels += (uint64_t)c->clip.w * (uint64_t)c->clip.h;
	gui_fill(c, r, w->disabled ? 0xff808080 : p->colour);
	if (w->hovered)
		gui_frame(c, r, 2, 0xffffffff);
	if (w->pressed)
		gui_fill(c, rect_inset(r, 4), 0xff000000);
	if (gui_has_focus(w))
		gui_draw_focus(c, r, 4);
}

static bool probe_event(struct gui_widget *w, const struct gui_event *e)
{
	struct probe *p = (struct probe *)w;

	p->count[e->type]++;
	p->last[e->type] = *e;
	if (e->type != GUI_POINTER_MOVE)
		gui_redraw(w);
	if (p->on_event)
		p->on_event(p, e);
	return p->uses;
}

static void probe_destroy(struct gui_widget *w)
{
	(void)w;
	probes_alive--;
}

static const struct gui_widget_ops probe_ops = {
	.name = "probe",
	.size = sizeof(struct probe),
	.measure = probe_measure,
	.draw = probe_draw,
	.event = probe_event,
	.destroy = probe_destroy,
};

struct probe *probe_new(struct gui_widget *parent, int w, int h)
{
	struct probe *p = (struct probe *)gui_widget_new(parent, &probe_ops);

	if (!p)
		return NULL;
	probes_alive++;
	p->want = (struct gui_size){ w, h };
	p->colour = 0xff3070b0;
	p->uses = true;
	return p;
}

static struct rect on_screen(const struct probe *p)
{
	return gui_to_screen(&p->widget, (struct rect){ 0, 0, p->widget.area.w, p->widget.area.h });
}

int probe_x(const struct probe *p)
{
	struct rect r = on_screen(p);

	return r.x + r.w / 2;
}

int probe_y(const struct probe *p)
{
	struct rect r = on_screen(p);

	return r.y + r.h / 2;
}

/* Prints where two pictures differ, as the smallest rectangle around it. */
static bool compare(const uint32_t *before, struct gui_size size)
{
	struct rect around = { 0 };

	for (int y = 0; y < size.h; y++) {
		for (int x = 0; x < size.w; x++) {
			if (host_pixel(x, y) != before[y * size.w + x])
				around = rect_union(around, (struct rect){ x, y, 1, 1 });
		}
	}
	if (rect_empty(around))
		return true;
	printf("# %dx%d pixels at %d, %d are not what drawing everything gives\n", around.w,
	       around.h, around.x, around.y);
	return false;
}

/* To be looked at: in the folder that the environment variable SCENES names. */
static void dump(const char *name)
{
	const char *folder = getenv("SCENES");
	char path[256];

	snprintf(path, sizeof(path), "%s/%s.ppm", folder ? folder : "", name);
	if (folder && host_dump(path) < 0)
		perror(path);
}

bool screen_is_right(void)
{
	host_wait(0);
	struct gui_size size = gui_screen_size();
	uint32_t *before = malloc((size_t)size.w * (size_t)size.h * sizeof(*before));
	for (int i = 0; i < size.w * size.h; i++)
		before[i] = host_pixel(i % size.w, i / size.w);
	dump("screen-before");
	gui_redraw_all();
	host_wait(0);
	dump("screen-after");
	bool same = compare(before, size);
	free(before);
	return same;
}
