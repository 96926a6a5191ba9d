/* SPDX-License-Identifier: MIT */
/* options.c - the command line. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "options.h"

#ifndef CONFIG_HTTPSGET_URL
#define CONFIG_HTTPSGET_URL ""
#endif

enum { OPT_SHA256 = 256, OPT_REPEAT, OPT_TIMEOUT, OPT_TIME, OPT_REDIRECTS, OPT_SIZE, OPT_HELP };

static const struct option known[] = {
	{ "sha256", no_argument, NULL, OPT_SHA256 },
	{ "repeat", required_argument, NULL, OPT_REPEAT },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "max-time", required_argument, NULL, OPT_TIME },
	{ "max-redirects", required_argument, NULL, OPT_REDIRECTS },
	{ "max-size", required_argument, NULL, OPT_SIZE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static bool wrong(const char *what, const char *value, const char *why)
{
	fprintf(stderr, "httpsget: %s %s: %s (--help tells more)\n", what, value, why);
	return false;
}

void options_help(void)
{
	fputs("usage: httpsget [OPTION]... [URL]\n"
	      "Gets the page at URL, over verified TLS for https. Without URL: " CONFIG_HTTPSGET_URL
	      "\n\n"
	      "  -o FILE             write the page to FILE; - is the console (default)\n"
	      "  --sha256            print \"LENGTH SHA256HEX\" instead of the page\n"
	      "  --repeat N          get it N times, discard it (so no -o), and print what is\n"
	      "                      in use after each tenth time\n"
	      "  --timeout S         give up after S seconds without progress (30); finding\n"
	      "                      the name's address has a limit of its own, a page that\n"
	      "                      keeps coming has none but\n"
	      "  --max-time S        give up after S seconds in all, redirects included\n"
	      "  --max-redirects N   follow at most N redirects (5)\n"
	      "  --max-size BYTES    refuse a larger page\n"
	      "  -H 'Name: value'    send one more header line, but not to another server\n"
	      "                      that a redirect leads to\n"
	      "  -v                  tell each step on stderr\n"
	      "  --help              this text\n\n"
	      "exit status: 0 done; 1 wrong option or URL; 2 name has no address; 3 cannot\n"
	      "connect, or not in time; 4 TLS refused the server; 5 HTTP status of 400 or\n"
	      "more; 6 broken, too large or cut-off response; 7 no network address;\n"
	      "8 the page cannot be written\n",
	      stdout);
}

static bool number(const char *option, const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || n < min || n > max)
		return wrong(option, text, "not a number, or out of range");
	*out = n;
	return true;
}

static bool small_number(const char *option, const char *text, unsigned min, unsigned *out)
{
	uint64_t n;

	if (!number(option, text, min, 1000000, &n))
		return false;
	*out = (unsigned)n;
	return true;
}

/* Those that the request has already: a second one would contradict it. */
static bool is_ours(const char *name, size_t len)
{
	static const char *const ours[] = { "Host", "Connection", "Content-Length",
					    "Transfer-Encoding" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strlen(ours[i]) == len && strncasecmp(ours[i], name, len) == 0)
			return true;
	return false;
}

/* A line end inside would be a header line of its own, or a second request. */
static bool header(struct options *o, const char *text)
{
	size_t name = strcspn(text, ": \t");

	if (name == 0 || text[name] != ':' || strpbrk(text, "\r\n"))
		return wrong("-H", text, "not of the form 'Name: value'");
	if (is_ours(text, name))
		return wrong("-H", text, "httpsget sends that one itself");
	if (o->header_count == HEADERS_MAX)
		return wrong("-H", text, "too many header lines");
	o->headers[o->header_count++] = text;
	return true;
}

static bool apply(struct options *o, int option, const char *value)
{
	switch (option) {
	case 'o':
		o->output = value;
		return true;
	case 'H':
		return header(o, value);
	case 'v':
		return o->verbose = true;
	case OPT_SHA256:
		return o->sha256 = true;
	case OPT_HELP:
		return o->help = true;
	case OPT_REPEAT:
		return small_number("--repeat", value, 1, &o->repeat);
	case OPT_TIMEOUT:
		return small_number("--timeout", value, 1, &o->timeout);
	case OPT_TIME:
		return small_number("--max-time", value, 1, &o->max_time);
	case OPT_REDIRECTS:
		return small_number("--max-redirects", value, 0, &o->max_redirects);
	case OPT_SIZE:
		return number("--max-size", value, 1, UINT64_MAX, &o->max_size);
	default:
		return false; /* getopt has said what is wrong */
	}
}

bool options_parse(struct options *o, int argc, char **argv)
{
	int option;

	*o = (struct options){ .url = CONFIG_HTTPSGET_URL, .timeout = 30, .max_redirects = 5 };
	while ((option = getopt_long(argc, argv, "o:H:v", known, NULL)) != -1) {
		if (!apply(o, option, optarg))
			return false;
	}
	if (optind + 1 < argc)
		return wrong("argument", argv[optind + 1], "one URL is enough");
	if (optind < argc)
		o->url = argv[optind];
	if (o->repeat && o->output)
		return wrong("-o", o->output, "not with --repeat, which discards the page");
	if (!o->url[0] && !o->help)
		return wrong("URL", "missing", "give one, or set HTTPSGET_URL");
	return true;
}
