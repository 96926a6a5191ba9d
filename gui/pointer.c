/* SPDX-License-Identifier: MIT */
/*
 * pointer.c - the pointer: where it is, whom its events go to, clicks.
 *
 * A press goes to the widget under the pointer, and whoever uses it has the pointer until the
 * last button is up. While a pop-up is open only pop-ups, and the widget that the first of
 * them belongs to, notice the pointer; while a modal window is, its owner does not.
 */
#include "backend.h"
#include "internal.h"

#define CLICK_NS (400 * MSEC) /* between the presses of a double click */
#define CLICK_DP 4            /* and how far apart */

static struct pointer {
	int x, y;
	bool seen;
	unsigned buttons;   /* bit n: button n is down */
	unsigned swallowed; /* of these, those whose release nobody hears of */
	struct gui_widget *hover, *capture, *pressed;
	int button, clicks, click_x, click_y; /* the last press */
	uint64_t click_time;
} p;

struct rect gui_pointer_place(void)
{
	return (struct rect){ p.x, p.y, 0, 0 };
}

/* An event of that type, in w's coordinates. */
static struct gui_event event_for(const struct gui_widget *w, enum gui_event_type type)
{
	struct rect r = w ? gui_to_screen(w, (struct rect){ 0 }) : (struct rect){ 0 };

	return (struct gui_event){ .type = type,
				   .modifiers = gui_modifiers(),
				   .time = gui_backend_now(),
				   .x = p.x - r.x,
				   .y = p.y - r.y };
}

/* --- hovering ----------------------------------------------------------------------------- */

static void leave(struct gui_widget *w)
{
	struct gui_event e = event_for(w, GUI_POINTER_LEAVE);

	w->hovered = false;
	gui_send(w, &e);
}

static void enter(struct gui_widget *w)
{
	struct gui_event e = event_for(w, GUI_POINTER_ENTER);

	if (w->hovered)
		return;
	if (w->parent && !w->parent->hovered)
		enter(w->parent);
	w->hovered = true;
	if (gui_is_enabled(w))
		gui_send(w, &e);
}

static void set_hover(struct gui_widget *w)
{
	gui_enter();
	struct gui_widget *old = p.hover;
	gui_tell_hover(w);
	p.hover = w;
	for (struct gui_widget *a = old, *up; a && !gui_is_in(w, a); a = up) {
		up = a->parent;
		if (a->hovered)
			leave(a);
	}
	if (p.hover == w && w && !w->dead)
		enter(w);
	gui_leave();
}

/* The window of the widget that the first of the open pop-ups belongs to, and the widget. */
static struct gui_widget *popup_root(void)
{
	struct gui_window *win = gui_core.popup;

	while (win && gui_window_holding(win->owner) &&
	       gui_window_holding(win->owner)->kind == KIND_POPUP)
		win = gui_window_holding(win->owner);
	return win ? win->owner : NULL;
}

/* May w hear of the pointer, with the pop-ups and modal windows that are open? */
static bool reachable(struct gui_widget *w)
{
	struct gui_window *win = gui_window_holding(w);

	if (gui_core.popup && win->kind != KIND_POPUP)
		return gui_is_in(w, popup_root());
	return !gui_window_modal(win);
}

static void update_cursor(struct gui_widget *w, enum gui_part part)
{
	enum gui_cursor shape = GUI_CURSOR_INHERIT;

	if (gui_moving())
		return;
	for (struct gui_widget *a = w; a && shape == GUI_CURSOR_INHERIT; a = a->parent)
		shape = gui_is_enabled(a) ? a->cursor : GUI_CURSOR_INHERIT;
	if (!w && part != PART_NONE && part != PART_CLIENT)
		shape = gui_part_cursor(part);
	gui_cursor_set(shape == GUI_CURSOR_INHERIT ? GUI_CURSOR_ARROW : shape);
}

/* What is under the pointer: the window, which part of it, and in it which widget. */
static struct gui_widget *under(struct gui_window **win, enum gui_part *part)
{
	*win = gui_window_under(p.x, p.y, part);
	if (!*win || *part != PART_CLIENT)
		return NULL;
	struct rect r = (*win)->widget.area;
	struct gui_widget *w = gui_widget_at(&(*win)->widget, p.x - r.x, p.y - r.y);
	while (w && !gui_is_enabled(w))
		w = w->parent;
	return w;
}

