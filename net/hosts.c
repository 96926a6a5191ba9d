/* SPDX-License-Identifier: MIT */
/*
 * hosts.c - names that need no server: localhost, and those of the option hosts=.
 * libc's resolver reads them from /etc/hosts, which is generated here.
 *
 * Source: RFC 1123 2.1 for what a host name may be; underscores are let through, since
 * names with them exist.
 * Locking: none; the command line does not change.
 */
#define LOG_TAG "net"
#include <errno.h>
#include <stdbool.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <core/synth.h>

#include "hosts.h"
#include "text.h"

#define NAME_MAX_LEN 253 /* RFC 1035 2.3.4, without the final dot */

OPTION(hosts_option, "hosts", "NAME:ADDRESS[,NAME:ADDRESS...]: names that need no name server");

static const char *entries = ""; /* checked */

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_';
}

int hosts_next(const char **text, struct host_entry *out)
{
	const char *s = *text;

	if (!*s)
		return 0;
	while (name_char(*s))
		s++;
	out->name = *text;
	out->name_len = (size_t)(s - *text);
	if (*s != ':' || out->name_len == 0 || out->name_len > NAME_MAX_LEN)
		return -EINVAL;
	s = ip4_read(s + 1, &out->ip);
	if (!s || (*s && *s != ',') || (*s == ',' && !s[1]))
		return -EINVAL;
	*text = *s ? s + 1 : s;
	return 1;
}

static ssize_t hosts_text(char *buf, size_t size)
{
	size_t len = text_add(buf, size, 0, "127.0.0.1 localhost\n");
	const char *s = entries;
	struct host_entry e;
	char ip[IP4_TEXT];

	while (hosts_next(&s, &e) > 0)
		len = text_add(buf, size, len, "%s %.*s\n", ip4_text(&e.ip, ip), (int)e.name_len,
			       e.name);
	return (ssize_t)len;
}

static int check(const char *text)
{
	struct host_entry e;
	int got;

	while ((got = hosts_next(&text, &e)) > 0)
		;
	if (got < 0)
		log_err("option hosts=: NAME:ADDRESS expected at \"%.40s\"; the option is ignored",
			text);
	return got;
}

int hosts_init(void)
{
	static struct synth_file file = { .path = "/etc/hosts", .generate = hosts_text };
	const char *text = cmdline_option("hosts");
	int err = text ? check(text) : 0;

	if (text && !err)
		entries = text;
	synth_register(&file);
	return err;
}
