/* SPDX-License-Identifier: MIT */
/*
 * printf.c - kvsnprintf(): text from a format and its arguments, into a buffer.
 *
 * A conversion is read into a struct spec, its argument is turned into digits or a
 * string, and one function lays out padding, prefix, zeros and body for all of them.
 * Output past the end of the buffer is counted, not stored.
 *
 * Source: ISO/IEC 9899:2011, 7.21.6.1.
 * Locking: none; works on the caller's memory only.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <core/printf.h>

#define DIGITS_MAX 22 /* 64 bits in octal */

enum length { LEN_INT, LEN_CHAR, LEN_SHORT, LEN_LONG, LEN_LLONG, LEN_SIZE, LEN_PTRDIFF, LEN_MAX };

/* One conversion: what stands between '%' and its letter. */
struct spec {
	bool left, plus, space, alt, zero;
	int width;
	int precision; /* -1: none given */
	enum length length;
};

struct out {
	char *buf;
	size_t size;
	size_t len; /* of the whole text, stored or not */
};

/* va_list may be an array type, which a function cannot take the address of: wrap it. */
struct arguments {
	va_list list;
};

static void put(struct out *o, const char *s, size_t n)
{
	if (o->len < o->size)
		memcpy(o->buf + o->len, s, MIN(n, o->size - o->len));
	o->len += n;
}

static void pad(struct out *o, char c, size_t n)
{
	if (o->len < o->size)
		memset(o->buf + o->len, c, MIN(n, o->size - o->len));
	o->len += n;
}

/* Padding, prefix, zeros, body: every conversion ends here. */
static void put_field(struct out *o, const struct spec *s, const char *prefix, size_t zeros,
		      const char *body, size_t body_len)
{
	size_t prefix_len = strlen(prefix);
	size_t len = prefix_len + zeros + body_len;
	size_t fill = (size_t)s->width > len ? (size_t)s->width - len : 0;

	if (!s->left)
		pad(o, ' ', fill);
	put(o, prefix, prefix_len);
	pad(o, '0', zeros);
	put(o, body, body_len);
	if (s->left)
		pad(o, ' ', fill);
}

/* Writes v's digits so that they end at end; returns the first. Zero has none. */
static char *digits(char *end, uint64_t v, unsigned base, bool capitals)
{
	const char *set = capitals ? "0123456789ABCDEF" : "0123456789abcdef";

	for (; v; v /= base)
		*--end = set[v % base];
	return end;
}

/* How many zeros stand before len digits: the precision's, or the 0 flag's. */
static size_t zeros_before(const struct spec *s, size_t prefix_len, size_t len)
{
	size_t want = s->precision >= 0 ? (size_t)s->precision : 1;

	if (s->precision < 0 && s->zero && !s->left && (size_t)s->width > prefix_len)
		want = MAX(want, (size_t)s->width - prefix_len);
	return want > len ? want - len : 0;
}

static void put_unsigned(struct out *o, const struct spec *s, uint64_t v, char conv)
{
	char buf[DIGITS_MAX];
	unsigned base = conv == 'o' ? 8 : conv == 'u' ? 10 : 16;
	char *first = digits(buf + sizeof(buf), v, base, conv == 'X');
	size_t len = (size_t)(buf + sizeof(buf) - first);
	const char *prefix = "";

	if (s->alt && base == 16 && v)
		prefix = conv == 'X' ? "0X" : "0x";
	size_t zeros = zeros_before(s, strlen(prefix), len);
	if (s->alt && base == 8 && zeros == 0)
		zeros = 1;
	put_field(o, s, prefix, zeros, first, len);
}

static void put_signed(struct out *o, const struct spec *s, int64_t v)
{
	char buf[DIGITS_MAX];
	uint64_t magnitude = v < 0 ? -(uint64_t)v : (uint64_t)v;
	char *first = digits(buf + sizeof(buf), magnitude, 10, false);
	size_t len = (size_t)(buf + sizeof(buf) - first);
	const char *prefix = v < 0 ? "-" : s->plus ? "+" : s->space ? " " : "";

	put_field(o, s, prefix, zeros_before(s, strlen(prefix), len), first, len);
}

/* The value is implementation-defined: always 0x and hexadecimal digits. */
static void put_pointer(struct out *o, const struct spec *s, const void *p)
{
	char buf[DIGITS_MAX];
	char *first = digits(buf + sizeof(buf), (uintptr_t)p, 16, false);
	size_t len = (size_t)(buf + sizeof(buf) - first);

	put_field(o, s, "0x", zeros_before(s, 2, len), first, len);
}

