/* SPDX-License-Identifier: MIT */
/*
 * cert.c - one certificate, walked from front to back.
 *
 * The order of the functions is the order of the fields in the certificate, innermost
 * first. Each takes its element from the reader and says whether it was well-formed;
 * cert_parse() names the field that was not.
 *
 * Source: RFC 5280 4.1 (fields), 4.2 (extensions); RFC 3279 2.2-2.3, RFC 5758 and
 * RFC 5480 2.1.1 (object identifiers).
 */
#include <string.h>

#include <core/compiler.h>
#include "cert.h"

#define OID_RSA        "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" /* 1.2.840.113549.1.1.1 */
#define OID_EC         "\x2a\x86\x48\xce\x3d\x02\x01"         /* 1.2.840.10045.2.1 */
#define OID_P256       "\x2a\x86\x48\xce\x3d\x03\x01\x07"     /* 1.2.840.10045.3.1.7 */
#define OID_P384       "\x2b\x81\x04\x00\x22"                 /* 1.3.132.0.34 */
#define OID_P521       "\x2b\x81\x04\x00\x23"                 /* 1.3.132.0.35 */
#define OID_PKCS1      "\x2a\x86\x48\x86\xf7\x0d\x01\x01"     /* + 4 MD5, 5 SHA-1, 11.. SHA-2 */
#define OID_ECDSA_SHA1 "\x2a\x86\x48\xce\x3d\x04\x01"         /* 1.2.840.10045.4.1 */
#define OID_ECDSA_SHA2 "\x2a\x86\x48\xce\x3d\x04\x03"         /* + 1 .. 4 */

#define OID_SUBJECT_ALT_NAME "\x55\x1d\x11"
#define OID_NAME_CONSTRAINTS "\x55\x1d\x1e"
#define OID_EXT_KEY_USAGE    "\x55\x1d\x25"
#define OID_SERVER_AUTH      "\x2b\x06\x01\x05\x05\x07\x03\x01"
#define OID_COMMON_NAME      "\x55\x04\x03"
#define OID_ORGANISATION     "\x55\x04\x0a"

static bool parse_validity(struct der *tbs, struct cert *c)
{
	struct der dates;

	return der_expect(tbs, DER_SEQUENCE, &dates) && der_time(&dates, &c->not_before) &&
	       der_time(&dates, &c->not_after) && dates.len == 0;
}

/* Content of a BIT STRING that holds whole bytes. */
static bool parse_bits(struct der *in, struct der *bytes)
{
	if (!der_expect(in, DER_BIT_STRING, bytes) || bytes->len < 1 || bytes->data[0] != 0)
		return false;
	bytes->data++;
	bytes->len--;
	return true;
}

static bool parse_rsa_key(struct der key, struct cert *c)
{
	struct der pair, modulus, exponent;

	if (!der_expect(&key, DER_SEQUENCE, &pair) || key.len > 0 ||
	    !der_expect(&pair, DER_INTEGER, &modulus) ||
	    !der_expect(&pair, DER_INTEGER, &exponent) || pair.len > 0)
		return false;
	c->key = CERT_KEY_RSA;
	c->key_bits = der_integer_bits(modulus);
	if (der_integer_bits(exponent) < 2)
		c->key_bits = 0; /* exponent 1 signs everything */
	return true;
}

static bool parse_ec_key(struct der algorithm, struct cert *c)
{
	struct der curve;

	if (!der_expect(&algorithm, DER_OID, &curve))
		return false;
	c->key = CERT_KEY_EC;
	if (der_is(curve, OID_P256))
		c->key_bits = 256;
	else if (der_is(curve, OID_P384))
		c->key_bits = 384;
	else if (der_is(curve, OID_P521))
		c->key_bits = 521;
	return true;
}

static bool parse_key(struct der *tbs, struct cert *c)
{
	struct der info, algorithm, oid, key;

	if (!der_expect(tbs, DER_SEQUENCE, &info) || !der_expect(&info, DER_SEQUENCE, &algorithm) ||
	    !der_expect(&algorithm, DER_OID, &oid) || !parse_bits(&info, &key) || info.len > 0)
		return false;
	if (der_is(oid, OID_RSA))
		return parse_rsa_key(key, c);
	if (der_is(oid, OID_EC))
		return parse_ec_key(algorithm, c);
	return true;
}

/* anyExtendedKeyUsage does not count: RFC 5280 4.2.1.12 lets us require the one we mean,
 * and OpenSSL does. */
static bool parse_usage(struct der value, struct cert *c)
{
	struct der list, usage;

	if (!der_expect(&value, DER_SEQUENCE, &list) || value.len > 0 || list.len == 0)
		return false;
	c->has_usage = true;
	while (list.len > 0) {
		if (!der_expect(&list, DER_OID, &usage))
			return false;
		if (der_is(usage, OID_SERVER_AUTH))
			c->server_auth = true;
	}
	return true;
}

static bool parse_names(struct der value, struct cert *c)
{
	struct der_item name;

	if (!der_expect(&value, DER_SEQUENCE, &c->names) || value.len > 0 || c->names.len == 0)
		return false;
	for (struct der rest = c->names; rest.len > 0;)
		if (!der_next(&rest, &name))
			return false;
	return true;
}

/* Extensions that we read. Each may occur once (RFC 5280 4.2): a second one could say
 * something else to another reader. */
