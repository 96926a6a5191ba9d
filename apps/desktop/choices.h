/* SPDX-License-Identifier: MIT */
/*
 * choices.h - what was chosen in Settings, and the small text file in the home that keeps it
 * for the next start:
 *
 *	theme = dark
 *	scale = 150
 *	keyboard = de
 *	screen = 1280x800
 *	address = 10.0.2.20       or "dhcp"
 *	mask = 255.255.255.0
 *	gateway = 10.0.2.2
 *	dns = 10.0.2.3
 *
 * What is not in it is as the configuration says. The file may have been written by anybody: a
 * line that makes no sense is passed over, and the others count.
 */
#ifndef CHOICES_H
#define CHOICES_H

#include <stddef.h>

#define CHOICES_FILE ".desktop.conf"
#define CHOICES_TEXT 512 /* bytes that choices_print() makes, at most */

/** What was not chosen is "". */
struct choices {
	char theme[12];   /* the theme's own name */
	char scale[4];    /* percent */
	char keyboard[4]; /* as gui_layout() says */
	char screen[12];  /* WIDTHxHEIGHT */
	char address[16], mask[16], gateway[16], dns[64];
};

/** Reads a text of any bytes. A value has letters, digits, points and blanks, and none that is
 *  longer than its field is taken. */
void choices_parse(struct choices *c, const char *text, size_t len);
/** Makes a text that choices_parse() reads. Returns its length. */
size_t choices_print(const struct choices *c, char text[CHOICES_TEXT]);

/** Those of this desktop. The functions below are for its thread. */
extern struct choices choices;
/** Reads them from the home, and makes everything so. */
void choices_begin(void);
/** Writes them, as they are now. When that fails it is said on the console. */
void choices_save(void);

#endif
