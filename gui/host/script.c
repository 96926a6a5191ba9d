/* SPDX-License-Identifier: MIT */
/*
 * script.c - what the user of a program built with "make host" does, from the file that the
 * environment variable SCREEN_INPUT names. A thread reads it, a command per line, and moves
 * the keyboard and the pointer:
 *
 *	move X Y            click X Y           double X Y         right X Y
 *	drag X Y TO_X TO_Y  wheel NOTCHES       text WORDS
 *	key NAME            ctrl+shift+s, alt+f4, enter, esc, tab, up, pagedown, ...
 *	wait MILLISECONDS   shot FILE           quit               # a comment
 *
 * At its end the program goes on.
 */
#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "host/host.h"
#include "host/machine.h"
#include "internal.h"

#define LINE_MAX_BYTES 1024
#define PAUSE_MS       40 /* between commands: frames are drawn meanwhile */

static const struct {
	const char *name;
	unsigned key;
} names[] = {
	{ "enter", GUI_KEY_ENTER },
	{ "esc", GUI_KEY_ESCAPE },
	{ "backspace", GUI_KEY_BACKSPACE },
	{ "tab", GUI_KEY_TAB },
	{ "space", GUI_KEY_SPACE },
	{ "insert", GUI_KEY_INSERT },
	{ "home", GUI_KEY_HOME },
	{ "pageup", GUI_KEY_PAGE_UP },
	{ "delete", GUI_KEY_DELETE },
	{ "end", GUI_KEY_END },
	{ "pagedown", GUI_KEY_PAGE_DOWN },
	{ "right", GUI_KEY_RIGHT },
	{ "left", GUI_KEY_LEFT },
	{ "down", GUI_KEY_DOWN_ARROW },
	{ "up", GUI_KEY_UP_ARROW },
	{ "menu", GUI_KEY_MENU },
	{ "f1", GUI_KEY_F(1) },
	{ "f2", GUI_KEY_F(2) },
	{ "f3", GUI_KEY_F(3) },
	{ "f4", GUI_KEY_F(4) },
	{ "f5", GUI_KEY_F(5) },
	{ "f6", GUI_KEY_F(6) },
	{ "f7", GUI_KEY_F(7) },
	{ "f8", GUI_KEY_F(8) },
	{ "f9", GUI_KEY_F(9) },
	{ "f10", GUI_KEY_F(10) },
	{ "f11", GUI_KEY_F(11) },
	{ "f12", GUI_KEY_F(12) },
};

static void pause_ms(unsigned ms)
{
	nanosleep(&(struct timespec){ ms / 1000, (long)(ms % 1000) * 1000000 }, NULL);
}

static unsigned usage_of(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i].name, name))
			return names[i].key;
	}
	if (name[0] && !name[1] && islower((unsigned char)name[0]))
		return GUI_KEY(4u + (unsigned)(name[0] - 'a'));
	if (name[0] && !name[1] && isdigit((unsigned char)name[0]))
		return GUI_KEY(name[0] == '0' ? 0x27u : 0x1eu + (unsigned)(name[0] - '1'));
	return 0;
}

static bool press_key(char *words)
{
	static const char *const modifiers[] = { "shift", "ctrl", "alt", "super" };
	unsigned held = 0, usage = 0;

	for (char *rest = words, *word; (word = strsep(&rest, "+"));) {
		usage = usage_of(word);
		for (unsigned i = 0; i < ARRAY_SIZE(modifiers); i++)
			held |= strcmp(word, modifiers[i]) ? 0 : 1u << i;
	}
	if (usage)
		host_key(usage, held);
	return usage != 0;
}

struct shot {
	const char *file;
	sem_t done;
};

static void take_shot(void *arg)
{
	struct shot *s = arg;

	if (host_dump(s->file) < 0)
		perror(s->file);
	sem_post(&s->done);
}

static bool shot(const char *file)
{
	struct shot s = { .file = file };

	sem_init(&s.done, 0, 0);
	if (gui_post(take_shot, &s) == 0) {
		while (sem_wait(&s.done) < 0 && errno == EINTR)
			continue;
	}
	sem_destroy(&s.done);
	return true;
}

static void quit(void *arg)
{
	(void)arg;
	gui_quit(0);
}

/* Commands with up to four numbers. */
static bool by_numbers(const char *command, const char *words)
{
	int n[4] = { 0 }, count = sscanf(words, "%d %d %d %d", &n[0], &n[1], &n[2], &n[3]);

	if (!strcmp(command, "move") && count == 2) {
		host_move(n[0], n[1]);
	} else if (!strcmp(command, "click") && count == 2) {
		host_click(n[0], n[1]);
	} else if (!strcmp(command, "double") && count == 2) {
		host_click(n[0], n[1]);
		host_click(n[0], n[1]);
	} else if (!strcmp(command, "right") && count == 2) {
		host_move(n[0], n[1]);
		host_button(GUI_BUTTON_RIGHT, true);
		host_button(GUI_BUTTON_RIGHT, false);
	} else if (!strcmp(command, "drag") && count == 4) {
		host_drag(n[0], n[1], n[2], n[3]);
	} else if (!strcmp(command, "wheel") && count == 1) {
		host_wheel(n[0]);
	} else if (!strcmp(command, "wait") && count == 1 && n[0] >= 0) {
		pause_ms((unsigned)n[0]);
	} else {
		return false;
	}
	return true;
}

static bool run(char *line)
{
	char *words = line, *command = strsep(&words, " ");

	words = words ? words : "";
	if (!*command || *command == '#')
		return true;
	if (!strcmp(command, "text")) {
		host_text(words);
		return true;
	}
	if (!strcmp(command, "key"))
		return press_key(words);
	if (!strcmp(command, "shot"))
		return shot(words);
	if (!strcmp(command, "quit"))
		return gui_post(quit, NULL) == 0;
	return by_numbers(command, words);
}

static void *script(void *arg)
{
	FILE *file = arg;
	char line[LINE_MAX_BYTES];

	for (unsigned number = 1; fgets(line, sizeof(line), file); number++) {
		line[strcspn(line, "\r\n")] = '\0';
		pause_ms(PAUSE_MS);
		char copy[LINE_MAX_BYTES];
		strcpy(copy, line);
		if (!run(line))
			fprintf(stderr, "SCREEN_INPUT, line %u: %s: what is this?\n", number, copy);
	}
	fclose(file);
	return NULL;
}

void host_script_start(void)
{
	const char *name = getenv("SCREEN_INPUT");
	FILE *file = name ? fopen(name, "r") : NULL;
	pthread_t thread;

	if (name && !file)
		perror(name);
	if (!file)
		return;
	if (pthread_create(&thread, NULL, script, file)) {
		perror("SCREEN_INPUT");
		fclose(file);
		return;
	}
	pthread_detach(thread);
}
