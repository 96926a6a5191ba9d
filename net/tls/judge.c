/* SPDX-License-Identifier: MIT */
/*
 * judge.c - the order of checks in judge.h, one function each.
 *
 * BearSSL's engine runs first, with the wall clock's time. It stops at the first bad
 * date and calls every one "expired"; in that case it runs once more with each
 * certificate's own notBefore as the time, only to learn whether the chain would be
 * trusted otherwise. That second run can change the words of a refusal, never the
 * refusal: judge_chain() returns 0 only if the first run did.
 *
 * The engine gets no server name: it would also accept a common name (RFC 6125 6.4.4
 * lets us not). It knows neither extended key usage nor non-critical name constraints;
 * it refuses both when they are critical, and so do we (docs/TLS.md).
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <core/printf.h>
#include "judge.h"
#include "report.h"

#define DAY              86400
#define DAYS_BEFORE_1970 719528 /* BearSSL counts days from year 0 */
#define NAME_SIZE        48     /* bytes of a certificate's name in a text */

static const struct cert *link_at(const struct verifier *v, unsigned i)
{
	return &v->cert[v->chain[i]];
}

#define WHICH_SIZE (NAME_SIZE + 32)
/* "certificate" for the leaf, 'issuer certificate "Name"' for those above it. */
static void name_link(const struct verifier *v, unsigned i, char buf[WHICH_SIZE])
{
	char name[NAME_SIZE];

	cert_common_name(link_at(v, i)->subject, name, sizeof(name));
	if (i == 0)
		ksnprintf(buf, WHICH_SIZE, "certificate");
	else
		ksnprintf(buf, WHICH_SIZE, "issuer certificate \"%s\"", name);
}

static void set_time(struct verifier *v, int64_t now)
{
	int64_t day = now / DAY - (now % DAY < 0);

	br_x509_minimal_set_time(&v->engine, (uint32_t)(day + DAYS_BEFORE_1970),
				 (uint32_t)(now - day * DAY));
}

static void prepare_engine(struct verifier *v)
{
	br_x509_minimal_context *e = &v->engine;

	br_x509_minimal_init(e, &br_sha256_vtable, v->anchors, v->anchor_count);
	br_x509_minimal_set_rsa(e, br_rsa_pkcs1_vrfy_get_default());
	br_x509_minimal_set_ecdsa(e, br_ec_get_default(), br_ecdsa_vrfy_asn1_get_default());
	br_x509_minimal_set_hash(e, br_sha256_ID, &br_sha256_vtable);
	br_x509_minimal_set_hash(e, br_sha384_ID, &br_sha384_vtable);
	br_x509_minimal_set_hash(e, br_sha512_ID, &br_sha512_vtable);
	br_x509_minimal_set_minrsa(e, RSA_BITS_MIN / 8);
}

enum dates { DATES_AGAINST_CLOCK, DATES_IGNORED };

/* Runs BearSSL's engine over the chain; 0 or BR_ERR_X509_*. Sets v->judged. */
static unsigned run_engine(struct verifier *v, enum dates dates)
{
	const br_x509_class **e = &v->engine.vtable;

	prepare_engine(v);
	(*e)->start_chain(e, NULL);
	v->judged = 0;
	while (v->judged < v->chain_count && v->engine.err == 0) {
		struct der cert = v->sent[v->chain[v->judged]];
		set_time(v, dates == DATES_IGNORED ? link_at(v, v->judged)->not_before : v->now);
		(*e)->start_cert(e, (uint32_t)cert.len);
		(*e)->append(e, cert.data, cert.len);
		(*e)->end_cert(e);
		v->judged++;
	}
	return (*e)->end_chain(e);
}

/* Reports the first certificate that could not be read: the leaf always matters, the
 * others only when the rest was not enough for trust. */
