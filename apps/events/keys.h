/* SPDX-License-Identifier: MIT */
/* keys.h - what is typed, as a stream for one task. */
#ifndef KEYS_H
#define KEYS_H

#include "loop.h"

#define KEYS_MAX 100 /* that wait for their reader; what comes then is dropped */

#define KEY_NONE (-1) /* nothing waits */
#define KEY_END  (-2) /* and nothing will come any more */

/** Standard input gives keys one by one, unechoed, and wakes reader. */
void keys_open(struct task *reader);
/** Takes the oldest key: its byte, KEY_NONE or KEY_END. */
int keys_next(void);
void keys_close(void);

#endif
