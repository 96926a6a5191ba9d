/* SPDX-License-Identifier: MIT */
/* net_options_fuzz.c - any text as ip= and hosts=: refused, or what it means makes sense. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <core/synth.h>

#include "../hosts.h"
#include "../ipconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	(void)lvl, (void)tag, (void)fmt;
}

const char *cmdline_option(const char *name)
{
	(void)name;
	return NULL;
}

void synth_register(struct synth_file *s)
{
	(void)s;
}

static void check_ip(const char *text)
{
	struct ip_config c;
	const char *why = NULL;

	if (ip_config_parse(text, &c, &why)) {
		if (!why)
			abort();
	} else if (c.mode == IP_MODE_STATIC &&
		   (!ip_is_host(&c.address, &c.netmask) || c.server_count > DNS_MAX_SERVERS)) {
		abort();
	}
}

static void check_hosts(const char *text)
{
	const char *end = text + strlen(text), *s = text;
	struct host_entry e;

	while (hosts_next(&s, &e) > 0) {
		if (e.name < text || e.name + e.name_len > end || s > end)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	check_ip(text);
	check_hosts(text);
	free(text);
	return 0;
}
