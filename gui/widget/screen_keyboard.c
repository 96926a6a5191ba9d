/* SPDX-License-Identifier: MIT */
/*
 * screen_keyboard.c - a keyboard on the screen, for those that are touched. It stands in a panel
 * at the bottom, takes no focus, and sends what real keys would send.
 */
#include "backend.h"
#include "caret.h"
#include "internal.h"
#include "kit.h"

#define HEIGHT  224 /* of the panel, design pixels */
#define EDGE    8
#define GAP     6
#define ROWS    4
#define WIDTH   20  /* of a row, in half keys */
#define MOST    900 /* wide at most, design pixels */
#define HIDE_MS 50  /* the focus goes from one widget to another: it stays */

/* What is no character. */
enum { SHIFT = 1, BACK, LAYER, ENTER, SPACE };

struct key {
	char sign;      /* the character, or one of the above */
	char width;     /* half keys */
	struct rect at; /* pixels */
};

enum layer { LETTERS, CAPITALS, SIGNS, LAYERS };

/* Rows of keys; \1 .. \5 are the keys above. */
static const char *const layers[LAYERS][ROWS] = {
	[LETTERS] = { "qwertyuiop", "asdfghjkl", "\1zxcvbnm\2", "\3,\5.\4" },
	[CAPITALS] = { "QWERTYUIOP", "ASDFGHJKL", "\1ZXCVBNM\2", "\3,\5.\4" },
	[SIGNS] = { "1234567890", "@#$%&*-+=", "!\"'()/:;?\2", "\3_\5.\4" },
};

struct screen_keyboard {
	struct gui_widget widget;
	enum layer layer;
	char held; /* the sign of the key that is pressed; 0 none */
};

static struct gui_widget *panel;
static unsigned hide_timer;

static int key_width(enum layer layer, char sign)
{
	switch (sign) {
	case SHIFT:
		return 3;
	case BACK:
		return layer == SIGNS ? 2 : 3;
	case LAYER:
	case ENTER:
		return 4;
	case SPACE:
		return 8;
	default:
		return 2;
	}
}

/* The index-th key of a row; false: there are no more. */
static bool key_at(const struct screen_keyboard *k, int row, int index, struct key *key)
{
	const char *signs = layers[k->layer][row];
	int edge = gui_dp(EDGE), gap = gui_dp(GAP), half = 0, used = 0;
	int width = MIN(k->widget.area.w - 2 * edge, gui_dp(MOST));
	int height = (k->widget.area.h - 2 * edge - (ROWS - 1) * gap) / ROWS;
	int left = (k->widget.area.w - width) / 2;

	if (index >= (int)strlen(signs))
		return false;
	for (int i = 0; signs[i]; i++) {
		used += key_width(k->layer, signs[i]);
		half += i < index ? key_width(k->layer, signs[i]) : 0;
	}
	half += (WIDTH - used) / 2; /* a shorter row stands in the middle */
	key->sign = signs[index];
	key->width = (char)key_width(k->layer, signs[index]);
	key->at = (struct rect){ left + width * half / WIDTH, edge + row * (height + gap),
				 width * key->width / WIDTH - gap, height };
	return true;
}

