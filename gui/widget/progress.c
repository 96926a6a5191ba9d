/* SPDX-License-Identifier: MIT */
/* progress.c - how much of something is done; a moving piece while nobody knows. */
#include <gui/gui.h>

#include "kit.h"

#define BAR     6 /* height, design pixels */
#define WIDTH   160
#define HEIGHT  16
#define PERIOD  60 /* steps in which the piece goes from end to end */
#define STEP_MS 33

struct progress {
	struct gui_widget widget;
	int done, step;
	unsigned timer; /* 0: nothing moves */
};

static void progress_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(HEIGHT) };
}

static void progress_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct progress *p = (const struct progress *)w;
	const struct gui_theme *theme = gui_theme();
	int bar = gui_dp(BAR);
	struct rect r = kit_centred(kit_area(w), w->area.w, bar), part = r;

	gui_round_rect(c, r, bar / 2, theme->track);
	if (p->done >= 0) {
		part.w = (int)((int64_t)r.w * p->done / GUI_PROGRESS_MAX);
		if (part.w > 0)
			part.w = MAX(part.w, bar);
	} else {
		part.w = r.w / 4;
		part.x = (r.w + part.w) * p->step / PERIOD - part.w;
		part = rect_intersect(part, r);
	}
	gui_round_rect(c, part, bar / 2, gui_is_enabled(w) ? theme->accent : theme->text_disabled);
}

static bool progress_step(void *arg)
{
	struct progress *p = arg;

	p->step = (p->step + 1) % PERIOD;
	if (gui_is_shown(&p->widget))
		gui_redraw(&p->widget);
	return true;
}

static void progress_destroy(struct gui_widget *w)
{
	gui_timer_stop(((struct progress *)w)->timer);
}

static const struct gui_widget_ops progress_ops = {
	.name = "progress",
	.size = sizeof(struct progress),
	.measure = progress_measure,
	.draw = progress_draw,
	.destroy = progress_destroy,
};

struct gui_widget *gui_progress(struct gui_widget *parent)
{
	return gui_widget_new(parent, &progress_ops);
}

void gui_progress_set(struct gui_widget *w, int done)
{
	struct progress *p = (struct progress *)w;

	if (!w || w->ops != &progress_ops)
		return;
	done = MAX(MIN(done, GUI_PROGRESS_MAX), GUI_PROGRESS_UNKNOWN);
	if (done == p->done)
		return;
	p->done = done;
	gui_timer_stop(p->timer);
	p->timer = 0;
	if (done == GUI_PROGRESS_UNKNOWN)
		p->timer = gui_timer(STEP_MS, progress_step, p);
	gui_redraw(w);
}
