/* SPDX-License-Identifier: MIT */
/* decor.c - icons, lines, and boxes with a title: what only shows something. */
#include <gui/layout.h>

#include "kit.h"

/* --- icons ---------------------------------------------------------------------------------- */

struct icon_view {
	struct gui_widget widget;
	enum gui_icon icon;
	int size; /* design pixels */
	gui_colour colour;
};

static void icon_measure(struct gui_widget *w, struct gui_size *wanted)
{
	wanted->w = wanted->h = gui_dp(((const struct icon_view *)w)->size);
}

static void icon_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct icon_view *v = (const struct icon_view *)w;
	gui_colour colour = v->colour ? v->colour : gui_theme()->text;
	int size = gui_dp(v->size);

	gui_draw_icon(c, kit_centred(kit_area(w), size, size), v->icon,
		      gui_is_enabled(w) ? colour : gui_theme()->text_disabled);
}

static const struct gui_widget_ops icon_ops = {
	.name = "icon",
	.size = sizeof(struct icon_view),
	.measure = icon_measure,
	.draw = icon_draw,
};

struct gui_widget *gui_icon_view(struct gui_widget *parent, enum gui_icon icon, int size,
				 gui_colour colour)
{
	struct icon_view *v = (struct icon_view *)gui_widget_new(parent, &icon_ops);

	if (!v)
		return NULL;
	v->icon = icon;
	v->size = size;
	v->colour = colour;
	return &v->widget;
}

/* --- separators ----------------------------------------------------------------------------- */

static void separator_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	wanted->w = wanted->h = gui_dp(1);
}

static void separator_draw(struct gui_widget *w, struct gui_canvas *c)
{
	struct rect r = kit_area(w);
	int line = gui_dp(1);

	if (r.w > r.h)
		r = (struct rect){ 0, (r.h - line) / 2, r.w, line };
	else
		r = (struct rect){ (r.w - line) / 2, 0, line, r.h };
	gui_fill(c, r, gui_theme()->separator);
}

static const struct gui_widget_ops separator_ops = {
	.name = "separator",
	.size = sizeof(struct gui_widget),
	.measure = separator_measure,
	.draw = separator_draw,
};

struct gui_widget *gui_separator(struct gui_widget *parent)
{
	return gui_widget_new(parent, &separator_ops);
}

/* --- groups --------------------------------------------------------------------------------- */

static void group_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct gui_theme *theme = gui_theme();
	struct rect r = kit_area(w);

	gui_round_rect(c, r, gui_dp(theme->radius), theme->surface);
	gui_round_frame(c, r, gui_dp(theme->radius), gui_dp(theme->border_width), theme->separator);
}

static const struct gui_widget_ops group_ops = {
	.name = "group",
	.size = sizeof(struct gui_widget),
	.draw = group_draw,
};

struct gui_widget *gui_group(struct gui_widget *parent, const char *title)
{
	struct gui_widget *group = gui_widget_new(parent, &group_ops);
	struct gui_widget *column = gui_column(group);

	gui_padding(column, gui_theme()->space_l);
	if (title && *title)
		gui_label_style(gui_label(column, title), GUI_TEXT_STRONG);
	return column;
}
