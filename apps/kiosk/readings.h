/* SPDX-License-Identifier: MIT */
/*
 * readings.h - what tiles read out of the answers of sources. A text is read when it is new, for
 * all that want something of it, and then forgotten: what it said is kept, not its tree. The
 * thread of the screen alone.
 */
#ifndef KIOSK_READINGS_H
#define KIOSK_READINGS_H

#include "json.h"
#include "poll.h"

/** What path names in the last answer of s, which has one. NULL: *wrong says why not. Both are
 *  borrowed until the source has another answer. */
const struct reading *readings_at(struct source *s, const char *path, const char **wrong);
/** Forgets what was read of s, and who wanted it. */
void readings_forget(struct source *s);

#endif
