/* SPDX-License-Identifier: MIT */
/* options.h - the command line. */
#ifndef HTTPSGET_OPTIONS_H
#define HTTPSGET_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define HEADERS_MAX 16

struct options {
	const char *url;
	const char *output; /* file name, "-": the console; NULL: not given */
	const char *headers[HEADERS_MAX];
	unsigned header_count;
	unsigned repeat;   /* 0: not given */
	unsigned timeout;  /* seconds */
	unsigned max_time; /* seconds; 0: no limit */
	unsigned max_redirects;
	uint64_t max_size; /* bytes; 0: no limit */
	bool sha256, verbose, help;
};

/** Reads the command line. False when it is wrong: a line on stderr says what. */
bool options_parse(struct options *o, int argc, char **argv);
void options_help(void);

#endif
