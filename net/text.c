/* SPDX-License-Identifier: MIT */
/*
 * text.c - IPv4 addresses and generated files as text.
 *
 * Locking: none; pure functions of their arguments.
 */
#include <stdarg.h>

#include <core/printf.h>

#include "text.h"

char *ip4_text(const ip4_addr_t *ip, char *buf)
{
	ksnprintf(buf, IP4_TEXT, "%d.%d.%d.%d", ip4_addr1(ip), ip4_addr2(ip), ip4_addr3(ip),
		  ip4_addr4(ip));
	return buf;
}

const char *number_read(const char *text, unsigned max, unsigned *out)
{
	unsigned n = 0;

	if (*text < '0' || *text > '9')
		return NULL;
	if (*text == '0' && text[1] >= '0' && text[1] <= '9')
		return NULL; /* would be octal to others */
	for (; *text >= '0' && *text <= '9'; text++) {
		n = n * 10 + (unsigned)(*text - '0');
		if (n > max)
			return NULL;
	}
	*out = n;
	return text;
}

const char *ip4_read(const char *text, ip4_addr_t *out)
{
	unsigned part[4];

	for (int i = 0; i < 4; i++) {
		if (i > 0 && *text++ != '.')
			return NULL;
		text = number_read(text, 255, &part[i]);
		if (!text)
			return NULL;
	}
	IP4_ADDR(out, part[0], part[1], part[2], part[3]);
	return text;
}

size_t text_add(char *buf, size_t size, size_t len, const char *fmt, ...)
{
	size_t at = MIN(len, size);
	va_list args;
	int n;

	va_start(args, fmt);
	n = kvsnprintf(buf + at, size - at, fmt, args);
	va_end(args);
	return len + (size_t)n;
}
