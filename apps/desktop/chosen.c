/* SPDX-License-Identifier: MIT */
/* chosen.c - the choices of choices.h and the file with them, and what they do at the start. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choices.h"
#include "desktop.h"
#include "folder.h"
#include "settings.h"
#include "textfile.h"

struct choices choices;

/* Sizes, scales and names that there are not change nothing; nor does a kept size of the screen
 * when video= names one: who starts the machine knows what it can show. */
static void make_screen_so(void)
{
	static const struct gui_theme *const themes[] = { &gui_theme_light, &gui_theme_dark,
							  &gui_theme_contrast };
	struct gui_size size;
	int scale = atoi(choices.scale);

	for (size_t i = 0; i < sizeof(themes) / sizeof(themes[0]); i++) {
		if (strcmp(themes[i]->name, choices.theme) == 0)
			gui_set_theme(themes[i]);
	}
	if (scale == 100 || scale == 150 || scale == 200)
		gui_set_scale(scale);
	gui_set_layout(choices.keyboard);
	if (!gui_screen_mode_asked() && sscanf(choices.screen, "%4dx%4d", &size.w, &size.h) == 2)
		gui_set_screen_mode(size);
}

static char *file_name(char buf[PATH_MAX])
{
	return path_join(home_folder(), CHOICES_FILE, buf);
}

void choices_begin(void)
{
	char path[PATH_MAX];
	size_t len = 0;
	char *text = file_name(path) ? textfile_load(path, &len) : NULL;

	if (!text)
		return;
	choices_parse(&choices, text, len);
	free(text);
	make_screen_so();
	settings_net_begin();
}

void choices_save(void)
{
	char path[PATH_MAX], text[CHOICES_TEXT];
	size_t len = choices_print(&choices, text);

	if (!file_name(path) || textfile_save(path, text, len) < 0)
		fprintf(stderr, "desktop: the settings are not kept: %s: %s\n", path,
			strerror(errno));
}
