/* SPDX-License-Identifier: MIT */
/*
 * name.c - host names against subjectAltName.
 *
 * A wildcard is accepted as the whole left-most label only and stands for exactly one
 * label; what follows it must have two labels or more ("*.com" would be everybody).
 * Anything in a pattern but letters, digits, '-', '_' and dots (so a NUL byte, a
 * blank, a byte above 127) makes it match nothing.
 *
 * Source: RFC 6125 6.4.1-6.4.3, 7.2; CA/Browser Forum Baseline Requirements 3.2.2.6.
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <core/printf.h>
#include "name.h"

#define SAN_DNS     (DER_CONTEXT | 2)
#define SAN_ADDRESS (DER_CONTEXT | 7)
#define LABEL_MAX   63

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

static bool name_char(uint8_t c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Labels in a well-formed DNS name; 0 when it is not well-formed. */
static unsigned count_labels(struct der name)
{
	unsigned labels = 1;
	size_t length = 0; /* of the label so far */

	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] == '.') {
			if (length == 0)
				return 0;
			labels++;
			length = 0;
		} else if (!name_char(name.data[i]) || ++length > LABEL_MAX) {
			return 0;
		}
	}
	return length > 0 && name.len <= HOST_MAX ? labels : 0;
}

static bool equal_ignoring_case(struct der a, struct der b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

/* What follows the first n bytes. */
static struct der after(struct der d, size_t n)
{
	return (struct der){ d.data + n, d.len - n };
}

static bool matches_name(struct der host, struct der pattern)
{
	bool wildcard = pattern.len > 2 && pattern.data[0] == '*' && pattern.data[1] == '.';

	if (!wildcard)
		return count_labels(pattern) > 0 && equal_ignoring_case(host, pattern);
	struct der parent = after(pattern, 2);
	const uint8_t *dot = memchr(host.data, '.', host.len);
	if (count_labels(parent) < 2 || !dot)
		return false;
	return equal_ignoring_case(after(host, (size_t)(dot - host.data) + 1), parent);
}

/* One number of a dotted address at *p, without leading zeros; -1 when there is none. */
static int read_octet(const char **p)
{
	int value = 0;
	const char *start = *p;

	while (**p >= '0' && **p <= '9' && *p - start < 3)
		value = value * 10 + *(*p)++ - '0';
	bool padded = *start == '0' && *p - start > 1;
	return *p == start || padded || value > 255 ? -1 : value;
}

static bool parse_address(const char *p, uint8_t address[4])
{
	for (int i = 0; i < 4; i++) {
		int octet = read_octet(&p);
		if (octet < 0 || *p != (i < 3 ? '.' : 0))
			return false;
		address[i] = (uint8_t)octet;
		p++;
	}
	return true;
}

/* A name whose last label is a number is an attempt at an address (RFC 3696 2). */
static bool ends_in_number(struct der name)
{
	size_t i = name.len;

	while (i > 0 && name.data[i - 1] >= '0' && name.data[i - 1] <= '9')
		i--;
	return i < name.len && (i == 0 || name.data[i - 1] == '.');
}

int host_parse(const char *text, struct host *h)
{
	size_t len = strnlen(text, HOST_MAX + 2);

	memset(h, 0, sizeof(*h));
	if (len > 1 && text[len - 1] == '.')
		len--;
	if (len > HOST_MAX)
		return -EINVAL;
	memcpy(h->name, text, len);
	h->is_address = parse_address(h->name, h->address);
	struct der name = { (const uint8_t *)h->name, len };
	if (!h->is_address && (count_labels(name) == 0 || ends_in_number(name)))
		return -EINVAL;
	return 0;
}

bool host_matches(const struct host *h, const struct cert *c)
{
	struct der name = { (const uint8_t *)h->name, strlen(h->name) };
	struct der address = { h->address, sizeof(h->address) };
	struct der names = c->names;
	struct der_item entry;

	while (names.len > 0 && der_next(&names, &entry)) {
		if (h->is_address && entry.tag == SAN_ADDRESS && der_equal(entry.content, address))
			return true;
		if (!h->is_address && entry.tag == SAN_DNS && matches_name(name, entry.content))
			return true;
	}
	return false;
}

/* Writes one entry for a person; false for kinds that never name a TLS server. */
static bool print_entry(const struct der_item *entry, char *buf, size_t size)
{
	const uint8_t *b = entry->content.data;

	if (entry->tag == SAN_ADDRESS && entry->content.len == 4)
		ksnprintf(buf, size, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
	else if (entry->tag == SAN_DNS)
		cert_printable(entry->content, buf, size);
	else
		return false;
	return true;
}

void cert_list_names(const struct cert *c, char *buf, size_t size)
{
	char one[40];
	struct der names = c->names;
	struct der_item entry;
	unsigned shown = 0, more = 0;
	size_t used = 0;

	buf[0] = 0;
	while (names.len > 0 && der_next(&names, &entry)) {
		if (!print_entry(&entry, one, sizeof(one)))
			continue;
		if (shown == 3 || used + strlen(one) + sizeof(" and 4294967295 more, ") > size) {
			more++;
			continue;
		}
		used += (size_t)ksnprintf(buf + used, size - used, "%s%s", shown ? ", " : "", one);
		shown++;
	}
	if (more > 0)
		ksnprintf(buf + used, size - used, "%s%u more", shown ? " and " : "", more);
	else if (shown == 0)
		ksnprintf(buf, size, "no names");
}
