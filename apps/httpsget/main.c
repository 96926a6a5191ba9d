/* SPDX-License-Identifier: MIT */
/*
 * httpsget - gets one page over HTTP or verified HTTPS and prints it.
 *
 * An ordinary program for a hosted C library; the same source runs on Linux. What can
 * go wrong has an exit status of its own (failure.h) and one line on stderr.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "connection.h"
#include "counters.h"
#include "fetch.h"
#include "options.h"

#define COUNTERS_EVERY 10

static enum status complain(const char *url, const struct failure *f)
{
	fflush(stdout);
	fprintf(stderr, "httpsget: %s: %s\n", url, f->text);
	return f->status;
}

/* Where the page goes: false when a file cannot be opened. */
static bool open_sink(struct sink *s, const struct options *o, struct failure *f)
{
	s->digest = o->sha256;
	s->max_size = o->max_size;
	if (o->output && strcmp(o->output, "-") != 0) {
		s->out = fopen(o->output, "w");
		if (!s->out)
			fail(f, STATUS_OUTPUT, "cannot write %s: %s", o->output, strerror(errno));
		return s->out != NULL;
	}
	s->out = o->sha256 || o->repeat ? NULL : stdout;
	return true;
}

static enum status get_once(struct url *url, const struct request *req, struct sink *sink,
			    struct failure *f)
{
	enum status status = fetch(url, req, sink, f);

	if (!status && !sink_finish(sink))
		return fail(f, STATUS_OUTPUT, "cannot write the page: %s", strerror(errno));
	return status;
}

static enum status run(const struct options *o, struct failure *f)
{
	static struct url url; /* 4 KiB: not for the stack */
	static struct sink sink;
	const struct request req = {
		.headers = o->headers,
		.header_count = o->header_count,
		.timeout_ms = (int)o->timeout * 1000,
		.total_ms = (long)o->max_time * 1000,
		.max_redirects = o->max_redirects,
		.verbose = o->verbose,
	};
	const char *wrong = url_parse(&url, o->url);
	enum status status;

	if (wrong)
		return fail(f, STATUS_USAGE, "bad URL: %s", wrong);
	if (!open_sink(&sink, o, f))
		return f->status;
	status = network_wait(&url, f);
	for (unsigned n = 1; !status && n <= (o->repeat ? o->repeat : 1); n++) {
		url_parse(&url, o->url); /* a redirect may have changed it */
		status = get_once(&url, &req, &sink, f);
		if (!status && o->repeat && n % COUNTERS_EVERY == 0)
			counters_print(n);
	}
	return status;
}

int main(int argc, char **argv)
{
	static struct failure failure;
	struct options o;

	signal(SIGPIPE, SIG_IGN); /* a server that hangs up is reported like other errors */
	if (!options_parse(&o, argc, argv))
		return STATUS_USAGE;
	if (o.help) {
		options_help();
		return STATUS_OK;
	}
	return run(&o, &failure) ? complain(o.url, &failure) : STATUS_OK;
}
