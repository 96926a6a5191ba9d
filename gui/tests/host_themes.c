/* SPDX-License-Identifier: MIT */
/* host_themes.c - every text can be read: contrasts as WCAG 2.1, 1.4.3 computes them. */
#include <math.h>
#include <stdio.h>

#include <core/compiler.h>
#include <test/test.h>
#include <gui/theme.h>

static double channel(gui_colour c, int shift)
{
	double v = (c >> shift & 0xff) / 255.0;

	return v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(gui_colour c)
{
	return 0.2126 * channel(c, 16) + 0.7152 * channel(c, 8) + 0.0722 * channel(c, 0);
}

static double contrast(gui_colour a, gui_colour b)
{
	double la = luminance(a) + 0.05, lb = luminance(b) + 0.05;

	return la > lb ? la / lb : lb / la;
}

static void readable(const char *theme, const char *pair, gui_colour text, gui_colour ground)
{
	double c = contrast(text, ground);

	if (!CHECK(c >= 4.5))
		printf("# %s: %s: %.2f\n", theme, pair, c);
}

#define PAIR(text, ground) readable(t->name, #text " on " #ground, t->text, t->ground)

TEST(gui_themes_can_be_read)
{
	const struct gui_theme *themes[] = { &gui_theme_light, &gui_theme_dark,
					     &gui_theme_contrast };

	for (unsigned i = 0; i < ARRAY_SIZE(themes); i++) {
		const struct gui_theme *t = themes[i];

		PAIR(text, background);
		PAIR(text, surface);
		PAIR(text, surface_alt);
		PAIR(text, raised);
		PAIR(text, raised_hover);
		PAIR(text, raised_pressed);
		PAIR(text_dim, background);
		PAIR(text_dim, surface);
		PAIR(text_dim, surface_alt);
		PAIR(text_dim, raised);
		PAIR(on_accent, accent);
		PAIR(on_accent, accent_hover);
		PAIR(on_accent, accent_pressed);
		PAIR(on_danger, danger);
		PAIR(on_danger, danger_hover);
		PAIR(on_selection, selection);
		PAIR(text, selection_idle);
		PAIR(on_tip, tip);
		PAIR(title, title_bar);
		PAIR(title_dim, title_bar_idle);
		/* What is no text has 3:1 (1.4.11). */
		CHECK(contrast(t->focus, t->background) >= 3);
		CHECK(contrast(t->focus, t->surface) >= 3);
		CHECK(contrast(t->accent, t->background) >= 3);
	}
	CHECK(contrast(0xff000000, 0xffffffff) > 20.9 && contrast(0xff777777, 0xffffffff) < 4.5);
}
