/* SPDX-License-Identifier: MIT */
/* text_box.c - one line to write in. */
#include <stdlib.h>

#include <gui/editors.h>
#include <gui/gui.h>

#include "caret.h"
#include "kit.h"
#include "text_keys.h"

#define WIDTH 200 /* design pixels */
#define ICON  16
#define LIMIT 4096 /* bytes, unless the program says otherwise */
#define DOT   "\xe2\x80\xa2"

struct text_box {
	struct gui_widget widget;
	struct text_model text;
	char *hint;
	char *dots; /* what a password is shown as; NULL: none */
	bool password;
	enum gui_icon icon;
	int shift; /* pixels of the text that lie left of what is seen */
	struct kit_action entered, changed;
};

static void box_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(gui_theme()->control) };
}

/* Where text is seen. */
static struct rect inner(const struct text_box *b)
{
	int pad = gui_dp(gui_theme()->space), left = pad;

	if (b->icon)
		left += gui_dp(ICON) + pad;
	return (struct rect){ left, 0, b->widget.area.w - left - pad, b->widget.area.h };
}

static const struct gui_font *font(void)
{
	return gui_theme_font(GUI_TEXT_BODY);
}

/* What is drawn for the first n bytes of the text, and how many bytes that is. */
static const char *shown(const struct text_box *b, size_t n, size_t *length)
{
	*length = n;
	if (!b->password)
		return b->text.text;
	*length = 0;
	for (size_t at = 0; at < n; *length += sizeof(DOT) - 1)
		at += text_char(b->text.text + at, b->text.length - at);
	return b->dots ? b->dots : "";
}

static int x_of(const struct text_box *b, size_t at)
{
	size_t n;
	const char *text = shown(b, at, &n);

	return gui_text_width(font(), text, n);
}

static size_t at_of(const struct text_box *b, int x)
{
	size_t n, at = 0;
	const char *text = shown(b, b->text.length, &n);

	n = gui_text_at(font(), text, n, x - inner(b).x + b->shift);
	if (!b->password)
		return n;
	for (n /= sizeof(DOT) - 1; n > 0; n--)
		at += text_char(b->text.text + at, b->text.length - at);
	return at;
}

static void remake_dots(struct text_box *b)
{
	size_t n;

	free(b->dots);
	b->dots = NULL;
	if (!b->password)
		return;
	shown(b, b->text.length, &n);
	b->dots = malloc(n + 1);
	for (size_t i = 0; b->dots && i < n; i++)
		b->dots[i] = DOT[i % (sizeof(DOT) - 1)];
	if (b->dots)
		b->dots[n] = '\0';
}

/* The cursor is seen, and no room is wasted behind the text. */
static void keep_seen(struct text_box *b)
{
	int room = inner(b).w - gui_dp(2), x = x_of(b, b->text.cursor);
	int end = x_of(b, b->text.length);

	b->shift = MIN(b->shift, MAX(end - room, 0));
	b->shift = MAX(MIN(b->shift, x), x - room);
	b->shift = MAX(b->shift, 0);
	gui_redraw(&b->widget);
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_text(const struct text_box *b, struct gui_canvas *c, struct rect r)
{
	const struct gui_theme *theme = gui_theme();
	bool focus = gui_has_focus(&b->widget);
	size_t from, selected = text_selection(&b->text, &from), n;
	const char *text = shown(b, b->text.length, &n);
	int y = gui_text_centre(font(), r.y, r.h), x = r.x - b->shift, line = font()->line_height;
	gui_colour ink = gui_is_enabled(&b->widget) ? theme->text : theme->text_disabled;

	gui_text_draw(c, font(), x, y, text, n, ink);
	if (selected) {
		int left = x + x_of(b, from), right = x + x_of(b, from + selected);
		struct rect mark = { left, (r.h - line) / 2, right - left, line };
		struct rect before = gui_clip(c, mark);

		gui_fill(c, mark, focus ? theme->selection : theme->selection_idle);
		gui_text_draw(c, font(), x, y, text, n, focus ? theme->on_selection : ink);
		c->clip = before;
	}
	if (focus && caret_is_seen(&b->widget))
		gui_fill(c,
			 (struct rect){ x + x_of(b, b->text.cursor), (r.h - line) / 2,
					MAX(gui_dp(1), 1), line },
			 theme->text);
}

static void box_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct text_box *b = (const struct text_box *)w;
	const struct gui_theme *theme = gui_theme();
	struct rect r = inner(b), before;
	int pad = gui_dp(theme->space);

	kit_surface(w, c, kit_area(w));
	if (b->icon)
		gui_draw_icon(c, (struct rect){ pad, 0, gui_dp(ICON), w->area.h }, b->icon,
			      theme->text_dim);
	before = gui_clip(c, (struct rect){ r.x - gui_dp(1), 0, r.w + gui_dp(2), r.h });
	if (b->text.length == 0 && b->hint)
		kit_text(c, font(), r, b->hint, strlen(b->hint), GUI_ALIGN_START, theme->text_dim);
	draw_text(b, c, r);
	c->clip = before;
}

/* --- events --------------------------------------------------------------------------------- */

static void after_change(struct text_box *b)
{
	remake_dots(b);
	keep_seen(b);
	caret_start(&b->widget);
	kit_act(&b->widget, b->changed);
}