static void hover_captured(void)
{
	struct gui_widget *w = p.capture;
	struct gui_event e = event_for(w, GUI_POINTER_MOVE);
	bool inside = e.x >= 0 && e.y >= 0 && e.x < w->area.w && e.y < w->area.h;

	set_hover(inside ? w : NULL);
	update_cursor(w, PART_CLIENT);
}

/* Handlers that hear of it may free anything. */
static void refresh(void)
{
	struct gui_window *win;
	enum gui_part part;

	if (p.capture) {
		hover_captured();
		return;
	}
	struct gui_widget *w = under(&win, &part);
	bool reached = win && reachable(w ? w : &win->widget);

	set_hover(reached ? w : NULL);
	reached = reached && !win->widget.dead;
	gui_frame_hover(reached ? win : NULL, reached ? part : PART_NONE);
	update_cursor(reached ? w : NULL, reached ? part : PART_NONE);
}

void gui_pointer_refresh(void)
{
	gui_enter();
	if (p.seen)
		refresh();
	gui_leave();
}

/* --- motion -------------------------------------------------------------------------------- */

static void motion(int x, int y)
{
	p.x = MAX(MIN(x, gui_core.screen.w - 1), 0);
	p.y = MAX(MIN(y, gui_core.screen.h - 1), 0);
	p.seen = true;
	gui_cursor_show(true);
	gui_cursor_move(p.x, p.y);
	if (gui_moving()) {
		gui_move_to(p.x, p.y);
		return;
	}
	gui_pointer_refresh();
	struct gui_widget *w = p.capture ? p.capture : p.hover;
	struct gui_event e = event_for(w, GUI_POINTER_MOVE);
	if (w)
		gui_bubble(w, &e);
}

/* --- buttons -------------------------------------------------------------------------------- */

static void count_clicks(int button, uint64_t now)
{
	struct rect last = { p.click_x, p.click_y, 1, 1 };
	bool again = button == p.button && now - p.click_time < CLICK_NS &&
		     rect_contains(rect_inset(last, -gui_dp(CLICK_DP)), p.x, p.y);

	p.clicks = again ? p.clicks % 3 + 1 : 1;
	p.button = button;
	p.click_time = now;
	p.click_x = p.x;
	p.click_y = p.y;
}

/* The button is held on w, or (NULL) on nothing. Who does not hear of it is drawn anyway. */
static void set_pressed(struct gui_widget *w)
{
	struct gui_widget *old = p.pressed;

	p.pressed = w;
	if (old)
		old->pressed = false;
	if (w)
		w->pressed = true;
	gui_redraw(old);
	gui_redraw(w);
}

static void press_widget(struct gui_widget *w, int button)
{
	struct gui_widget *focus = w;

	while (focus && !(focus->focusable && !focus->tab_only && gui_is_enabled(focus)))
		focus = focus->parent;
	gui_enter();
	if (focus)
		gui_focus(focus);
	if (w->dead) {
		gui_leave();
		return;
	}
	struct gui_event e = event_for(w, GUI_POINTER_DOWN);
	e.button = button;
	e.clicks = p.clicks;
	if (!p.capture)
		p.capture = w;
	if (!p.pressed)
		set_pressed(w);
	struct gui_widget *user = gui_bubble(w, &e);
	if (user && p.capture == w && !user->dead && user != w) {
		p.capture = user;
		if (p.pressed == w)
			set_pressed(user);
	}
	gui_leave();
}

/* True when the press only closed pop-ups. */
static bool press_outside(struct gui_window *win, struct gui_widget *w)
{
	if (!gui_core.popup || win->kind == KIND_POPUP) {
		gui_popups_close(win);
		return false;
	}
	struct gui_widget *root = popup_root();
	bool lost = !w || !gui_is_in(w, root);
	gui_popups_close(NULL);
	return lost;
}

