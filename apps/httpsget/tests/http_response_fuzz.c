/* SPDX-License-Identifier: MIT */
/* http_response_fuzz.c - any bytes as a response; the cut into pieces must not matter. */
#include <stdlib.h>
#include <string.h>

#include "../http_response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
	uint64_t bytes, sum;
};

static bool count(void *arg, const void *data, size_t len)
{
	struct tally *t = arg;
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		t->sum = t->sum * 31 + p[i];
	t->bytes += len;
	return true;
}

static void run(struct http_response *r, struct tally *t, const uint8_t *data, size_t size,
		size_t step)
{
	bool more = true;

	*t = (struct tally){ 0 };
	http_init(r, count, t);
	for (size_t at = 0; at < size && more; at += step)
		more = http_feed(r, data + at, size - at < step ? size - at : step);
	http_end(r);
}

/* The first byte says how the rest is cut. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct http_response whole, cut;
	struct tally a, b;

	if (size == 0)
		return 0;
	run(&whole, &a, data + 1, size - 1, size);
	run(&cut, &b, data + 1, size - 1, data[0] % 16 + 1u);
	if (whole.state != cut.state || a.bytes != b.bytes || a.sum != b.sum ||
	    strcmp(whole.location, cut.location) != 0)
		abort();
	return 0;
}
