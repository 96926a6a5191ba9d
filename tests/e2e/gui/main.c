/* SPDX-License-Identifier: MIT */
/*
 * gui - a program with windows that says what happens to it, for test_gui.py:
 *
 *	client X Y W H   where the window's client area is, at the start and when it changed
 *	pressed N        its button was
 *	text "..."       what the text box holds, when it changes
 *	frames N         frames so far, at F2
 *	idle N           those drawn in the second after F3: none may be
 *	animation        F4: the whole screen in one colour, another one in each frame
 *	animated N       F4 again: there were N of them
 *	closed           the window; then the console is back, and Enter ends the program
 *
 * With an argument it crashes when its window has been shown.
 *
 * Some of its functions have names that the toolkit uses inside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gui/canvas.h>
#include <gui/gui.h>

static struct gui_widget *window, *film;
static uint64_t idle_from;
static bool running;
static unsigned presses, colour_number;

static void frame_shown(void *arg)
{
	struct rect *last = arg, now = window->area;

	if (gui_window_count() == 0 || memcmp(last, &now, sizeof(now)) == 0)
		return;
	*last = now;
	printf("client %d %d %d %d\n", now.x, now.y, now.w, now.h);
}

void text_insert(struct gui_widget *label)
{
	gui_printf(label, "Pressed %u times", ++presses);
}

void chart_draw(unsigned number)
{
	printf("pressed %u\n", number);
}

static void pressed(struct gui_widget *button, void *label)
{
	(void)button;
	text_insert(label);
	chart_draw(presses);
}

static void typed(struct gui_widget *box, void *arg)
{
	(void)arg;
	printf("text \"%s\"\n", gui_text(box));
}

static void tell_frames(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	printf("frames %lu\n", (unsigned long)gui_frames());
}

static bool idle_over(void *arg)
{
	(void)arg;
	printf("idle %lu\n", (unsigned long)(gui_frames() - idle_from));
	return false;
}

static bool idle_begins(void *arg)
{
	(void)arg;
	idle_from = gui_frames();
	gui_timer(1000, idle_over, NULL);
	return false;
}

static void be_idle(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	gui_timer(300, idle_begins, NULL); /* what the key changed has been drawn then */
}

/* --- the film: the whole screen in one colour that comes from the frame's number ---------- */

static void film_draw(struct gui_widget *w, struct gui_canvas *c)
{
	/* Three bands, as a picture drawn in parts: all of one colour. */
	for (int i = 0; i < 3; i++)
		gui_fill(c, (struct rect){ 0, w->area.h * i / 3, w->area.w, w->area.h / 3 + 3 },
			 0xff000000 | colour_number % 250 * 0x010101);
}

static const struct gui_widget_ops film_ops = {
	.name = "film",
	.size = sizeof(struct gui_widget),
	.draw = film_draw,
};

static bool next_picture(void *arg)
{
	struct gui_widget *w = arg;

	gui_redraw(film);
	colour_number++;
	if (running)
		return true;
	printf("animated %u\n", colour_number);
	gui_free(w);
	return false;
}

static void animate(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	running = !running;
	if (!running)
		return;
	struct gui_widget *screen = gui_window("film", 0, 0);
	film = gui_widget_new(screen, &film_ops);
	film->opaque = true;
	gui_fullscreen(screen);
	colour_number = 0;
	gui_timer(17, next_picture, screen);
	printf("animation\n");
}

static void open_window(void)
{
	window = gui_window("Stage", 300, 200);
	struct gui_widget *column = gui_column(window);

	gui_padding(column, 16);
	struct gui_widget *label = gui_label(column, "Nothing yet");
	gui_text_box_on_change(gui_text_box(column, "", NULL, NULL), typed, NULL);
	gui_spacer(column);
	gui_button(column, "Press me", pressed, label);
	gui_shortcut(NULL, 0, GUI_KEY_F(2), tell_frames, NULL);
	gui_shortcut(NULL, 0, GUI_KEY_F(3), be_idle, NULL);
	gui_shortcut(NULL, 0, GUI_KEY_F(4), animate, NULL);
}

static bool crash(void *arg)
{
	*(volatile int *)arg = 1;
	return false;
}

int main(int argc, char **argv)
{
	struct rect last = { 0 };

	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (gui_open() < 0) {
		printf("no screen: %s\n", gui_error());
		return EXIT_FAILURE;
	}
	open_window();
	if (argc > 1)
		gui_timer(500, crash, NULL);
	gui_on_frame(frame_shown, &last);
	gui_run();
	gui_close();
	printf("closed\n");
	getchar();
	return EXIT_SUCCESS;
}
