/* SPDX-License-Identifier: MIT */
/*
 * der.h - strict reader of DER (ITU-T X.690 clause 10): definite lengths in their
 * shortest form, one-byte tags. It never reads outside of the bytes it was given,
 * never allocates and never recurses.
 */
#ifndef TLS_DER_H
#define TLS_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tags that occur in certificates (class, constructed bit and number in one byte). */
enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0x80,             /* | number: primitive */
	DER_CONTEXT_CONSTRUCTED = 0xa0, /* | number */
};

/** Bytes borrowed from a certificate. As a reader it shrinks from the front. */
struct der {
	const uint8_t *data;
	size_t len;
};

/** One element: its tag, its content, and the whole of it with tag and length. */
struct der_item {
	uint8_t tag;
	struct der content;
	struct der whole;
};

/** Takes the next element from in. False at a malformed one; in is then unchanged. */
bool der_next(struct der *in, struct der_item *out);
/** The same, and its tag must be `tag`. Gives the content in *content. */
bool der_expect(struct der *in, uint8_t tag, struct der *content);
/** True when the next element has this tag. */
bool der_peek(const struct der *in, uint8_t tag);
/** Takes the next element if it has this tag. False only when it is malformed. */
bool der_skip_optional(struct der *in, uint8_t tag);

bool der_equal(struct der a, struct der b);
/** Compares with a string literal's bytes: the constants are written as strings. */
#define der_is(d, literal)                                                                         \
	der_equal((d), (struct der){ (const uint8_t *)(literal), sizeof(literal) - 1 })

/** Seconds since 1970-01-01 UTC from a UTCTime or GeneralizedTime of RFC 5280
 *  4.1.2.5: with seconds, in Z, without fraction. False when it is no such time. */
bool der_time(struct der *in, int64_t *seconds);
/** Bits in the magnitude of a positive INTEGER's content; 0 when it is negative, zero
 *  or not in its shortest form. */
unsigned der_integer_bits(struct der content);

#endif
