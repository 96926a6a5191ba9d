/* SPDX-License-Identifier: MIT */
/*
 * der.c - the reader of der.h.
 *
 * Every certificate that a server sends passes here, before anybody knows whether the
 * server can be trusted: lengths are compared before they are used, in unsigned
 * arithmetic that cannot wrap. Target of tests/der_fuzz.c.
 */
#include <string.h>

#include "der.h"

#define LONG_FORM    0x80 /* in a length byte: that many bytes of length follow */
#define HIGH_TAG     0x1f /* in a tag byte: the number does not fit */
#define LENGTH_BYTES 3    /* longest length accepted: 16 MB, far above any certificate */

/* Reads the length field at p; gives how many bytes it took, 0 when it is malformed. */
static size_t read_length(const uint8_t *p, size_t avail, size_t *len)
{
	if (avail < 1)
		return 0;
	if (p[0] < LONG_FORM) {
		*len = p[0];
		return 1;
	}
	size_t n = p[0] - LONG_FORM;
	if (n == 0 || n > LENGTH_BYTES || avail < 1 + n)
		return 0;
	size_t value = 0;
	for (size_t i = 1; i <= n; i++)
		value = value << 8 | p[i];
	bool shortest = value >= LONG_FORM && value >> (8 * (n - 1)) != 0;
	if (!shortest)
		return 0;
	*len = value;
	return 1 + n;
}

bool der_next(struct der *in, struct der_item *out)
{
	size_t len;

	if (in->len < 2 || (in->data[0] & HIGH_TAG) == HIGH_TAG)
		return false;
	size_t head = read_length(in->data + 1, in->len - 1, &len);
	if (head == 0 || len > in->len - 1 - head)
		return false;
	out->tag = in->data[0];
	out->content = (struct der){ in->data + 1 + head, len };
	out->whole = (struct der){ in->data, 1 + head + len };
	in->data += out->whole.len;
	in->len -= out->whole.len;
	return true;
}

bool der_peek(const struct der *in, uint8_t tag)
{
	return in->len > 0 && in->data[0] == tag;
}

bool der_expect(struct der *in, uint8_t tag, struct der *content)
{
	struct der_item item;

	if (!der_peek(in, tag) || !der_next(in, &item))
		return false;
	*content = item.content;
	return true;
}

bool der_skip_optional(struct der *in, uint8_t tag)
{
	struct der ignored;

	return !der_peek(in, tag) || der_expect(in, tag, &ignored);
}

bool der_equal(struct der a, struct der b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Two decimal digits at p, or -1. */
static int two_digits(const uint8_t *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap_year(year));
}

/* Leap days in the years 0 .. year - 1; year > 0. */
static int64_t leap_days_before(int year)
{
	int past = year - 1;

	return past / 4 - past / 100 + past / 400;
}

/* Days from 1970-01-01 to the first of January of year (1..9999), Gregorian. */
static int64_t days_before_year(int year)
{
	return (int64_t)(year - 1970) * 365 + leap_days_before(year) - leap_days_before(1970);
}

/* field: month, day, hour, minute, second; -1 stands for "no digits". */
static bool to_seconds(int year, const int field[5], int64_t *seconds)
{
	int month = field[0], day = field[1];

	if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return false;
	if (field[2] < 0 || field[2] > 23 || field[3] < 0 || field[3] > 59 || field[4] < 0 ||
	    field[4] > 59)
		return false;
	int64_t days = days_before_year(year) + day - 1;
	for (int m = 1; m < month; m++)
		days += days_in_month(year, m);
	*seconds = days * 86400 + field[2] * 3600 + field[3] * 60 + field[4];
	return true;
}

/* YY of a UTCTime is 1950..2049 (RFC 5280 4.1.2.5.1). -1 when there are no digits. */
static int read_year(struct der text, bool utc)
{
	int high = two_digits(text.data);
	int low = utc ? 0 : two_digits(text.data + 2);

	if (high < 0 || low < 0)
		return -1;
	if (utc)
		return high < 50 ? 2000 + high : 1900 + high;
	return high * 100 + low;
}

bool der_time(struct der *in, int64_t *seconds)
{
	struct der_item item;
	struct der before = *in;

	if (!der_next(in, &item))
		return false;
	bool utc = item.tag == DER_UTC_TIME;
	size_t year_digits = utc ? 2 : 4;
	struct der text = item.content;
	bool shape = (utc || item.tag == DER_GENERALIZED_TIME) && text.len == year_digits + 11 &&
		     text.data[text.len - 1] == 'Z';
	int year = shape ? read_year(text, utc) : -1;
	int field[5];
	for (int i = 0; year >= 0 && i < 5; i++)
		field[i] = two_digits(text.data + year_digits + 2 * i);
	if (year < 0 || !to_seconds(year, field, seconds)) {
		*in = before;
		return false;
	}
	return true;
}

unsigned der_integer_bits(struct der content)
{
	if (content.len == 0 || content.data[0] >= 0x80)
		return 0;
	if (content.data[0] == 0) {
		if (content.len == 1 || content.data[1] < 0x80)
			return 0; /* zero, or padded without need */
		content.data++;
		content.len--;
	}
	unsigned bits = (unsigned)content.len * 8;
	for (uint8_t top = content.data[0]; top < 0x80; top = (uint8_t)(top << 1))
		bits--;
	return bits;
}
