/* SPDX-License-Identifier: MIT */
/* sink.c - where the bytes of a page go. */
#include <inttypes.h>

#include "sink.h"

void sink_restart(struct sink *s)
{
	s->size = 0;
	s->wrong = NULL;
	s->failed = false;
	digest_init(&s->sha256);
}

bool sink_take(void *arg, const void *data, size_t len)
{
	struct sink *s = arg;

	if (s->max_size && len > s->max_size - s->size) {
		s->wrong = "the page is larger than --max-size allows";
		return false;
	}
	s->size += len;
	if (s->digest)
		digest_add(&s->sha256, data, len);
	if (s->out && fwrite(data, 1, len, s->out) != len) {
		s->wrong = "cannot write the page";
		s->failed = true;
		return false;
	}
	return true;
}

static void print_digest(const struct sink *s)
{
	unsigned char hash[DIGEST_SIZE];

	digest_get(&s->sha256, hash);
	printf("%" PRIu64 " ", s->size);
	for (size_t i = 0; i < sizeof(hash); i++)
		printf("%02x", hash[i]);
	putchar('\n');
}

bool sink_finish(struct sink *s)
{
	if (s->digest)
		print_digest(s);
	if (s->out && fflush(s->out) != 0)
		return false;
	return fflush(stdout) == 0;
}
