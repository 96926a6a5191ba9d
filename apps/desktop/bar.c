/* SPDX-License-Identifier: MIT */
/*
 * bar.c - the bar at the top of the screen: the menu of the desktop behind its sign, the name
 * of the active program, the state of the network, date and time.
 */
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include <gui/text.h>

#include "desktop.h"
#include "sysstat.h"

#define HEIGHT  30
#define BEAT_MS 1000
#define LOOK    3 /* beats between two looks at the network */
#define PAD     10
#define SIGN    16

struct bar_button {
	struct gui_widget widget;
	void (*draw)(struct gui_canvas *c, struct rect r);
	void (*pressed)(struct gui_widget *w);
	int width; /* of what is drawn instead of a text, pixels of the design */
	char text[96];
};

static struct {
	struct gui_widget *panel, *program, *network, *clock;
	struct sysnet net;
	unsigned beats;
} bar;

/* --- what can be pressed ------------------------------------------------------------------ */

static enum gui_text_style style(const struct gui_widget *w)
{
	return w == bar.program ? GUI_TEXT_STRONG : GUI_TEXT_BODY;
}

static void button_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct bar_button *b = (const struct bar_button *)w;

	wanted->w = gui_dp(2 * PAD + b->width) +
		    gui_text_width(gui_theme_font(style(w)), b->text, strlen(b->text));
	wanted->h = gui_dp(HEIGHT);
}

static void button_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct bar_button *b = (const struct bar_button *)w;
	const struct gui_font *font = gui_theme_font(style(w));
	struct rect r = { 0, 0, w->area.w, w->area.h };

	if ((w->hovered || gui_has_focus(w)) && b->pressed)
		gui_round_rect(c, rect_inset(r, gui_dp(3)), gui_dp(5), gui_theme()->hover);
	if (b->draw)
		b->draw(c, (struct rect){ gui_dp(PAD), (r.h - gui_dp(SIGN)) / 2, gui_dp(SIGN),
					  gui_dp(SIGN) });
	gui_text_draw(c, font, gui_dp(PAD + b->width), gui_text_centre(font, 0, r.h), b->text,
		      strlen(b->text), gui_theme()->text);
	if (gui_has_focus(w))
		gui_draw_focus(c, rect_inset(r, gui_dp(3)), gui_dp(5));
}

static bool button_event(struct gui_widget *w, const struct gui_event *e)
{
	const struct bar_button *b = (const struct bar_button *)w;
	bool key = e->type == GUI_KEY_DOWN && (e->key == GUI_KEY_ENTER || e->key == GUI_KEY_SPACE);

	if (e->type == GUI_POINTER_ENTER || e->type == GUI_POINTER_LEAVE)
		gui_redraw(w);
	if (!b->pressed || (!key && e->type != GUI_POINTER_DOWN))
		return false;
	b->pressed(w);
	return true;
}

static const char *button_text(const struct gui_widget *w)
{
	return ((const struct bar_button *)w)->text;
}

static void button_set_text(struct gui_widget *w, const char *text)
{
	struct bar_button *b = (struct bar_button *)w;

	snprintf(b->text, sizeof(b->text), "%s", text);
	gui_relayout(w);
}

static const struct gui_widget_ops button_ops = {
	.name = "bar button",
	.size = sizeof(struct bar_button),
	.measure = button_measure,
	.draw = button_draw,
	.event = button_event,
	.text = button_text,
	.set_text = button_set_text,
};

static struct gui_widget *add(struct gui_widget *row,
			      void (*draw)(struct gui_canvas *, struct rect),
			      void (*pressed)(struct gui_widget *), int width)
{
	struct bar_button *b = (struct bar_button *)gui_widget_new(row, &button_ops);

	if (!b)
		return NULL;
	b->draw = draw;
	b->pressed = pressed;
	b->width = width;
	b->widget.focusable = b->widget.tab_only = pressed != NULL;
	return &b->widget;
}

/* --- the desktop's menu ------------------------------------------------------------------- */

static void about(void *arg)
{
	(void)arg;
	settings_open(program_settings, "about");
}

static void settings(void *arg)
{
	(void)arg;
	program_show(program_settings);
}

static void end_answered(int button, void *arg)
{
	if (button != 1)
		return;
	sync();
	gui_close();
	reboot(arg ? RB_POWER_OFF : RB_AUTOBOOT);
	_exit(0); /* on a machine that is not its own */
}

