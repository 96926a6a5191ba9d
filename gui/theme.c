/* SPDX-License-Identifier: MIT */
/* theme.c - the theme in use, the scale, and what all widgets draw alike: gui/theme.h. */
#include <gui/text.h>
#include "internal.h"

static const struct gui_theme *theme = &gui_theme_light;
static int scale = 100;

const struct gui_theme *gui_theme(void)
{
	return theme;
}

/* What was measured was measured in another size. */
static void forget_sizes(struct gui_widget *w)
{
	w->arranged = false;
	w->measured[0].width = w->measured[1].width = 0;
	for (struct gui_widget *c = w->first; c; c = c->next)
		forget_sizes(c);
}

static void everything_new(void)
{
	for (struct gui_window *win = gui_core.oldest; win; win = win->created)
		forget_sizes(&win->widget);
	if (gui_core.open)
		gui_windows_refit();
	gui_redraw_all();
}

void gui_set_theme(const struct gui_theme *t)
{
	theme = t;
	everything_new();
}

int gui_scale_percent(void)
{
	return scale;
}

void gui_set_scale(int percent)
{
	if (percent != 150 && percent != 200)
		percent = 100;
	scale = percent;
	everything_new();
}

int gui_dp(int n)
{
	return n < 0 ? -gui_dp(-n) : (n * scale + 50) / 100;
}

const struct gui_font *gui_theme_font(enum gui_text_style style)
{
	static const struct {
		uint8_t face, size;
	} fonts[GUI_TEXT_STYLES] = {
		[GUI_TEXT_SMALL] = { GUI_SANS, 12 },
		[GUI_TEXT_BODY] = { GUI_SANS, 14 },
		[GUI_TEXT_STRONG] = { GUI_SANS_BOLD, 14 },
		[GUI_TEXT_TITLE] = { GUI_SANS_BOLD, 16 },
		[GUI_TEXT_LARGE] = { GUI_SANS_BOLD, 20 },
		[GUI_TEXT_DISPLAY] = { GUI_SANS_BOLD, 28 },
		[GUI_TEXT_CODE] = { GUI_MONO, 14 },
	};

	return gui_font(fonts[style].face, gui_dp(fonts[style].size));
}

void gui_draw_focus(struct gui_canvas *c, struct rect r, int radius)
{
	int width = gui_dp(theme->focus_width);

	if (gui_focus_is_shown())
		gui_round_frame(c, r, radius + width, width, theme->focus);
}
