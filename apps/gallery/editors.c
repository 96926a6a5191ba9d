/* SPDX-License-Identifier: MIT */
/* editors.c - the gallery's text area, and a terminal that echoes what is typed. */
#include <string.h>

#include "gallery.h"

static void typed(struct gui_widget *terminal, const char *bytes, size_t n, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\r')
			gui_terminal_write(terminal, "\n$ ", 3);
		else if (bytes[i] == 0x7f)
			gui_terminal_write(terminal, "\b \b", 3);
		else
			gui_terminal_write(terminal, &bytes[i], 1);
	}
}

void page_editors(struct gui_widget *page)
{
	static const char code[] = "#include <stdio.h>\n\nint main(void)\n{\n"
				   "\tputs(\"hello, world\");\n\treturn 0;\n}\n";
	static const char screen[] =
		"\033[1mTerminal\033[0m with \033[31mc\033[33mo\033[32ml\033[36mo"
		"\033[34mu\033[35mr\033[0ms: what is typed is echoed.\n"
		"\033[7m reverse \033[0m \033[42m ground \033[0m\n$ ";
	struct gui_widget *area = gui_text_area(page, NULL, NULL);
	struct gui_widget *terminal = gui_terminal(page, typed, NULL);

	gui_text_area_numbers(area, true);
	gui_text_area_set(area, code, strlen(code));
	gui_terminal_write(terminal, screen, strlen(screen));
}