static bool pointer_down(struct text_box *b, const struct gui_event *e)
{
	size_t at = at_of(b, e->x);

	if (e->button == GUI_BUTTON_LEFT) {
		if (e->clicks == 2 && !b->password)
			text_select_word(&b->text, at);
		else if (e->clicks >= 2)
			text_select_all(&b->text);
		else
			text_place(&b->text, at, e->modifiers & GUI_SHIFT);
	}
	keep_seen(b);
	caret_start(&b->widget);
	return e->button == GUI_BUTTON_LEFT;
}

static bool box_key(struct text_box *b, const struct gui_event *e)
{
	struct gui_widget *w = &b->widget;
	unsigned no_shift = e->modifiers & ~GUI_SHIFT;

	if (e->type == GUI_KEY_DOWN && e->key == GUI_KEY_ENTER && !no_shift && b->entered.fn) {
		kit_act(w, b->entered);
		return true;
	}
	switch (text_key(&b->text, e, false, b->password)) {
	case TEXT_KEY_CHANGED:
		after_change(b);
		return true;
	case TEXT_KEY_MOVED:
		keep_seen(b);
		caret_start(w);
		return true;
	default:
		return false;
	}
}

static bool box_event(struct gui_widget *w, const struct gui_event *e)
{
	struct text_box *b = (struct text_box *)w;

	switch (e->type) {
	case GUI_KEY_DOWN:
	case GUI_TEXT:
		return box_key(b, e);
	case GUI_POINTER_DOWN:
		return pointer_down(b, e);
	case GUI_POINTER_MOVE:
		if (w->pressed) {
			text_place(&b->text, at_of(b, e->x), true);
			keep_seen(b);
		}
		return w->pressed;
	case GUI_FOCUS_IN:
		/* By Tab all is selected, as everywhere; a click then places the cursor. */
		text_select_all(&b->text);
		keep_seen(b);
		caret_start(w);
		return false;
	case GUI_FOCUS_OUT:
		caret_stop(w);
		return false;
	default:
		return false;
	}
}

static void box_destroy(struct gui_widget *w)
{
	struct text_box *b = (struct text_box *)w;

	caret_stop(w);
	text_free(&b->text);
	free(b->hint);
	free(b->dots);
}

static const char *box_text(const struct gui_widget *w)
{
	return ((const struct text_box *)w)->text.text;
}

static void box_set(struct gui_widget *w, const char *text)
{
	struct text_box *b = (struct text_box *)w;

	if (strcmp(b->text.text, text) == 0 || text_set(&b->text, text, strlen(text)) < 0)
		return;
	remake_dots(b);
	b->shift = 0;
	keep_seen(b);
}

static bool box_edit(struct gui_widget *w, int what, bool only_ask)
{
	struct text_box *b = (struct text_box *)w;

	if (only_ask)
		return text_can_edit(&b->text, what, false, b->password);
	if (text_edit(&b->text, what, b->password))
		after_change(b);
	else
		keep_seen(b);
	return true;
}

static void box_arrange(struct gui_widget *w)
{
	keep_seen((struct text_box *)w);
}

static const struct gui_widget_ops box_ops = {
	.name = "text box",
	.size = sizeof(struct text_box),
	.measure = box_measure,
	.arrange = box_arrange,
	.draw = box_draw,
	.event = box_event,
	.destroy = box_destroy,
	.text = box_text,
	.set_text = box_set,
	.edit = box_edit,
};

struct gui_widget *gui_text_box(struct gui_widget *parent, const char *text, gui_action entered,
				void *arg)
{
	struct text_box *b = (struct text_box *)gui_widget_new(parent, &box_ops);

	if (!b)
		return NULL;
	if (text_init(&b->text, true) < 0) {
		gui_free(&b->widget);
		return NULL;
	}
	b->text.limit = LIMIT;
	b->widget.focusable = true;
	b->widget.cursor = GUI_CURSOR_TEXT;
	b->entered = (struct kit_action){ entered, arg };
	gui_set_text(&b->widget, text);
	return &b->widget;
}

static struct text_box *box_of(const struct gui_widget *w)
{
	return w && w->ops == &box_ops ? (struct text_box *)w : NULL;
}

void gui_text_box_on_change(struct gui_widget *w, gui_action changed, void *arg)
{
	if (box_of(w))
		box_of(w)->changed = (struct kit_action){ changed, arg };
}

struct gui_widget *gui_text_box_hint(struct gui_widget *w, const char *hint)
{
	if (box_of(w) && kit_set_text(&box_of(w)->hint, hint))
		gui_redraw(w);
	return w;
}

struct gui_widget *gui_text_box_password(struct gui_widget *w, bool password)
{
	if (box_of(w)) {
		box_of(w)->password = password;
		remake_dots(box_of(w));
		keep_seen(box_of(w));
	}
	return w;
}

struct gui_widget *gui_text_box_icon(struct gui_widget *w, enum gui_icon icon)
{
	if (box_of(w)) {
		box_of(w)->icon = icon;
		keep_seen(box_of(w));
	}
	return w;
}

void gui_text_box_limit(struct gui_widget *w, size_t bytes)
{
	if (box_of(w))
		box_of(w)->text.limit = MIN(bytes, TEXT_BYTES_MAX);
}

void gui_text_box_select(struct gui_widget *w, size_t from, size_t to)
{
	struct text_box *b = box_of(w);

	if (!b)
		return;
	text_place(&b->text, from, false);
	text_place(&b->text, to, true);
	keep_seen(b);
}
