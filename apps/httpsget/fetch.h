/* SPDX-License-Identifier: MIT */
/* fetch.h - gets one page: request, response, redirects. */
#ifndef HTTPSGET_FETCH_H
#define HTTPSGET_FETCH_H

#include <stdbool.h>

#include "failure.h"
#include "sink.h"
#include "url.h"

struct request {
	const char *const *headers; /* further "Name: value" lines, for url's origin alone */
	unsigned header_count;
	int timeout_ms; /* for each wait */
	long total_ms;  /* for all of them, redirects included; 0: no limit */
	unsigned max_redirects;
	bool verbose; /* tell each step on stderr */
};

/** Gets url into sink, following redirects; *url then is where the page was. */
enum status fetch(struct url *url, const struct request *req, struct sink *sink, struct failure *f);

#endif