static void restart(void *arg)
{
	(void)arg;
	gui_message(bar.panel, GUI_QUESTION, "Restart?",
		    "Changes in windows that have not been saved are lost.", "Cancel|Restart",
		    end_answered, NULL);
}

static void shut_down(void *arg)
{
	(void)arg;
	gui_message(bar.panel, GUI_QUESTION, "Shut down?",
		    "Changes in windows that have not been saved are lost.", "Cancel|Shut Down",
		    end_answered, &bar);
}

static const struct gui_menu_item menu[] = {
	{ .text = "About This Machine", .icon = GUI_ICON_INFO, .chosen = about },
	{ .text = "Settings", .icon = GUI_ICON_GEAR, .chosen = settings },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Restart", .icon = GUI_ICON_REFRESH, .chosen = restart },
	{ .text = "Shut Down", .icon = GUI_ICON_POWER, .chosen = shut_down },
	{ 0 },
};

static void open_menu(struct gui_widget *w)
{
	gui_menu_popup(w, 0, w->area.h, menu, NULL);
}

static void open_network(struct gui_widget *w)
{
	(void)w;
	settings_open(program_settings, "network");
}

/* --- what is shown ------------------------------------------------------------------------ */

static void draw_sign(struct gui_canvas *c, struct rect r)
{
	const struct gui_theme *t = gui_theme();

	draw_logo(c, r, t->text, t->focus);
}

static void draw_network(struct gui_canvas *c, struct rect r)
{
	bool on = bar.net.up && bar.net.address[0];

	gui_draw_icon(c, r, on ? GUI_ICON_NETWORK : GUI_ICON_OFFLINE,
		      on ? gui_theme()->text : gui_theme()->text_dim);
}

static void show_network(void)
{
	const char *text = "Offline";

	sysnet_read(&bar.net);
	if (bar.net.up)
		text = bar.net.address[0] ? bar.net.address : "Connecting";
	if (strcmp(gui_text(bar.network), text) != 0) {
		gui_set_text(bar.network, text);
		gui_redraw(bar.network);
	}
	gui_tooltip(bar.network, bar.net.name[0] ? bar.net.name : "There is no network card");
}

void bar_windows_changed(void)
{
	const struct gui_widget *active = gui_window_active();
	const struct program *p = program_of(active);

	/* A dialog is of the program that was there. */
	if (p || !active)
		gui_set_text(bar.program, p ? p->name : "Desktop");
}

static bool beat(void *arg)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[64];

	(void)arg;
	localtime_r(&now, &tm);
	strftime(text, sizeof(text), "%a %e %b   %H:%M", &tm);
	gui_set_text(bar.clock, text);
	if (bar.beats++ % LOOK == 0)
		show_network();
	return true;
}

/* A ground that lets the backdrop shine through. */
static void ground_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct gui_theme *t = gui_theme();

	gui_fill(c, (struct rect){ 0, 0, w->area.w, w->area.h }, gui_fade(t->background, 224));
	gui_fill(c, (struct rect){ 0, w->area.h - 1, w->area.w, 1 }, gui_fade(t->frame, 110));
}

static const struct gui_widget_ops ground_ops = {
	.name = "bar",
	.size = sizeof(struct gui_widget),
	.draw = ground_draw,
};

static void menu_key(struct gui_widget *window, void *sign)
{
	(void)window;
	open_menu(sign);
}

void bar_open(void)
{
	bar.panel = gui_panel(GUI_TOP, HEIGHT);
	gui_window_plain(bar.panel, true);
	struct gui_widget *row = gui_row(gui_widget_new(bar.panel, &ground_ops));

	gui_spacing(row, 0);
	struct gui_widget *sign = add(row, draw_sign, open_menu, SIGN);
	gui_tooltip(sign, "Menu (Super+M)");
	gui_shortcut(NULL, GUI_SUPER, 'm', menu_key, sign);
	bar.program = add(row, NULL, NULL, 0);
	gui_spacer(row);
	bar.network = add(row, draw_network, open_network, SIGN + 6);
	bar.clock = add(row, NULL, NULL, 0);
	beat(NULL);
	bar_windows_changed();
	gui_timer(BEAT_MS, beat, NULL);
}