static void report_damage(struct verifier *v, unsigned trust)
{
	unsigned kept = MIN(v->sent_count, (unsigned)CHAIN_MAX);

	if (trust != 0 && v->no_memory)
		report_set(v->why, -ENOMEM, "out of memory for the certificates");
	if (v->sent_count == 0)
		report_set(v->why, TLS_ERR_BAD_CERTIFICATE, "server sent no certificate");
	for (unsigned i = 0; i < kept && (i == 0 || trust != 0); i++)
		if (v->damage[i])
			report_set(v->why, TLS_ERR_BAD_CERTIFICATE,
				   "certificate %u of %u cannot be read: bad %s", i + 1,
				   v->sent_count, v->damage[i]);
	if (trust != 0 && v->sent_count > CHAIN_MAX)
		report_set(v->why, TLS_ERR_BAD_CERTIFICATE,
			   "server sent %u certificates, at most %u are read", v->sent_count,
			   CHAIN_MAX);
}

static bool anchor_named(const struct verifier *v, struct der name)
{
	for (size_t i = 0; i < v->anchor_count; i++) {
		const br_x500_name *dn = &v->anchors[i].dn;
		if (der_equal((struct der){ dn->data, dn->len }, name))
			return true;
	}
	return false;
}

/* The chain is consistent and ends at an issuer who is no anchor. */
static void report_untrusted(struct verifier *v)
{
	const struct cert *top = link_at(v, v->chain_count - 1);
	char issuer[NAME_SIZE];

	cert_common_name(top->issuer, issuer, sizeof(issuer));
	if (anchor_named(v, top->issuer))
		report_set(v->why, TLS_ERR_BAD_SIGNATURE,
			   "signature of the trusted issuer \"%s\" is wrong", issuer);
	else if (v->chain_count == 1 && der_equal(top->subject, top->issuer))
		report_set(v->why, TLS_ERR_UNKNOWN_ISSUER,
			   "certificate is self-signed and not a trusted anchor");
	else
		report_set(v->why, TLS_ERR_UNKNOWN_ISSUER, "issuer \"%s\" is not a trusted anchor",
			   issuer);
}

/* Keys below the floor and hashes that can be forged, among the judged. */
static void report_weakness(struct verifier *v)
{
	char which[WHICH_SIZE];

	for (unsigned i = 0; i < v->judged; i++) {
		const struct cert *c = link_at(v, i);
		name_link(v, i, which);
		if (c->key == CERT_KEY_RSA && c->key_bits < RSA_BITS_MIN)
			report_set(v->why, TLS_ERR_WEAK_KEY,
				   "%s has an RSA key of %u bits, at least %u are required", which,
				   c->key_bits, RSA_BITS_MIN);
		if (c->hash == CERT_HASH_MD5 || c->hash == CERT_HASH_SHA1)
			report_set(v->why, TLS_ERR_WEAK_KEY, "%s is signed with %s", which,
				   c->hash == CERT_HASH_MD5 ? "MD5" : "SHA-1");
	}
}

/* The engine met a key or signature algorithm that it does not know. */
static void report_unsupported(struct verifier *v)
{
	char which[WHICH_SIZE];

	report_weakness(v);
	name_link(v, v->judged - 1, which);
	report_set(v->why, TLS_ERR_BAD_CERTIFICATE,
		   "%s needs an algorithm that is not supported (RSA PKCS#1 up to 4096 bits and "
		   "ECDSA are)",
		   which);
}

/* What stopped the engine at the last certificate it judged. */
static void report_trust(struct verifier *v, unsigned trust)
{
	char which[WHICH_SIZE];

	if (trust == 0)
		return;
	name_link(v, v->judged - 1, which);
	switch (trust) {
	case BR_ERR_X509_NOT_TRUSTED:
		report_untrusted(v);
		break;
	case BR_ERR_X509_BAD_SIGNATURE:
	case BR_ERR_X509_WRONG_KEY_TYPE:
		report_set(v->why, TLS_ERR_BAD_SIGNATURE,
			   "a signature does not belong to the key of %s", which);
		break;
	case BR_ERR_X509_WEAK_PUBLIC_KEY:
	case BR_ERR_X509_UNSUPPORTED:
	case BR_ERR_X509_LIMIT_EXCEEDED:
		report_unsupported(v);
		break;
	case BR_ERR_X509_NOT_CA:
	case BR_ERR_X509_FORBIDDEN_KEY_USAGE:
		report_set(v->why, TLS_ERR_WRONG_USAGE, "%s may not %s", which,
			   v->judged > 1 ? "issue this certificate" : "serve any key usage");
		break;
	case BR_ERR_X509_CRITICAL_EXTENSION:
		report_set(v->why, TLS_ERR_BAD_CERTIFICATE,
			   "%s has a critical %s that is not supported", which,
			   link_at(v, v->judged - 1)->constrained ? "name constraint"
								  : "extension");
		break;
	default:
		report_engine(v->why, (int)trust);
	}
}

