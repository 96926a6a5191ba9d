/* SPDX-License-Identifier: MIT */
/* names.h - the addresses of a URL's host. */
#ifndef HTTPSGET_NAMES_H
#define HTTPSGET_NAMES_H

#include <netdb.h>
#include <stdbool.h>

#include "failure.h"
#include "url.h"

/** Finds the IPv4 addresses of url's host; *list is to be freed with freeaddrinfo().
 *  STATUS_NAME when there are none. A name that nobody can be asked about is refused at
 *  once; else libc's resolver has its own time limit. */
enum status names_find(const struct url *url, struct addrinfo **list, struct failure *f);

/** True when a line of the file at path, in the form of hosts(5), names host. */
bool names_listed(const char *path, const char *host);
/** True when the file at path, in the form of resolv.conf(5), can be read and names no
 *  server. */
bool names_no_server(const char *path);

#endif
