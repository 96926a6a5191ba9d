/* SPDX-License-Identifier: MIT */
/*
 * content.h - the kiosk's folder: kiosk.conf and the pictures that it names, in a filesystem or
 * at an address. What comes from an address is a source like others: asked for again, kept.
 */
#ifndef KIOSK_CONTENT_H
#define KIOSK_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#define WHY_MAX 320

/** where: a folder, or http(s)://... */
void content_open(const char *where);
bool content_is_remote(void);
/** The file, in memory of malloc() with a NUL behind it. NULL: it is not there, or not yet, and
 *  *why is one line. */
char *content_read(const char *name, size_t *len, char why[WHY_MAX]);
/** Its address, in memory of malloc(). NULL: the folder is none of the network, or no memory. */
char *content_url(const char *name);
/** A number that changes when the file does; 0: it is not there. */
unsigned long content_version(const char *name);

#endif
