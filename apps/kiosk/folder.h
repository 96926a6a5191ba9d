/* SPDX-License-Identifier: MIT */
/*
 * folder.h - the kiosk's folder: kiosk.conf and the pictures that it names, in a filesystem or
 * at an address. What comes from an address is a source like others: asked for again, kept.
 */
#ifndef KIOSK_FOLDER_H
#define KIOSK_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#define WHY_MAX 320

/** where: a folder, or http(s)://... */
void folder_open(const char *where);
bool folder_is_remote(void);
/** The file, in memory of malloc() with a NUL behind it. NULL: it is not there, or not yet, and
 *  *why is one line. */
char *folder_read(const char *name, size_t *len, char why[WHY_MAX]);
/** A number that changes when the file does; 0: it is not there. */
unsigned long folder_version(const char *name);

#endif
