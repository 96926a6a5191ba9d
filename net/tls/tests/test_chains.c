/* SPDX-License-Identifier: MIT */
/*
 * test_chains.c - the verdict on chains that tests/make_chains.py made: 140 of them,
 * each with the error that is due, and with OpenSSL's verdict on the same bytes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/heap.h>
#include <core/printf.h>
#include <net/tls_anchors.h>
#include <test/test.h>
#include "../report.h"
#include "../verify.h"
#include "chains.h"

/* Cases in which we refuse what OpenSSL accepts, all of them on purpose (docs/TLS.md). */
static const char *const stricter[] = {
	/* the common name never counts */
	"only_common_name",
	"name_only_mail",
	"name_only_uri",
	"name_address_for_a_name",
	"name_directory_name",
	"name_address_of_nobody",
	/* floors, and algorithms that are not there */
	"rsa_2047_leaf",
	"rsa_exponent_1",
	"ed25519_key",
	"secp256k1_key",
	"key_for_encryption_only",
	/* not DER, or beyond the bounds */
	"trailing_byte",
	"indefinite_length",
	"length_not_shortest",
	"version_4",
	"leaf_over_16_kb",
	"eleven_certificates",
	/* extensions that the engine does not know */
	"name_constraint_critical",
	"name_constraint_noted",
	"critical_usage",
};

/* And one that OpenSSL refuses: to it notAfter is exclusive, to RFC 5280 4.1.2.5 not. */
#define LOOSER "last_second"

static unsigned judge(const struct chain_case *c, struct tls_report *why, unsigned step)
{
	static struct verifier v;
	struct host host;

	*why = (struct tls_report){ 0 };
	CHECK_EQ(host_parse(c->host, &host), 0);
	verifier_init(&v, &host, tls_anchors, tls_anchor_count, c->now, why);
	const br_x509_class **x = &v.vtable;
	(*x)->start_chain(x, "ignored");
	for (unsigned i = 0; i < c->count; i++) {
		(*x)->start_cert(x, (uint32_t)c->sent[i].len);
		for (size_t at = 0; at < c->sent[i].len; at += step)
			(*x)->append(x, c->sent[i].data + at, MIN(step, c->sent[i].len - at));
		(*x)->end_cert(x);
	}
	unsigned err = (*x)->end_chain(x);
	unsigned usages = 0;
	CHECK((err == 0) == ((*x)->get_pkey(x, &usages) != NULL));
	verifier_free(&v);
	return err;
}

/* Says which case it was when something in it is wrong. */
static void check_case(const struct chain_case *c)
{
	struct tls_report why;
	unsigned err = judge(c, &why, 1000);
	char line[320];

	if (why.error != c->expected || (err == 0) != (c->expected == TLS_OK)) {
		ksnprintf(line, sizeof(line), "%s: want %s, got %u %s (%s)", c->name,
			  tls_error_name(c->expected), err, tls_error_name(why.error), why.text);
		test_check(0, line, __FILE__, __LINE__);
	}
	if (err != 0 && why.text[0] == 0)
		test_check(0, c->name, __FILE__, __LINE__);
}

TEST(tls_gives_each_chain_its_verdict)
{
	CHECK(chain_case_count >= 140);
	for (size_t i = 0; i < chain_case_count; i++)
		check_case(&chain_cases[i]);
}

static bool is_stricter(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(stricter); i++)
		if (strcmp(name, stricter[i]) == 0)
			return true;
	return false;
}

TEST(tls_accepts_no_chain_that_openssl_refuses)
{
	for (size_t i = 0; i < chain_case_count; i++)
		if (chain_cases[i].expected == TLS_OK && !chain_cases[i].openssl_accepts &&
		    strcmp(chain_cases[i].name, LOOSER) != 0)
			test_check(0, chain_cases[i].name, __FILE__, __LINE__);
}

TEST(tls_refuses_what_openssl_accepts_only_where_documented)
{
	for (size_t i = 0; i < chain_case_count; i++)
		if (chain_cases[i].expected != TLS_OK && chain_cases[i].openssl_accepts &&
		    !is_stricter(chain_cases[i].name))
			test_check(0, chain_cases[i].name, __FILE__, __LINE__);
}

TEST(tls_verdict_does_not_depend_on_how_certificates_are_cut)
{
	struct tls_report why;

	for (unsigned step = 1; step < 5; step++)
		CHECK_EQ(judge(&chain_cases[0], &why, step), 0);
}

/* Every way to flip one bit of the leaf must be refused: all of it is signed, or is
 * the signature. */
TEST(tls_refuses_a_leaf_with_any_bit_flipped)
{
	struct chain_case c = chain_cases[0];
	struct tls_report why;
	size_t len = c.sent[0].len;
	uint8_t *copy = malloc(len);

	NEED(copy != NULL);
	for (size_t bit = 0; bit < len * 8; bit += 7) {
		memcpy(copy, chain_cases[0].sent[0].data, len);
		copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
		c.sent[0].data = copy;
		if (judge(&c, &why, 4096) == 0)
			CHECK_EQ(bit, -1);
	}
	free(copy);
}

static void use_up_the_heap(void)
{
	for (size_t size = 1 << 20; size >= 16; size /= 2)
		while (heap_alloc(size))
			;
}

TEST(tls_without_memory_for_certificates_says_so)
{
	struct tls_report why;

	use_up_the_heap();
	CHECK(judge(&chain_cases[0], &why, 4096) != 0);
	CHECK_EQ(why.error, -ENOMEM);
	CHECK_STR(why.text, "out of memory for the certificates");
}

TEST(tls_without_memory_for_an_issuer_says_so)
{
	const struct chain_case *c = &chain_cases[0];
	struct tls_report why;
	void *room = heap_alloc(c->sent[0].len);

	use_up_the_heap();
	heap_free(room); /* enough for the leaf alone */
	CHECK(judge(c, &why, 4096) != 0);
	CHECK_EQ(why.error, -ENOMEM);
}

TEST(tls_says_what_is_wrong_in_words)
{
	struct tls_report why;

	for (size_t i = 0; i < chain_case_count; i++) {
		const struct chain_case *c = &chain_cases[i];
		const char *want =
			strcmp(c->name, "expired_leaf") == 0
				? "certificate expired on 2025-12-23, today is 2026-01-01"
			: strcmp(c->name, "name_no_entry_matches") == 0
				? "certificate is for a.test, b.test, not for good.test"
			: strcmp(c->name, "unknown_root") == 0
				? "issuer \"Unknown Root\" is not a trusted anchor"
				: NULL;
		if (!want)
			continue;
		judge(c, &why, 4096);
		if (strcmp(why.text, want) != 0)
			test_check(0, why.text, __FILE__, __LINE__);
	}
}
