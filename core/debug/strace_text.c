/* SPDX-License-Identifier: MIT */
/*
 * strace_text.c - a system call as text: its name, and its arguments by their kinds.
 * Strings and data are quoted, with C's escapes, and cut after 32 bytes, like strace(1)'s.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>

#include <core/compiler.h>
#include <core/printf.h>

#include "debug/strace.h"

#define SHOWN_MAX   32
#define BUFFERS_MAX 4
#define AT_FDCWD    (-100) /* Linux include/uapi/linux/fcntl.h */

struct out {
	char *buf;
	size_t size, len;
};

static void put(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void put(struct out *o, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	int n = kvsnprintf(o->buf + o->len, o->size - o->len, fmt, args);
	va_end(args);
	o->len = MIN(o->len + (size_t)n, o->size - 1);
}

static void put_byte(struct out *o, unsigned char c)
{
	static const char plain[] = "\n\r\t\\\"", escape[] = "nrt\\\"";
	const char *special = c ? strchr(plain, c) : NULL;

	if (special)
		put(o, "\\%c", escape[special - plain]);
	else if (c < ' ' || c > '~')
		put(o, "\\x%02x", c);
	else
		put(o, "%c", c);
}

static void put_bytes(struct out *o, const char *s, size_t len)
{
	if (!s) {
		put(o, "NULL");
		return;
	}
	put(o, "\"");
	for (size_t i = 0; i < MIN(len, (size_t)SHOWN_MAX); i++)
		put_byte(o, (unsigned char)s[i]);
	put(o, len > SHOWN_MAX ? "\"..." : "\"");
}

static void put_pointer(struct out *o, long v)
{
	if (v)
		put(o, "%#lx", v);
	else
		put(o, "NULL");
}

static void put_buffers(struct out *o, const struct iovec *iov, long n)
{
	put(o, "[");
	for (long i = 0; i < MIN(n, (long)BUFFERS_MAX); i++) {
		put(o, i ? ", {" : "{");
		put_bytes(o, iov[i].iov_base, iov[i].iov_len);
		put(o, ", %zu}", iov[i].iov_len);
	}
	put(o, n > BUFFERS_MAX ? ", ...]" : "]");
}

static void put_argument(struct out *o, char kind, const long *arg, long ret)
{
	const char *s = (const char *)*arg;

	switch (kind) {
	case 's':
		put_bytes(o, s, s ? strnlen(s, SHOWN_MAX + 1) : 0);
		break;
	case 'b':
		put_bytes(o, s, (size_t)arg[1]);
		break;
	case 'r':
		if (ret > 0)
			put_bytes(o, s, (size_t)ret);
		else
			put_pointer(o, *arg);
		break;
	case 'i':
		put_buffers(o, (const struct iovec *)*arg, arg[1]);
		break;
	case 'f':
		put(o, *arg == AT_FDCWD ? "AT_FDCWD" : "%ld", *arg);
		break;
	case 'x':
		put(o, "%#lx", *arg);
		break;
	case 'o':
		put(o, "%#lo", *arg);
		break;
	case 'u':
		put(o, "%lu", *arg);
		break;
	case 'p':
		put_pointer(o, *arg);
		break;
	default:
		put(o, "%ld", *arg);
	}
}

size_t strace_text(char *buf, size_t size, const char *name, const char *kinds, long ret,
		   const long *args)
{
	struct out o = { buf, size, 0 };

	put(&o, "%s(", name);
	for (size_t i = 0; kinds[i]; i++) {
		if (i)
			put(&o, ", ");
		put_argument(&o, kinds[i], &args[i], ret);
	}
	put(&o, ")");
	return o.len;
}
