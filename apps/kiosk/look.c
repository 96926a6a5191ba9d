/* SPDX-License-Identifier: MIT */
/* look.c - colours, sizes, and text in lines. */
#include <string.h>

#include "look.h"

#define UNITS 48 /* of the screen's shorter side */

static const struct look looks[] = {
	[THEME_LIGHT] = { .top = 0xfff7f8fb,
			  .bottom = 0xffe3e8f0,
			  .card = 0xffffffff,
			  .card_edge = 0x18101828,
			  .text = 0xff161a22,
			  .dim = 0xff566072,
			  .accent = 0xff2563d6,
			  .warning = 0xffb45309,
			  .alarm = 0xffc22b2b },
	[THEME_DARK] = { .top = 0xff111827,
			 .bottom = 0xff0a0f1a,
			 .card = 0xff1b2434,
			 .card_edge = 0x1effffff,
			 .text = 0xfff3f5f9,
			 .dim = 0xff9aa6b8,
			 .accent = 0xff5b9bff,
			 .warning = 0xfffbbf24,
			 .alarm = 0xffff7b7b },
	[THEME_CONTRAST] = { .top = 0xff000000,
			     .bottom = 0xff000000,
			     .card = 0xff000000,
			     .card_edge = 0xffffffff,
			     .text = 0xffffffff,
			     .dim = 0xffffffff,
			     .accent = 0xffffe14d,
			     .warning = 0xffffe14d,
			     .alarm = 0xffff8a8a },
};

static struct look current;

void look_set(const struct conf *conf, int width, int height)
{
	int side = width < height ? width : height;

	current = looks[conf->theme];
	if (conf->accent != NO_COLOUR)
		current.accent = conf->accent;
	current.unit = side >= UNITS ? side / UNITS : 1;
}

const struct look *look(void)
{
	return &current;
}

/* Bytes of text that make the next line, and in *next where the one after it begins. */
static size_t line_length(const struct gui_font *font, const char *text, int width, size_t *next)
{
	size_t end = strcspn(text, "\n"), fits = gui_text_fit(font, text, end, width), at = fits;

	if (fits == end) {
		*next = end + (text[end] == '\n');
		return end;
	}
	while (at > 0 && text[at] != ' ')
		at--;
	if (at == 0) { /* a word that is wider than the line */
		size_t one = 0;

		gui_utf8_next(text, end, &one);
		*next = fits ? fits : one;
		return *next;
	}
	*next = at + strspn(text + at, " ");
	return at;
}

int look_text(struct gui_canvas *c, const struct gui_font *font, struct rect area, const char *text,
	      int max, gui_colour colour)
{
	int y = area.y;

	for (int line = 1; *text && line <= max; line++) {
		size_t next, len = line_length(font, text, area.w, &next);

		if (line == max && text[next])
			len = strcspn(text, "\n");
		if (c)
			gui_text_draw_fit(c, font, area.x, y + font->ascent, area.w, text, len,
					  colour);
		y += font->line_height;
		text += next;
	}
	return y;
}

const struct gui_font *look_fit(enum gui_face face, int size, const char *text, int width)
{
	const struct gui_font *font = gui_font(face, size);
	int wide = gui_text_width(font, text, strlen(text));

	if (wide > width && wide > 0)
		font = gui_font(face, (int)((long)size * width / wide));
	return font;
}
