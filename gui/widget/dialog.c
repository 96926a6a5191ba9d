/* SPDX-License-Identifier: MIT */
/* dialog.c - see dialog.h; messages and prompts. */
#include <stdlib.h>

#include "dialog.h"
#include "internal.h"

#define TEXT_WIDTH 440 /* design pixels */
#define SIGN       32
#define BUTTONS    4
#define LABEL      64 /* bytes of a button's text */

static void dialog_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct dialog *d = (const struct dialog *)w;
	int width = d->width ? MIN(wanted->w, gui_dp(d->width)) : wanted->w;

	*wanted = gui_measure(w->first, width);
}

static bool dialog_event(struct gui_widget *w, const struct gui_event *e)
{
	struct dialog *d = (struct dialog *)w;

	if (e->type != GUI_KEY_DOWN || e->modifiers || e->repeated)
		return false;
	if (e->key == GUI_KEY_ESCAPE) {
		dialog_cancel(d);
		return true;
	}
	if (e->key == GUI_KEY_ENTER && d->accept) {
		gui_press(d->accept);
		return true;
	}
	return false;
}

static void dialog_destroy(struct gui_widget *w)
{
	struct dialog *d = (struct dialog *)w;

	if (d->freed)
		d->freed(d);
	free((struct gui_widget_ops *)w->ops);
}

void dialog_close(struct dialog *d)
{
	gui_free(gui_window_of(&d->widget));
}

void dialog_cancel(struct dialog *d)
{
	gui_window_close(gui_window_of(&d->widget));
}

static bool closing(struct gui_widget *window, void *dialog)
{
	struct dialog *d = dialog;

	(void)window;
	if (d->cancelled)
		d->cancelled(d);
	return true;
}

/* The operations know a widget's size, and dialogs have several: each has its own table. */
struct dialog *dialog_new(struct gui_widget *owner, const char *title, int width, size_t size)
{
	struct gui_widget_ops *ops = malloc(sizeof(*ops));
	struct gui_widget *window;
	struct dialog *d;

	if (!ops)
		return NULL;
	*ops = (struct gui_widget_ops){ .name = "dialog",
					.size = size,
					.measure = dialog_measure,
					.event = dialog_event,
					.destroy = dialog_destroy };
	window = gui_modal(owner, title, 0, 0);
	d = (struct dialog *)gui_widget_new(window, ops);
	if (!d) {
		free(ops);
		gui_free(window);
		return NULL;
	}
	d->width = width;
	gui_window_on_close(window, closing, d);
	return d;
}

struct gui_widget *dialog_buttons(struct gui_widget *column)
{
	struct gui_widget *row = gui_row(column);

	gui_spacer(row);
	return row;
}

/* --- messages ------------------------------------------------------------------------------- */

struct message {
	struct dialog dialog;
	gui_answer answered;
	void *arg;
	struct gui_widget *buttons[BUTTONS];
	int count;
};

static void message_cancelled(struct dialog *d)
{
	struct message *m = (struct message *)d;

	if (m->answered)
		m->answered(-1, m->arg);
}

static void message_pressed(struct gui_widget *button, void *arg)
{
	struct message *m = arg;
	gui_answer answered = m->answered;
	void *answer_arg = m->arg;
	int number = 0;

	while (number < m->count && m->buttons[number] != button)
		number++;
	dialog_close(&m->dialog);
	if (answered)
		answered(number, answer_arg);
}

static void add_buttons(struct message *m, struct gui_widget *row, const char *names)
{
	bool danger = false;

	while (*names && m->count < BUTTONS) {
		char label[LABEL];
		size_t n = strcspn(names, "|"), bytes;

		danger = *names == '!';
		bytes = MIN(n - danger, sizeof(label) - 1);
		memcpy(label, names + danger, bytes);
		label[bytes] = '\0';
		m->buttons[m->count] = gui_button(row, label, message_pressed, m);
		if (danger)
			gui_button_kind(m->buttons[m->count], GUI_BUTTON_DANGER);
		m->count++;
		names += n + (names[n] == '|');
	}
	m->dialog.accept = m->count ? m->buttons[m->count - 1] : NULL;
	if (!danger)
		gui_button_kind(m->dialog.accept, GUI_BUTTON_PRIMARY);
	/* What cannot be taken back is not what Enter does by accident. */
	gui_focus(danger ? m->buttons[0] : m->dialog.accept);
}