static void press(int button)
{
	struct gui_window *win;
	enum gui_part part;
	struct gui_widget *w = under(&win, &part);

	count_clicks(button, gui_backend_now());
	if (!win || (p.buttons & ~(1u << button) && p.capture)) {
		if (p.capture)
			press_widget(p.capture, button);
		return;
	}
	bool lost = press_outside(win, w);
	if (win->widget.dead || lost || gui_window_modal(win)) {
		p.swallowed |= 1u << button;
		if (!win->widget.dead && gui_window_modal(win))
			gui_window_activate(&win->widget);
		return;
	}
	if (win->kind != KIND_PANEL)
		gui_window_activate(&win->widget);
	if (part != PART_CLIENT) {
		if (button == GUI_BUTTON_LEFT && !win->widget.dead)
			gui_frame_press(win, part, p.clicks);
	} else if (w && !w->dead) {
		press_widget(w, button);
	}
}

static void release(int button)
{
	unsigned bit = 1u << button;

	p.buttons &= ~bit;
	if (p.swallowed & bit) {
		p.swallowed &= ~bit;
	} else if (p.capture) {
		struct gui_event e = event_for(p.capture, GUI_POINTER_UP);

		e.button = button;
		e.clicks = p.clicks;
		if (!p.buttons)
			set_pressed(NULL);
		gui_bubble(p.capture, &e);
	} else if (button == GUI_BUTTON_LEFT) {
		if (gui_moving())
			gui_move_end(true);
		gui_frame_release();
	}
	if (!p.buttons) {
		p.capture = NULL;
		gui_pointer_refresh();
	}
}

static void wheel(int x, int y)
{
	struct gui_widget *w = p.capture ? p.capture : p.hover;
	struct gui_event e = event_for(w, GUI_WHEEL);

	e.wheel = y;
	e.wheel_x = x;
	if (w)
		gui_bubble(w, &e);
}

static void button_event(unsigned button, bool down)
{
	if (button < 1 || button > 5 || down == (p.buttons >> button & 1))
		return;
	if (!p.seen)
		motion(p.x, p.y);
	if (down) {
		p.buttons |= 1u << button;
		gui_focus_show(false);
		gui_tell_hover(NULL);
		press((int)button);
	} else {
		release((int)button);
	}
}

void gui_pointer_event(const struct input_event *ev)
{
	long w = gui_core.screen.w - 1, h = gui_core.screen.h - 1;

	gui_enter();
	if (ev->type == INPUT_MOVE)
		motion(p.x + ev->dx, p.y + ev->dy);
	else if (ev->type == INPUT_POINT)
		motion((int)((MAX(ev->dx, 0) * w + INPUT_POINT_MAX / 2) / INPUT_POINT_MAX),
		       (int)((MAX(ev->dy, 0) * h + INPUT_POINT_MAX / 2) / INPUT_POINT_MAX));
	else if (ev->type == INPUT_BUTTON)
		button_event(ev->code, ev->down);
	else if (ev->type == INPUT_WHEEL)
		wheel(ev->dx, ev->dy);
	gui_leave();
}

/* --- who has it ------------------------------------------------------------------------------ */

void gui_capture(struct gui_widget *w)
{
	if (gui_is_enabled(w))
		p.capture = w;
}

void gui_release(struct gui_widget *w)
{
	if (!w || p.capture != w)
		return;
	gui_pointer_cancel();
	gui_pointer_refresh();
}

void gui_pointer_cancel(void)
{
	set_pressed(NULL);
	if (!p.capture)
		gui_frame_cancel(); /* a frame may have it */
	p.capture = NULL;
	p.swallowed |= p.buttons;
}

void gui_pointer_forget(struct gui_widget *w)
{
	if (p.capture && gui_is_in(p.capture, w))
		gui_pointer_cancel();
	else if (p.pressed && gui_is_in(p.pressed, w))
		set_pressed(NULL);
	if (p.hover && gui_is_in(p.hover, w)) {
		for (struct gui_widget *a = p.hover; a != w->parent; a = a->parent)
			a->hovered = false;
		p.hover = w->parent;
		gui_tell_hover(NULL);
	}
}

void gui_pointer_reset(void)
{
	gui_on_hover = NULL;
	p = (struct pointer){ .x = gui_core.screen.w / 2, .y = gui_core.screen.h / 2 };
	gui_cursor_show(false);
	gui_cursor_move(p.x, p.y);
}