static bool find(const struct screen_keyboard *k, int x, int y, struct key *key)
{
	for (int row = 0; row < ROWS; row++) {
		for (int i = 0; key_at(k, row, i, key); i++) {
			if (rect_contains(rect_inset(key->at, -gui_dp(GAP) / 2), x, y))
				return true;
		}
	}
	return false;
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_key(const struct screen_keyboard *k, struct gui_canvas *c, const struct key *key)
{
	const struct gui_theme *theme = gui_theme();
	const struct gui_font *font = gui_theme_font(GUI_TEXT_TITLE);
	bool special = key->sign <= SPACE && key->sign != SPACE;
	bool on = key->sign == k->held || (key->sign == SHIFT && k->layer == CAPITALS);
	gui_colour fill = on ? theme->accent : special ? theme->raised_pressed : theme->raised;
	gui_colour ink = on ? theme->on_accent : theme->text;
	struct rect sign = kit_centred(key->at, gui_dp(22), gui_dp(22));

	gui_round_rect(c, key->at, gui_dp(theme->radius), fill);
	gui_round_frame(c, key->at, gui_dp(theme->radius), gui_dp(theme->border_width),
			on ? fill : theme->border);
	if (key->sign == SHIFT || key->sign == BACK || key->sign == ENTER)
		gui_draw_icon(c, sign,
			      key->sign == SHIFT  ? GUI_ICON_SHIFT
			      : key->sign == BACK ? GUI_ICON_BACKSPACE
						  : GUI_ICON_ENTER,
			      ink);
	else if (key->sign == LAYER)
		kit_text(c, gui_theme_font(GUI_TEXT_BODY), key->at,
			 k->layer == SIGNS ? "ABC" : "123", 3, GUI_ALIGN_CENTRE, ink);
	else if (key->sign != SPACE)
		kit_text(c, font, key->at, &key->sign, 1, GUI_ALIGN_CENTRE, ink);
}

static void keyboard_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct screen_keyboard *k = (const struct screen_keyboard *)w;
	struct key key;

	gui_fill(c, kit_area(w), gui_theme()->background);
	gui_fill(c, (struct rect){ 0, 0, w->area.w, gui_dp(1) }, gui_theme()->separator);
	for (int row = 0; row < ROWS; row++) {
		for (int i = 0; key_at(k, row, i, &key); i++)
			draw_key(k, c, &key);
	}
}

/* --- keys ----------------------------------------------------------------------------------- */

static void send_key(unsigned usage, uint32_t character)
{
	struct gui_event e = { .type = GUI_KEY_DOWN,
			       .key = usage,
			       .character = character,
			       .time = gui_backend_now() };

	if (!gui_focused() || gui_bubble(gui_focused(), &e) || !character)
		return;
	e.type = GUI_TEXT;
	if (gui_focused())
		gui_bubble(gui_focused(), &e);
}

static void press(struct screen_keyboard *k, char sign)
{
	enum layer layer = k->layer;

	switch (sign) {
	case SHIFT:
		k->layer = layer == CAPITALS ? LETTERS : CAPITALS;
		break;
	case LAYER:
		k->layer = layer == SIGNS ? LETTERS : SIGNS;
		break;
	case BACK:
		send_key(GUI_KEY_BACKSPACE, 0);
		break;
	case ENTER:
		send_key(GUI_KEY_ENTER, 0);
		break;
	default:
		/* Keys that only type have no place here: widgets go by the character. */
		if (layer == CAPITALS)
			k->layer = LETTERS;
		send_key(sign == SPACE ? GUI_KEY_SPACE : 0,
			 sign == SPACE ? ' ' : (uint32_t)(unsigned char)sign);
	}
}

static bool keyboard_handle(struct gui_widget *w, const struct gui_event *e)
{
	struct screen_keyboard *k = (struct screen_keyboard *)w;
	struct key key;

	if (e->type == GUI_POINTER_DOWN && find(k, e->x, e->y, &key)) {
		k->held = key.sign;
		gui_redraw(w);
		press(k, key.sign);
	} else if (e->type == GUI_POINTER_UP) {
		k->held = 0;
		gui_redraw(w);
	}
	return e->type == GUI_POINTER_DOWN || e->type == GUI_POINTER_UP;
}

static void keyboard_destroy(struct gui_widget *w)
{
	(void)w;
	panel = NULL;
}

static const struct gui_widget_ops keyboard_ops = {
	.name = "screen keyboard",
	.size = sizeof(struct screen_keyboard),
	.draw = keyboard_draw,
	.event = keyboard_handle,
	.destroy = keyboard_destroy,
};

/* --- coming and going ----------------------------------------------------------------------- */

static bool hide(void *arg)
{
	(void)arg;
	hide_timer = 0;
	gui_free(panel);
	panel = NULL;
	return false;
}

static void focus_moved(struct gui_widget *w)
{
	gui_timer_stop(hide_timer);
	hide_timer = 0;
	if (!w) {
		hide_timer = gui_timer(HIDE_MS, hide, NULL);
		return;
	}
	if (panel)
		return;
	panel = gui_panel(GUI_BOTTOM, HEIGHT);
	if (!gui_widget_new(panel, &keyboard_ops))
		hide(NULL);
}

void gui_screen_keyboard(bool on)
{
	caret_watch(on ? focus_moved : NULL);
	if (!on)
		hide(NULL);
}
