/* SPDX-License-Identifier: MIT */
/* display - obeys lines of the serial console, each a command for the screen or the input, and
 * answers each with a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/display.h>

#include "display.h"

static void print_display(const struct display *d)
{
	printf("display %s %dx%d preferred %dx%d mm %dx%d modes", d->name, d->width, d->height,
	       d->preferred.width, d->preferred.height, d->width_mm, d->height_mm);
	for (unsigned i = 0; i < d->modes_count; i++)
		printf(" %dx%d", d->modes[i].width, d->modes[i].height);
	printf("\n");
}

static void print_file(const char *path)
{
	char text[256];
	FILE *file = fopen(path, "r");
	size_t n = file ? fread(text, 1, sizeof(text), file) : 0;

	fwrite(text, 1, n, stdout);
	printf("end of %s\n", path);
	if (file)
		fclose(file);
}

static void set_mode(struct display *d, const char *mode)
{
	int width = 0, height = 0;

	sscanf(mode, "%dx%d", &width, &height);
	int err = display_set_mode(d, width, height);
	printf("mode %d %dx%d\n", err, d->width, d->height);
}

static void obey(struct display *d, const char *word, const char *rest)
{
	if (strcmp(word, "frames") == 0)
		random_frames(d, (unsigned)atoi(rest));
	else if (strcmp(word, "plain") == 0)
		plain_frames(d, (unsigned)atoi(rest));
	else if (strcmp(word, "mode") == 0)
		set_mode(d, rest);
	else if (strcmp(word, "take") == 0)
		printf("taken %d\n", display_take(d));
	else if (strcmp(word, "release") == 0)
		display_release(d);
	else if (strcmp(word, "events") == 0)
		print_events();
	else if (strcmp(word, "file") == 0)
		print_file(rest);
	else if (strcmp(word, "say") == 0)
		printf("%s\n", rest);
	else if (strcmp(word, "crash") == 0)
		*(volatile int *)0 = 1;
	else
		printf("what is '%s'?\n", word);
}

int main(void)
{
	struct display *d = display_get();
	char line[100];

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (d)
		print_display(d);
	printf("ready\n");
	while (fgets(line, sizeof(line), stdin)) {
		char *word = strtok(line, " \n"), *rest = strtok(NULL, "\n");

		if (word && strcmp(word, "end") == 0)
			return 0;
		if (word)
			obey(d, word, rest ? rest : "");
	}
	return 0;
}
