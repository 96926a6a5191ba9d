/* SPDX-License-Identifier: MIT */
/*
 * names.c - the addresses of a URL's host.
 *
 * libc's getaddrinfo() does the work. It takes a resolv.conf without servers to mean one
 * at 127.0.0.1 and waits for it in vain; so that case is looked for here.
 *
 * Source: hosts(5), resolv.conf(5).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "names.h"

#define LINE_SIZE 512
#define BLANKS    " \t\r\n"

bool names_listed(const char *path, const char *host)
{
	char line[LINE_SIZE];
	bool found = false;
	FILE *in = fopen(path, "r");

	if (!in)
		return false;
	while (!found && fgets(line, sizeof(line), in)) {
		char *rest, *word;

		line[strcspn(line, "#")] = '\0';
		word = strtok_r(line, BLANKS, &rest); /* the address */
		while (word && !found && (word = strtok_r(NULL, BLANKS, &rest)))
			found = strcasecmp(word, host) == 0;
	}
	fclose(in);
	return found;
}

bool names_no_server(const char *path)
{
	static const char key[] = "nameserver";
	char line[LINE_SIZE];
	bool found = false;
	FILE *in = fopen(path, "r");

	if (!in)
		return false;
	while (!found && fgets(line, sizeof(line), in))
		found = strncmp(line, key, strlen(key)) == 0;
	fclose(in);
	return !found;
}

static bool nobody_to_ask(const char *host)
{
	struct in_addr address;

	return inet_pton(AF_INET, host, &address) != 1 && strcmp(host, "localhost") != 0 &&
	       !names_listed("/etc/hosts", host) && names_no_server("/etc/resolv.conf");
}

enum status names_find(const struct url *url, struct addrinfo **list, struct failure *f)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	char port[6];
	int err;

	if (nobody_to_ask(url->host))
		return fail(f, STATUS_NAME,
			    "cannot find the address of %s: no name server is configured",
			    url->host);
	snprintf(port, sizeof(port), "%u", url->port);
	err = getaddrinfo(url->host, port, &hints, list);
	if (err)
		return fail(f, STATUS_NAME, "cannot find the address of %s: %s", url->host,
			    err == EAI_SYSTEM ? strerror(errno) : gai_strerror(err));
	return STATUS_OK;
}