static void put_string(struct out *o, const struct spec *s, const char *str)
{
	if (!str)
		str = "(null)";
	put_field(o, s, "", 0, str,
		  s->precision >= 0 ? strnlen(str, (size_t)s->precision) : strlen(str));
}

static int64_t signed_arg(struct arguments *a, enum length length)
{
	switch (length) {
	case LEN_CHAR:
		return (signed char)va_arg(a->list, int);
	case LEN_SHORT:
		return (short)va_arg(a->list, int);
	case LEN_INT:
		return va_arg(a->list, int);
	default:
		return va_arg(a->list, int64_t); /* the rest are all 64 bits */
	}
}

static uint64_t unsigned_arg(struct arguments *a, enum length length)
{
	switch (length) {
	case LEN_CHAR:
		return (unsigned char)va_arg(a->list, unsigned);
	case LEN_SHORT:
		return (unsigned short)va_arg(a->list, unsigned);
	case LEN_INT:
		return va_arg(a->list, unsigned);
	default:
		return va_arg(a->list, uint64_t);
	}
}

static const char *read_flags(const char *p, struct spec *s)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			s->left = true;
			break;
		case '+':
			s->plus = true;
			break;
		case ' ':
			s->space = true;
			break;
		case '#':
			s->alt = true;
			break;
		case '0':
			s->zero = true;
			break;
		default:
			return p;
		}
	}
}

/* A decimal number or "*"; saturates at INT_MAX. */
static const char *read_number(const char *p, int *value, struct arguments *a)
{
	if (*p == '*') {
		*value = va_arg(a->list, int);
		return p + 1;
	}
	for (*value = 0; *p >= '0' && *p <= '9'; p++)
		*value = *value > (INT_MAX - 9) / 10 ? INT_MAX : *value * 10 + (*p - '0');
	return p;
}

static const char *read_length(const char *p, enum length *length)
{
	static const struct {
		char text[3];
		enum length length;
	} table[] = { { "hh", LEN_CHAR },  { "h", LEN_SHORT }, { "ll", LEN_LLONG },
		      { "l", LEN_LONG },   { "z", LEN_SIZE },  { "j", LEN_MAX },
		      { "t", LEN_PTRDIFF } };

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		size_t n = strlen(table[i].text);

		if (strncmp(p, table[i].text, n) == 0) {
			*length = table[i].length;
			return p + n;
		}
	}
	*length = LEN_INT;
	return p;
}

/* Reads what follows '%'; returns where the conversion letter stands. */
static const char *read_spec(const char *p, struct spec *s, struct arguments *a)
{
	*s = (struct spec){ .precision = -1 };
	p = read_number(read_flags(p, s), &s->width, a);
	if (s->width < 0) {
		s->left = true;
		s->width = s->width == INT_MIN ? INT_MAX : -s->width;
	}
	if (*p == '.')
		p = read_number(p + 1, &s->precision, a);
	if (s->precision < 0)
		s->precision = -1;
	return read_length(p, &s->length);
}

/* False when conv is none that we know. */
static bool convert(struct out *o, const struct spec *s, char conv, struct arguments *a)
{
	char c;

	switch (conv) {
	case 'd':
	case 'i':
		put_signed(o, s, signed_arg(a, s->length));
		return true;
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		put_unsigned(o, s, unsigned_arg(a, s->length), conv);
		return true;
	case 'p':
		put_pointer(o, s, va_arg(a->list, const void *));
		return true;
	case 's':
		put_string(o, s, va_arg(a->list, const char *));
		return true;
	case 'c':
		c = (char)va_arg(a->list, int);
		put_field(o, s, "", 0, &c, 1);
		return true;
	case '%':
		put(o, "%", 1);
		return true;
	default:
		return false;
	}
}

static void format(struct out *o, const char *fmt, struct arguments *a)
{
	while (*fmt) {
		const char *start = fmt;
		struct spec s;

		while (*fmt && *fmt != '%')
			fmt++;
		put(o, start, (size_t)(fmt - start));
		if (!*fmt)
			return;
		start = fmt;
		fmt = read_spec(fmt + 1, &s, a);
		if (*fmt && convert(o, &s, *fmt, a))
			fmt++;
		else
			put(o, start, (size_t)(fmt - start));
	}
}

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = { .buf = buf, .size = size };
	struct arguments a;

	va_copy(a.list, args);
	format(&o, fmt, &a);
	va_end(a.list);
	if (size)
		buf[MIN(o.len, size - 1)] = '\0';
	return o.len > INT_MAX ? INT_MAX : (int)o.len;
}

int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	int len = kvsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
