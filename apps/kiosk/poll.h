/* SPDX-License-Identifier: MIT */
/*
 * poll.h - addresses that are asked again and again. Threads ask; what they hear comes to the
 * thread of the screen by gui_post(), and only that one sees a struct source.
 */
#ifndef KIOSK_POLL_H
#define KIOSK_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define POLL_THREADS     2          /* so many servers may be silent before others wait for them */
#define POLL_SOURCES_MAX 64         /* wanted at once: those of a text, its pictures and itself */
#define POLL_BYTES_MAX   (1u << 20) /* of an answer */

struct source {
	char *url;

	char *data; /* the last good answer, len bytes and a NUL; NULL: none yet */
	size_t len;
	time_t when;      /* it came */
	bool kept;        /* it comes from the disk: of an earlier boot */
	bool failing;     /* the last try failed, */
	time_t since;     /* and all from then on */
	char error[320];  /* why */
	unsigned version; /* counts good answers that say something else */

	/* readings.c's: what tiles want of it, and which version they have read. */
	struct wanted *wanted;
	bool read;
	unsigned read_version;
};

/** No source is wanted until it is added again: those of a text that is replaced. */
void poll_begin(void);
/** The source of url, asked every refresh seconds or more often if another tile wants it so;
 *  what was kept of it is there at once. NULL: no memory, or too many. */
struct source *poll_add(const char *url, int refresh);
/** Begins to ask; sources may still be added. changed is called whenever one has changed. 0 or
 *  -1: no threads. */
int poll_start(void (*changed)(struct source *source));
/** All that are wanted, for the corner: calls each(source, arg). */
void poll_each(void (*each)(const struct source *source, void *arg), void *arg);

#endif
