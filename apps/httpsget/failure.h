/* SPDX-License-Identifier: MIT */
/* failure.h - how a fetch ends: one of the documented exit statuses, and one line. */
#ifndef HTTPSGET_FAILURE_H
#define HTTPSGET_FAILURE_H

/** Exit statuses. Scripts rely on them; --help prints them. */
enum status {
	STATUS_OK = 0,
	STATUS_USAGE = 1,    /* wrong option, or a URL that cannot be one */
	STATUS_NAME = 2,     /* the name has no address */
	STATUS_CONNECT = 3,  /* nobody answers, or not in time */
	STATUS_TLS = 4,      /* the server is not who it should be, or speaks no safe TLS */
	STATUS_HTTP = 5,     /* the server answered with 400 or more */
	STATUS_RESPONSE = 6, /* the answer is broken, too large or cut off */
	STATUS_NETWORK = 7,  /* this machine has no network address */
	STATUS_OUTPUT = 8,   /* the page cannot be written to where it should go */
};

struct failure {
	enum status status;
	char text[320]; /* "what: why" */
};

/** Fills *f like printf (cut to fit) and returns status. */
enum status fail(struct failure *f, enum status status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
