/* SPDX-License-Identifier: MIT */
/* textfile.h - a text from a file, and back so that the file has the old text or the new one. */
#ifndef TEXTFILE_H
#define TEXTFILE_H

#include <stddef.h>

#define TEXTFILE_MAX (16u << 20) /* bytes that are loaded */

/** Reads a whole file; gives it, *len bytes and a NUL, to be freed. NULL with errno: EFBIG above
 *  TEXTFILE_MAX, EISDIR, ENOMEM, or what open() and read() say. */
char *textfile_load(const char *path, size_t *len);

/** Writes it to a new file beside path, waits until that is on the disk, and gives it path's name:
 *  whatever happens meanwhile, path is the old file or the new one. A link stays one, and the
 *  file keeps its mode. 0, or -1 with errno. */
int textfile_save(const char *path, const char *text, size_t len);

#endif
