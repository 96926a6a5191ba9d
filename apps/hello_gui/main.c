/* SPDX-License-Identifier: MIT */
/* hello_gui - a window with a label and a button: the program of gui/gui.h. */
#include <stdio.h>
#include <stdlib.h>

#include <gui/gui.h>

static unsigned presses;

static void pressed(struct gui_widget *button, void *label)
{
	(void)button;
	presses++;
	gui_printf(label, "Pressed %u time%s", presses, presses == 1 ? "" : "s");
	printf("pressed %u\n", presses);
}

int main(void)
{
	if (gui_open() < 0) {
		fprintf(stderr, "hello_gui: no screen: %s\n", gui_error());
		return EXIT_FAILURE;
	}
	struct gui_widget *window = gui_window("Hello", 320, 160);
	struct gui_widget *column = gui_column(window);
	gui_padding(column, 16);
	struct gui_widget *label = gui_label(column, "Nothing yet");
	gui_spacer(column);
	gui_button(column, "Press me", pressed, label);
	int status = gui_run();
	gui_close();
	return status;
}