static void add_sign(struct gui_widget *row, enum gui_message_kind kind)
{
	const struct gui_theme *theme = gui_theme();
	struct gui_widget *sign;

	switch (kind) {
	case GUI_QUESTION:
		sign = gui_icon_view(row, GUI_ICON_QUESTION, SIGN, theme->accent);
		break;
	case GUI_WARNING:
		sign = gui_icon_view(row, GUI_ICON_WARNING, SIGN, theme->warning);
		break;
	case GUI_ERROR:
		sign = gui_icon_view(row, GUI_ICON_ERROR, SIGN, theme->danger);
		break;
	default:
		sign = gui_icon_view(row, GUI_ICON_INFO, SIGN, theme->accent);
	}
	gui_align(sign, GUI_ALIGN_START);
}

void gui_message(struct gui_widget *owner, enum gui_message_kind kind, const char *title,
		 const char *text, const char *buttons, gui_answer answered, void *arg)
{
	struct message *m =
		(struct message *)dialog_new(owner, "", TEXT_WIDTH, sizeof(struct message));
	struct gui_widget *column, *row, *words;

	if (!m)
		return;
	gui_enter(); /* who loses the focus may free it */
	m->dialog.cancelled = message_cancelled;
	m->answered = answered;
	m->arg = arg;
	column = gui_column(&m->dialog.widget);
	gui_padding(column, 20);
	gui_spacing(column, 20);
	row = gui_row(column);
	gui_spacing(row, 16);
	add_sign(row, kind);
	words = gui_grow(gui_column(row), 1);
	gui_spacing(words, 4);
	gui_label_wrap(gui_label_style(gui_label(words, title), GUI_TEXT_TITLE), true);
	gui_label_wrap(gui_label(words, text), true);
	add_buttons(m, dialog_buttons(column), buttons ? buttons : "OK");
	gui_window_fixed(gui_window_of(&m->dialog.widget), true);
	gui_leave();
}

/* --- prompts -------------------------------------------------------------------------------- */

struct prompt {
	struct dialog dialog;
	struct gui_widget *box;
	gui_written written;
	void *arg;
};

static void prompt_cancelled(struct dialog *d)
{
	struct prompt *p = (struct prompt *)d;

	if (p->written)
		p->written(NULL, p->arg);
}

static void prompt_accepted(struct gui_widget *w, void *arg)
{
	struct prompt *p = arg;
	gui_written written = p->written;
	void *written_arg = p->arg;
	char *text;

	(void)w;
	if (!gui_is_enabled(p->dialog.accept))
		return;
	text = strdup(gui_text(p->box));
	dialog_close(&p->dialog);
	if (written)
		written(text, written_arg);
	free(text);
}

static void prompt_cancel(struct gui_widget *w, void *arg)
{
	(void)w;
	dialog_cancel(arg);
}

static void prompt_changed(struct gui_widget *box, void *arg)
{
	struct prompt *p = arg;

	gui_disable(p->dialog.accept, !*gui_text(box));
}

void gui_prompt(struct gui_widget *owner, const char *title, const char *label, const char *text,
		const char *button, gui_written written, void *arg)
{
	struct prompt *p =
		(struct prompt *)dialog_new(owner, title, TEXT_WIDTH, sizeof(struct prompt));
	struct gui_widget *column, *row;

	if (!p)
		return;
	gui_enter();
	p->dialog.cancelled = prompt_cancelled;
	p->written = written;
	p->arg = arg;
	column = gui_column(&p->dialog.widget);
	gui_padding(column, 20);
	gui_label(column, label);
	p->box = gui_min_size(gui_text_box(column, text, prompt_accepted, p), 320, 0);
	gui_text_box_on_change(p->box, prompt_changed, p);
	row = gui_row(column);
	gui_padding_sides(row, 0, 12, 0, 0);
	gui_spacer(row);
	gui_button(row, "Cancel", prompt_cancel, p);
	p->dialog.accept = gui_button(row, button ? button : "OK", prompt_accepted, p);
	gui_button_kind(p->dialog.accept, GUI_BUTTON_PRIMARY);
	prompt_changed(p->box, p);
	gui_focus(p->box);
	gui_window_fixed(gui_window_of(&p->dialog.widget), true);
	gui_leave();
}