static bool parse_extension(struct der *list, struct cert *c)
{
	struct der extension, oid, critical, value;

	if (!der_expect(list, DER_SEQUENCE, &extension) || !der_expect(&extension, DER_OID, &oid))
		return false;
	if (der_peek(&extension, DER_BOOLEAN) &&
	    (!der_expect(&extension, DER_BOOLEAN, &critical) || critical.len != 1))
		return false;
	if (!der_expect(&extension, DER_OCTET_STRING, &value) || extension.len > 0)
		return false;
	if (der_is(oid, OID_SUBJECT_ALT_NAME))
		return c->names.len == 0 && parse_names(value, c);
	if (der_is(oid, OID_EXT_KEY_USAGE))
		return !c->has_usage && parse_usage(value, c);
	if (der_is(oid, OID_NAME_CONSTRAINTS))
		c->constrained = true;
	return true;
}

static bool parse_extensions(struct der *tbs, struct cert *c)
{
	struct der wrapper, list;

	if (!der_skip_optional(tbs, DER_CONTEXT | 1) || !der_skip_optional(tbs, DER_CONTEXT | 2))
		return false; /* issuerUniqueID, subjectUniqueID */
	if (tbs->len == 0)
		return true;
	if (!der_expect(tbs, DER_CONTEXT_CONSTRUCTED | 3, &wrapper) || tbs->len > 0 ||
	    !der_expect(&wrapper, DER_SEQUENCE, &list) || wrapper.len > 0)
		return false;
	while (list.len > 0)
		if (!parse_extension(&list, c))
			return false;
	return true;
}

static enum cert_hash signature_hash(struct der oid)
{
	static const char pkcs1[] = OID_PKCS1, ecdsa[] = OID_ECDSA_SHA2;
	size_t last = oid.len - 1;

	if (der_is(oid, OID_ECDSA_SHA1))
		return CERT_HASH_SHA1;
	if (oid.len == sizeof(ecdsa) && memcmp(oid.data, ecdsa, last) == 0)
		return CERT_HASH_SHA2;
	if (oid.len != sizeof(pkcs1) || memcmp(oid.data, pkcs1, last) != 0)
		return CERT_HASH_OTHER;
	switch (oid.data[last]) {
	case 2: /* MD2 */
	case 3: /* MD4 */
	case 4:
		return CERT_HASH_MD5;
	case 5:
		return CERT_HASH_SHA1;
	case 11:
	case 12:
	case 13:
	case 14:
		return CERT_HASH_SHA2;
	}
	return CERT_HASH_OTHER;
}

/* Both statements of the signature algorithm must agree (RFC 5280 4.1.1.2). */
static bool parse_signature(struct der *outer, struct der inner, struct cert *c)
{
	struct der_item algorithm;
	struct der oid, bits;

	if (!der_peek(outer, DER_SEQUENCE) || !der_next(outer, &algorithm) ||
	    !der_equal(algorithm.whole, inner) || !parse_bits(outer, &bits) || outer->len > 0)
		return false;
	if (!der_expect(&algorithm.content, DER_OID, &oid))
		return false;
	c->hash = signature_hash(oid);
	return true;
}

static bool parse_name(struct der *tbs, struct der *name)
{
	struct der_item item;

	if (!der_peek(tbs, DER_SEQUENCE) || !der_next(tbs, &item))
		return false;
	*name = item.whole;
	return true;
}

/* What is signed, but for the signature algorithm, which is handed back. */
static const char *parse_tbs(struct der tbs, struct der *algorithm, struct cert *c)
{
	struct der serial;

	if (!der_skip_optional(&tbs, DER_CONTEXT_CONSTRUCTED | 0) ||
	    !der_expect(&tbs, DER_INTEGER, &serial))
		return "version or serial number";
	if (!parse_name(&tbs, algorithm))
		return "signature algorithm";
	if (!parse_name(&tbs, &c->issuer))
		return "issuer";
	if (!parse_validity(&tbs, c))
		return "validity";
	if (!parse_name(&tbs, &c->subject))
		return "subject";
	if (!parse_key(&tbs, c))
		return "public key";
	return parse_extensions(&tbs, c) ? NULL : "extensions";
}

const char *cert_parse(struct der der, struct cert *c)
{
	struct der outer, tbs, algorithm;

	*c = (struct cert){ 0 };
	if (!der_expect(&der, DER_SEQUENCE, &outer) || der.len > 0 ||
	    !der_expect(&outer, DER_SEQUENCE, &tbs))
		return "outer structure";
	const char *wrong = parse_tbs(tbs, &algorithm, c);
	if (!wrong && !parse_signature(&outer, algorithm, c))
		wrong = "signature";
	return wrong;
}

void cert_printable(struct der text, char *buf, size_t size)
{
	size_t n = MIN(text.len, size - 1);

	for (size_t i = 0; i < n; i++)
		buf[i] = text.data[i] >= ' ' && text.data[i] <= '~' ? (char)text.data[i] : '?';
	buf[n] = 0;
}

/* The value of the last attribute of type oid in name; len 0 when there is none. */
static struct der find_attribute(struct der name, struct der oid)
{
	struct der rdns, rdn, attribute, type, found = { 0 };
	struct der_item value;

	if (!der_expect(&name, DER_SEQUENCE, &rdns))
		return found;
	while (der_expect(&rdns, DER_SET, &rdn))
		while (der_expect(&rdn, DER_SEQUENCE, &attribute))
			if (der_expect(&attribute, DER_OID, &type) && der_equal(type, oid) &&
			    der_next(&attribute, &value))
				found = value.content;
	return found;
}

void cert_common_name(struct der name, char *buf, size_t size)
{
	static const struct der common_name = { (const uint8_t *)OID_COMMON_NAME, 3 };
	static const struct der organisation = { (const uint8_t *)OID_ORGANISATION, 3 };
	struct der found = find_attribute(name, common_name);

	if (found.len == 0)
		found = find_attribute(name, organisation);
	cert_printable(found, buf, size);
}