static void report_constraints(struct verifier *v)
{
	char which[WHICH_SIZE];

	for (unsigned i = 0; i < v->judged; i++)
		if (link_at(v, i)->constrained) {
			name_link(v, i, which);
			report_set(v->why, TLS_ERR_BAD_CERTIFICATE,
				   "%s has a name constraint, which is not supported", which);
		}
}

static void report_dates(struct verifier *v)
{
	char which[WHICH_SIZE], date[DATE_SIZE], today[DATE_SIZE];

	format_date(v->now, today);
	for (unsigned i = 0; i < v->judged; i++) {
		const struct cert *c = link_at(v, i);
		name_link(v, i, which);
		format_date(v->now < c->not_before ? c->not_before : c->not_after, date);
		if (v->now < c->not_before)
			report_set(v->why, TLS_ERR_NOT_YET_VALID,
				   "%s is not valid before %s, today is %s", which, date, today);
		if (v->now > c->not_after)
			report_set(v->why, TLS_ERR_EXPIRED, "%s expired on %s, today is %s", which,
				   date, today);
	}
}

/* Our cipher suites have the leaf's key sign. extendedKeyUsage restricts the leaf, and whole
 * subtrees where an issuer has it (Baseline Requirements 7.1.2.2; browsers and OpenSSL do the
 * same). */
static void report_usage(struct verifier *v)
{
	char which[WHICH_SIZE];
	unsigned usages = 0;

	v->engine.vtable->get_pkey(&v->engine.vtable, &usages);
	if (!(usages & BR_KEYTYPE_SIGN))
		report_set(v->why, TLS_ERR_WRONG_USAGE,
			   "certificate's key may not sign a key exchange (key usage)");
	for (unsigned i = 0; i < v->judged; i++) {
		const struct cert *c = link_at(v, i);
		if (!c->has_usage || c->server_auth)
			continue;
		name_link(v, i, which);
		report_set(v->why, TLS_ERR_WRONG_USAGE,
			   "%s is not for TLS servers (extended key usage)", which);
	}
}

static void report_name(struct verifier *v)
{
	const struct cert *leaf = link_at(v, 0);
	char names[96];

	if (host_matches(v->host, leaf))
		return;
	cert_list_names(leaf, names, sizeof(names));
	report_set(v->why, TLS_ERR_WRONG_NAME, "certificate is for %s, not for %.40s", names,
		   v->host->name);
}

unsigned judge_chain(struct verifier *v)
{
	bool readable = v->chain_count > 0 && !v->damage[v->chain[0]];
	unsigned err = readable ? run_engine(v, DATES_AGAINST_CLOCK) : BR_ERR_X509_EMPTY_CHAIN;
	unsigned trust = err == BR_ERR_X509_EXPIRED ? run_engine(v, DATES_IGNORED) : err;

	report_damage(v, trust);
	if (v->why->error != TLS_OK)
		return err ? err : BR_ERR_X509_NOT_TRUSTED;
	report_trust(v, trust);
	report_weakness(v);
	report_constraints(v);
	report_dates(v);
	report_usage(v);
	report_name(v);
	if (err != 0)
		report_engine(v->why, (int)err);
	return v->why->error == TLS_OK ? 0 : err ? err : BR_ERR_X509_NOT_TRUSTED;
}
