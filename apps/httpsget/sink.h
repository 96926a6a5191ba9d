/* SPDX-License-Identifier: MIT */
/* sink.h - where the bytes of a page go. */
#ifndef HTTPSGET_SINK_H
#define HTTPSGET_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "digest.h"

struct sink {
	FILE *out;         /* the bytes themselves; NULL: nowhere */
	bool digest;       /* compute length and SHA-256 */
	uint64_t max_size; /* bytes taken at most; 0: no limit */

	uint64_t size;     /* bytes taken so far */
	const char *wrong; /* why the sink takes no more */
	bool failed;       /* because writing failed */
	struct digest sha256;
};

/** Forgets what was taken; the first three fields stay. */
void sink_restart(struct sink *s);
/** Takes len bytes. False when it cannot; s->wrong says why. arg is the sink: the
 *  prototype is that of http_response.body. */
bool sink_take(void *arg, const void *data, size_t len);
/** The page is whole: prints "LENGTH SHA256HEX" to stdout when asked for, flushes.
 *  False when writing failed. */
bool sink_finish(struct sink *s);

#endif
